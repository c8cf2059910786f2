/**
 * /grep: the lines that match in the scrollback of all worlds, then in the log files. The scrollback is looked through in
 * slices; of the files the host reads a piece at a time, for each place that it is asked for.
 */
import { isFault } from '../../../shared/fault.ts';
import type { Event } from '../../state/events.ts';
import type { Grep, GrepFound, LogLine, LogPlace } from '../../state/grep.ts';
import type { Line } from '../../state/log.ts';
import type { Turn } from '../../state/state.ts';
import { cancel, schedule } from '../../state/timers.ts';
import type { Pattern, View } from '../../state/view.ts';
import { type Finder, finderOf } from '../../text/pattern.ts';
import { textWidth } from '../../text/width.ts';
import { worldNamed, worldOn } from '../../world/audience.ts';
import { gameText } from '../../world/lines/sent.ts';
import { lineAt } from '../../world/scrollback.ts';
import { say, sayHere } from '../../world/world.ts';
import { clock } from '../clock.ts';
import { padded } from '../dialog/box/cells.ts';
import { openPager } from '../dialog/pager/pager.ts';
import { marked } from '../marks.ts';
import { localDay } from '../when.ts';
import { newSlice } from './slices.ts';

/** Lines of a world that are shown at most, from its scrollback and from its files; UTF-16 units of all. */
const MOST = 500;
const MOST_SIZE = 192 * 1024;
/** UTF-16 units of a line that are shown, and what it takes beside them. */
const LONGEST = 2000;
const LINE_SIZE = 64;
/** What it costs to keep one, in units of a slice: what matches in it is looked for once more, to be marked. */
const FOUND = 1024;
/** The host is asked again when it has been silent for so long (ms): what it was asked for may be lost. */
const PATIENCE = 10_000;

export interface GrepWishes {
  /** '' = all worlds. */
  readonly only: string;
  readonly scrollback: boolean;
  readonly logs: boolean;
}

/** Looks for the pattern, for the one who acts; an earlier one is given up. */
export function startGrep(turn: Turn, pattern: Pattern, { only, scrollback, logs }: GrepWishes): void {
  const { state, view } = turn;
  if (!view) return;
  const finder = finderOf(pattern);
  if (isFault(finder)) return sayHere(turn, `/grep: ${finder.sentence}.`);
  const names = Object.keys(state.worlds).filter(name => only === '' || name === only);
  view.grep = {
    ...{ id: (view.grep?.id ?? 0) + 1, pattern, only, next: null, found: [], size: 0, known: {}, count: 0 },
    worlds: scrollback ? names.sort((one, other) => one.localeCompare(other, 'en')) : [],
    ...(logs && { logs: FIRST }),
    ...{ more: [], faults: [], phase: 'looking' },
  };
  continueGrep(turn, view);
}

/** Before all files. */
const FIRST: LogPlace = { world: '', day: '', end: null };

export function endGrep({ state }: Turn, view: View): void {
  view.grep = null;
  cancel(state, 'grep', view);
}

/** The next slice; or the host was silent for too long. */
export function continueGrep(turn: Turn, view: View): void {
  const { grep } = view;
  const finder = grep && finderOf(grep.pattern);
  if (grep?.phase !== 'looking' || !finder || isFault(finder)) return;
  lookThrough(turn, grep, finder);
  if (grep.worlds.length > 0) schedule(turn.state, 'grep', view, 0);
  else if (grep.logs) askHost(turn, view, grep, grep.logs);
  else finish(turn, view, grep);
}

/** After a reload or a crash: what the host was asked for is lost. */
export function resumeGreps({ state }: Turn): void {
  for (const view of Object.values(state.views)) if (view.grep) schedule(state, 'grep', view, 0);
}

function lookThrough({ state, readChunk }: Turn, grep: Grep, finder: Finder): void {
  const slice = newSlice();
  while (grep.worlds.length > 0 && slice.hasTime()) {
    const name = grep.worlds[0] as string;
    const log = worldNamed(state, name)?.scrollback;
    grep.next ??= (log?.next ?? 0) - 1;
    if (!log || grep.next < log.first || isFull(grep)) {
      leaveWorld(grep, name);
      continue;
    }
    const line = lineAt(log, grep.next, readChunk) as Line;
    const isMeant = line.kind === 'game' || line.sent !== undefined;
    const matches = isMeant ? slice.look(grep, finder, line.text) : false;
    if (matches === null) return;
    if (!isMeant) slice.pass();
    if (matches) {
      addLine(grep, name, line);
      slice.pass(FOUND);
    }
    grep.next--;
  }
}

function leaveWorld(grep: Grep, name: string): void {
  if (isFull(grep) && !grep.more.includes(name)) grep.more.push(name);
  grep.worlds.shift();
  grep.next = null;
  grep.count = 0;
  delete grep.within;
}

function isFull({ count, size }: Grep): boolean {
  return count >= MOST || size >= MOST_SIZE;
}

function addLine(grep: Grep, world: string, line: Line): void {
  const day = localDay(line.time);
  add(grep, { world, day, time: clock(line.time, true), text: line.text, runs: line.runs });
  const key = keyOf(world, day, loggedText(line));
  grep.known[key] = (grep.known[key] ?? 0) + 1;
}

/** What the log file has of it. */
function loggedText(line: Line): string {
  return gameText(line) ?? `> ${line.text.slice(line.sent)}`;
}

function keyOf(world: string, day: string, text: string): string {
  return `${world}\n${day}\n${text.slice(0, LONGEST)}`;
}

/** As much of it as is shown, with the matches marked. */
function add(grep: Grep, found: GrepFound): void {
  const text = found.text.slice(0, LONGEST);
  const { runs } = marked({ text, runs: found.runs.filter(({ at }) => at < text.length) }, grep.pattern);
  grep.found.push({ ...found, text, runs });
  grep.count++;
  grep.size += text.length + LINE_SIZE;
}

function askHost({ state, effects }: Turn, view: View, { id, pattern, only }: Grep, from: LogPlace): void {
  effects.push({ type: 'search logs', view: view.id, id, pattern, only, from });
  schedule(state, 'grep', view, PATIENCE);
}

/** The host has looked through a piece of a file; lines that the scrollback has as well are there once. */
export function onLogsSearched(
  turn: Turn,
  view: View,
  event: Extract<Event, { type: 'logs searched' }>,
): void {
  const { grep } = view;
  if (!grep?.logs || grep.phase !== 'looking' || event.id !== grep.id) return;
  // An answer that came late, to what was asked once more.
  if (JSON.stringify(event.from) !== JSON.stringify(grep.logs)) return;
  const { place, next, found, fault } = event;
  if (fault) grep.faults.push(fault.sentence);
  if (place && place.world !== grep.logs.world) grep.count = 0;
  for (const line of found)
    if (place && !isFull(grep) && isNew(grep, place, line)) {
      add(grep, { world: place.world, day: place.day, ...line, runs: [] });
    }
  if (place && isFull(grep)) skipWorld(grep, place.world);
  else grep.logs = next;
  continueGrep(turn, view);
}

/** Whether the scrollback does not have it, too. */
function isNew(grep: Grep, { world, day }: LogPlace, { text }: LogLine): boolean {
  const key = keyOf(world, day, text);
  const left = grep.known[key] ?? 0;
  if (left > 0) grep.known[key] = left - 1;
  return left === 0;
}

function skipWorld(grep: Grep, world: string): void {
  if (!grep.more.includes(world)) grep.more.push(world);
  grep.logs = { world, day: '', end: null };
}

/** Shows what was found, unless that would take the keys from somebody who types. */
function finish(turn: Turn, view: View, grep: Grep): void {
  cancel(turn.state, 'grep', view);
  grep.phase = 'found';
  grep.found.reverse().sort(byTime);
  grep.known = {};
  const on = worldOn(turn.state, view);
  for (const sentence of grep.faults) say(turn, on, sentence);
  if (grep.found.length === 0) {
    view.grep = null;
    return say(turn, on, `No lines${of(grep)}.`);
  }
  const isBusy =
    view.editor.text !== '' || view.dialogs.some(dialog => dialog.kind !== 'search' || !dialog.quiet);
  if (!isBusy) return showGrep(view, grep);
  const { length } = grep.found;
  if (length === 1) say(turn, on, `One line that matches "${grep.pattern.text}": /grep shows it.`);
  else say(turn, on, `${length} lines${of(grep)}: /grep shows them.`);
}

/** Those that have no time come first on their day, in the order of their file. */
function byTime(one: GrepFound, other: GrepFound): number {
  const key = ({ day, time }: GrepFound) => `${day} ${time}`;
  return key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0;
}

function of({ pattern }: Grep): string {
  return ` that match "${pattern.text}"`;
}

export function showGrep(view: View, grep: Grep): void {
  const width = grep.found.reduce((most, { world }) => Math.max(most, textWidth(world)), 0);
  const lines = grep.found.map(({ world, day, time, text, runs }) => {
    const before = `${day} ${time.padEnd(8)} ${padded(world, width)}  `;
    return {
      text: before + text,
      runs: [
        { at: 0, style: '2' },
        { at: before.length, style: '' },
        ...runs.map(run => ({ ...run, at: run.at + before.length })),
      ],
    };
  });
  const more = grep.more.length > 0 ? ` (more in ${grep.more.join(', ')})` : '';
  openPager(view, `${grep.pattern.text}: ${lines.length}${more}`, lines);
}

/** What the bar says while it looks. */
export function grepWords({ grep }: View): string {
  if (grep?.phase !== 'looking') return '';
  const where = grep.worlds[0] ?? (grep.logs?.world ? `logs of ${grep.logs.world}` : 'logs');
  return `grep: ${grep.found.length} so far, in ${where}`;
}
