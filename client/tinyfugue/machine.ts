/**
 * The machine that runs bodies: a thread is a row of frames in the state, and each step is an instruction of the last one. It
 * can stop behind any of them, be carried through a reload, and go on; nothing in it goes by a clock.
 */
import { faultOf, raise } from '../../shared/fault.ts';
import type { Frame, Thread, Value } from '../state/tinyfugue/tinyfugue.ts';
import { compileBody, compileExpression } from './code/body.ts';
import type { Code, Instruction } from './code/code.ts';
import { languageCommands } from './commands.ts';
import { callFunction } from './functions/call.ts';
import { readFileLine } from './lines.ts';
import { revealed } from './marks.ts';
import { matchesText } from './patterns.ts';
import { assign, commandParts, isSaid, lookUp, select } from './scopes.ts';
import {
  BEGUN,
  begin,
  beginMacro,
  complain,
  echo,
  type Host,
  LONGEST,
  leave,
  type Machine,
  TOLD,
} from './threads.ts';
import { calculate, compare, isTrue, numeric, textOf } from './values.ts';

/** Steps of one thread, or of each line of the files that it loads: some seconds. */
const MOST_STEPS = 4_000_000;
/** Signs that cost as much as an instruction. */
const SIGNS = 64;
const REST_LEFT = ', and nothing behind it in the file was loaded';
/** Of a line that is told of, so many signs are shown. */
const SHOWN = 60;
/** Rounds of a loop, unless `%max_iter` says otherwise. */
const MOST_ROUNDS = 1000;

/** By kind and text: a text by itself is looked up by a hash that it keeps, one put together for that is read as a whole at each step. */
const codes = new Map<Frame['kind'], Map<string, Code>>();
/** Of each kind. */
const MOST_CODES = 5000;

function codeOf({ kind, text }: Frame): Code {
  const own = codes.get(kind) ?? new Map<string, Code>();
  const known = own.get(text);
  if (known) return known;
  const code = read(kind, text);
  if (own.size >= MOST_CODES) own.clear();
  own.set(text, code);
  codes.set(kind, own);
  return code;
}

/** Whoever waits for a macro to act is told that it did not, not even in part. */
function read(kind: Frame['kind'], text: string): Code {
  if (kind === 'expression') return compileExpression(text);
  try {
    return compileBody(text, kind === 'line');
  } catch (error) {
    const { code, sentence } = faultOf(error, 'TF');
    return raise(code, kind === 'line' ? sentence : `${sentence.replace(/\.$/, '')}; nothing of it was run`);
  }
}

/** An expression is not to take longer than this where its value is needed at once. */
const AT_ONCE = 5000;

/** As the frames of the thread see it. */
export function evaluateNow(thread: Thread, host: Host, text: string): Value {
  const faults: string[] = [];
  const locals: Record<string, Value> = {};
  for (const frame of thread.frames) Object.assign(locals, frame.locals);
  const inner: Thread = {
    ...thread,
    frames: [{ kind: 'expression', text, at: 0, stack: [], locals, raw: '' }],
  };
  const phase = run(inner, { ...host, complain: sentence => faults.push(sentence) }, AT_ONCE);
  thread.steps = inner.steps;
  if (faults.length > 0) raise('TF', faults[0] as string);
  if (phase !== 'done') raise('TF', 'an expression takes too long');
  return inner.result;
}

export type Phase = 'done' | 'more' | 'waits';

/** Runs the thread for so many steps at most. */
export function run(thread: Thread, host: Host, budget: number): Phase {
  const machine: Machine = { thread, host, evaluate: text => evaluateNow(thread, host, text) };
  const until = thread.steps + budget;
  while (thread.frames.length > 0) {
    if (thread.waits !== undefined) return 'waits';
    if (thread.steps >= until) return 'more';
    if (thread.steps - (thread.stepsBefore ?? 0) > MOST_STEPS) {
      const isOfFile = thread.frames.some(({ kind }) => kind === 'file');
      complain(machine, `it takes too long and was stopped${isOfFile ? REST_LEFT : ''}`);
      thread.frames.length = 0;
      break;
    }
    try {
      step(machine);
    } catch (error) {
      const { code, sentence } = faultOf(error, 'TF_BROKEN');
      complain(machine, code === 'TF' ? sentence : `cannot go on: ${sentence}`);
      unwind(thread);
    }
  }
  return 'done';
}

/** A fault ends the text that it is in: a macro, a line, not what has called it. */
function unwind(thread: Thread): void {
  let isInside = true;
  while (isInside && thread.frames.length > 0) {
    const frame = thread.frames.pop();
    isInside = frame?.kind === 'expression' || frame?.gives === 'value' || frame?.gives === 'text';
  }
  thread.result = 0;
}

function step(machine: Machine): void {
  const { thread } = machine;
  const frame = thread.frames.at(-1) as Frame;
  thread.steps++;
  if (frame.left) return nextOf(machine, frame);
  if (frame.kind === 'file') return nextLine(machine, frame);
  const code = codeOf(frame);
  const instruction = code[frame.at];
  if (instruction === undefined) return end(machine, frame, code.length === 0 && frame.name === undefined);
  frame.at++;
  execute(machine, frame, instruction);
}

/** Texts of a long list that are taken out of it together: each that is taken by itself moves all of the others. */
const PART = 256;
/** Frames that a list may be in and be taken apart. */
const SHALLOW = 100;

function nextOf(machine: Machine, frame: Frame): void {
  if (frame.left && frame.left.length > 2 * PART && machine.thread.frames.length < SHALLOW)
    return void begin(machine, { kind: frame.kind, text: '', left: frame.left.splice(0, PART) });
  const text = frame.left?.shift();
  if (text === undefined) return leave(machine, frame, machine.thread.result);
  begin(machine, { kind: frame.kind, text, locals: {} });
}

function nextLine(machine: Machine, frame: Frame): void {
  if (frame.at >= frame.text.length) {
    // Of several in each other the first one is told of, with what the others have not taken.
    const outer = machine.thread.frames.findLast(one => one.kind === 'file' && one !== frame);
    if (!outer) machine.host.loaded(frame);
    else if (frame.faults) outer.faults = (outer.faults ?? 0) + frame.faults;
    return leave(machine, frame, 1);
  }
  const { text: line, end: next, count } = readFileLine(frame.text, frame.at);
  frame.at = next;
  noteProgress(machine.thread, frame);
  frame.line = (frame.line ?? 0) + count;
  machine.thread.steps += Math.ceil(line.length / SIGNS);
  if (line.trim() === '') return;
  if (line.startsWith('/')) return void begin(machine, { kind: 'line', text: line, locals: {} });
  // In a file no line is for the game: what looks like one is the rest of a command that has lost a `\` before it.
  complain(machine, `this is no command, and is not sent: ${shortened(line)}`);
}

/**
 * A file of thousands of macros takes as long as it takes. A line that was run before, because files load each other or
 * themselves, is no progress: that is a loop like others.
 */
function noteProgress(thread: Thread, { path = '', at }: Frame): void {
  const been = (thread.been ??= {});
  // No name of a property that every object has.
  const file = `file ${path}`;
  if (at <= (been[file] ?? 0)) return;
  been[file] = at;
  thread.stepsBefore = thread.steps;
}

function shortened(line: string): string {
  return line.length > SHOWN ? `${line.slice(0, SHOWN)} ...` : line;
}

function end(machine: Machine, frame: Frame, isEmpty: boolean): void {
  const value =
    frame.kind === 'expression' ? (frame.stack.at(-1) ?? '') : isEmpty ? 1 : machine.thread.result;
  leave(machine, frame, value);
}

/** `/return`: ends the body that it stands in, be it of a macro or of an /eval, with all that it has begun. */
function giveBack(machine: Machine, value: Value, isEchoed: boolean): void {
  const { thread } = machine;
  const frame = thread.frames.findLast(
    ({ kind, locals }) => kind !== 'expression' && kind !== 'file' && locals,
  );
  if (!frame) return;
  if (isEchoed && !frame.isFunction) echo(machine, textOf(value));
  leave(machine, frame, value);
}

function pop(frame: Frame): Value {
  return frame.stack.pop() ?? '';
}

function execute(machine: Machine, frame: Frame, one: Instruction): void {
  const { thread, host } = machine;
  const { stack } = frame;
  switch (one.op) {
    case 'push':
      stack.push(one.value);
      return;
    case 'join':
      stack.push(joined(thread, stack.splice(-one.count)));
      return;
    case 'select':
      stack.push(select(thread, host, revealed(one.name)));
      return;
    case 'variable':
      stack.push(lookUp(thread, host, one.name));
      return;
    case 'body':
      stack.push(bodyOf(machine, one.name));
      return;
    case 'capture':
      begin(machine, { kind: 'body', text: one.text, locals: {}, out: [], gives: 'text' });
      return;
    case 'command':
      return command(machine, textOf(pop(frame)));
    case 'words':
      thread.steps += TOLD;
      thread.result = Number(host.say(textOf(pop(frame))));
      return;
    case 'evaluate':
      begin(machine, { kind: 'expression', text: textOf(pop(frame)), gives: 'value' });
      return;
    case 'drop':
      pop(frame);
      return;
    case 'settle':
      thread.result = pop(frame);
      return;
    case 'result':
      stack.push(thread.result);
      return;
    case 'return':
      return giveBack(machine, pop(frame), one.echo);
    case 'jump':
      frame.at = one.to;
      return;
    case 'unless':
      if (!isTrue(pop(frame))) frame.at = one.to;
      return;
    case 'or':
    case 'and':
    case 'set':
      if (staysAt(one.op, stack.at(-1) ?? '')) frame.at = one.to;
      else stack.pop();
      return;
    case 'loop':
      (frame.rounds ??= []).push(0);
      return;
    case 'round':
      return countRound(machine, frame);
    case 'done':
      frame.rounds?.pop();
      return;
    case 'call':
      return callFunction(machine, frame, one.name, stack.splice(stack.length - one.count));
    case 'assign':
      return assignTo(machine, frame, one.name, one.sign);
    case 'not':
    case 'negative':
    case 'positive':
    case 'calculate':
    case 'compare':
    case 'texts':
      stack.push(operate(one, stack));
  }
}

function staysAt(op: 'or' | 'and' | 'set', value: Value): boolean {
  if (op === 'set') return value !== '';
  return isTrue(value) === (op === 'or');
}

type Operation = Extract<
  Instruction,
  { op: 'not' | 'negative' | 'positive' | 'calculate' | 'compare' | 'texts' }
>;

function operate(one: Operation, stack: Value[]): Value {
  const right = stack.pop() ?? '';
  if (one.op === 'not') return Number(!isTrue(right));
  if (one.op === 'negative') return calculate('-', 0, right);
  if (one.op === 'positive') return numeric(right);
  const left = stack.pop() ?? '';
  if (one.op === 'calculate') return calculate(one.sign, left, right);
  if (one.op === 'compare') return compare(one.sign, left, right);
  const [text, other] = [revealed(textOf(left)), textOf(right)];
  const holds = one.sign.endsWith('~') ? text === revealed(other) : matchesText(text, other, 'glob');
  return Number(holds === one.sign.startsWith('='));
}

function joined(thread: Thread, parts: readonly Value[]): string {
  const text = parts.map(textOf).join('');
  thread.steps += Math.ceil(text.length / SIGNS);
  if (text.length > LONGEST) raise('TF', `a text gets longer than ${LONGEST} characters`);
  return text;
}

function bodyOf(machine: Machine, name: string): string {
  const macro = machine.host.macro(name);
  const known = macro ? null : machine.host.ask(machine.thread, 'world_info', [name.replace(/^world_/, '')]);
  if (!macro && (known === undefined || !name.startsWith('world_'))) {
    complain(machine, `macro not defined: ${name}`);
    return '';
  }
  return macro ? macro.body : textOf(known === BEGUN ? '' : (known ?? ''));
}

function countRound({ thread, host }: Machine, frame: Frame): void {
  const rounds = (frame.rounds ??= [0]);
  const most = host.global('max_iter');
  const limit = most === undefined ? MOST_ROUNDS : Math.trunc(Number(textOf(most)) || 0);
  const count = (rounds.pop() ?? 0) + 1;
  rounds.push(count);
  thread.steps++;
  if (limit > 0 && count > limit) raise('TF', `more than ${limit} rounds of a loop (%max_iter)`);
}

function assignTo(machine: Machine, frame: Frame, name: string, sign: string): void {
  const { thread, host } = machine;
  const right = pop(frame);
  // `:=` takes the value as it is.
  const value = sign === ':' ? right : calculate(sign, lookUp(thread, host, name), right);
  const fault = assign(thread, host, name, value);
  if (fault !== null) raise('TF', fault);
  frame.stack.push(value);
}

/** A command by its name: a macro, one of the language, or one of the client. */
function command(machine: Machine, line: string): void {
  const { thread, host } = machine;
  const parts = commandParts(line);
  const [, not = '', sign = '', name = ''] = /^(!?)([@#]?)(.*)$/s.exec(parts.name) ?? [];
  thread.steps += Math.ceil(line.length / SIGNS);
  if (isSaid(parts.name))
    raise('TF', `/${revealed(line).slice(0, 60)} was not run: which command it is, the game never says`);
  const done = carryOut(machine, sign, name, parts.rest, not !== '');
  if (done === BEGUN) return;
  if (done === undefined) {
    host.noCommand(name);
    complain(machine, `${name}: no such command or macro`);
  }
  const value = done ?? 0;
  thread.result = not === '' ? value : Number(!isTrue(value));
}

function carryOut(
  machine: Machine,
  sign: string,
  name: string,
  rest: string,
  isNegated: boolean,
): Value | undefined | typeof BEGUN {
  const { thread, host } = machine;
  const macro = sign === '@' ? null : host.macro(sign === '#' ? `#${name}` : name);
  if (macro) return beginMacro(machine, macro, rest, isNegated ? { gives: 'negated' } : {});
  const called = name.toLowerCase();
  const own = Object.hasOwn(languageCommands, called) ? languageCommands[called] : undefined;
  if (!own) return host.command(thread, name, rest, sign === '@');
  const done = own(machine, rest, called);
  const begun = thread.frames.at(-1);
  if (done === BEGUN && isNegated && begun && begun.gives === undefined) begun.gives = 'negated';
  return done;
}
