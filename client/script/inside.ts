/** What an interpreter is made of: an instance of the engine, its meter, and what it needs of the outside. */
import type { ScriptFault } from '../state/script/scripts.ts';
import { collectDue } from './collect.ts';
import { type Instance, instanceOf, type WasmModule } from './webassembly.ts';

/** An engine that is loaded. */
export interface Engine {
  /** SHA-256 of its file. */
  readonly id: string;
  readonly module: WasmModule;
}

/** What a call brings along. */
export interface Moment {
  /** Unix ms. */
  readonly now: number;
  /** Steps that it may take, of some 5 to 20 ns. */
  readonly fuel: number;
  /** Steps that it may take besides, to say what it wants. */
  readonly say?: number;
  /**
   * Answers what a script asks of the world outside, with a long text maybe. `give`: so many steps more; `isOver`: none are left
   * but those to come to an end, and an error that says OVER does that. Must not throw.
   */
  ask(question: string, text: string, give: (steps: number) => void, isOver: boolean): string;
}

export type MachineFault = ScriptFault;

/** What is said of one that was stopped in the middle of something, as it had taken all its steps. */
export const SPENT = 'no steps are left';

/**
 * What an error says that ends one that asks for something with no steps left: the engine looks only now and then whether it is
 * to stop, too seldom for one that does little but ask, which would be stopped in the middle of something.
 */
export const OVER = 'no steps are left: that is too much at a time';

/** Steps between the one at which it is told to stop and the one at which it is stopped. */
const GRACE = 300_000;
/** To find out what an error says. */
export const TO_SAY = 200_000;
/**
 * Steps that a UTF-16 unit of what is put in may take, besides those that there are for the script: reading it as JSON takes
 * 3 to 26. And how many those are in all, or to ask again and again would give time without end.
 */
export const STEPS_A_UNIT = 26;
const MOST_FOR_INPUT = STEPS_A_UNIT * 66 * 1024;
/** Of arguments, at the beginning of the memory for what goes in. */
export const MOST_ARGUMENTS = 16;
/** Of one call: the rest says nothing new. */
export const MOST_FAULTS = 8;

/** UTF-16 units: shorter texts are put in faster by hand than by an encoder. */
const SHORT = 24;

const NEVER: Moment = { now: 0, fuel: 0, ask: () => '' };
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Puts in a short text of ASCII. Returns its bytes; null: it is another one. */
function putShort(text: string, into: Uint8Array): number | null {
  if (text.length > SHORT) return null;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit > 0x7f) return null;
    into[at] = unit;
  }
  return text.length;
}

/** One whose memory is that of an interpreter that has never run. */
export function instantiate({ module }: Engine) {
  let moment = NEVER;
  /** Steps that were taken before there were the last ones, and how many those were. */
  let taken = 0;
  let given = 0;
  /** Of these: for what was put in, and what was given besides. */
  let forInput = 0;
  let gifts = 0;
  let view = new Uint8Array(0);

  /** Memory that has grown is another object, and nothing is left of what it was. */
  function bytes(): Uint8Array {
    if (view.length === 0) view = new Uint8Array(exports.memory.buffer);
    return view;
  }

  let wordView = new Uint32Array(0);
  /** Memory that texts are put into, as it was asked for last. */
  let intake: Uint8Array = new Uint8Array(0);

  function words(): Uint32Array {
    if (wordView.length === 0) wordView = new Uint32Array(exports.memory.buffer);
    return wordView;
  }

  function call(name: string, ...args: number[]): number {
    return functions[name]!(...args);
  }

  function setNumber(at: number, value: bigint): void {
    new DataView(exports.memory.buffer).setBigUint64(at, value, true);
  }

  /** A text in memory of its own, with a zero at its end. */
  function textAt(text: string): number {
    return placed(encoder.encode(`${text}\0`));
  }

  function placed(encoded: Uint8Array): number {
    const at = functions.wasm_malloc!(encoded.length);
    if (at === 0) throw new Error('out of memory');
    bytes().set(encoded, at);
    return at;
  }

  function newText(text: string, scratch: number, room: number): number {
    if (text.length * 3 >= room) return longText(text);
    if (intake.length !== room || intake.byteOffset !== scratch)
      intake = bytes().subarray(scratch, scratch + room);
    const written = putShort(text, intake) ?? encoder.encodeInto(text, intake).written;
    return functions.qjs_new_string!(scratch, written);
  }

  function longText(text: string): number {
    const encoded = encoder.encode(`${text}\0`);
    const at = placed(encoded);
    const value = functions.qjs_new_string!(at, encoded.length - 1);
    functions.wasm_free!(at);
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
    const isStopped = isOver && call('qjs_is_uncatchable_error', thrown) !== 0;
    const said = wordsOf(thrown);
    const isEndless = isStopped || said.message === `Error: ${OVER}`;
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

  function isIdle(): boolean {
    return rejected.size === 0 && functions.qjs_is_job_pending!() === 0;
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

  function stepsFor(units: number): number {
    return Math.min(units * STEPS_A_UNIT, MOST_FOR_INPUT - forInput);
  }

  /** Steps for so many units that are put in. */
  function feed(units: number): void {
    const more = stepsFor(units);
    forInput += more;
    add(more);
  }

  function add(steps: number): void {
    given += steps;
    exports.fuel.value += steps;
  }

  /** Not when it is over: what is to stop would go on. */
  function give(steps: number): void {
    if (left() < GRACE) return;
    gifts += steps;
    add(steps);
  }

  function answer(argv: number, count: number): number {
    const question = words()[argv >> 2] as number;
    const more = count > 1 ? (words()[(argv >> 2) + 1] as number) : 0;
    const text = moment.ask(
      textOf(question) ?? '',
      more === 0 ? '' : (textOf(more) ?? ''),
      give,
      left() < GRACE,
    );
    if (left() >= GRACE) feed(text.length);
    return longText(text);
  }

  const none = () => call('qjs_dup_value', call('qjs_get_undefined'));
  const imports = {
    env: {
      host_call: (_name: number, _length: number, _self: number, count: number, argv: number) =>
        count > 0 ? answer(argv, count) : none(),
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
  const { functions } = exports;

  return {
    exports,
    ...{ bytes, call, textAt, newText, textOf, faultNow, isIdle, jobs, refuel },
    /** `units`: so many are put in (UTF-16). */
    begin(now: Moment, units = 0) {
      moment = now;
      taken = 0;
      gifts = 0;
      forInput = 0;
      forInput = stepsFor(units);
      given = now.fuel + GRACE + forInput;
      exports.fuel.value = given;
    },
    /** Before anything else of the moment, and at no cost of it: what is garbage is given back, if that is due. */
    collect() {
      const spent = collectDue(exports);
      taken += spent;
      gifts += spent;
      exports.fuel.value = given;
    },
    /** Nothing is left of the moment. */
    end() {
      moment = NEVER;
    },
    /** Whether it was stopped, whatever it was doing, as no steps were left. */
    isSpent: () => left() < 0,
    steps: () => taken + given - left(),
    /** Those of them that were for what was put in, were given besides, or went into collecting, at most. */
    forInput: () => forInput + gifts,
    evaluate(code: string, file: string): number {
      const [source, name] = [textAt(code), textAt(file)];
      const value = call('qjs_eval', source, encoder.encode(code).length, name, 0);
      for (const at of [source, name]) call('wasm_free', at);
      return value;
    },
    /** What the code is when it is read; null: it has thrown. */
    compile(code: string, file: string): Uint8Array | null {
      const [source, name, length] = [textAt(code), textAt(file), call('wasm_malloc', 4)];
      const at = call('qjs_compile', source, encoder.encode(code).length, name, 0, 0, length);
      const [size = 0] = new Uint32Array(exports.memory.buffer, length, 1);
      for (const one of [source, name, length]) call('wasm_free', one);
      return at === 0 ? null : bytes().slice(at, at + size);
    },
    /** Evaluates what was compiled. */
    run(code: Uint8Array): number {
      const at = call('wasm_malloc', code.length);
      if (at === 0) throw new Error('out of memory');
      bytes().set(code, at);
      const value = call('qjs_eval_bytecode', at, code.length);
      call('wasm_free', at);
      return value;
    },
    /** The values are those of the caller. */
    invoke(argv: number, callee: number, values: readonly number[]): number {
      const into = words();
      for (let at = 0; at < values.length; at++) into[argv / 4 + at] = values[at]!;
      return functions.qjs_call!(callee, functions.qjs_get_undefined!(), values.length, argv);
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

export type Inside = ReturnType<typeof instantiate>;
