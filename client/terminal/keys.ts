/**
 * Bytes from the terminal to keys. Resumable at any byte: a character, a sequence or a paste that is cut goes
 * on with the next bytes. Sequences that are no key (reports, focus events, unknown ones) are swallowed, so
 * that they never end up in the input line.
 *
 * A lone ESC may be the Escape key or the start of more; only time can tell. While pendingEscape() is true the
 * caller runs a short timer, and calls flushKeys() when it ends.
 */
import type { Key, KeysState } from '../state/terminal.ts';
import { answeredBy } from './keyboard/protocol.ts';
import { ALT, controlKey, csiKey, keyOf, linuxFunctionKey, metaKey, mouseEvent, ss3Key } from './keynames.ts';
import { cutPaste, isInterrupted, isInterruption, readPaste, startPaste } from './paste.ts';
import { decode } from './utf8.ts';

export { isPasting, pasteSilent } from './paste.ts';

/** Longer than any sequence a terminal sends; what goes on beyond it is swallowed like any unknown one. */
const MAX_SEQUENCE = 64;

const ESC = 0x1b;
const BEL = 0x07;
const DEL = 0x7f;

/** After ESC: the strings of ECMA-48 (DCS, SOS, OSC, PM, APC), which only terminals' replies use. */
const stringStarts = 'PX]^_';

export function emptyKeys(): KeysState {
  return {
    mode: 'ground',
    meta: false,
    flushed: false,
    sequence: '',
    utf8: new Uint8Array(0),
    paste: '',
    matched: 0,
    silence: 0,
  };
}

/** The keys in these bytes; neighbouring characters come as one text. */
export function readKeys(state: KeysState, bytes: Uint8Array): Key[] {
  const keys: Key[] = [];
  if (bytes.length === 0) return keys;
  if (state.flushed) resumeSequence(state, bytes);
  const interrupted = isInterruption(state, bytes);
  if (interrupted) keys.push(cutPaste(state));
  state.silence = 0;
  for (let at = interrupted ? 1 : 0; at < bytes.length; ) at = step(state, bytes, at, keys);
  return keys;
}

/** True if what is there could be all: an Escape, Alt with the character that starts a sequence, Ctrl+C in a paste. */
export function pendingEscape(state: KeysState): boolean {
  const { mode, sequence } = state;
  if (isInterrupted(state)) return true;
  if (mode === 'escape' || mode === 'ss3' || mode === 'string-escape') return true;
  return (mode === 'csi' && sequence === '') || (mode === 'string' && sequence !== '');
}

/** The time for more is over: what pendingEscape() asked about is given out as the key that it is. */
export function flushKeys(state: KeysState): Key[] {
  if (!pendingEscape(state)) return [];
  if (isInterrupted(state)) return [cutPaste(state)];
  const { mode, sequence, alone } = state;
  const isEscape = mode === 'escape' || mode === 'string-escape';
  const start = isEscape ? '' : mode === 'ss3' ? 'O' : mode === 'csi' ? '[' : sequence;
  // Twice, or behind one that nothing wanted, it is one with Alt.
  const pressed = keyOf('Escape', state.meta && mode === 'escape' ? ALT : 0);
  toGround(state);
  state.meta = false;
  state.flushed = mode !== 'string';
  state.sequence = state.flushed ? start : '';
  if (alone) return [{ type: 'text', text: start }];
  return [isEscape ? pressed : metaKey(start)];
}

/**
 * Escape as a prefix: the next key gets `M-`. For an Escape from flushKeys() that nothing else wanted, so that
 * Esc and then j, however slowly, is M-j.
 */
export function armMeta(state: KeysState): void {
  state.meta = true;
}

/** The rest of a sequence of a keyboard, or the beginning of what a terminal answers. */
const REST = /^(\[[0-9A-Z<>?[]|O[A-FHMP-S]$|\][0-9]+;|P[0-9>]*[!+$|]|_G)/;

/** After a flush: a read that starts like the rest of a sequence is one that came slowly over the network. */
function resumeSequence(state: KeysState, bytes: Uint8Array): void {
  const start = state.sequence;
  const text = start + String.fromCharCode(...bytes.subarray(0, 8));
  toGround(state);
  state.flushed = false;
  if (text === '[' || text === 'O') {
    // As much of it as there is: it may have come in three.
    state.mode = 'escape';
    state.alone = !state.meta;
    state.meta = false;
    return;
  }
  if (!REST.test(text)) return;
  state.mode = start === '' ? 'escape' : start === '[' ? 'csi' : 'ss3';
  // The Escape was none, and so the key is not one with Alt.
  state.meta = false;
}

function toGround(state: KeysState): void {
  state.mode = 'ground';
  state.sequence = '';
  delete state.alone;
}

/** Takes at least one byte; returns where to go on. */
function step(state: KeysState, bytes: Uint8Array, at: number, keys: Key[]): number {
  const byte = bytes[at]!;
  switch (state.mode) {
    case 'ground':
      return ground(state, bytes, at, keys);
    case 'paste':
      return readPaste(state, bytes, at, keys);
    case 'escape':
      return afterEscape(state, byte) ? at + 1 : at;
    case 'string':
      return string(state, byte) ? at + 1 : at;
    case 'string-escape':
      // Anything but `ESC \` cuts the string off and starts a sequence of its own.
      state.mode = byte === 0x5c ? 'ground' : 'escape';
      return byte === 0x5c ? at + 1 : at;
    case 'csi':
      return csi(state, byte, keys) ? at + 1 : at;
    case 'linux-function':
      return linuxFunction(state, byte, keys) ? at + 1 : at;
    case 'ss3':
      return ss3(state, byte, keys) ? at + 1 : at;
    case 'mouse':
      mouse(state, byte, keys);
      return at + 1;
  }
}

/** The end of a sequence. */
function finish(state: KeysState, key: Key | null, keys: Key[]): void {
  toGround(state);
  state.meta = false;
  if (key !== null) keys.push(key);
}

// ---------------------------------------------------------------- characters

function ground(state: KeysState, bytes: Uint8Array, at: number, keys: Key[]): number {
  let end = at;
  while (end < bytes.length && bytes[end]! >= 0x20 && bytes[end] !== DEL) end++;
  text(state, decode(state, bytes, at, end), keys);
  if (end === bytes.length) return end;
  const byte = bytes[end]!;
  if (byte === ESC) state.mode = 'escape';
  else finish(state, controlKey(byte, state.meta), keys);
  return end + 1;
}

function text(state: KeysState, decoded: string, keys: Key[]): void {
  // C1 controls, which UTF-8 can spell too, are no characters that anybody types.
  let rest = decoded.replace(/[\x80-\x9f]/g, '');
  if (rest === '') return;
  if (state.meta) {
    const char = String.fromCodePoint(rest.codePointAt(0)!);
    finish(state, metaKey(char), keys);
    rest = rest.slice(char.length);
    if (rest === '') return;
  }
  const last = keys.at(-1);
  if (last?.type === 'text') keys[keys.length - 1] = { type: 'text', text: last.text + rest };
  else keys.push({ type: 'text', text: rest });
}

// ---------------------------------------------------------------- sequences

/** False where the byte is to be looked at again in the new mode; so below. */
function afterEscape(state: KeysState, byte: number): boolean {
  state.sequence = '';
  if (byte === ESC) {
    state.meta = true;
    return true;
  }
  const char = String.fromCharCode(byte);
  if (char === '[') state.mode = 'csi';
  else if (char === 'O') state.mode = 'ss3';
  else if (stringStarts.includes(char)) {
    state.mode = 'string';
    state.sequence = char;
  } else {
    state.mode = 'ground';
    state.meta = true;
    return false;
  }
  return true;
}

function csi(state: KeysState, byte: number, keys: Key[]): boolean {
  if (byte < 0x20 || byte > 0x7e) return abandon(state);
  const char = String.fromCharCode(byte);
  const { sequence } = state;
  if (sequence === '' && char === '[') state.mode = 'linux-function';
  else if (sequence === '' && char === 'M') state.mode = 'mouse';
  else if (byte < 0x40 && !(char === '$' && /^\d+$/.test(sequence))) {
    if (sequence.length < MAX_SEQUENCE) state.sequence += char;
  } else if (char === '~' && sequence === '200') startPaste(state);
  else {
    if (sequence === '' && (char === 'I' || char === 'O')) state.focus = char === 'I';
    takeAnswer(state, sequence, char);
    if (char === 'u' && ESCAPE.test(sequence)) escapePressed(state);
    else finish(state, csiKey(sequence, char, state.meta), keys);
  }
  return true;
}

/** The Escape key as a sequence of its own, with no modifier but Num Lock and Caps Lock. */
const ESCAPE = /^27(;(1|65|129|193)(:[12])?)?$/;

/** Esc and j is Esc j, however the keyboard speaks and however quickly they follow each other. */
function escapePressed(state: KeysState): void {
  state.mode = 'escape';
  state.sequence = '';
}

/** The first answer counts: a terminal says first whether it knows the better way, and always what it is. */
function takeAnswer(state: KeysState, parameters: string, final: string): void {
  if (state.keyboard === 'asked') state.keyboard = answeredBy(parameters, final) ?? 'asked';
}

/** A control or a byte of a character inside a sequence: the sequence was never finished. */
function abandon(state: KeysState): false {
  toGround(state);
  state.meta = false;
  return false;
}

function linuxFunction(state: KeysState, byte: number, keys: Key[]): boolean {
  if (byte < 0x20 || byte > 0x7e) return abandon(state);
  finish(state, linuxFunctionKey(String.fromCharCode(byte), state.meta), keys);
  return true;
}

function ss3(state: KeysState, byte: number, keys: Key[]): boolean {
  if (byte < 0x20 || byte > 0x7e) return abandon(state);
  const char = String.fromCharCode(byte);
  if (state.sequence === '' && char >= '1' && char <= '9') state.sequence = char;
  else finish(state, wheelKey(state, char) ?? ss3Key(state.sequence, char, state.meta), keys);
  return true;
}

/** A row of the wheel. */
function wheelKey({ wheelIsApart, sequence, meta }: KeysState, final: string): Key | null {
  if (!wheelIsApart || sequence !== '' || meta || (final !== 'A' && final !== 'B')) return null;
  return keyOf(final === 'A' ? 'wheel-row-up' : 'wheel-row-down');
}

/** Three bytes, each 32 more than it says (XTerm, "X10 compatibility mode"), from terminals without SGR mouse. */
function mouse(state: KeysState, byte: number, keys: Key[]): void {
  state.sequence += String.fromCharCode(byte);
  if (state.sequence.length < 3) return;
  const [bits, column, row] = Array.from(state.sequence, char => char.charCodeAt(0) - 32);
  finish(state, mouseEvent(bits!, column!, row!, (bits! & 3) === 3 && bits! < 64), keys);
}

/** A reply never holds a control: one that comes is the user, and ends a string whose end got lost. */
function string(state: KeysState, byte: number): boolean {
  state.sequence = '';
  if (byte === ESC) state.mode = 'string-escape';
  else if (byte === BEL) abandon(state);
  else if (byte < 0x20) return abandon(state);
  return true;
}
