/** Misspelt words in the input: what is asked, what is marked, what is suggested. */

import { emptyEditor } from '../../../client/editor/editor.ts';
import type { Effect } from '../../../client/state/events.ts';
import { wordsIn } from '../../../client/view/spelling/check.ts';
import { type Play, playAlpha } from '../../support/play.ts';

const RIGHT = new Set(['kill', 'the', 'dragon', 'hello', 'say', "don't"]);
const MISSPELT = '4:3;58:2::255:95:95';

/** What was asked for since. */
const taken = (play: Play) => (play.asked as Effect[]).splice(0);

/** Answers all that was asked, as a speller would. */
function answer(play: Play): void {
  for (const one of taken(play)) {
    if (one.type !== 'check words') continue;
    const wrong = one.words.filter(word => !RIGHT.has(word));
    play.dispatch({ type: 'words checked', languages: one.languages, words: one.words, wrong, fault: null });
  }
}

const marked = (play: Play) =>
  play
    .frame()
    .rows.flat()
    .filter(({ style }) => style === MISSPELT)
    .map(({ text }) => text);

const spelling = (options = {}) =>
  playAlpha({ columns: 60, rows: 20, settings: { spell: 'xx_XX', ...options } });

test.each([
  ['kill the drgon', ['kill', 'the', 'drgon']],
  ["don't, say “hello”!", ["don't", 'say', 'hello']],
  ['n 3 a x2 abc_d foo@bar www.example.org', []],
  ['naïve Straße слово 世界', ['naïve', 'Straße', 'слово', '世界']],
  ['/send hello there', []],
  ['//send hello', ['hello']],
])('the words of %j', (text, words) => {
  const editor = { ...emptyEditor(), text, cursor: text.length };
  expect(wordsIn(editor).map(([start, end]) => text.slice(start, end))).toEqual(words);
});

test('off, nothing is asked', () => {
  const play = playAlpha();
  play.type('kill the drgon ');
  expect([play.asked, play.state.spelling]).toEqual([[], undefined]);
});

test('a word is asked about once, when it is done, and marked if it is wrong, through a reload', () => {
  const play = spelling();
  play.type('kill teh drgon');
  expect(play.asked).toEqual([{ type: 'check words', languages: 'xx_XX', words: ['kill', 'teh'] }]);
  answer(play);
  expect(marked(play)).toEqual(['teh']);
  play.type(' teh ');
  expect(play.asked).toEqual([{ type: 'check words', languages: 'xx_XX', words: ['drgon'] }]);
  answer(play);
  play.reload();
  expect(marked(play)).toEqual(['teh', 'drgon', 'teh']);
  expect(play.asked).toEqual([]);
  play.press('Backspace Backspace Backspace Backspace');
  expect(marked(play)).toEqual(['teh', 'drgon']);
});

test('what a reload has cut short is asked again', () => {
  const play = spelling();
  play.type('teh x');
  taken(play);
  play.reload();
  play.type('y');
  expect(play.asked).toContainEqual({ type: 'check words', languages: 'xx_XX', words: ['teh'] });
});

test('a password is not looked at, and a command is not either', () => {
  const play = spelling();
  play.receive('Alpha', Buffer.from('\xff\xfb\x01', 'latin1'));
  play.type('secret words here ');
  expect(play.asked).toEqual([]);
});

test('rows are cut as before, and the mark goes on in the next row', () => {
  const play = spelling();
  play.resize(20, 12);
  play.type('kill the drgonnnnnnnnnnn now ');
  answer(play);
  expect(marked(play)).toEqual(['drgonnnnnnn', 'nnnn', 'now']);
});

test('without a dictionary it says so once, until the setting changes', () => {
  const play = spelling();
  const fail = () => {
    for (const one of taken(play))
      if (one.type === 'check words')
        play.dispatch({
          type: 'words checked',
          languages: one.languages,
          words: one.words,
          wrong: [],
          fault: 'There is no dictionary xx_XX',
        });
  };
  play.type('one two ');
  fail();
  play.type('three ');
  fail();
  expect(play.output().filter(row => row.includes('There is no dictionary'))).toHaveLength(1);
  expect(play.asked).toEqual([]);
});

test('what failed is tried again after a minute, and is over when it succeeds', () => {
  const play = spelling();
  const fault = 'The speller ended';
  const fail = (words: string[]) =>
    play.dispatch({ type: 'words checked', languages: 'xx_XX', words, wrong: [], fault });
  play.type('teh ');
  taken(play);
  fail(['teh']);
  play.advance(59_000);
  play.type('x');
  expect(taken(play)).toEqual([]);
  play.advance(1000);
  play.type('y ');
  expect(play.asked.flatMap(one => (one.type === 'check words' ? one.words : []))).toEqual(['teh', 'xy']);
  taken(play);
  fail(['teh', 'xy']);
  expect(play.output().filter(row => row.includes(fault))).toHaveLength(1);
  play.advance(60_000);
  play.type('z ');
  answer(play);
  expect([marked(play), play.state.spelling?.fault]).toEqual([['teh', 'xy'], '']);
});

test('of words that nobody answers there is an end', () => {
  const play = spelling();
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  const word = (n: number) => `w${[26 * 26, 26, 1].map(by => letters[Math.floor(n / by) % 26]).join('')}`;
  for (let n = 0; n < 3000; n += 100)
    play.type(`${Array.from({ length: 100 }, (_, at) => word(n + at)).join(' ')} \x15`);
  expect(play.state.spelling?.asked.length).toBeLessThanOrEqual(1000);
});

describe('Ctrl+Q', () => {
  function asking(text: string): Play {
    const play = spelling();
    play.type(text);
    answer(play);
    play.press('C-q');
    return play;
  }
  const suggest = (play: Play, word: string, suggestions: string[]) =>
    play.dispatch({ type: 'suggested', view: 'terminal', word, suggestions, fault: null });

  test('shows what could have been meant; what is chosen takes its place', () => {
    const play = asking('kill the drgon now');
    play.press('Esc');
    play.advance(100);
    play.press('M-b Left C-q');
    expect(play.asked.at(-1)).toMatchObject({ type: 'suggest', word: 'drgon' });
    expect(play.screen().join('\n')).toContain('Looking for words');
    play.reload();
    expect(play.asked.filter(({ type }) => type === 'suggest')).toHaveLength(3);
    suggest(play, 'drgon', ['dragon', 'dragons']);
    play.press('Down Enter');
    expect(play.terminal.editor.text).toBe('kill the dragons now');
    expect(play.terminal.editor.cursor).toBe('kill the dragons'.length);
  });

  test('a number chooses, undo takes it back', () => {
    const play = asking('drgon');
    suggest(play, 'drgon', ['dragon', 'dragons']);
    play.type('1');
    expect(play.terminal.editor.text).toBe('dragon');
  });

  test('a word is added to the own ones, and is right from then on', () => {
    const play = asking('zorkmid and ');
    expect(marked(play)).toContain('and');
    suggest(play, 'and', []);
    expect(play.screen().join('\n')).toContain('Nothing is like it');
    play.press('a');
    expect(play.asked.at(-1)).toEqual({ type: 'learn word', word: 'and' });
    expect(marked(play)).toEqual(['zorkmid']);
  });

  test('what came of another word is of no interest, and a fault is one sentence', () => {
    const play = asking('drgon');
    suggest(play, 'other', ['x']);
    expect(play.screen().join('\n')).toContain('Looking for words');
    play.dispatch({
      type: 'suggested',
      view: 'terminal',
      word: 'drgon',
      suggestions: [],
      fault: 'The speller ended',
    });
    expect(play.output().at(-1)).toContain('No suggestions: The speller ended.');
    expect(play.terminal.dialogs).toEqual([]);
  });

  test('off, it says how it is turned on', () => {
    const play = playAlpha();
    play.type('teh');
    play.press('C-q');
    expect(play.output().join(' ')).toContain('/setup spell en_US');
  });
});

test('that there is no dictionary is said once, not at each reload; what is wrong then is tried anew', () => {
  const play = spelling();
  const fail = (fault: string) => {
    for (const one of taken(play))
      if (one.type === 'check words')
        play.dispatch({ type: 'words checked', languages: 'xx_XX', words: one.words, wrong: [], fault });
  };
  play.type('one two ');
  fail('there is none');
  play.reload();
  play.type('three ');
  expect(play.asked).not.toEqual([]);
  fail('there is none');
  expect(play.output()).toEqual(['% Spelling is not checked: there is none.']);
  play.reload();
  play.type('four ');
  fail('it cannot be read');
  expect(play.output().at(-1)).toBe('% Spelling is not checked: it cannot be read.');
});
