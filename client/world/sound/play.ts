/**
 * A sound on its way: its file is looked for, a program plays it, and it ends. What is asked of the host is in the state as
 * well: another image asks again, or looks after the programs that the one before has started.
 */
import type { Fault } from '../../../shared/fault.ts';
import type { Sound, SoundChild, SoundWish, WatchedSound } from '../../state/sound/sounds.ts';
import type { State, Turn } from '../../state/state.ts';
import type { World } from '../../state/world.ts';
import { soundUrl } from '../../stream/media/names.ts';
import { worldNamed } from '../audience.ts';
import { complain, complainHere, worldSettings } from '../world.ts';
import { endSounds, noteMissing, soundNumbered, soundsOf, worldSounds } from './list.ts';

/** A sound effect that is not there so soon (ms) is out of place; music is not. */
const LATE = 5000;
/** A program that ends sooner (ms) is not begun again and again. */
const LEAST_ROUND = 250;

/** The sound is to be heard, as soon as its file is found. */
export function beginSound(turn: Turn, world: World, wish: SoundWish): Sound {
  const { state } = turn;
  const sounds = soundsOf(state);
  const left = wish.loops === -1 ? -1 : wish.loops - 1;
  const sound: Sound = {
    id: ++sounds.last,
    world: world.name,
    wish,
    asked: state.now,
    phase: 'sought',
    left,
  };
  sounds.list.push(sound);
  seek(turn, sound);
  return sound;
}

function seek({ state, effects }: Turn, sound: Sound): void {
  const { id, world, wish } = sound;
  sound.phase = 'sought';
  effects.push({ type: 'find sound', id, ...placesOf(state, world, wish) });
}

/** The file is fetched, if that is allowed, for when it is wanted. */
export function loadSound({ state, effects }: Turn, world: World, name: string, url: string): void {
  const wish = { name, url, kind: 'sound', from: 'gmcp', tag: '' } as const;
  effects.push({ type: 'find sound', id: 0, ...placesOf(state, world.name, wish) });
}

type Sought = Pick<SoundWish, 'name' | 'url' | 'kind' | 'from' | 'tag'>;

function placesOf(state: State, world: string, { name, url, kind, from, tag }: Sought) {
  const { sound_files: directory, sound_downloads: fetches } = worldSettings(state, { name: world });
  const known = worldSounds(state, world).bases;
  const base = url || (from === 'msp' ? known[`msp ${kind}`] : known[from]) || '';
  return { world, name, kind, tag, directory, url: (fetches && soundUrl(base, name)) || '' };
}

/** The host has looked for it; `path` is null if there is no such file, and `fault` says why it could not be fetched. */
export function onSoundFound(turn: Turn, id: number, path: string | null, fault: Fault | null): void {
  const sound = soundNumbered(turn.state, id);
  if (sound?.phase !== 'sought') return;
  const isLate = sound.wish.kind === 'sound' && turn.state.now - sound.asked > LATE;
  if (path === null) tellMissing(turn, sound, fault);
  if (path === null || isLate) return endSounds(turn, [sound]);
  sound.path = path;
  if (isMuted(turn.state)) hush(turn, sound);
  else start(turn, sound);
}

function isMuted({ sounds }: State): boolean {
  return sounds?.muted === true;
}

function start({ state, effects }: Turn, sound: Sound): void {
  const { id, path = '', wish } = sound;
  const { sound_command: command } = state.settings;
  const { loops, start: from, finish, fadein, fadeout } = wish;
  sound.phase = 'starts';
  sound.begun = state.now;
  delete sound.child;
  const volume = loudness(state, wish);
  effects.push({
    type: 'start sound',
    id,
    path,
    command,
    volume,
    loops,
    start: from,
    finish,
    fadein,
    fadeout,
  });
}

/** Percent, as the game and the user have it. */
function loudness({ settings }: State, { volume }: SoundWish): number {
  return Math.round((volume * settings.sound_volume) / 100);
}

/** It is to be as loud as is said now, where its program takes commands; else when it begins again. */
export function tuneSound({ state, effects }: Turn, { child, wish }: Sound): void {
  if (child && child.socket !== '')
    effects.push({ type: 'tune sound', child, volume: loudness(state, wish) });
}

/** The user has changed how loud all is. */
export function tuneSounds(turn: Turn): void {
  for (const sound of turn.state.sounds?.list ?? []) tuneSound(turn, sound);
}

/** A program plays it; `loops`: it repeats it by itself. */
export function onSoundStarted(turn: Turn, id: number, child: SoundChild, loops: boolean): void {
  const sound = soundNumbered(turn.state, id);
  // It was ended while the program was being started.
  if (sound?.phase !== 'starts') return void turn.effects.push({ type: 'end sounds', children: [child] });
  sound.phase = 'plays';
  sound.child = child;
  if (loops) sound.left = 0;
}

/** The program has ended, or could not be started (`pid` 0). */
export function onSoundOver(turn: Turn, id: number, pid: number, fault: Fault | null): void {
  const { state } = turn;
  const sound = soundNumbered(state, id);
  if (!sound || sound.phase === 'sought' || sound.phase === 'waits' || (sound.child?.pid ?? 0) !== pid)
    return;
  if (fault) tellFault(turn, fault);
  else if (state.sounds) delete state.sounds.told;
  const isBrief = state.now - (sound.begun ?? 0) < LEAST_ROUND;
  if (fault || isBrief || sound.left === 0 || sound.fades !== undefined) return endSounds(turn, [sound]);
  if (sound.left > 0) sound.left--;
  start(turn, sound);
}

/** Once, until something else is wrong, or nothing is. */
export function tellFault(turn: Turn, { sentence }: Fault): void {
  const sounds = soundsOf(turn.state);
  if (sounds.told !== sentence) complainHere(turn, sentence);
  sounds.told = sentence;
}

function tellMissing(turn: Turn, { world: name, wish }: Sound, fault: Fault | null): void {
  noteMissing(turn.state, wish.name);
  const world = worldNamed(turn.state, name);
  const known = worldSounds(turn.state, name);
  const kind = fault ? 'not fetched' : 'missing';
  if (!world || known.told.includes(kind)) return;
  known.told.push(kind);
  const why = fault
    ? `its sound ${wish.name} could not be fetched: ${fault.sentence}`
    : `there is no file for its sound ${wish.name}; /sound says where it is looked for.`;
  complain(turn, world, `${name}: ${why}`);
}

/** Nothing is heard any more; what has no end goes on when that is over. */
export function mute(turn: Turn): void {
  const sounds = soundsOf(turn.state);
  sounds.muted = true;
  for (const sound of [...sounds.list]) if (sound.phase !== 'sought') hush(turn, sound);
}

function hush(turn: Turn, sound: Sound): void {
  if (sound.wish.loops !== -1) return endSounds(turn, [sound]);
  if (sound.child) turn.effects.push({ type: 'end sounds', children: [sound.child] });
  delete sound.child;
  sound.phase = 'waits';
}

export function unmute(turn: Turn): void {
  const sounds = soundsOf(turn.state);
  delete sounds.muted;
  for (const sound of sounds.list.filter(({ phase }) => phase === 'waits')) {
    sound.left = -1;
    start(turn, sound);
  }
}

/** Another image goes on: programs play on and are looked after, and what the host was asked for it is asked again. */
export function resumeSounds(turn: Turn): void {
  const { state, effects } = turn;
  if (!state.sounds) return;
  const playing: WatchedSound[] = [];
  for (const sound of state.sounds.list) {
    if (sound.phase === 'sought') seek(turn, sound);
    if (sound.phase === 'plays' || sound.phase === 'starts')
      playing.push({ id: sound.id, child: sound.child ?? null, endless: sound.left === -1 });
  }
  effects.push({ type: 'watch sounds', playing });
}

/** A client that was killed has left programs that play, maybe: the ones that this one knows of it sees to. */
export function sweepSounds({ state, effects }: Turn): void {
  const kept = (state.sounds?.list ?? []).flatMap(({ child }) => child ?? []);
  effects.push({ type: 'sweep sounds', kept });
}

/** What plays in worlds that are not connected any more ends: a client was killed, and they with it. */
export function endOrphaned(turn: Turn): void {
  const orphans = (turn.state.sounds?.list ?? []).filter(({ world }) => {
    const { phase, link } = worldNamed(turn.state, world) ?? {};
    return phase !== 'connected' && !link?.session;
  });
  endSounds(turn, orphans);
}
