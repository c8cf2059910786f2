/** The terminal that Clay was started in, as long as there is one: without a view on it nothing is read, drawn or set up. */
import { openSync } from 'node:fs';
import type { Event } from '../state/events.ts';
import { TERMINAL, type View } from '../state/view.ts';
import { type Charset, encodeFor } from '../terminal/charset/encode.ts';
import { keyboardOf } from '../terminal/keyboard/protocol.ts';
import { clipboard } from '../terminal/modes.ts';
import { notification } from '../terminal/outside/notification.ts';
import { createOutside } from '../terminal/outside/title.ts';
import { deviceOf, hasWideCells, profileFor } from '../terminal/profile.ts';
import { createTty, type Tty } from '../terminal/tty.ts';
import { outsideOf } from '../view/attention/title.ts';
import { wantsMouse } from '../view/dialog/kinds.ts';
import type { Image } from './image.ts';
import type { Port } from './painter.ts';

export interface OwnTerminalOptions {
  readonly image: Image;
  /** What keys are read into. */
  readonly buffer: Uint8Array;
  dispatch(event: Event): void;
  /** It can take more. */
  drained(): void;
  /** It is gone. */
  lost(): void;
  isForeground(): boolean;
  /** It is neither suspended nor lent nor left for good. */
  isOurs(): boolean;
  /** An editor has it: nothing of it is ours to read. */
  isLent(): boolean;
  /** What leaves it in order after a crash is another from now on. */
  changed(): void;
}

export interface OwnTerminal {
  isThere(): boolean;
  /** What is drawn on; null = there is none. */
  port(): Port | null;
  size(): { columns: number; rows: number };
  enter(): void;
  enterAgain(): void;
  /** Gives it back to whoever had it; calls back once that is done. */
  leave(done: () => void): void;
  /** Sets it as it was before Clay, behind whoever had it since it was left. */
  restore(): void;
  close(): void;
  drained(limit: number, done: () => void): void;
  tell(sentence: string): void;
  notify(title: string, text: string): void;
  copy(text: string): void;
  /** All events of a turn are handled: it is set up as that wants it. */
  handled(): void;
  /** Lets go of it for good: the client goes on without. */
  release(): void;
}

/** UTF-16 units of lines that wait to be entered: a file is not read as a whole. */
const MOST_PENDING = 64 * 1024;

export function createOwnTerminal(options: OwnTerminalOptions): OwnTerminal {
  const { facts, state, posix, reloaded } = options.image;
  const { dispatch } = options;
  const terminal = state.views[TERMINAL];
  if (terminal) terminal.device = deviceOf(process.env);
  // Of a build that asked for nothing: its image has not switched anything on.
  const spoken = terminal?.keys.keyboard ?? 'legacy';
  if (terminal) terminal.keys.keyboard ??= keyboardOf(process.env);
  // An image that comes by a reload finds what the one before has made of the same state.
  const outside = createOutside(reloaded ? outsideOf(state, TERMINAL) : undefined);
  let isTitled = reloaded && outsideOf(state, TERMINAL).title !== null;
  const isLentNow = reloaded && state.edits?.lent !== undefined;
  let tty = terminal ? open(terminal) : null;

  function open(view: View): Tty {
    return createTty({
      buffer: options.buffer,
      isLent: isLentNow,
      entered: reloaded && !isLentNow,
      keyboard: spoken,
      keypad: state.settings.keypad_walk,
      outside,
      wheelIsApart: view.device?.wheelIsApart === true,
      onInput: bytes => dispatch({ type: 'input', view: TERMINAL, bytes }),
      onDrain: options.drained,
      // Streams of one that was let go may still have something to say.
      onLost: () => tty && options.lost(),
      onEnd: () => dispatch({ type: 'input ended', view: TERMINAL }),
      plain: view.plain !== undefined,
      marksPaste: view.plain?.input === 'keys' && view.device?.dumb !== true,
      encode: text => encodeFor(charsetNow(), text),
      settings: terminalSettings,
      setSettings(settings) {
        if (!('unavailable' in posix)) posix.tcsetattr(0, settings);
      },
      isForeground: options.isForeground,
      restoreSettings() {
        if (!('unavailable' in posix) && facts.termios) posix.tcsetattr(0, facts.termios);
      },
    });
  }

  /** null without the addon, and where the terminal is gone. */
  function terminalSettings(): Uint8Array | null {
    if ('unavailable' in posix) return null;
    try {
      return posix.tcgetattr(0);
    } catch {
      return null;
    }
  }

  function charsetNow(): Charset {
    const view: Pick<View, 'device'> = state.views[TERMINAL] ?? {};
    return { charset: view.device?.charset, plainLines: hasWideCells(view, state.settings) };
  }

  function showOutside(): void {
    if (!options.isOurs()) return;
    const wanted = outsideOf(state, TERMINAL);
    const change = outside.set(wanted);
    if (change !== '') tty?.write(change);
    if ((wanted.title !== null) === isTitled) return;
    isTitled = !isTitled;
    options.changed();
  }

  return {
    isThere: () => tty !== null,
    port: () => tty && { profile: () => profileFor(state.views[TERMINAL] ?? {}, state.settings), ...tty },
    size: () => tty?.size() ?? { columns: 80, rows: 24 },
    enter: () => tty?.enter(),
    enterAgain() {
      tty?.enterAgain();
      tty?.setReading(true);
    },
    leave(done) {
      if (!tty) return done();
      tty.leave(() => {
        // Whoever has it now reads from it.
        if (options.isLent()) tty?.setReading(false);
        done();
      });
    },
    restore: () => tty?.restore(),
    close: () => tty?.close(),
    drained: (limit, done) => (tty ? tty.drained(limit, done) : done()),
    tell: sentence => tty?.tell(sentence),
    notify(title, text) {
      const by = state.views[TERMINAL]?.device?.notify;
      if (by && !options.isLent()) tty?.write(notification(by, title, text));
    },
    copy: text => tty?.write(clipboard(text)),
    handled() {
      const view = state.views[TERMINAL];
      if (!tty || !view) return;
      if (options.isLent()) return;
      tty.setMouse(wantsMouse(state, TERMINAL));
      tty.setKeypad(state.settings.keypad_walk);
      if (tty.setKeyboard(view.keys.keyboard ?? 'legacy')) options.changed();
      const waits = view.typed !== undefined || (view.plain?.pending.length ?? 0) >= MOST_PENDING;
      tty.setReading(!waits);
      showOutside();
    },
    release() {
      const lost = tty;
      tty = null;
      lost?.close();
      // Whatever is opened next must not become standard input or output, which images and children expect.
      for (let fd = 0; fd <= 2; fd++) openSync('/dev/null', 'r+');
    },
  };
}
