/** `/replay`: a log or a recorded session, played. A person does it, never a rule. */
import { changeWorld } from '../../settings/change.ts';
import type { Replay } from '../../state/replay/replay.ts';
import type { State, Turn } from '../../state/state.ts';
import type { World } from '../../state/world.ts';
import { emptyStream } from '../../stream/stream.ts';
import { switchTo } from '../../view/switching.ts';
import { endReplay, goOn, readOn, replayOf } from '../../world/replay/play.ts';
import { addTemporary, complainHere, findWorld, sayHere } from '../../world/world.ts';
import type { Command } from '../table.ts';

const WORDS = ['pause', 'go', 'step', 'speed', 'stop'] as const;
const USAGE = 'Usage: /replay file [speed], or /replay pause, go, step [lines], speed number, stop.';
/** From a hundredth to as quick as it can be. */
const SLOWEST = 0.01;
const QUICKEST = 1000;

export const replayCommand: Command = {
  names: ['replay'],
  usage: '/replay file [speed] | pause | go | step [lines] | speed number | stop',
  summary: 'play a log or a recorded session, past the rules and without doing anything',
  details: [
    'A name without a / at its start is one below logs/ of the profile: Alpha/2026-01-15.log, .ansi or .html. Recordings are those of asciinema (.cast, version 2) and ttyrec.',
    'It is played in a world of its own, at the times that stand in the file, or five lines a second; nobody waits longer than ten seconds. Rules hide and paint, and what else they would do is said: nothing is sent, set or written.',
    'It goes on over a reload.',
  ],
  arguments: [WORDS],
  examples: [
    ['/replay Alpha/2026-01-15.log', 'plays that day'],
    ['/replay ~/old.log 10', 'ten times as quick'],
    ['/replay pause', 'waits; /replay step 5 plays five lines, /replay go all'],
  ],
  related: ['log', 'try', 'triggers'],
  late: true,
  takesData: true,
  isByHand: () => true,
  run: replay,
};

function replay(turn: Turn, args: string): void {
  const [, word = '', rest = ''] = /^(\S+)\s*(.*)$/s.exec(args) ?? [];
  if (args === '') return tell(turn);
  if ((WORDS as readonly string[]).includes(word)) return change(turn, word, rest);
  const [, quoted, bare, given] = /^(?:"([^"]+)"|(.+?))(?:\s+([\d.]+))?$/s.exec(args) ?? [];
  const speed = given === undefined ? 1 : speedOf(given);
  const path = quoted ?? bare ?? '';
  if (path === '' || speed === null) return complainHere(turn, USAGE);
  begin(turn, path, speed);
}

function speedOf(text: string): number | null {
  const speed = Number(text);
  return text !== '' && speed >= SLOWEST && speed <= QUICKEST ? speed : null;
}

function begin(turn: Turn, path: string, speed: number): void {
  const name = worldName(turn.state, path);
  addTemporary(turn.state, name);
  changeWorld(turn, name, { host: '', auto_login: 'none', log: false });
  const world = findWorld(turn.state, name);
  if (!world) return;
  if (replayOf(turn, world)) endReplay(turn, world);
  world.stream = emptyStream();
  const started: Replay = {
    ...{ path, of: worldOf(turn.state, path), speed, phase: 'playing', entries: [], played: 0, last: null },
    ...{ format: null, next: 0, asked: false, steps: 0, rules: { counts: {}, seed: 0 } },
  };
  (turn.state.replays ??= {})[name] = started;
  switchTo(turn, world);
  readOn(turn, name, started);
}

/** Longer names are no names of worlds. */
const LONGEST = 50;

/** A world of the user's own is never taken for it. */
function worldName({ settings, temporary }: State, path: string): string {
  const parts = path
    .replace(/\.\w+$/, '')
    .split('/')
    .filter(part => !/^[~.]*$/.test(part));
  const words = parts
    .slice(-2)
    .join(' ')
    .replace(/[\0-\x1f\x7f-\x9f]/g, '')
    .slice(-LONGEST);
  const name = `Replay ${words}`.trim();
  return Object.hasOwn(settings.worlds, name) && !temporary.includes(name) ? `${name} (2)` : name;
}

/** Whose log it is, as far as that can be seen. */
function worldOf({ settings }: State, path: string): string {
  const parts = path.split('/');
  return Object.keys(settings.worlds).find(name => parts.at(-2) === name) ?? '';
}

function change(turn: Turn, word: string, rest: string): void {
  const found = playing(turn);
  if (!found) return complainHere(turn, 'Nothing is played. /replay file plays a log.');
  const [world, its] = found;
  if (word === 'stop') {
    endReplay(turn, world);
    return sayHere(turn, `${its.path} is not played any more.`);
  }
  if (word === 'speed') {
    const speed = speedOf(rest);
    if (speed === null)
      return complainHere(turn, `Usage: /replay speed number, from ${SLOWEST} to ${QUICKEST}.`);
    its.speed = speed;
  }
  if (word === 'step') {
    const steps = rest === '' ? 1 : Number(rest);
    if (!Number.isInteger(steps) || steps < 1 || steps > 10_000)
      return complainHere(turn, 'Usage: /replay step lines.');
    its.steps = steps;
  }
  if (word === 'pause' || word === 'step') its.phase = 'paused';
  if (word === 'go') its.phase = 'playing';
  goOn(turn, world, its);
  if (word !== 'step') tell(turn);
}

/** That of the world on screen, or else the only one. */
function playing(turn: Turn): [World, Replay] | null {
  const here = replayOf(turn, turn.world);
  if (here && turn.world) return [turn.world, here];
  const [only, ...others] = Object.entries(turn.state.replays ?? {});
  const world = only && others.length === 0 ? findWorld(turn.state, only[0]) : undefined;
  return only && world ? [world, only[1]] : null;
}

function tell(turn: Turn): void {
  const all = Object.values(turn.state.replays ?? {});
  if (all.length === 0) return sayHere(turn, 'Nothing is played. /replay file plays a log.');
  for (const { path, phase, speed, played } of all)
    sayHere(turn, `${path}: ${phase}, ${played} lines so far, ${speed} times as quick as it was.`);
}
