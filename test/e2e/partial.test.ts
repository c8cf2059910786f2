/** A reload in the middle of something: the half that came before and the half that comes after make one whole. */
import type { Clay } from '../support/clay.ts';
import type { Cell } from '../support/emulator.ts';
import { test } from '../support/needs-reload.ts';
import { inputText, outputRows, type Playing, startPlaying, statusBar } from '../support/playing.ts';
import { reload } from '../support/reloading.ts';
import type { Peer } from '../support/scripted-world.ts';

const [IAC, DO, WILL, SB, SE] = [255, 253, 251, 250, 240];
const [NOP, GA, TTYPE, UNKNOWN] = [241, 249, 24, 200];

const bytes = (...parts: (string | number)[]) =>
  Buffer.concat(parts.map(part => (typeof part === 'string' ? Buffer.from(part) : Buffer.of(part))));
const upTo = (text: string, count: number) => Buffer.from(text).subarray(0, count);
const from = (text: string, count: number) => Buffer.from(text).subarray(count);

/** What comes before the reload, and after it. Each first half begins with the scene's own number. */
const scenes: Record<string, readonly [Buffer, Buffer]> = {
  'one byte of a character of two': [upTo('ß', 1), from('ß', 1)],
  'one byte of a character of three': [upTo('€', 1), from('€', 1)],
  'two bytes of a character of three': [upTo('€', 2), from('€', 2)],
  'three bytes of an emoji': [upTo('🏺', 3), from('🏺', 3)],
  'an emoji without its skin': [upTo('👍🏽', 6), from('👍🏽', 6)],
  'a letter without its accent': [bytes('e'), bytes('\u0301')],
  'a lone ESC': [bytes('\x1b'), bytes('[1;32mgreen\x1b[0m')],
  'half the parameters of a colour': [bytes('\x1b[38;5;'), bytes('208morange\x1b[0m')],
  'half a true colour': [bytes('\x1b[1;38;2;200;120'), bytes(';7mgold\x1b[0m plain')],
  'half a title': [bytes('\x1b]0;some ti'), bytes('tle\x07after the title')],
  'the text of a colour that goes on': [bytes('\x1b[4;31mred '), bytes('and still red\x1b[0m, not any more')],
  'a lone IAC': [bytes(IAC), bytes(NOP, 'after NOP')],
  'half a request': [bytes(IAC, DO), bytes(UNKNOWN, 'after DO')],
  'half a subnegotiation': [bytes(IAC, DO, TTYPE, IAC, SB, TTYPE), bytes(1, IAC, SE, 'after SB')],
  'a subnegotiation without its end': [bytes(IAC, SB, UNKNOWN, 'abc', IAC), bytes(SE, 'after SE')],
  'an offer to echo, cut': [bytes(IAC, WILL), bytes(1, 'masked', IAC, 252, 1)],
  'half a line': [bytes('half of'), bytes(' a line')],
  'a carriage return without its line feed': [bytes('a line\r'), bytes('\nanother')],
  'a prompt': [bytes(IAC, GA), bytes('a line after the prompt')],
};

/** Plays every scene: first half, `between`, second half, end of line. */
async function play({ clay, peers }: Playing, between: () => Promise<void>): Promise<void> {
  const [peer] = peers as [Peer];
  for (const [index, [before, after]] of Object.values(scenes).entries()) {
    peer.send(Buffer.concat([Buffer.from(`scene ${index}: `), before]));
    await clay.waitFor(`scene ${index}:`);
    await between();
    peer.send(Buffer.concat([after, Buffer.from(`\r\nend of ${index}\r\n`)]));
    await clay.waitFor(`end of ${index}`);
  }
}

/** The cells of the rows that show the scenes, trailing blanks apart. */
function picture(clay: Clay): Cell[][] {
  const rows = clay.screen();
  return outputRows(clay).map((_, y) => Array.from({ length: rows[y]!.length }, (_, x) => clay.cell(x, y)));
}

test('halves of characters, sequences, commands and lines are completed as if there had been no reload', async () => {
  const options = { top: 'more_mode = false', rows: 60 };
  const plain = await startPlaying(options);
  const reloaded = await startPlaying(options);
  await play(plain, async () => {});
  let reloads = 0;
  await play(reloaded, async () => {
    await reload(reloaded.clay, reloads++ % 2 === 0 ? 'key' : 'signal');
  });

  const withoutPort = (clay: Clay) => outputRows(clay).map(row => row.replace(/127\.0\.0\.1:\d+/, 'HERE'));
  expect(withoutPort(reloaded.clay)).toEqual(withoutPort(plain.clay));
  const after = (clay: Clay) => picture(clay).slice(-2 * Object.keys(scenes).length);
  expect(after(reloaded.clay)).toEqual(after(plain.clay));
  expect(reloaded.peers[0]!.received).toEqual(plain.peers[0]!.received);
  expect(reloads).toBe(Object.keys(scenes).length);
  expect(withoutPort(plain.clay).join('\n')).toContain('scene 3: 🏺');
});

test('half-typed input with its cursor, the kill ring and the history are as before', async () => {
  const { clay, peers } = await startPlaying();
  const [peer] = peers as [Peer];
  for (const line of ['look', 'north', 'wield the sword']) clay.type(`${line}\r`);
  await peer.waitFor('wield the sword\r\n');
  clay.type('put the old lamp on the table');
  for (let i = 0; i < ' on the table'.length; i++) clay.press('C-b');
  clay.press('C-k');
  await clay.waitFor(() => inputText(clay) === 'put the old lamp');
  await reload(clay);
  expect(inputText(clay)).toBe('put the old lamp');

  clay.press('C-y C-a');
  clay.type('please ');
  await clay.waitFor(() => inputText(clay) === 'please put the old lamp on the table');
  expect(clay.cursor().x).toBe('please '.length);
  await reload(clay, 'signal');
  expect(clay.cursor().x).toBe('please '.length);
  clay.press('Enter');
  await peer.waitFor('please put the old lamp on the table\r\n');

  clay.type('a draft');
  clay.press('Up Up');
  await clay.waitFor(() => inputText(clay) === 'wield the sword');
  await reload(clay);
  clay.press('Up');
  await clay.waitFor(() => inputText(clay) === 'north');
  clay.press('Down Down Down');
  await clay.waitFor(() => inputText(clay) === 'a draft');
});

test('keys, characters and pastes that the reload cuts in two are put together', async () => {
  const { clay } = await startPlaying();
  const pot = Buffer.from('🏺');
  // Nothing on screen tells that half a character has arrived: what stands before it in the same write does.
  clay.type(Buffer.concat([Buffer.from('gru'), pot.subarray(0, 2)]));
  await clay.waitFor(() => inputText(clay) === 'gru');
  await reload(clay, 'signal');
  clay.type(pot.subarray(2));
  await clay.waitFor(() => inputText(clay) === 'gru🏺');

  clay.type('.\x1b[200~one\rtwo');
  await clay.waitFor(() => inputText(clay).startsWith('gru🏺.'));
  await reload(clay, 'signal');
  clay.type(' two\rthree\x1b[201~');
  await clay.waitFor(() => inputText(clay) === 'gru🏺.onetwo twothree');
});

test('more-mode stays paused with its pending lines, and goes on where it was', async () => {
  const { clay, peers } = await startPlaying();
  const lines = Array.from({ length: 100 }, (_, index) => `line ${index + 1}.\r\n`);
  peers[0]!.send(lines.join(''));
  await clay.waitFor(/More 00\d\d/);
  const [before, bar] = [clay.screen(), statusBar(clay)];
  expect(before.join('\n')).not.toContain('line 20.');
  await reload(clay);
  expect(clay.screen().slice(0, -4)).toEqual(before.slice(0, -4));
  expect(statusBar(clay).slice(0, 70)).toBe(bar.slice(0, 70));

  const last = /line (\d+)\./.exec(outputRows(clay).at(-1)!)![1];
  clay.press('Tab');
  await clay.waitFor(`line ${Number(last) + 1}.`);
  await reload(clay, 'signal');
  expect(statusBar(clay)).toMatch(/More 00\d\d/);
  clay.press('Esc j');
  await clay.waitFor('line 100.');
  expect(statusBar(clay)).not.toContain('More');
});

test('a place in the scrollback stays, also while lines arrive', async () => {
  const { clay, peers } = await startPlaying({ top: 'more_mode = false' });
  const [peer] = peers as [Peer];
  peer.send(Array.from({ length: 300 }, (_, index) => `line ${index + 1}.\r\n`).join(''));
  await clay.waitFor('line 300.');
  clay.press('PageUp PageUp PageUp');
  await clay.waitFor('Hist 0045');
  const before = outputRows(clay);
  await reload(clay);
  expect(outputRows(clay)).toEqual(before);
  expect(statusBar(clay)).toMatch(/Hist 0045 .* SCROLL \(0 new\)/);
  peer.send('one more\r\n');
  await clay.waitFor('Hist 0046');
  await reload(clay, 'signal');
  // What is read stays; the newest lines stand below.
  expect(outputRows(clay).slice(0, 15)).toEqual(before.slice(0, 15));
  expect(outputRows(clay).slice(15)).toEqual([...before.slice(16), 'one more']);
  expect(statusBar(clay)).toMatch(/Hist 0046 .* SCROLL \(1 new\)/);
  clay.press('PageDown PageDown PageDown PageDown');
  await clay.waitFor(() => !statusBar(clay).includes('Hist'));
  expect(outputRows(clay).at(-1)).toBe('one more');
});

test('a search and a masked input stay what they are', async () => {
  const { clay, peers } = await startPlaying();
  const [peer] = peers as [Peer];
  peer.send('a needle in the hay\r\nhay\r\n');
  await clay.waitFor(/hay\nhay/);
  clay.press('F4');
  clay.type('need');
  await clay.waitFor('Search: need');
  await reload(clay);
  clay.type('le');
  await clay.waitFor('Search: needle');
  clay.press('Enter Esc');
  await clay.waitFor(() => !clay.screen().join('\n').includes('Search'));

  peer.send(bytes('Password: ', IAC, WILL, 1));
  await peer.waitFor(bytes(IAC, DO, 1));
  clay.type('sec');
  await clay.waitFor('***');
  await reload(clay, 'signal');
  clay.type('ret\r');
  await peer.waitFor('secret\r\n');
  expect(clay.raw().toString()).not.toContain('sec');
});
