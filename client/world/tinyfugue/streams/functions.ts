/** tfopen(), tfread(), tfwrite(), tfflush(), tfclose(), and files that are appended to by fwrite(). */
import { raise } from '../../../../shared/fault.ts';
import type { Stream, StreamWish } from '../../../state/tinyfugue/streams.ts';
import type { Thread, Value } from '../../../state/tinyfugue/tinyfugue.ts';
import { hasMarks, revealed } from '../../../tinyfugue/marks.ts';
import { assign, type Globals } from '../../../tinyfugue/scopes.ts';
import { BEGUN, complain, echo, type Machine } from '../../../tinyfugue/threads.ts';
import { textOf } from '../../../tinyfugue/values.ts';
import { askFile } from '../asking.ts';
import type { Job } from '../job.ts';
import { tinyFugueOf } from '../store.ts';
import {
  closeStream,
  noteLine,
  openStream,
  streamNamed,
  takeLine,
  writeSoon,
  writeStreams,
} from './files.ts';

/** What calls it: the thread, which is not the job's own where a value is needed at once. */
interface Caller {
  readonly job: Job;
  readonly machine: Machine;
}

/** BEGUN: its value comes with the answer of the host. */
type StreamFunction = (caller: Caller, args: readonly Value[]) => Value | typeof BEGUN;

/** By name: arguments at least and at most. */
const functions: Readonly<Record<string, readonly [least: number, most: number, run: StreamFunction]>> = {
  tfopen: [0, 2, open],
  tfclose: [1, 1, close],
  tfwrite: [1, 2, write],
  tfread: [1, 2, read],
  tfflush: [1, 2, flush],
  fwrite: [2, 2, append],
};

/** Calls it. Undefined: there is none of the name. */
export function callStream(
  caller: Caller,
  name: string,
  args: readonly Value[],
): Value | typeof BEGUN | undefined {
  if (!Object.hasOwn(functions, name)) return undefined;
  const [least, most, run] = functions[name] as (typeof functions)[string];
  if (args.length < least || args.length > most)
    raise('TF', `${name}: ${args.length < least ? 'too few' : 'too many'} arguments`);
  return run(caller, args);
}

const text = (value: Value | undefined) => textOf(value ?? '');
const plain = (value: Value | undefined) => revealed(text(value)).trim();

/** Tells what is wrong, and is what the function gives then. */
function failed({ machine }: Caller, sentence: string): Value {
  complain(machine, sentence);
  return -1;
}

/** The thread goes on once the host has answered. */
function wait({ job, machine }: Caller, path: string, stream: StreamWish): typeof BEGUN {
  const { thread } = machine;
  // Where a value is needed at once, nobody waits.
  if (thread !== job.thread) raise('TF', 'a file cannot be opened or read in the middle of this: /test can');
  const { turn } = job;
  const id = ++tinyFugueOf(turn.state).last.file;
  const beside = thread.frames.findLast(({ kind }) => kind === 'file')?.path ?? '';
  // What others have written is to be there.
  writeStreams(turn);
  thread.waits = { file: id, path, beside, stream };
  askFile(turn, thread.waits);
  return BEGUN;
}

function open(caller: Caller, args: readonly Value[]): Value | typeof BEGUN {
  const mode = args.length < 2 ? 'q' : plain(args[1]);
  const name = plain(args[0]);
  if (mode === 'p') return failed(caller, 'tfopen: Clay runs no other programs for macros');
  if (mode === 'q') return openStream(caller.job.turn, { mode, name, lines: [] }) ?? failed(caller, TOO_MANY);
  if (mode !== 'r' && mode !== 'w' && mode !== 'a') return failed(caller, `tfopen: invalid mode '${mode}'`);
  if (name === '') return failed(caller, 'tfopen: which file?');
  return wait(caller, name, { mode });
}

const TOO_MANY = 'tfopen: too many streams are open; tfclose() closes one';

function append(caller: Caller, args: readonly Value[]): Value | typeof BEGUN {
  const name = plain(args[0]);
  if (name === '') return failed(caller, 'fwrite: which file?');
  return wait(caller, name, { mode: 'a', line: revealed(text(args[1])) });
}

/** The one of the handle, or null, which is told. */
function streamOf(caller: Caller, called: string, handle: Value | undefined): Stream | null {
  const found = streamNamed(caller.job.turn.state, plain(handle));
  if (!found) failed(caller, `${called}: ${plain(handle)}: bad handle`);
  return found;
}

function close(caller: Caller, [handle]: readonly Value[]): Value {
  const named = plain(handle);
  if (named === 'o' || named === 'i') return 0;
  const stream = streamOf(caller, 'tfclose', handle);
  if (!stream) return -1;
  closeStream(caller.job.turn, Number(named), stream);
  return 0;
}

function write(caller: Caller, args: readonly Value[]): Value {
  const [handle, line] = args.length === 1 ? ['o', args[0]] : args;
  const named = plain(handle);
  if (named === 'o' || named === 'e') {
    const how = { attributes: '', inline: false, world: '', ...(named === 'e' && { isFault: true }) };
    echo(caller.machine, text(line), how);
    return 1;
  }
  const stream = streamOf(caller, 'tfwrite', handle);
  if (!stream) return -1;
  if (stream.mode === 'r') return failed(caller, `tfwrite: stream ${named} is not writable`);
  // A line of a file is one line; in a queue stays marked what the game has said.
  const noted = stream.mode === 'q' ? text(line) : revealed(text(line)).replace(/[\r\n]+/g, ' ');
  if (!noteLine(stream, noted))
    return failed(caller, `tfwrite: stream ${named} holds as much as it may: the line is lost`);
  if (stream.mode !== 'q' && !stream.held) writeSoon(caller.job.turn);
  return 1;
}

function read(caller: Caller, args: readonly Value[]): Value | typeof BEGUN {
  const [handle, variable] = args.length === 1 ? ['i', args[0]] : args;
  const name = text(variable);
  if (!/^[A-Za-z_]\w*$/.test(name) || hasMarks(name))
    return failed(caller, 'tfread: its last argument is the name of a variable');
  if (plain(handle) === 'i') return failed(caller, 'tfread: lines of the keyboard cannot be read here');
  const stream = streamOf(caller, 'tfread', handle);
  if (!stream) return -1;
  if (stream.mode === 'w' || stream.mode === 'a')
    return failed(caller, `tfread: stream ${plain(handle)} is not readable`);
  if (stream.lines.length === 0 && stream.mode === 'r' && stream.next != null)
    return wait(caller, stream.path ?? '', { handle: Number(plain(handle)), variable: name });
  return taken(caller.machine.host, caller.machine.thread, stream, name);
}

/** The next line becomes the value of the variable. Returns its length, or -1 if there is none. */
export function taken(globals: Globals, thread: Thread, stream: Stream, variable: string): Value {
  const line = takeLine(stream);
  if (line === undefined) return -1;
  const fault = assign(thread, globals, variable, line);
  if (fault !== null) raise('TF', fault);
  return line.length;
}

function flush(caller: Caller, args: readonly Value[]): Value {
  const stream = streamOf(caller, 'tfflush', args[0]);
  if (!stream) return -1;
  const isOff = args.length > 1 && /^(?:0|off)$/i.test(plain(args[1]));
  if (isOff) stream.held = true;
  else if (args.length > 1) delete stream.held;
  if (!isOff) writeStreams(caller.job.turn, stream);
  return 1;
}
