/** What a page of the endurance run lets pass, and what it finds. */
import type { ToPage, WireLine, WorldNews } from '../../../client/web/protocol.ts';
import { begin, emptyLedger, type Ledger } from '../ledger.ts';
import { commandText, lineText, promptText } from '../lines.ts';
import { hear, loadAnew, lose, missing, newPage, type Page, sayTo } from './page.ts';

const line = (number: number): WireLine => [lineText('Alpha', number, false), 0, 'g'];
const own: WireLine = ['% Connected to Alpha.', 0, 'c'];

/** One open connection with so many lines. */
function ledgerOf(lines: number): Ledger {
  const ledger = emptyLedger('Alpha');
  begin(ledger).last += lines;
  return ledger;
}

function welcome(
  next: number,
  did = 0,
  epoch = 7,
  same: readonly (readonly [number, number])[] = [],
): ToPage {
  const news = { w: 'Alpha', epoch, first: 0, next, same } as WorldNews;
  return { t: 'welcome', v: 2, build: '1', did, role: 'play', worlds: [news] };
}

const lines = (from: number, ...l: WireLine[]): ToPage => ({ t: 'lines', w: 'Alpha', from, l });

/** All that is wrong with it. */
function hearAll(page: Page, ledger: Ledger, messages: readonly ToPage[]): string[] {
  return messages.flatMap(message => hear(page, message, [ledger]).wrong ?? []);
}

const newOne = () => newPage('page1', 'half', 'tab');

test('a page that has every line once, and goes on where it was, is right', () => {
  const ledger = ledgerOf(3);
  const page = newOne();
  const heard = [welcome(1), lines(0, own), lines(1, line(1), line(2))];
  expect(hearAll(page, ledger, heard)).toEqual([]);
  expect(missing(page, [ledger])).toContain('Alpha is at number 3, number 2 has come');
  lose(page);
  expect(missing(page, [ledger])).toContain('not connected');
  expect(hear(page, welcome(4), [ledger]).say).toEqual([{ t: 'want', w: 'Alpha', from: 3 }]);
  expect(hearAll(page, ledger, [lines(3, line(3))])).toEqual([]);
  expect(missing(page, [ledger])).toBeNull();
});

test.each<[string, ToPage[], string]>([
  ['a gap', [lines(0, line(1)), lines(2, line(3))], 'line 1 of its log was to come, but 2'],
  ['lines twice', [lines(0, line(1)), lines(0, line(1))], 'line 1 of its log was to come, but 0'],
  ['a line that lacks', [lines(0, line(1), line(3))], 'others are missing'],
  ['a line that is doubled', [lines(0, line(1), line(1))], 'doubled or out of order'],
  ['a garbled line', [lines(0, line(1), ['Alpha 0000002 v x', 0, 'g'])], 'number 2 was to come'],
  ['another log', [welcome(3, 0, 8)], 'its log is another one'],
  ['a log that has lost lines', [lines(0, line(1), line(2)), welcome(1)], 'lines up to 2 were seen'],
])('%s is found', (_, messages, wrong) => {
  const page = newOne();
  expect(hearAll(page, ledgerOf(4), [welcome(0), ...messages])[0]).toContain(wrong);
});

test('what was typed behind a prompt is no part of it', () => {
  const prompt: WireLine = [promptText('Alpha', 1) + commandText('Alpha', 3, 'tty1'), 0, 'g'];
  expect(hearAll(newOne(), ledgerOf(2), [welcome(0), lines(0, prompt, line(2))])).toEqual([]);
});

test('loaded anew it begins with the newest lines, and finds what is wrong from there on', () => {
  const [page, ledger] = [newOne(), ledgerOf(9)];
  expect(hearAll(page, ledger, [welcome(0), lines(0, line(1))])).toEqual([]);
  loadAnew(page, 2);
  expect(hear(page, welcome(7), [ledger]).say).toEqual([{ t: 'want', w: 'Alpha', from: 5 }]);
  expect(hearAll(page, ledger, [lines(5, line(6)), lines(6, line(8))])[0]).toContain('others are missing');
});

test('behind a kill it keeps what is the same, and what comes in place of the rest goes on from there', () => {
  const [page, ledger] = [newOne(), ledgerOf(5)];
  const heard = [welcome(0), lines(0, own, line(1), line(2)), lines(3, line(3), line(4))];
  expect(hearAll(page, ledger, heard)).toEqual([]);
  const again = welcome(6, 0, 9, [[7, 4]]);
  expect(hear(page, again, [ledger]).say).toEqual([{ t: 'want', w: 'Alpha', from: 4 }]);
  expect(hearAll(page, ledger, [lines(4, own, line(4), line(5))])).toEqual([]);
  expect(missing(page, [ledger])).toBeNull();
  expect(hearAll(page, ledger, [welcome(9, 0, 10, [[9, 9]])])).toEqual([]);
});

test.each<[string, WireLine, string]>([
  ['a line twice over the seam', line(3), 'doubled or out of order'],
  ['a line that lacks there', line(5), 'others are missing'],
])('%s is found', (_, next, wrong) => {
  const [page, ledger] = [newOne(), ledgerOf(5)];
  const heard = [welcome(0), lines(0, own, line(1), line(2), line(3), line(4)), welcome(6, 0, 9, [[7, 4]])];
  expect(hearAll(page, ledger, heard)).toEqual([]);
  expect(hearAll(page, ledger, [lines(4, next)])[0]).toContain(wrong);
});

test('commands are said again until they are done, and done once', () => {
  const [page, ledger] = [newOne(), ledgerOf(0)];
  expect(sayTo(page, 'Alpha', 'one')).toEqual([]);
  const first = { t: 'say', n: 1, w: 'Alpha', text: 'one' };
  expect(hear(page, welcome(0), [ledger]).say).toContainEqual(first);
  expect(sayTo(page, 'Alpha', 'two')).toEqual([{ t: 'say', n: 2, w: 'Alpha', text: 'two' }]);
  expect(missing(page, [ledger])).toContain('command 1 (one) is not known to be done');
  lose(page);
  expect(hear(page, welcome(0, 1), [ledger]).say).not.toContainEqual(first);
  expect(hearAll(page, ledger, [{ t: 'did', n: 2 }])).toEqual([]);
  expect(missing(page, [ledger])).toContain('nothing has come');
  expect(hearAll(page, ledger, [welcome(0, 1)])[0]).toContain('command 2 was done, and now only 1');
  expect(hearAll(page, ledger, [{ t: 'did', n: 3 }])[0]).toContain('command 3 is done, and 2 were said');
});
