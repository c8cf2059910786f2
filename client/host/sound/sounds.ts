/** Sounds of games: their files, and the programs that play them. Loaded with the first one. */
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { type Fault, fault, faultOf, isFault } from '../../../shared/fault.ts';
import { processIdentity } from '../../../shared/process-identity.ts';
import type { Event } from '../../state/events.ts';
import type { SoundEffect } from '../../state/sound/sounds.ts';
import { childEnvironment } from '../environment.ts';
import type { SoundCache } from './cache.ts';
import type { Fetching } from './fetch.ts';
import { findSound, soundDirectory } from './find.ts';
import { type Call, callOf } from './players.ts';
import { createWatch, MARK } from './watch.ts';

type Of<T extends SoundEffect['type']> = Extract<SoundEffect, { type: T }>;

export interface HostSounds {
  perform(effect: Exclude<SoundEffect, { type: 'end sounds' }>): void;
}

/** Longest path of a socket that every system takes. */
const LONGEST_SOCKET = 100;

export function createHostSounds(
  home: string,
  fetching: Fetching,
  dispatch: (event: Event) => void,
): HostSounds {
  const watch = createWatch(dispatch);

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
    const socket = socketFor(id);
    const call = callOf(command, process.env.PATH ?? '', effect, socket);
    if (!call) return over(id, 0, NO_PLAYER);
    run(id, call, call.listens ? socket : '');
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
      if (socket !== '') rmSync(socket, { force: true });
      const isWell = status === 0 || signal !== null;
      over(
        id,
        pid,
        isWell ? null : fault('SOUND_FAILED', `${name} has failed, and a sound may not be heard.`),
      );
    });
    child.unref();
    if (pid === 0) return;
    dispatch({ type: 'sound started', id, child: { pid, identity: processIdentity(pid), socket }, loops });
  }

  function over(id: number, pid: number, failed: Fault | null): void {
    dispatch({ type: 'sound over', id, pid, fault: failed });
  }

  /** '' = none: its path would be too long, or there is no place for it. */
  function socketFor(id: number): string {
    const directory = `${home}/sounds`;
    const path = `${directory}/.player-${process.pid}-${id}`;
    if (Buffer.byteLength(path) > LONGEST_SOCKET) return '';
    try {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      return path;
    } catch {
      return '';
    }
  }

  /** It is seldom asked for. */
  function tell(what: (mpv: typeof import('./mpv.ts')) => Promise<void>): void {
    void import('./mpv.ts').then(what);
  }

  return {
    perform(effect) {
      switch (effect.type) {
        case 'find sound':
          return void find(effect);
        case 'start sound':
          return start(effect);
        case 'tune sound':
          return tell(({ setVolume }) => setVolume(effect.child.socket, effect.volume));
        case 'fade sound':
          return tell(({ fadeOut }) => fadeOut(effect.child.socket, effect.time));
        case 'watch sounds':
          return watch(effect.playing);
      }
    },
  };
}

const NO_PLAYER = fault(
  'SOUND_MISSING',
  'No program plays sounds: neither mpv nor ffplay, pw-play, paplay or aplay is installed. /setup sound_command names another one.',
);
