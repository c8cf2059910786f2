/** What is due of macros: processes, files that were read, and programs that go on. */
import type { Event } from '../../state/events.ts';
import type { Turn } from '../../state/state.ts';
import { schedule } from '../../state/timers.ts';
import type { Process, Quote, Thread } from '../../state/tinyfugue/tinyfugue.ts';
import { libraryFiles } from '../../tinyfugue/library/table.ts';
import { marked } from '../../tinyfugue/marks.ts';
import { LIBRARY } from '../../tinyfugue/places.ts';
import { quoteLines, complain as tellFault } from '../../tinyfugue/threads.ts';
import { attendedView, worldNamed, worldOn } from '../audience.ts';
import { complain, say } from '../world.ts';
import { endProcess, quoteLater, timerOf } from './processes.ts';
import { goOnWithAll, start } from './run.ts';
import { tinyFugueOf } from './store.ts';
import { WRITING, writeStreams } from './streams/files.ts';
import { FILING, RUN, wake } from './threads.ts';
import { fileSome } from './triggers/filing.ts';
import { fireMacros, handsAt } from './triggers/hooks.ts';

/** A timer of macros: of programs under way, or of a process by its number. */
export function onMacroTimer(turn: Turn, name: string, late: number): void {
  if (name === RUN.name) return goOnWithAll(turn, handsAt(0));
  if (name === FILING.name) return fileOn(turn);
  if (name === WRITING.name) return writeStreams(turn);
  onProcess(turn, Number(name), late);
}

/** In parts, for there may be thousands. */
function fileOn(turn: Turn): void {
  if (!fileSome(turn)) schedule(turn.state, 'macro', FILING, 0);
}

/** Its time has come, `late` ms ago: what was missed is done once, and the times after it are what they were. */
function onProcess(turn: Turn, id: number, late: number): void {
  const { state } = turn;
  const process = tinyFugueOf(state).processes.find(one => one.id === id);
  if (!process) return;
  const line = process.lines?.shift();
  if (process.left !== null) process.left--;
  const isLast = process.kind === 'quote' ? (process.lines ?? []).length === 0 : process.left === 0;
  if (isLast) endProcess(turn, id);
  else schedule(state, 'macro', timerOf(id), process.every - (late % process.every));
  if (state.automation.on) act(turn, process, line);
}

function act(turn: Turn, { world: name, body, kind }: Process, line: string | undefined): void {
  const { state } = turn;
  const view = attendedView(state);
  const world = name === '' ? view && worldOn(state, view) : worldNamed(state, name);
  const frame = kind === 'repeat' ? { kind: 'body', text: body } : { kind: 'line', text: line ?? '' };
  start(
    { ...turn, view, world },
    handsAt(0),
    world,
    { ...(frame as { kind: 'body'; text: string }), locals: {} },
    { author: 'rule' },
  );
}

/** A file of macros, or why it cannot be read: whoever waits for it goes on. */
export function onMacrosRead(turn: Turn, { id, path, file }: Extract<Event, { type: 'macros read' }>): void {
  const tinyfugue = tinyFugueOf(turn.state);
  const thread = tinyfugue.threads.find(({ waits }) => waits?.file === id);
  if (!thread?.waits) return;
  const { required, quote } = thread.waits;
  delete thread.waits;
  wake(turn);
  const world = worldNamed(turn.state, thread.world);
  const library = path.replace(`${LIBRARY}/`, '');
  if ('fault' in file && !quote && libraryFiles.has(library)) {
    thread.result = 1;
    if (thread.frames.every(({ kind }) => kind !== 'file'))
      say(turn, world, `${library}: Clay has its macros from the start.`);
    return;
  }
  if ('fault' in file) {
    thread.result = 0;
    fireMacros(turn, world, 'LOADFAIL', `${path} ${file.fault.sentence}`);
    return tellFault(
      { thread, host: { complain: said => complain(turn, world, said) } },
      file.fault.sentence,
    );
  }
  if (file.isLatin) say(turn, world, `${nameOf(path)} is no UTF-8, and was read as Latin-1.`);
  if (quote) quoteLines(thread, quote, linesOf(file.text, quote), (of, lines) => quoteLater(turn, of, lines));
  else beginFile(turn, thread, path, file.text, required);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The end of a line, marked. */
const LINE_END = marked('\n');

/** A file may be a log, which the game has said: its lines are commands only where they are to be run as they are. */
function linesOf(text: string, { how, before }: Quote): string[] {
  const all = text.replaceAll('\r\n', '\n').replace(/\n$/, '');
  // Marked as a whole, with the ends of its lines: there may be a great many.
  return how === 'exec' && before.trim() === '' ? all.split('\n') : marked(all).split(LINE_END);
}

function beginFile(
  turn: Turn,
  { frames }: Thread,
  path: string,
  text: string,
  required: true | undefined,
): void {
  fireMacros(turn, null, 'LOAD', path);
  frames.push({
    ...{ kind: 'file', text, at: 0, stack: [], name: path.slice(path.lastIndexOf('/') + 1), path },
    ...(required && { required }),
    first: tinyFugueOf(turn.state).last.macro,
  });
}
