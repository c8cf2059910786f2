/** Tab where there is much to complete from: lines as long as lines get, and many of them. */

import { complete } from '../../../../client/command/completion/complete.ts';
import type { ReadChunk } from '../../../../client/state/log.ts';
import type { World } from '../../../../client/state/world.ts';
import { createPlay, type Play, playAlpha } from '../../../support/play.ts';

const MIB = 1024 * 1024;

/** Not paused by more-mode, where Tab means something else. */
const calmAlpha = () => playAlpha({ settings: { more_mode: false } });

function completed(play: Play, text: string): string {
  play.type(`\x15${text}\t`);
  return play.terminal.editor.text;
}

test.each([
  ['at its end', `${'abc '.repeat(260_000)}abracadabra`],
  ['half a mebibyte before its end', `${'abc '.repeat(130_000)}abracadabra ${'abc '.repeat(130_000)}`],
  ['among words of its letters', `abracadabra ${'abrac-d,'.repeat(1000)}${'xabra '.repeat(80_000)}`],
  ['among characters of two units', `${'𝒜𝒷 '.repeat(50_000)}abracadabra ${'𝒜𝒷 '.repeat(80_000)}`],
])('a word is found in a mebibyte without a line end: %s', (where, line) => {
  const play = calmAlpha();
  play.receive('Alpha', `${line}\n`);
  play.advance(0);
  expect(completed(play, 'abra')).toBe(where === 'among words of its letters' ? 'abrac' : 'abracadabra');
});

test.each([16_384, 16_385, 16_386, 32_768])('a word is whole wherever the text is cut: %i', length => {
  for (let shift = -12; shift <= 2; shift++) {
    const play = calmAlpha();
    play.receive('Alpha', `xabracadabrb abracadabra${'.'.repeat(length + shift)}\n`);
    expect(completed(play, 'abra')).toBe('abracadabra');
    expect(completed(play, 'cada')).toBe('cada');
  }
});

test('the word goes on as far as there is no choice, in the case that was typed; the newest is shown first', () => {
  const play = calmAlpha();
  play.receive('Alpha', 'Abracadabra abrupt\nabbey ABBEY abbot\n');
  expect(completed(play, 'abru')).toBe('abrupt');
  expect(completed(play, 'ABRU')).toBe('ABRUpt');
  expect(completed(play, 'abb')).toBe('abb');
  expect(completed(play, 'abbe')).toBe('abbeY');
  expect(completed(play, 'ab')).toBe('ab');
  expect(play.terminal.choices?.items.map(({ label }) => label)).toEqual([
    ...['abbot', 'ABBEY', 'abrupt', 'Abracadabra'],
  ]);
});

test('a name of a world with blanks is put in quotes, in which its start may stand already', () => {
  const play = createPlay({ worlds: { 'My World': {}, Alpha: {} } });
  expect(completed(play, '/worlds my')).toBe('/worlds "My World"');
  expect(completed(play, '/send -w "My W')).toBe('/send -w "My World"');
  expect(completed(play, '/send -w "Al')).toBe('/send -w "Alpha"');
  expect(completed(play, '/send -w "My World" "')).toBe('/send -w "My World" "');
});

test('a word of two letters is none, nor is one that has no end', () => {
  const play = calmAlpha();
  play.receive('Alpha', `ox oxen\nof ${'offer'.repeat(100)} to\n`);
  const words = ['o', 'of', 'ox', 't', 'to'];
  expect(words.map(word => completed(play, word))).toEqual(['oxen', 'of', 'oxen', 't', 'to']);
});

test('what cannot be a word is not looked for: punctuation, or an input of a mebibyte', () => {
  const play = calmAlpha();
  play.receive('Alpha', 'look(here) yyyyy\n');
  expect(completed(play, 'look(')).toBe('look(');
  play.type(`\x15\x1b[200~${'y'.repeat(MIB - 1)}\x1b[201~\t`);
  expect(play.terminal.editor.text).toHaveLength(MIB - 1);
  play.type(' loo\t');
  expect(play.terminal.editor.text).toHaveLength(MIB);
});

test('however long the lines are, hardly more than half a mebibyte of them is read', () => {
  const play = calmAlpha();
  for (let n = 0; n < 20; n++) play.receive('Alpha', `word${n} ${'abc '.repeat(50_000)}\n`);
  let read = 0;
  const readChunk: ReadChunk = (offset, length) => {
    read += length;
    return play.readChunk(offset, length);
  };
  const turn = {
    state: play.state,
    effects: [],
    touched: new Set<World>(),
    deeds: [],
    actions: [],
    view: play.terminal,
    world: play.world('Alpha'),
  };
  play.type('word1');
  complete({ ...turn, readChunk });
  expect(play.terminal.choices?.items.map(({ label }) => label)).toEqual(['word19', 'word18']);
  read = 0;
  play.type('\x15xyzzy');
  complete({ ...turn, readChunk });
  expect(read).toBeGreaterThan(MIB / 2);
  expect(read).toBeLessThan(MIB);
});

test.each([
  [
    'a vowel sign',
    'hi there \u0939\u093f\u0928\u094d\u0926\u0940 text',
    '\u0939\u093f',
    '\u0939\u093f\u0928\u094d\u0926\u0940',
  ],
  ['an accent of its own', 'a cre\u0301me bru\u0302le\u0301e', 'bru\u0302', 'bru\u0302le\u0301e'],
  ['Han and Kana', 'say \u6f22\u5b57\u304b\u306a now', '\u6f22', '\u6f22\u5b57\u304b\u306a'],
])('words of all scripts are whole: %s', (_, line, typed, word) => {
  const play = calmAlpha();
  play.receive('Alpha', `${line}\n`);
  expect(completed(play, typed)).toBe(word);
});
