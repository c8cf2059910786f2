/** What a server wants of sounds, as far as it may: one that asks for a thousand a second gets a few. */
import type { Sound, SoundOrder, SoundWish } from '../../state/sound/sounds.ts';
import type { State, Turn } from '../../state/state.ts';
import type { World } from '../../state/world.ts';
import { printable } from '../../stream/printable.ts';
import { complain, say, worldSettings } from '../world.ts';
import { fadeSounds } from './fade.ts';
import { endSounds, isMeant, soundsIn, worldSounds } from './list.ts';
import { beginSound, loadSound, tuneSound } from './play.ts';

/** Sounds that may begin at once, and then a second: a fight has some four. */
const BURST = 10;
const PER_SECOND = 5;
/** Sounds that there are at once, each a program of its own. */
const MOST = 12;

export function onSoundOrder(turn: Turn, world: World, order: SoundOrder): void {
  const { state } = turn;
  if (!worldSettings(state, world).sound) return;
  switch (order.do) {
    case 'base':
      worldSounds(state, world.name).bases[order.kind ? `${order.from} ${order.kind}` : order.from] =
        order.url;
      return;
    case 'load':
      if (takeToken(turn, world)) loadSound(turn, world, order.name, order.url);
      return;
    case 'play':
      return play(turn, world, order.wish);
    case 'stop':
      return stop(
        turn,
        soundsIn(state, world.name).filter(sound => isMeant(sound, order.match)),
        order.fade,
      );
    case 'refuse':
      return tellOnce(
        turn,
        world,
        'refused',
        `${world.name}: the server names a sound that is no name of a file: ${printable(order.name)}; it is not played.`,
      );
  }
}

/** At once, or in `fade` ms where the program can. */
function stop(turn: Turn, sounds: readonly Sound[], fade: number): void {
  if (fade > 0) fadeSounds(turn, sounds, fade);
  else endSounds(turn, sounds);
}

function play(turn: Turn, world: World, wish: SoundWish): void {
  const { state } = turn;
  const others = soundsIn(state, world.name);
  const same = playingOn(others, wish);
  if (same) return adjust(turn, same, wish);
  if (givesWay(others, wish)) return;
  if (!takeToken(turn, world)) return;
  endSounds(
    turn,
    others.filter(other => isReplaced(other, wish)),
  );
  if (soundsIn(state, null).length >= MOST) return tellTooMany(turn, world);
  const { sound_captions: captions } = worldSettings(state, world);
  const caption = printable(wish.caption).trim();
  if (captions && caption !== '') say(turn, world, `[${caption}]`);
  // A sound effect that nobody hears is over.
  if (state.sounds?.muted && wish.loops !== -1) return;
  beginSound(turn, world, wish);
}

/** Music that plays already, and shall. */
function playingOn(others: readonly Sound[], wish: SoundWish): Sound | undefined {
  return wish.kind !== 'sound' && wish.continues ? others.find(other => isSame(other, wish)) : undefined;
}

/** It goes on, as loud and as important as it is wanted now. */
function adjust(turn: Turn, sound: Sound, { volume, priority, tag }: SoundWish): void {
  const isOther = sound.wish.volume !== volume;
  sound.wish = { ...sound.wish, volume, priority, tag };
  if (isOther) tuneSound(turn, sound);
}

function isSame({ wish, fades }: Sound, { from, kind, name, key }: SoundWish): boolean {
  return fades === undefined && isMeant({ wish } as Sound, { from, kind, name, key });
}

/**
 * By MSP there is one sound effect at a time, and a new one has to be of higher priority; in Client.Media those of lower
 * priority are silent while one with a priority is heard.
 */
function givesWay(others: readonly Sound[], { from, kind, priority }: SoundWish): boolean {
  return others.some(({ wish }) => {
    if (wish.from !== from || (from === 'msp' && (kind !== 'sound' || wish.kind !== 'sound'))) return false;
    return from === 'msp' ? wish.priority >= priority : wish.priority > priority;
  });
}

/** What ends because of the new one. */
function isReplaced(other: Sound, wish: SoundWish): boolean {
  const { from, kind, name, url, key, priority } = wish;
  if (other.wish.from !== from) return false;
  if (from === 'msp') return other.wish.kind === kind;
  if (priority > 0 && other.wish.priority < priority) return true;
  if (key !== '' && other.wish.key === key && (other.wish.name !== name || other.wish.url !== url))
    return true;
  // It begins anew.
  return kind !== 'sound' && isSame(other, wish);
}

/** Whether one more may begin; if not, that is told once a connection. */
function takeToken(turn: Turn, world: World): boolean {
  const { state } = turn;
  const known = worldSounds(state, world.name);
  const passed = known.tokens < 0 ? Number.POSITIVE_INFINITY : Math.max(0, state.now - known.at);
  const tokens = Math.min(BURST, Math.max(0, known.tokens) + (passed * PER_SECOND) / 1000);
  known.at = state.now;
  known.tokens = tokens >= 1 ? tokens - 1 : tokens;
  if (tokens < 1) tellTooMany(turn, world);
  return tokens >= 1;
}

function tellTooMany(turn: Turn, world: World): void {
  tellOnce(
    turn,
    world,
    'many',
    `${world.name}: the server asks for more sounds than can be heard; some are left out.`,
  );
}

function tellOnce(turn: Turn, world: World, kind: string, sentence: string): void {
  const { told } = worldSounds(turn.state, world.name);
  if (told.includes(kind)) return;
  told.push(kind);
  complain(turn, world, sentence);
}

/** The connection is over, or sounds are off: none of its sounds is heard, and what the server has said of them is forgotten. */
export function endSoundsOf(turn: Turn, world: { readonly name: string }): void {
  const { state } = turn;
  if (!state.sounds) return;
  endSounds(turn, soundsIn(state, world.name));
  delete state.sounds.worlds[world.name];
}

/** Whether a world has any, for whoever lists them. */
export function hasSounds(state: State, world: string): boolean {
  return soundsIn(state, world).length > 0;
}
