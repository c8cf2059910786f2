/**
 * A JavaScript interpreter in WebAssembly: one function of it is called from outside, with texts and numbers. Unless it
 * answers undefined and nothing waits, what waits is done, and it is called once more, without anything, to answer a text.
 * All its state is its memory and a few numbers, so that it can be frozen between any two calls, and goes on as if nothing
 * had been. It knows no clock and no chance but what each call brings along, and its work is counted in steps, so that it
 * does the same again, wherever and whenever.
 */
import type { MemoryImage, WholeImage } from '../state/script/scripts.ts';
import { MOST_MEMORY } from './collect.ts';
import { fillMemory, pagesOf } from './image.ts';
import {
  type Engine,
  type Inside,
  instantiate,
  type MachineFault,
  MOST_ARGUMENTS,
  MOST_FAULTS,
  type Moment,
  SPENT,
  TO_SAY,
} from './inside.ts';

export interface Answer {
  /** What the entry has answered at the end; '' of a machine that is broken. */
  readonly text: string;
  readonly steps: number;
  /** So many of them there were for what was put in, were given besides, or went into collecting; none: the script's own are all. */
  readonly forInput?: number;
  /** What has failed, in order. */
  readonly faults: readonly MachineFault[];
}

export interface Machine {
  call(moment: Moment, args: readonly (string | number)[]): Answer;
  /** Evaluates a script, or what compile() has made of it, as the body of an asynchronous function: its `await` goes on later. */
  load(moment: Moment, source: string | Uint8Array, file: string): Answer;
  /** What it is, told by its differences from `base`, if there is one. */
  freeze(base?: Base): WholeImage;
  /** Bytes. */
  size(): number;
}

/** What other interpreters begin as, and its name. */
export interface Base {
  readonly name: string;
  readonly image: WholeImage;
}

/** Stack of an interpreter (bytes). */
const MOST_STACK = 64 * 1024;
const WASM_PAGE = 65536;
/** Texts up to so many bytes use the same memory again. */
const SCRATCH = 16 * 1024;
/** Name by which scripts reach what answers them. */
const ASK = 'ask';

/** A new interpreter that has run `prelude`, whose value is a function that is given `ask` and answers the entry. Throws if that fails. */
export function createMachine(engine: Engine, prelude: string, moment: Moment): Machine {
  const inside = instantiate(engine);
  const { call } = inside;
  inside.begin(moment);
  call('_initialize');
  if (call('qjs_init') !== 0) throw new Error('the interpreter does not start');
  call('qjs_set_memory_limit', MOST_MEMORY);
  call('qjs_set_max_stack_size', MOST_STACK);
  call('qjs_set_interrupt_handler', 1);
  call('qjs_set_promise_rejection_handler', 1);
  const scratch = call('wasm_malloc', SCRATCH + MOST_ARGUMENTS * 4);
  const registers = { scratch, entry: 0 };
  const start = inside.evaluate(prelude, 'clay');
  if (call('qjs_is_exception', start)) throw new Error(inside.faultNow().message);
  const name = inside.textAt(ASK);
  const ask = call('qjs_new_host_function', name, ASK.length, 1);
  call('wasm_free', name);
  registers.entry = inside.invoke(scratch, start, [ask]);
  if (call('qjs_is_exception', registers.entry)) throw new Error(inside.faultNow().message);
  for (const value of [start, ask]) call('qjs_free_value', value);
  inside.end();
  return machineOf(engine, inside, registers);
}

/** What stands before a script, in its first line. */
export const BEFORE_SCRIPT = '(async () => {';

function asBody(source: string): string {
  return `${BEFORE_SCRIPT}${source}\n})`;
}

/** Memory and steps of one that only reads a script: a character takes 30 steps or so, and as it may, another program waits. */
const MEMORY_TO_COMPILE = 128 * 1024 * 1024;
const STEPS_TO_COMPILE = 100_000_000;

/** What the engine has to know of a script to run it, without reading it; or what is wrong with the script. */
export function compile(engine: Engine, source: string, file: string): Uint8Array | MachineFault {
  const inside = instantiate(engine);
  inside.begin({ now: 0, fuel: STEPS_TO_COMPILE, ask: () => '' });
  inside.call('_initialize');
  if (inside.call('qjs_init') !== 0) throw new Error('the interpreter does not start');
  inside.call('qjs_set_memory_limit', MEMORY_TO_COMPILE);
  inside.call('qjs_set_max_stack_size', MOST_STACK);
  return inside.compile(asBody(source), file) ?? inside.faultNow();
}

/** The interpreter as it was when it was frozen; `base`: what it is told by the differences from. */
export function thaw(engine: Engine, image: WholeImage, base: MemoryImage | null = null): Machine {
  const inside = instantiate(engine);
  const { memory, stack } = inside.exports;
  const lacks = image.size - memory.buffer.byteLength;
  if (lacks > 0) memory.grow(lacks / WASM_PAGE);
  fillMemory(inside.bytes(), image, base);
  stack.value = image.stack;
  // Not counted: nothing runs.
  inside.refuel(0);
  inside.call('qjs_set_runtime_and_context', image.runtime, image.context);
  return machineOf(engine, inside, image);
}

function unitsOf(args: readonly (string | number)[]): number {
  let units = 0;
  for (const arg of args) if (typeof arg === 'string') units += arg.length;
  return units;
}

function machineOf(
  engine: Engine,
  inside: Inside,
  { entry, scratch }: Pick<WholeImage, 'entry' | 'scratch'>,
): Machine {
  const { call } = inside;
  const {
    qjs_free_value: free,
    qjs_is_exception,
    qjs_is_undefined,
    qjs_new_number,
  } = inside.exports.functions;

  function text(value: string): number {
    return inside.newText(value, scratch + MOST_ARGUMENTS * 4, SCRATCH);
  }

  function isException(value: number): boolean {
    const isOne = qjs_is_exception!(value) !== 0;
    if (isOne) free!(value);
    return isOne;
  }

  /** Calls it with values that are given away. Null: it has thrown. */
  function invoke(callee: number, values: readonly number[]): number | null {
    const result = inside.invoke(scratch, callee, values);
    for (let at = 0; at < values.length; at++) free!(values[at]!);
    return isException(result) ? null : result;
  }

  function take(): string {
    const result = invoke(entry, []);
    if (result === null) throw new Error(inside.faultNow().message);
    const said = inside.textOf(result) ?? '';
    call('qjs_free_value', result);
    return said;
  }

  /** Does the work, with so much put in, and what waits for it; what fails in there is no reason not to hear what it wanted before. */
  function during(moment: Moment, units: number, work: () => number | null): Answer {
    const faults: MachineFault[] = [];
    inside.begin(moment, units);
    try {
      inside.collect();
      const result = work();
      if (result === null) faults.push(inside.faultNow());
      const isQuiet = result !== null && qjs_is_undefined!(result) !== 0;
      if (result !== null) free!(result);
      // Of most lines a script wants nothing, and lines are many.
      if (isQuiet && inside.isIdle())
        return { text: '', steps: inside.steps(), forInput: inside.forInput(), faults };
      const late = inside.jobs();
      const steps = inside.steps();
      const forInput = inside.forInput();
      inside.refuel(moment.say ?? TO_SAY);
      return { text: take(), steps, forInput, faults: [...faults, ...late].slice(0, MOST_FAULTS) };
    } catch (error) {
      const message = inside.isSpent() ? SPENT : String(error);
      const broken = { kind: 'broken', message, stack: '' } as const;
      return { text: '', steps: inside.steps(), faults: [...faults, broken] };
    } finally {
      inside.end();
    }
  }

  return {
    call: (moment, args) =>
      during(moment, unitsOf(args), () => {
        const values = new Array<number>(args.length);
        for (let at = 0; at < args.length; at++) {
          const arg = args[at]!;
          values[at] = typeof arg === 'number' ? qjs_new_number!(arg) : text(arg);
        }
        return invoke(entry, values);
      }),
    load: (moment, source, file) =>
      during(moment, 0, () => {
        const body = typeof source === 'string' ? inside.evaluate(asBody(source), file) : inside.run(source);
        if (isException(body)) return null;
        const promise = invoke(body, []);
        call('qjs_free_value', body);
        return promise;
      }),
    freeze: base => ({
      ...pagesOf(inside.bytes(), base?.image ?? null),
      ...(base && { base: base.name }),
      engine: engine.id,
      stack: inside.exports.stack.value,
      runtime: call('qjs_get_runtime_ptr'),
      context: call('qjs_get_context_ptr'),
      ...{ entry, scratch },
    }),
    size: () => inside.bytes().length,
  };
}
