/** What a journal makes of its checkpoint, wherever it ends. */

import { handle } from '../../../client/app/handle.ts';
import type { JournalEntry } from '../../../client/crash/journal.ts';
import { comesAgain, replay } from '../../../client/crash/replay.ts';
import type { Effect, Event } from '../../../client/state/events.ts';
import type { State } from '../../../client/state/state.ts';
import { setClock } from '../../../client/state/timers.ts';
import { holdBack } from '../../../client/world/outbox.ts';
import { CHUNK_LINES, lineAt } from '../../../client/world/scrollback.ts';
import { createPlay, NOON, playAlpha, throughSnapshot } from '../../support/play.ts';

const PATH = 'Alpha/2024-01-15.log';

/** A checkpoint of a client with a line in the log file, and what happened after it. */
function recorded() {
  const play = createPlay({ worlds: { Alpha: { log: true } } });
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  play.receive('Alpha', 'one\r\n');
  play.advance(1000);
  expect(play.disk.logs).toEqual({ [PATH]: 'one\n' });
  const link = play.world('Alpha').link!.id;
  const now = NOON + 1000;
  const journal = [
    { now, event: { type: 'received', link, bytes: Buffer.from('two\r\n') } },
    { now: now + 500, event: { type: 'tick' } },
    { now: now + 500, event: { type: 'logged', world: 'Alpha', path: PATH, size: 8 } },
    { now: now + 600, event: { type: 'input', bytes: Buffer.from('hel') } },
  ] satisfies { now: number; event: Event }[];
  return { play, journal };
}

/** The file after all that is not in it is written. */
function fileAfter(state: State, play: ReturnType<typeof createPlay>, before: string): string {
  const effects: Effect[] = [];
  handle(state, { type: 'flush logs' }, play.readChunk, effects);
  return effects.reduce((text, effect) => {
    if (effect.type !== 'log') return text;
    return text.slice(0, effect.size ?? text.length) + effect.text;
  }, before);
}

describe.each([0, 1, 2, 3, 4])('a journal of %d events that are done', count => {
  test.each([false, true])('the log has each line once; with one more that maybe is: %s', hasLast => {
    const { play, journal } = recorded();
    const state = throughSnapshot(play.state);
    const last = hasLast ? (journal[count] ?? null) : null;
    replay(state, { done: journal.slice(0, count), last }, play.readChunk);
    const lines = count > 0 || last ? 'one\ntwo\n' : 'one\n';
    const isWritten = { sure: count > 1, maybe: count > 1 || (count === 1 && hasLast) };
    if (isWritten.maybe) expect(fileAfter(throughSnapshot(state), play, 'one\ntwo\n')).toBe(lines);
    if (!isWritten.sure) expect(fileAfter(throughSnapshot(state), play, 'one\n')).toBe(lines);
  });
});

describe.each([0, 1, 2, 3, 4, 5])('with a file of rules, after %d events', count => {
  test.each([false, true])('each line is there once; with one more that maybe is: %s', hasLast => {
    const play = playAlpha({ automation: '[[trigger]]\nname = "a"\npattern = "t"\nlog = "chat"\n' });
    play.receive('Alpha', 't0\r\n');
    play.advance(1000);
    const before = play.disk.logs['Alpha/chat.log'] as string;
    const checkpoint = throughSnapshot(play.state);
    const link = play.world('Alpha').link!.id;
    const journal: JournalEntry[] = [];
    /** As the host and the disk have it after each event, and effects of the last one. */
    const disks = [before];
    const live = throughSnapshot(play.state);
    const happen = (now: number, event: Event) => {
      journal.push({ now, event });
      const effects: Effect[] = [];
      setClock(live, now);
      handle(live, event, play.readChunk, effects);
      disks.push(effects.reduce(chat, disks.at(-1) as string));
      for (const one of effects) {
        if (one.type !== 'write lines') continue;
        const { world, file, count: lines } = one;
        const size = (disks.at(-1) as string).length;
        happen(now, { type: 'lines written', world, file, count: lines, size, fault: null });
      }
    };
    happen(NOON + 1500, { type: 'received', link, bytes: Buffer.from('t1\r\n') });
    happen(NOON + 1800, { type: 'tick' });
    happen(NOON + 1900, { type: 'received', link, bytes: Buffer.from('t2\r\n') });
    happen(NOON + 2200, { type: 'tick' });
    const last = hasLast ? (journal[count] ?? null) : null;
    replay(checkpoint, { done: journal.slice(0, count), last }, play.readChunk);
    const effects: Effect[] = [];
    handle(checkpoint, { type: 'flush logs' }, play.readChunk, effects);
    const there = disks[last ? count + 1 : count] as string;
    const lines = effects.reduce(chat, there).match(/t\d/g) ?? [];
    const seen = journal
      .slice(0, last ? count + 1 : count)
      .flatMap(({ event }) =>
        event.type === 'received' ? [Buffer.from(event.bytes).toString().trim()] : [],
      );
    expect(lines).toEqual(['t0', ...seen]);
  });
});

function chat(text: string, effect: Effect): string {
  return effect.type === 'write lines' ? text.slice(0, effect.size ?? text.length) + effect.text : text;
}

test('chunks that were sealed since the checkpoint are written once more, whatever another build has written there', () => {
  const { play } = recorded();
  const state = throughSnapshot(play.state);
  const offset = state.spillEnd;
  const link = state.worlds.Alpha!.link!.id;
  const lines = Array.from({ length: CHUNK_LINES }, (_, index) => `line ${index}`);
  const bytes = Buffer.from(lines.map(line => `${line}\r\n`).join(''));
  const now = NOON + 1000;
  const done: JournalEntry[] = [
    { now, event: { type: 'received', link, bytes } },
    { now, event: { type: 'spilled', offset } },
  ];
  const readChunk = () => {
    throw new Error('what is there is of another build');
  };
  replay(state, { done, last: null }, readChunk);
  const effects: Effect[] = [];
  handle(state, { type: 'recovered' }, readChunk, effects);
  const spilled = effects.flatMap(effect => (effect.type === 'spill' ? effect : []));
  expect(spilled.map(effect => effect.offset)).toEqual([offset]);
  const { scrollback } = state.worlds.Alpha!;
  const texts = Array.from({ length: scrollback.next }, (_, n) => lineAt(scrollback, n, readChunk)?.text);
  expect(texts.filter(text => text?.startsWith('line '))).toEqual(lines);
});

test('what was typed last is typed, done or not', () => {
  const { play, journal } = recorded();
  const state = throughSnapshot(play.state);
  replay(state, { done: journal.slice(0, 3), last: journal[3]! }, play.readChunk);
  expect(state.views.terminal!.editor.text).toBe('hel');
});

test('what a session sends again is not taken twice', () => {
  const { play, journal } = recorded();
  const state = throughSnapshot(play.state);
  state.worlds.Alpha!.link!.session = 'its id';
  const { received, id: link } = state.worlds.Alpha!.link!;
  expect(comesAgain(state, { type: 'written', link, bytes: 1 })).toBe(true);
  expect(journal.map(({ event }) => comesAgain(state, event))).toEqual([false, false, false, false]);
  expect(comesAgain(state, { type: 'crashed', links: [] })).toBe(true);
  // It is asked for what comes behind it.
  replay(state, { done: [], last: journal[0]! }, play.readChunk);
  expect(state.worlds.Alpha!.link!.received).toBe(received + 'two\r\n'.length);
});

/** A client whose rule answers, in a session of the proxy, and the line that was the last it read. */
function answering() {
  const play = playAlpha({ automation: '[[trigger]]\nname = "a"\npattern = "ask"\nsend = "answer"\n' });
  play.receive('Alpha', 'hello\r\n');
  const state = throughSnapshot(play.state);
  const link = state.worlds.Alpha!.link!;
  link.session = 'S';
  const event = { type: 'received', link: link.id, bytes: Buffer.from('ask\r\n') } as const;
  return { play, state, link, last: { now: NOON + 1000, event } };
}

/** What goes to the server once the session is taken up, of which the proxy has taken so much. */
function sentAt(state: State, accepted: number, readChunk: Parameters<typeof handle>[2]): string {
  const { id: link } = state.worlds.Alpha!.link!;
  const effects: Effect[] = [];
  const session = { id: 'S', proxy: 'p', accepted };
  handle(state, { type: 'connected', link, carrier: 'tls-proxy', session, notes: [] }, readChunk, effects);
  return effects.map(one => (one.type === 'write' ? Buffer.from(one.bytes).toString() : '')).join('');
}

describe.each([
  ['the proxy has', 'answer\r\n'.length, ''],
  ['a part of which the proxy has', 'answ'.length, 'er\r\n'],
  ['the proxy has not', 0, 'answer\r\n'],
])('the answer to the last line of a session, which %s', (_, taken, rest) => {
  test('is there once after kill -9', () => {
    const { play, state, link, last } = answering();
    const sent = link.sent + taken;
    replay(state, { done: [], last }, play.readChunk);
    handle(state, { type: 'recovered' }, play.readChunk, []);
    expect(sentAt(state, sent, play.readChunk)).toBe(rest);
  });

  test('is there once after a crash', () => {
    const { play, state, link, last } = answering();
    const sent = link.sent + taken;
    expect(comesAgain(state, last.event)).toBe(false);
    holdBack(link);
    const effects: Effect[] = [];
    handle(state, { type: 'again', event: last.event }, play.readChunk, effects);
    handle(state, { type: 'crashed', links: [] }, play.readChunk, effects);
    expect(effects.filter(({ type }) => type === 'write')).toEqual([]);
    expect(effects).toContainEqual(expect.objectContaining({ type: 'attach', offset: link.received }));
    expect(sentAt(state, sent, play.readChunk)).toBe(rest);
  });
});

test('settings that were read and saved before the crash are in force after it, and read no second time', () => {
  const { play } = recorded();
  const settings = { ...structuredClone(play.state.settings), more_mode: false };
  const now = NOON + 2000;
  const journal = [
    { now, event: { type: 'settings read', asked: false, file: { id: 'one', settings, warnings: [] } } },
    { now, event: { type: 'input', bytes: Buffer.from('/setup mouse off\r') } },
    { now, event: { type: 'settings saved', saved: [1], before: 'one', after: 'two', fault: null } },
  ] satisfies { now: number; event: Event }[];
  const state = throughSnapshot(play.state);
  replay(state, { done: journal, last: journal[2]! }, play.readChunk);
  expect(state.settings).toMatchObject({ more_mode: false, mouse: false });
  expect(state.settingsFile).toEqual({ read: 'two', refused: '', unsaved: [], edits: 1 });
});
