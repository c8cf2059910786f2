/** Many macros: what one of them costs does not grow with the others, and there is a bound. */
import { Packr } from 'msgpackr/pack';
import type { JournalEntry } from '../../../client/crash/journal.ts';
import { replay } from '../../../client/crash/replay.ts';
import { setVariable } from '../../../client/world/rules/values.ts';
import { keepMacro, tinyFugueOf } from '../../../client/world/tinyfugue/store.ts';
import { fileSome } from '../../../client/world/tinyfugue/triggers/filing.ts';
import { type Play, type PlayOptions, playAlpha, throughSnapshot } from '../../support/play.ts';

/** With so many triggers, which are filed. */
function player(count: number, options: PlayOptions = {}): Play {
  const play = playAlpha({ columns: 100, rows: 40, ...options });
  const tinyfugue = tinyFugueOf(play.state);
  for (let number = 1; number <= count; number++)
    keepMacro(tinyfugue, {
      ...{ number, name: `m${number}`, body: '/echo x' },
      trigger: { text: `word${number} *`, matching: 'glob' },
    });
  play.receive('Alpha', 'nothing\r\n');
  return play;
}

test('a macro that a line defines has no other read or compared, and acts on the next line', () => {
  const play = player(300);
  play.enter('/def -F -t"hit *" = /def -t"got %1" = /echo yes');
  play.receive('Alpha', 'nothing\r\n');
  const read = jest.spyOn(JSON, 'stringify');
  try {
    play.receive('Alpha', 'hit a\r\ngot hit\r\n');
    expect(play.output().slice(-2)).toEqual(['got hit', 'yes']);
    expect(read.mock.calls.length).toBeLessThan(100);
  } finally {
    read.mockRestore();
  }
});

test('a shot that is used up has nothing filed before the next line, and is found by none', () => {
  const play = player(100);
  play.enter('/def -n1 -t"shot" = /echo hit');
  play.receive('Alpha', 'nothing\r\n');
  const { block } = tinyFugueOf(play.state).rules;
  play.receive('Alpha', 'shot\r\nshot\r\n');
  expect(play.output().slice(-3)).toEqual(['shot', 'hit', 'shot']);
  expect(tinyFugueOf(play.state).rules.block).toBe(block);
  play.reload();
  play.receive('Alpha', 'shot\r\n');
  expect(play.output().at(-1)).toBe('shot');
  play.advance(1000);
  expect(tinyFugueOf(play.state).rules.block.length).toBeLessThan(block.length);
  expect(tinyFugueOf(play.state).leftover).toBeUndefined();
  play.receive('Alpha', 'word7 x\r\n');
  expect(play.output().at(-1)).toBe('x');
});

test('a line that comes while macros are filed has the rest of it done, not all of it anew', () => {
  const COUNT = 600;
  const play = player(COUNT);
  play.reload();
  play.enter('/def -t"hit *" = /echo yes');
  // Each time that they are filed they are brought into their order.
  const sorted = jest.spyOn(Array.prototype, 'sort');
  const filed = () =>
    sorted.mock.contexts.filter(one => one.length > COUNT && typeof one[0] === 'object' && 'body' in one[0])
      .length;
  try {
    for (let turn = 0; filed() === 0 && turn < 100; turn++) fileSome({ state: play.state, effects: [] });
    expect(play.state.tinyfugue?.stale).toBe(true);
    play.receive('Alpha', 'hit a\r\nword7 b\r\n');
    expect(filed()).toBe(1);
  } finally {
    sorted.mockRestore();
  }
  expect(play.output().slice(-4)).toEqual(['hit a', 'yes', 'word7 b', 'x']);
});

test('what happens while thousands of macros are not filed yet has its hooks act, each once and in their order, and files none of the others', () => {
  const play = player(2000);
  play.advance(1000);
  play.enter('/def -F -p1 -hCONNECT|DISCONNECT = /echo first');
  play.enter('/def -F -p2 -h"DISCONNECT Beta" = /echo of another');
  play.enter('/def -n1 -F -p3 -hDISCONNECT = /echo %1 gone');
  expect(play.state.tinyfugue?.stale).toBe(true);
  play.close('Alpha');
  expect(play.state.tinyfugue?.stale).toBe(true);
  const said = () => play.output().filter(row => /^(first|of another|Alpha gone)$/.test(row));
  expect(said()).toEqual(['Alpha gone', 'first']);
  play.enter('/connect Alpha');
  play.connect('Alpha');
  expect(said()).toEqual(['Alpha gone', 'first', 'first']);
  play.advance(1000);
  expect(play.state.tinyfugue?.stale).toBeUndefined();
  play.close('Alpha');
  expect(said()).toEqual(['Alpha gone', 'first', 'first', 'first']);
});

describe('a line that comes before thousands of macros are filed', () => {
  const COUNT = 2000;
  /** Turns until nothing waits. */
  function worked(play: Play): number {
    let turns = 0;
    for (; play.world('Alpha').link?.inbox.length && turns < 1000; turns++) play.dispatch({ type: 'tick' });
    return turns;
  }

  test('waits for that in turns of their own, with what comes behind it, and keys do not', () => {
    const play = player(COUNT);
    worked(play);
    play.enter('/def -t"hit *" = /def -t"got %1" = /echo yes');
    play.receive('Alpha', 'hit a\r\ngot hit\r\n');
    play.receive('Alpha', 'word7 b\r\n');
    play.type('abc');
    expect(play.output().at(-1)).not.toBe('hit a');
    expect(play.screen().at(-1)).toContain('abc');
    expect(worked(play)).toBeGreaterThan(5);
    expect(play.output().slice(-5)).toEqual(['hit a', 'got hit', 'yes', 'word7 b', 'x']);
  });

  test('and does so wherever a reload comes', () => {
    for (let at = 0; ; at++) {
      const play = player(COUNT);
      worked(play);
      play.enter('/def -t"hit *" = /echo yes');
      play.receive('Alpha', 'hit a\r\nword7 b\r\n');
      for (let turn = 0; turn < at; turn++) play.dispatch({ type: 'tick' });
      const isDone = !play.world('Alpha').link?.inbox.length;
      play.reload();
      worked(play);
      expect(play.output().slice(-4)).toEqual(['hit a', 'yes', 'word7 b', 'x']);
      if (isDone) break;
      at += 4;
    }
  });

  test('and has its answers come between the same others when a crash has all played again', () => {
    const entries: JournalEntry[] = [];
    let isNoted = false;
    const play = player(COUNT, {
      around(event, turn) {
        if (isNoted) entries.push({ now: play.state.now, event: structuredClone(event) });
        turn();
      },
    });
    worked(play);
    const state = throughSnapshot(play.state);
    isNoted = true;
    play.enter('/def -t"hit *" = kill');
    play.receive('Alpha', 'hit a\r\n');
    play.enter('look');
    worked(play);
    play.enter('north');
    expect(play.sent('Alpha').toString()).toBe('look\r\nkill\r\nnorth\r\n');
    replay(state, { done: entries, last: null }, play.readChunk);
    const linkOf = ({ worlds: { Alpha } }: Play['state']) => Alpha?.link;
    const { inbox, outbox, sent } = linkOf(play.state) ?? {};
    expect(linkOf(state)).toMatchObject({ inbox, outbox, sent });
    expect(state.worlds.Alpha?.scrollback.next).toBe(play.world('Alpha').scrollback.next);
  });

  test('also where a program goes on to define some', () => {
    const play = player(COUNT);
    worked(play);
    play.enter('/eval /let n=0%; /while (++n < 3000) /def -t"other$[n]" = /echo other%; /done');
    play.receive('Alpha', 'word7 b\r\n');
    worked(play);
    expect(play.output().slice(-2)).toEqual(['word7 b', 'x']);
    expect(play.state.tinyfugue?.threads).toHaveLength(1);
  });

  test('and comes, however often one of them is defined anew meanwhile', () => {
    const play = player(COUNT);
    worked(play);
    play.enter('/def -t"hit *" = /echo yes');
    play.receive('Alpha', 'hit a\r\n');
    let turns = 0;
    for (; play.world('Alpha').link?.inbox.length && turns < 100; turns++) {
      if (turns % 3 === 0) play.enter(`/def -t"other${turns}" other = /echo other`);
      play.dispatch({ type: 'tick' });
    }
    expect(turns).toBeGreaterThan(1);
    expect(turns).toBeLessThan(30);
    expect(play.output().slice(-2)).toEqual(['hit a', 'yes']);
  });
});

test('to find the code of a text the text is not read again at each step', () => {
  const text = `/eval ${'$abc '.repeat(200)}`;
  const asked = jest.spyOn(Map.prototype, 'get');
  let longest = 0;
  try {
    playAlpha({ columns: 100, rows: 40 }).enter(text);
    for (const [key] of asked.mock.calls)
      if (typeof key === 'string') longest = Math.max(longest, key.length);
  } finally {
    asked.mockRestore();
  }
  expect(longest).toBeGreaterThan(900);
  expect(longest).toBeLessThanOrEqual(text.length);
});

test('a text that has much to complain of goes on in other turns', () => {
  const turns: string[] = [];
  const around = ({ type }: { type: string }, turn: () => void) => {
    turns.push(type);
    turn();
  };
  const play = playAlpha({ columns: 100, rows: 40, around });
  const before = turns.length;
  play.enter(`/eval ${'$abc '.repeat(2000)}`);
  for (let turn = 0; play.state.tinyfugue?.threads.length && turn < 100; turn++)
    play.dispatch({ type: 'tick' });
  expect(turns.length - before).toBeGreaterThan(5);
});

test('a name is looked for among names: of the macros that are not meant nothing is read', () => {
  const play = player(300);
  play.enter('/def M7X = /echo x');
  play.reload();
  const read = jest.spyOn(Packr.prototype, 'unpack');
  try {
    const said = play.answer('/list -s m7*');
    expect(said.map(line => line.replace(/.* /, ''))).toEqual(['m7', ...range(70, 79), 'M7X']);
    play.dispatch({ type: 'input', view: 'terminal', bytes: Buffer.from('/purge M7*\r') });
    expect(read.mock.calls.length).toBeLessThan(30);
  } finally {
    read.mockRestore();
  }
  expect(Object.keys(tinyFugueOf(play.state).macros)).toHaveLength(289);
  expect(play.answer('/list -s m7*').join(' ')).toContain('No macro matches');
});

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => `m${from + n}`);

test('macros without a name are bound, too', () => {
  const play = playAlpha({ columns: 100, rows: 40 });
  const tinyfugue = tinyFugueOf(play.state);
  const one = (number: number) => keepMacro(tinyfugue, { number, name: '', body: 'x' });
  for (let number = 1; number <= 10_000; number++) expect(one(number)).toBe(true);
  for (const number of [10_001, 10_002, 10_048]) expect(one(number)).toBe(false);
  play.enter('/def -t"a" = b');
  expect(play.output().join(' ')).toContain('def: there are 10000 macros at most; /purge removes some.');
  play.reload();
  play.enter('/undef #1');
  play.enter('/def one = x');
  play.enter('/def two = x');
  expect(Object.keys(tinyFugueOf(play.state).macros)).toHaveLength(10_000);
});

test('/list shows so many, and how many more there are; a program gets all', () => {
  const play = player(200);
  play.enter('/eval /let all=$(/list -s)%; /echo $[strstr(all, "200: m200") > 0]');
  expect(play.output().at(-1)).toBe('1');
  play.enter('/eval /list');
  const shown = JSON.stringify(play.terminal.dialogs);
  expect(shown).toContain('… and 50 more; a pattern, as in /list a*, shows those that match.');
  expect(shown).toContain('"150: ');
  expect(shown).not.toContain('"151: ');
});

test('a name that every object has already is refused, and any other is a name', () => {
  const play = playAlpha({ columns: 100, rows: 40 });
  for (const line of ['/def __proto__ = x', '/eval /set __proto__=1', '/eval /test __proto__ := 1.5'])
    play.enter(line);
  expect(play.output().filter(line => line.includes('cannot be'))).toEqual([
    '% def: "__proto__" cannot be the name of a macro.',
    '% "__proto__" cannot be the name of a variable.',
    '% "__proto__" cannot be the name of a variable.',
  ]);
  play.enter('/def constructor = /let toString=5%; /echo $[toString + 1]');
  play.enter('/eval /set hasOwnProperty=7');
  play.reload();
  play.enter('/constructor');
  play.enter('/eval /echo %hasOwnProperty');
  expect(play.output().slice(-2)).toEqual(['6', '7']);
});

test('/listvar shows so many, each as far as one reads it, and how many more there are; a program gets all', () => {
  const play = playAlpha({ columns: 100, rows: 40 });
  for (let n = 0; n < 700; n++)
    setVariable(play.state.automation, '', `v${n}`, n === 3 ? 'x'.repeat(5000) : `${n}`);
  play.enter('/eval /listvar');
  const shown = JSON.stringify(play.terminal.dialogs);
  expect(shown).toContain('… and 200 more; a pattern, as in /listvar a*, shows those that match.');
  expect(shown).toContain('/set v499=');
  expect(shown).not.toContain('/set v500=');
  expect(shown).not.toContain('x'.repeat(1001));
  play.type('\x1b');
  play.advance(1000);
  play.enter('/eval /let all=$(/listvar -s)%; /echo $[strstr(all, "v699") > 0]');
  expect(play.output().at(-1)).toBe('1');
});
