import fc from 'fast-check';
import type { Key } from '../../client/state/terminal.ts';
import { armMeta, emptyKeys, flushKeys, pasteSilent, readKeys } from '../../client/terminal/keys.ts';
import { pushAll } from '../../shared/arrays.ts';
import { oneOf } from '../support/arbitrary.ts';

const pieces = [
  'north',
  'é',
  '世',
  '👍',
  '\r',
  '\x12',
  '\x7f',
  '\x1b',
  '\x1bj',
  '\x1b[A',
  '\x1b[1;5B',
  '\x1bOP',
  '\x1b[[C',
  '\x1b\x1b[D',
  '\x1b[5$',
  '\x1b[<0;10;5M',
  '\x1b[M !!',
  '\x1b[?62;1c',
  '\x1b]11;rgb\x07',
  '\x1bP1$r\x1b\\',
  '\x1b[200~',
  '\x03',
  '\x1b[201~',
  '\x1b[200~pas\x1b[20té\r\n\x1b[201~',
  '\x1b[114;5u',
  '\x1b[27u',
  '\x1b[57407u',
  '\x1b[?1u',
  '\x1b[27;5;9~',
  '\x1b[',
  '\x1b]',
].map(piece => Buffer.from(piece));

const stream = fc
  .array(fc.oneof({ weight: 5, arbitrary: oneOf(pieces) }, fc.uint8Array({ maxLength: 4 })), {
    maxLength: 20,
  })
  .map(some => Buffer.concat(some));

/** Neighbouring texts as one: a text that is cut comes in parts. */
function joined(keys: Key[]): Key[] {
  const result: Key[] = [];
  for (const key of keys) {
    const last = result.at(-1);
    if (key.type === 'text' && last?.type === 'text')
      result[result.length - 1] = { type: 'text', text: last.text + key.text };
    else result.push(key);
  }
  return result;
}

test('bytes cut anywhere, with the state carried over as plain data, give the same keys', () => {
  const all = fc.property(stream, fc.array(fc.nat(200), { maxLength: 12 }), (bytes, places) => {
    const whole = emptyKeys();
    const expected = joined(readKeys(whole, bytes));
    let state = emptyKeys();
    const keys: Key[] = [];
    let from = 0;
    for (const to of [...places.filter(place => place <= bytes.length).sort((a, b) => a - b), bytes.length]) {
      pushAll(keys, readKeys(state, bytes.subarray(from, to)));
      state = structuredClone(state);
      from = to;
    }
    expect(joined(keys)).toEqual(expected);
    expect(state).toEqual(whole);
  });
  fc.assert(all, { numRuns: 2000 });
});

test('a paste is one text, wherever it is cut, with silences that are short of the limit at each cut', () => {
  const text = fc.array(
    fc.constantFrom(
      'a',
      '/quit',
      '\r',
      '\x03',
      'é',
      '世',
      '\x1b',
      '\x1b[A',
      '\x1b[20',
      '\x1b[200~',
      '\x1bOP',
    ),
    { maxLength: 8 },
  );
  const all = fc.property(text, fc.array(fc.integer({ min: 0, max: 9 })), (parts, silences) => {
    const bytes = Buffer.from(`\x1b[200~${parts.join('')}\x1b[201~x`);
    const keys: Key[] = [];
    let state = emptyKeys();
    for (const [at, byte] of bytes.entries()) {
      // A Ctrl+C after a silence is a key.
      const pause = byte === 0x03 ? 0 : (silences[at % silences.length] ?? 0);
      for (let i = 0; i < pause; i++) pushAll(keys, pasteSilent(state));
      pushAll(keys, readKeys(state, Uint8Array.of(byte)));
      state = structuredClone(state);
    }
    expect(keys).toEqual([
      { type: 'paste', text: parts.join('') },
      { type: 'text', text: 'x' },
    ]);
    expect(state).toEqual(emptyKeys());
  });
  fc.assert(all, { numRuns: 1000 });
});

test('no control ever comes as text', () => {
  const all = fc.property(stream, bytes => {
    for (const key of readKeys(emptyKeys(), bytes)) {
      if (key.type === 'text') expect(key.text).not.toMatch(/[\x00-\x1f\x7f-\x9f]/);
    }
  });
  fc.assert(all, { numRuns: 1000 });
});

test('a key whose bytes are torn apart by time, anywhere and as often as that, is that key, and no part of it is typed', () => {
  const sequences = fc.constantFrom(
    ...['\x1b[A', '\x1bOA', '\x1b[1;5B', '\x1b[5~', '\x1b[15;2~', '\x1bOP', '\x1b[Z', '\x1b[E', '\x1b[[C'],
    ...[
      '\x1b[114;5u',
      '\x1b[57407u',
      '\x1b[27;5;9~',
      '\x1b[<65;3;4M',
      '\x1b[?64;1;2c',
      '\x1b[?0u',
      '\x1b[200~',
    ],
  );
  const all = fc.property(sequences, fc.array(fc.nat(12)), fc.boolean(), (text, places, isWanted) => {
    const expected = readKeys(emptyKeys(), Buffer.from(text));
    const state = emptyKeys();
    const keys: Key[] = [];
    const cuts = [...places.filter(place => place < text.length).sort((a, b) => a - b), text.length];
    for (const [index, to] of cuts.entries()) {
      const part = text.slice(cuts[index - 1] ?? 0, to);
      pushAll(keys, readKeys(state, Buffer.from(part)));
      if (to === text.length) continue;
      const given = flushKeys(state);
      pushAll(keys, given);
      if (!isWanted && given.some(key => key.type === 'key' && key.name === 'Escape')) armMeta(state);
    }
    const begun = ['Escape', 'M-[', 'M-O'];
    const rest = keys.filter(key => !(key.type === 'key' && begun.includes(key.name)));
    // Behind an Escape that closed something a bracket alone may be one that is typed.
    const typed = rest.filter(key => !(isWanted && key.type === 'text' && /^[[O]$/.test(key.text)));
    expect(typed).toEqual(expected);
  });
  fc.assert(all, { numRuns: 3000 });
});
