/** Bracketed paste: text that the terminal marks as pasted, so that no part of it is taken for keys. */
import type { Key, KeysState } from '../state/terminal.ts';
import { decode, decodeRest } from './utf8.ts';

/** UTF-16 units in one paste; a longer one goes on in a further paste, so that the state stays small enough to carry. */
const MAX_PASTE = 4 * 1024 * 1024;

/** A paste ends without its mark when it was asked after so often in a row and had brought nothing. */
const MAX_SILENCE = 10;

const ETX = 0x03;
const ESC = 0x1b;
const pasteEnd = Uint8Array.from([ESC, 0x5b, 0x32, 0x30, 0x31, 0x7e]);

/** After `CSI 200 ~`. */
export function startPaste(state: KeysState): void {
  state.mode = 'paste';
  state.sequence = '';
  state.meta = false;
  state.matched = 0;
  state.silence = 0;
}

export function isPasting(state: KeysState): boolean {
  return state.mode === 'paste';
}

/** Everything up to `CSI 201 ~` is text, whatever it looks like. Takes at least one byte; returns where to go on. */
export function readPaste(state: KeysState, bytes: Uint8Array, at: number, keys: Key[]): number {
  if (state.matched > 0) return matchPasteEnd(state, bytes, at, keys);
  const found = bytes.indexOf(ESC, at);
  const end = found === -1 ? bytes.length : found;
  addPaste(state, decode(state, bytes, at, end), keys);
  state.sequence = found === -1 && bytes[end - 1] === ETX ? '\x03' : '';
  if (found !== -1) state.matched = 1;
  return found === -1 ? end : end + 1;
}

function matchPasteEnd(state: KeysState, bytes: Uint8Array, at: number, keys: Key[]): number {
  if (bytes[at] === pasteEnd[state.matched]) {
    state.matched++;
    if (state.matched === pasteEnd.length) endPaste(state, keys);
    return at + 1;
  }
  // Not the end after all. Its bytes are ASCII; ESC is its first only, so the search starts over at this byte.
  addPaste(state, Buffer.from(pasteEnd.subarray(0, state.matched)).toString('latin1'), keys);
  state.matched = 0;
  return at;
}

function addPaste(state: KeysState, text: string, keys: Key[]): void {
  state.paste += text;
  while (state.paste.length > MAX_PASTE) {
    const end = cutPlace(state.paste);
    keys.push({ type: 'paste', text: state.paste.slice(0, end) });
    state.paste = state.paste.slice(end);
  }
}

/** Neither inside a character nor between CR and LF. */
function cutPlace(text: string): number {
  const unit = text.charCodeAt(MAX_PASTE - 1);
  return unit === 0x0d || (unit >= 0xd800 && unit <= 0xdbff) ? MAX_PASTE - 1 : MAX_PASTE;
}

function endPaste(state: KeysState, keys: Key[]): void {
  keys.push({ type: 'paste', text: takePaste(state) });
}

function takePaste(state: KeysState): string {
  const { paste } = state;
  state.mode = 'ground';
  state.sequence = '';
  state.paste = '';
  state.matched = 0;
  state.silence = 0;
  return paste;
}

// ---------------------------------------------------------------- an end mark that was lost

/** The paste as far as it came, of which the end was lost on the way; what is there of the end mark is no text. */
export function cutPaste(state: KeysState): Key {
  state.paste += decodeRest(state);
  return { type: 'paste', text: takePaste(state), cut: true };
}

/** Nothing came of a paste under way since the last time: given up after some times. */
export function pasteSilent(state: KeysState): Key[] {
  if (!isPasting(state)) return [];
  state.silence++;
  return state.silence < MAX_SILENCE ? [] : [cutPaste(state)];
}

/** The last byte was a Ctrl+C: the key if nothing follows, else a control in what is pasted. */
export function isInterrupted(state: KeysState): boolean {
  return isPasting(state) && state.sequence !== '';
}

/** A Ctrl+C that comes after a silence is the key: nobody has to wait for what follows. */
export function isInterruption(state: KeysState, bytes: Uint8Array): boolean {
  return isPasting(state) && state.silence > 0 && bytes[0] === ETX;
}
