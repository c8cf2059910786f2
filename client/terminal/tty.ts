/** The terminal itself: modes, size, reading keys, writing frames. The only part of terminal/ that does I/O. */
import { closeSync, writeSync } from 'node:fs';
import type { OnReadOpts } from 'node:net';
import { isatty } from 'node:tty';
import type { Keyboard } from '../state/terminal.ts';
import { createDrain } from './drain.ts';
import { keyboardOff, keyboardOn } from './keyboard/protocol.ts';
import {
  ENTER,
  KEYPAD_OFF,
  KEYPAD_ON,
  leaving as leavingWords,
  MOUSE_ON,
  mouseOff,
  PASTE_OFF,
  PASTE_ON,
} from './modes.ts';
import type { OutsideWriter } from './outside/title.ts';
import { openInput, openOutput } from './pipes.ts';

export interface Tty {
  size(): { columns: number; rows: number };
  /** Raw mode and our screen; also after a suspension. */
  enter(): void;
  /** After SIGCONT: whoever had the terminal meanwhile may have set it up otherwise, whatever we knew of it. */
  enterAgain(): void;
  /**
   * Puts raw mode back if another program has changed the terminal's settings behind our back. Whether it has: what is on
   * screen may be anything then.
   */
  repair(): boolean;
  /** The user's screen again; then, once nothing more is on its way, the settings that the terminal had before Clay. */
  leave(done: () => void): void;
  setMouse(on: boolean): void;
  setKeypad(on: boolean): void;
  /** Has the keyboard speak so, or asks the terminal how it can. Returns whether that is new. */
  setKeyboard(keyboard: Keyboard): boolean;
  /** Whether more input is wanted. */
  setReading(on: boolean): void;
  /** Whether the terminal has taken all that was written. */
  isIdle(): boolean;
  write(text: string): void;
  /** Says something on the user's own screen, at once. */
  tell(sentence: string): void;
  /** Calls back when the terminal has taken everything, or after `limit` ms. */
  drained(limit: number, done: () => void): void;
  /** Settings of the terminal as they were before Clay: whoever had it since it was left may not have put them back. */
  restore(): void;
  /** Puts everything back and lets go of descriptors 0, 1 and 2; only process.exit() may follow. */
  close(): void;
  fd: { readonly input: number; readonly output: number };
}

/** A terminal that does not take what was written is left all the same, after so long (ms). */
const LEAVE_LIMIT = 200;

/** A pipe is not somebody who waits: what is read by another program is to get there. */
const PIPE_LIMIT = 10_000;

export interface TtyOptions {
  /** What keys are read into. */
  readonly buffer: Uint8Array;
  /** The bytes are a copy. */
  onInput(bytes: Uint8Array): void;
  /** The terminal has taken what was written. */
  onDrain(): void;
  /** The terminal is gone. */
  onLost(): void;
  /** There is no more input, of what is no terminal. */
  onEnd(): void;
  /** Text as the terminal takes it. */
  encode(text: string): string | Uint8Array;
  /** It gets text alone: no sequence that would set anything up. */
  readonly plain: boolean;
  /** Without a screen: it is a terminal that marks what is pasted. */
  readonly marksPaste: boolean;
  /** The terminal's settings, and how to set them; null where they cannot be asked for. */
  settings(): Uint8Array | null;
  setSettings(settings: Uint8Array): void;
  /** Whether the terminal is ours: in the background its settings are those of somebody else. */
  isForeground(): boolean;
  /** Sets the terminal as it was before the first image of this process touched it. */
  restoreSettings(): void;
  /** The wheel comes as cursor keys that are told from those pressed. */
  wheelIsApart: boolean;
  /** Nothing is read for now: somebody else has the terminal. */
  isLent: boolean;
  /** The previous image has entered already. */
  entered: boolean;
  /** Whether the keypad is told from other keys, then. */
  keypad: boolean;
  /** How it has the keyboard speak, then. */
  keyboard: Keyboard;
  /** What there is outside of the screen. */
  outside: OutsideWriter;
}

export function createTty(options: TtyOptions): Tty {
  const onread: OnReadOpts = {
    buffer: options.buffer,
    callback(count, bytes) {
      drain.note();
      // Keys too may be on their way while the terminal is left: the shell has not asked for any yet.
      options.onInput(Uint8Array.from(bytes.subarray(0, count)));
      return true;
    },
  };
  const input = openInput(onread);
  const output = openOutput();
  const { plain } = options;
  const marksPaste = plain && options.marksPaste;
  const drain = createDrain();
  let entered = options.entered;
  /** Who waits for the end of it. */
  let leaving: (() => void)[] | null = null;
  let mouse: boolean | null = null;
  let keypad = options.entered && options.keypad;
  let keyboard: Keyboard = options.entered ? options.keyboard : 'legacy';
  let pending = 0;
  let waiting: (() => void)[] = [];

  let isReading = !options.isLent;
  // Not paused after the fact: a stream that was resumed once reads in the next tick, whatever was said since.
  if (isReading) input.resume();
  input.on('error', options.onLost);
  // A terminal has no end.
  input.on('end', isatty(0) ? options.onLost : options.onEnd);
  output.on('error', options.onLost);
  output.on('end', options.onLost);

  function write(text: string): void {
    pending++;
    output.write(options.encode(text), () => {
      pending--;
      if (pending > 0) return;
      options.onDrain();
      for (const done of waiting.splice(0)) done();
    });
  }

  /** The settings of raw mode; null while they are not known. */
  let raw: Uint8Array | null = null;
  if (entered) setRaw();
  // An image before may not have asked for it.
  if (entered && marksPaste) write(PASTE_ON);

  function setRaw(): void {
    input.setRawMode(true);
    raw = options.settings();
  }

  function repair(): boolean {
    const settings = entered && raw ? options.settings() : null;
    if (!settings || !raw || Buffer.compare(settings, raw) === 0 || !options.isForeground()) return false;
    options.setSettings(raw);
    return true;
  }

  function enter(): void {
    endLeaving();
    setRaw();
    if (!entered && !plain) {
      write(ENTER + options.outside.enter());
      keyboard = 'legacy';
      keypad = false;
    }
    if (!entered && marksPaste) write(PASTE_ON);
    entered = true;
    mouse = null;
  }

  function leave(done: () => void): void {
    if (leaving) return void leaving.push(done);
    if (!entered) return done();
    entered = false;
    const begun = [done];
    leaving = begun;
    const goOn = (next: () => void) => () => {
      if (leaving === begun) next();
    };
    // Behind what was written: it would else stand on the user's screen.
    const restored = goOn(restore);
    const left = goOn(() => {
      writeFarewell();
      // Not yet known of an image that has just come: the one before had it on, maybe.
      if (plain || (mouse === false && keyboard !== 'asked')) restored();
      else drain.run(restored);
    });
    drained(isatty(1) ? LEAVE_LIMIT : PIPE_LIMIT, left);
  }

  function writeFarewell(): void {
    if (!plain) writeNow(options.outside.leave() + leavingWords(keyboard));
    else if (marksPaste) writeNow(PASTE_OFF);
  }

  function restore(): void {
    input.setRawMode(false);
    unlessLost(options.restoreSettings);
    endLeaving();
  }

  function endLeaving(): void {
    const done = leaving ?? [];
    leaving = null;
    for (const one of done) one();
  }

  function drained(limit: number, done: () => void): void {
    if (pending === 0) return done();
    const finish = () => {
      clearTimeout(timer);
      waiting = waiting.filter(one => one !== finish);
      done();
    };
    const timer = setTimeout(finish, limit);
    waiting.push(finish);
  }

  return {
    fd: { input: 0, output: 1 },
    size() {
      const size = output.size() ?? [0, 0];
      // A terminal that does not know its size says 0; nothing can be drawn on less than a few cells.
      return { columns: Math.max(size[0] || 80, 10), rows: Math.max(size[1] || 24, 4) };
    },
    enter,
    enterAgain() {
      endLeaving();
      // Libuv does nothing for a mode that it believes to be set.
      input.setRawMode(false);
      entered = false;
      enter();
    },
    repair,
    leave,
    setMouse(on) {
      if (on === mouse || !entered || plain) return;
      mouse = on;
      write(on ? MOUSE_ON : mouseOff(options.wheelIsApart));
    },
    setKeypad(on) {
      if (on === keypad || !entered || plain) return;
      keypad = on;
      write(on ? KEYPAD_ON : KEYPAD_OFF);
    },
    setKeyboard(wanted) {
      if (wanted === keyboard || !entered || plain) return false;
      write(keyboardOff(keyboard) + keyboardOn(wanted));
      keyboard = wanted;
      return true;
    },
    setReading(on) {
      if (on === isReading) return;
      isReading = on;
      if (on) input.resume();
      else input.pause();
    },
    isIdle: () => pending === 0,
    write,
    tell: sentence => writeNow(`${sentence}\r\n`),
    drained,
    restore() {
      if (options.isForeground()) unlessLost(options.restoreSettings);
    },
    close() {
      if (entered) writeFarewell();
      if (entered || leaving) restore();
      entered = false;
      // At exit Node and libuv would set the terminal as they found it at *their* start: raw, in an image that came
      // by a reload. They leave closed descriptors alone: libuv's own ones of the terminal, and 0, 1 and 2.
      for (const stream of [input, output]) stream.destroy();
      for (const fd of [0, 1, 2]) closeQuietly(fd);
    },
  };
}

/** Does not wait: a terminal that does not read (Ctrl+S) is left as it is. */
function writeNow(text: string): void {
  unlessLost(() => writeSync(1, text));
}

function closeQuietly(fd: number): void {
  unlessLost(() => closeSync(fd));
}

/** A terminal that is gone cannot be put in order; the exit goes on. */
function unlessLost(put: () => void): void {
  try {
    put();
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!['EIO', 'EAGAIN', 'EBADF', 'ENOTTY', 'ENXIO'].includes(code)) throw error;
  }
}
