/** Sounds of games: their files, and the programs that play them. Loaded with the first one. */
import { spawn } from 'node:child_process';
import { type Fault, fault, faultOf, isFault } from '../../../shared/fault.ts';
import { processIdentity } from '../../../shared/process-identity.ts';
import type { Event } from '../../state/events.ts';
import type { SoundEffect } from '../../state/sound/sounds.ts';
import { childEnvironment } from '../environment.ts';
import type { SoundCache } from './cache.ts';
import type { Fetching } from './fetch.ts';
import { findSound, soundDirectory } from './find.ts';
import type * as mpv from './mpv.ts';
import { createNotes } from './notes.ts';
import { type Call, callOf } from './players.ts';
import { createWatch, MARK } from './watch.ts';

type Of<T extends SoundEffect['type']> = Extract<SoundEffect, { type: T }>;

type Performed = Exclude<SoundEffect, { type: 'end sounds' }>;

export interface HostSounds {
  /** Never throws: what cannot be done is an event. */
  perform(effect: Performed): void;
}

export function createHostSounds(
  home: string,
  fetching: Fetching,
  dispatch: (event: Event) => void,
): HostSounds {
  const notes = createNotes(home);
  const watch = createWatch(dispatch, notes);

  let cache: Promise<SoundCache> | null = null;

  /** Few allow it. */
  function cacheHere(): Promise<SoundCache> {
    cache ??= import('./cache.ts').then(({ createSoundCache }) =>
      createSoundCache(`${home}/sound-cache`, fetching),
    );
    return cache;
  }

  async function find({ id, world, directory, url, ...wanted }: Of<'find sound'>): Promise<void> {
    const path = await findSound(soundDirectory(home, world, directory), wanted);
    const found = path !== null || url === '' ? path : await (await cacheHere()).get(url);
    if (id === 0) return;
    if (isFault(found)) dispatch({ type: 'sound found', id, path: null, fault: found });
    else dispatch({ type: 'sound found', id, path: found, fault: null });
  }

  function start(effect: Of<'start sound'>): void {
    const { id, command } = effect;
    const socket = notes.socket(id);
    const call = callOf(command, process.env.PATH ?? '', effect, socket);
    if (!call) return over(id, 0, NO_PLAYER);
    run(id, call, call.listens ? socket : '');
    const { fadeout, finish } = effect;
    if (call.listens && socket !== '' && fadeout > 0 && finish === 0)
      tell(({ fadeAtEnd }) => fadeAtEnd(socket, fadeout));
  }

  function run(id: number, { name, argv, loops }: Call, socket: string): void {
    const [file, ...args] = argv;
    // A session of its own: keys of the terminal are not for it.
    const child = spawn(file, args, {
      detached: true,
      stdio: 'ignore',
      cwd: home,
      env: { ...childEnvironment(process.env), [MARK]: String(id) } as NodeJS.ProcessEnv,
    });
    const { pid = 0 } = child;
    child.on('error', error =>
      over(id, pid, fault('SOUND_FAILED', `${name} cannot be run: ${faultOf(error, '').sentence}.`)),
    );
    child.on('close', (status, signal) => {
      notes.forget(id);
      const isWell = status === 0 || signal !== null;
      over(
        id,
        pid,
        isWell ? null : fault('SOUND_FAILED', `${name} has failed, and a sound may not be heard.`),
      );
    });
    child.unref();
    if (pid === 0) return;
    const identity = processIdentity(pid);
    notes.note(id, { pid, identity });
    dispatch({ type: 'sound started', id, child: { pid, identity, socket }, loops });
  }

  function over(id: number, pid: number, failed: Fault | null): void {
    dispatch({ type: 'sound over', id, pid, fault: failed });
  }

  let tune: typeof mpv.setVolume | null = null;

  /** It is seldom asked for. */
  function tell(what: (player: typeof mpv) => Promise<void>): void {
    import('./mpv.ts').then(what).catch(notDone);
  }

  function notDone(error: unknown): void {
    dispatch({
      type: 'sound failed',
      fault: fault('SOUND_FAILED', `A sound has failed: ${clauseOf(error)}`),
    });
  }

  function failed(effect: Performed, error: unknown): void {
    const { type } = effect;
    if (type === 'start sound')
      over(effect.id, 0, fault('SOUND_FAILED', `A sound cannot be played: ${clauseOf(error)}`));
    else if (type === 'find sound' && effect.id !== 0)
      dispatch({
        type: 'sound found',
        id: effect.id,
        path: null,
        fault: fault('SOUND_FAILED', clauseOf(error)),
      });
    else notDone(error);
  }

  function begin(effect: Performed): void {
    switch (effect.type) {
      case 'find sound':
        return void find(effect).catch(error => failed(effect, error));
      case 'start sound':
        return start(effect);
      case 'tune sound':
        return tell(({ createTuning }) => {
          tune ??= createTuning();
          return tune(effect.child.socket, effect.volume);
        });
      case 'fade sound':
        return tell(({ fadeOut }) => fadeOut(effect.child.socket, effect.time));
      case 'watch sounds':
        return watch(effect.playing);
      case 'sweep sounds':
        return notes.sweep(effect.kept);
    }
  }

  return {
    perform(effect) {
      try {
        begin(effect);
      } catch (error) {
        failed(effect, error);
      }
    },
  };
}

/** What went wrong, with a full stop. */
function clauseOf(error: unknown): string {
  return `${faultOf(error, 'SOUND_FAILED').sentence.replace(/\.$/, '')}.`;
}

const NO_PLAYER = fault(
  'SOUND_MISSING',
  'No program plays sounds: neither mpv nor ffplay, pw-play, paplay or aplay is installed. /setup sound_command names another one.',
);
