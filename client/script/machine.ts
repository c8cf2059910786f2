/**
 * A JavaScript interpreter in WebAssembly: one function of it is called from outside, with texts and numbers, and, once
 * all that waits in it is done, without any, for it to answer a text. All its state is its memory and a few numbers, so that it can be frozen between any two calls, and goes on as
 * if nothing had been. It knows no clock and no chance but what each call brings along, and its work is counted in
 * steps, so that it does the same again, wherever and whenever.
 */
import type { Image } from '../state/script/scripts.ts';
import { fillMemory, pagesOf } from './image.ts';
import { type Instance, instanceOf, type WasmModule } from './webassembly.ts';

/** What a call brings along. */
export interface Moment {
  /** Unix ms. */
  readonly now: number;
  /** Steps that it may take, of some 5 to 20 ns. */
  readonly fuel: number;
  /** Answers what a script asks of the world outside. Must not throw. */
  ask(question: string): string;
}

/**
 * Why a call has failed. `error`: it has thrown one; `endless`: it took all its steps; `broken`: it was stopped in the middle
 * of something, and the machine is of no use any more.
 */
export interface MachineFault {
  readonly kind: 'error' | 'endless' | 'broken';
  readonly message: string;
  /** Functions with files and lines, as JavaScript tells them. */
  readonly stack: string;
}

export interface Answer {
  /** What the entry has answered at the end; '' of a machine that is broken. */
  readonly text: string;
  readonly steps: number;
  /** What has failed, in order. */
  readonly faults: readonly MachineFault[];
}

export interface Machine {
  call(moment: Moment, args: readonly (string | number)[]): Answer;
  /** Evaluates a script, as the body of an asynchronous function: its `await` goes on later. */
  load(moment: Moment, source: string, file: string): Answer;
  freeze(): Image;
  /** Bytes. */
  size(): number;
}

/** An engine that is loaded. */
export interface Engine {
  /** SHA-256 of its file. */
  readonly id: string;
  readonly module: WasmModule;
}

/** Memory and stack of an interpreter (bytes). */
const MOST_MEMORY = 16 * 1024 * 1024;
const MOST_STACK = 64 * 1024;
const WASM_PAGE = 65536;
/** Steps between the one at which it is told to stop and the one at which it is stopped. */
const GRACE = 300_000;
/** To find out what an error says. */
const TO_SAY = 200_000;
/** Texts up to so many bytes use the same memory again. */
const SCRATCH = 16 * 1024;
const MOST_ARGUMENTS = 16;
/** Of one call: the rest says nothing new. */
const MOST_FAULTS = 8;
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

/** The interpreter as it was when it was frozen. */
export function thaw(engine: Engine, image: Image): Machine {
  const inside = instantiate(engine);
  const { memory, stack } = inside.exports;
  const lacks = image.size - memory.buffer.byteLength;
  if (lacks > 0) memory.grow(lacks / WASM_PAGE);
  fillMemory(inside.bytes(), image);
  stack.value = image.stack;
  // Not counted: nothing runs.
  inside.refuel(0);
  inside.call('qjs_set_runtime_and_context', image.runtime, image.context);
  return machineOf(engine, inside, image);
}

type Inside = ReturnType<typeof instantiate>;

function machineOf(
  engine: Engine,
  inside: Inside,
  { entry, scratch }: Pick<Image, 'entry' | 'scratch'>,
): Machine {
  const { call } = inside;

  function text(value: string): number {
    return inside.newText(value, scratch + MOST_ARGUMENTS * 4, SCRATCH);
  }

  function isException(value: number): boolean {
    const isOne = call('qjs_is_exception', value) !== 0;
    if (isOne) call('qjs_free_value', value);
    return isOne;
  }

  /** Calls it with values that are given away. Null: it has thrown. */
  function invoke(callee: number, values: readonly number[]): number | null {
    const result = inside.invoke(scratch, callee, values);
    for (const value of values) call('qjs_free_value', value);
    return isException(result) ? null : result;
  }

  function take(): string {
    const result = invoke(entry, []);
    if (result === null) throw new Error(inside.faultNow().message);
    const said = inside.textOf(result) ?? '';
    call('qjs_free_value', result);
    return said;
  }

  /** Does the work, and what waits for it; what fails in there is no reason not to hear what it wanted before. */
  function during(moment: Moment, work: () => number | null): Answer {
    const faults: MachineFault[] = [];
    inside.begin(moment);
    try {
      const result = work();
      if (result === null) faults.push(inside.faultNow());
      else call('qjs_free_value', result);
      const late = inside.jobs();
      const steps = inside.steps();
      inside.refuel(TO_SAY);
      return { text: take(), steps, faults: [...faults, ...late].slice(0, MOST_FAULTS) };
    } catch (error) {
      const broken = { kind: 'broken', message: String(error), stack: '' } as const;
      return { text: '', steps: inside.steps(), faults: [...faults, broken] };
    } finally {
      inside.end();
    }
  }

  return {
    call: (moment, args) =>
      during(moment, () =>
        invoke(
          entry,
          args.map(arg => (typeof arg === 'number' ? call('qjs_new_number', arg) : text(arg))),
        ),
      ),
    load: (moment, source, file) =>
      during(moment, () => {
        const body = inside.evaluate(`(async () => {${source}\n})`, file);
        if (isException(body)) return null;
        const promise = invoke(body, []);
        call('qjs_free_value', body);
        return promise;
      }),
    freeze: () => ({
      ...pagesOf(inside.bytes()),
      engine: engine.id,
      stack: inside.exports.stack.value,
      runtime: call('qjs_get_runtime_ptr'),
      context: call('qjs_get_context_ptr'),
      ...{ entry, scratch },
    }),
    size: () => inside.bytes().length,
  };
}

const NEVER: Moment = { now: 0, fuel: 0, ask: () => '' };
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The interpreter with what it needs of the outside. Its memory is that of one that has never run. */
function instantiate({ module }: Engine) {
  let moment = NEVER;
  /** Steps that were taken before there were the last ones, and how many those were. */
  let taken = 0;
  let given = 0;
  let view = new Uint8Array(0);

  /** Memory that has grown is another object. */
  function bytes(): Uint8Array {
    if (view.buffer !== exports.memory.buffer) view = new Uint8Array(exports.memory.buffer);
    return view;
  }

  function call(name: string, ...args: number[]): number {
    return exports.functions[name]!(...args);
  }

  function setNumber(at: number, value: bigint): void {
    new DataView(exports.memory.buffer).setBigUint64(at, value, true);
  }

  /** A text in memory of its own, with a zero at its end. */
  function textAt(text: string): number {
    const encoded = encoder.encode(`${text}\0`);
    const at = call('wasm_malloc', encoded.length);
    if (at === 0) throw new Error('out of memory');
    bytes().set(encoded, at);
    return at;
  }

  function newText(text: string, scratch: number, room: number): number {
    if (text.length * 3 < room) {
      const { written } = encoder.encodeInto(text, bytes().subarray(scratch, scratch + room));
      return call('qjs_new_string', scratch, written);
    }
    return longText(text);
  }

  function longText(text: string): number {
    const at = textAt(text);
    const value = call('qjs_new_string', at, encoder.encode(text).length);
    call('wasm_free', at);
    return value;
  }

  /** null: it cannot be made into a text. */
  function textOf(value: number): string | null {
    const at = call('qjs_get_string', value);
    if (at === 0) return null;
    const memory = bytes();
    const text = decoder.decode(memory.subarray(at, memory.indexOf(0, at)));
    call('qjs_free_cstring', at);
    return text;
  }

  function property(value: number, name: string): string {
    const at = textAt(name);
    const own = call('qjs_get_prop_string', value, at);
    call('wasm_free', at);
    const text = call('qjs_is_string', own) ? (textOf(own) ?? '') : '';
    call('qjs_free_value', own);
    return text;
  }

  /** What was thrown, in words. */
  function faultNow(): MachineFault {
    const isOver = left() < GRACE;
    refuel(TO_SAY);
    const thrown = call('qjs_get_exception');
    const isEndless = isOver && call('qjs_is_uncatchable_error', thrown) !== 0;
    const said = wordsOf(thrown);
    call('qjs_free_value', thrown);
    if (isOver) refuel(0);
    return { ...said, kind: isEndless ? 'endless' : 'error' };
  }

  function wordsOf(thrown: number): Omit<MachineFault, 'kind'> {
    if (!call('qjs_is_error', thrown)) return { message: textOf(thrown) ?? 'it threw something', stack: '' };
    const [name, message, stack] = ['name', 'message', 'stack'].map(one => property(thrown, one));
    return { message: `${name}: ${message}`, stack: stack ?? '' };
  }

  /** Promises that were rejected in this call, and that nobody minds, by where they are. */
  const rejected = new Map<number, MachineFault>();

  function noteRejection(promise: number, reason: number, isHandled: number): void {
    const at = call('qjs_get_value_ptr', promise);
    if (isHandled) rejected.delete(at);
    else if (rejected.size < MOST_FAULTS) rejected.set(at, { ...wordsOf(reason), kind: 'error' });
    for (const value of [promise, reason]) call('qjs_free_value', value);
  }

  /** What waits goes on, as long as there are steps for it. */
  function jobs(): MachineFault[] {
    const faults: MachineFault[] = [];
    while (call('qjs_is_job_pending')) {
      if (left() < GRACE / 2) {
        faults.push({ kind: 'endless', message: 'its promises never end', stack: '' });
        break;
      }
      if (call('qjs_execute_pending_job') < 0) faults.push(faultNow());
    }
    const all = [...faults, ...rejected.values()];
    rejected.clear();
    return all;
  }

  function left(): number {
    return exports.fuel.value;
  }

  /** So many steps, and some more to come to an end. */
  function refuel(steps: number): void {
    if (given > 0) taken += given - left();
    given = steps + GRACE;
    exports.fuel.value = given;
  }

  function answer(argv: number): number {
    const [question] = new Uint32Array(exports.memory.buffer, argv, 1);
    return longText(moment.ask(textOf(question ?? 0) ?? ''));
  }

  const none = () => call('qjs_dup_value', call('qjs_get_undefined'));
  const imports = {
    env: {
      host_call: (_name: number, _length: number, _self: number, count: number, argv: number) =>
        count > 0 ? answer(argv) : none(),
      host_interrupt: () => (left() < GRACE ? 1 : 0),
      host_promise_rejection: noteRejection,
      host_module_normalize: () => 0,
      host_module_load: () => 0,
      host_get_timezone_offset: (high: number, low: number) => timezone(high, low),
    },
    wasi_snapshot_preview1: {
      clock_time_get(_clock: number, _precision: bigint, at: number) {
        setNumber(at, BigInt(Math.floor(moment.now)) * 1_000_000n);
        return 0;
      },
      random_get(at: number, count: number) {
        bytes().fill(7, at, at + count);
        return 0;
      },
      // There are no files.
      fd_close: () => BAD_DESCRIPTOR,
      fd_fdstat_get: () => BAD_DESCRIPTOR,
      fd_seek: () => BAD_DESCRIPTOR,
      fd_write: () => BAD_DESCRIPTOR,
    },
  };
  const exports: Instance = instanceOf(module, imports);

  return {
    exports,
    ...{ bytes, call, textAt, newText, textOf, faultNow, jobs, refuel },
    begin(now: Moment) {
      moment = now;
      taken = 0;
      given = 0;
      refuel(now.fuel);
    },
    /** Nothing is left of the moment. */
    end() {
      moment = NEVER;
    },
    steps: () => taken + given - left(),
    evaluate(code: string, file: string): number {
      const [source, name] = [textAt(code), textAt(file)];
      const value = call('qjs_eval', source, encoder.encode(code).length, name, 0);
      for (const at of [source, name]) call('wasm_free', at);
      return value;
    },
    /** The values are those of the caller. */
    invoke(argv: number, callee: number, values: readonly number[]): number {
      new Uint32Array(exports.memory.buffer, argv, MOST_ARGUMENTS).set(values);
      return call('qjs_call', callee, call('qjs_get_undefined'), values.length, argv);
    },
  };
}

/** WASI: EBADF. */
const BAD_DESCRIPTOR = 8;

/** Seconds that the clock of this place is ahead; the time is given in two halves. */
function timezone(high: number, low: number): number {
  const seconds = high * 2 ** 32 + (low >>> 0);
  return -new Date(seconds * 1000).getTimezoneOffset() * 60 || 0;
}
