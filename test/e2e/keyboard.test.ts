/** How the keyboard speaks: what terminals are asked for, and that it is as before at the end. */
import type { Clay } from '../support/clay.ts';
import { test as withAddon } from '../support/needs-reload.ts';
import { inputText, startPlaying } from '../support/playing.ts';
import { reload } from '../support/reloading.ts';

const QUESTION = '\x1b[?u\x1b[c';
const PROTOCOLS = /\x1b\[[=<]\d*u|\x1b\[>4[;\d]*m/g;

/** What was said about the keyboard since byte `from`. */
function saidSince(clay: Clay, from = 0): string[] {
  return clay.raw().subarray(from).toString().match(PROTOCOLS) ?? [];
}

withAddon(
  'a terminal that knows the protocol of kitty has its keys told apart, through reloads, to the end',
  async () => {
    const { clay } = await startPlaying({ env: { TERM: 'xterm-256color' }, isMute: true });
    expect(clay.raw().toString().split(QUESTION)).toHaveLength(2);
    expect(saidSince(clay)).toEqual([]);
    clay.type('\x1b[?0u\x1b[?62;22c');
    await clay.waitFor(() => saidSince(clay).length > 0);
    expect(saidSince(clay)).toEqual(['\x1b[=1u']);
    expect(inputText(clay)).toBe('');
    clay.type('some\x1b[27uBx\x1b[98;5u');
    await clay.waitFor(() => inputText(clay) === 'somex');
    const from = clay.raw().length;
    await reload(clay);
    clay.type('\x1b[57405u');
    await clay.waitFor(() => inputText(clay) === 'some6x');
    expect(saidSince(clay, from)).toEqual([]);
    expect(clay.raw().subarray(from).toString()).not.toContain(QUESTION);
    clay.press('C-g');
    clay.type('/quit\x1b[13;2u');
    await clay.ended();
    const end = clay.raw().subarray(from).toString();
    // On the screen that it was switched on for.
    expect(end.indexOf('\x1b[=0u')).toBeGreaterThan(0);
    expect(end.indexOf('\x1b[=0u')).toBeLessThan(end.indexOf('\x1b[?1049l'));
  },
);

withAddon(
  'a terminal that says it is an xterm is asked for modifyOtherKeys; an answer in the middle of a reload is taken',
  async () => {
    const { clay } = await startPlaying({ env: { TERM: 'xterm-256color' }, isMute: true });
    clay.type('\x1b[?64;1');
    await reload(clay, 'signal');
    clay.type(';2;6;9c');
    await clay.waitFor(() => saidSince(clay).length > 0);
    expect(saidSince(clay)).toEqual(['\x1b[>4;1m']);
    expect(inputText(clay)).toBe('');
    clay.type('/quit\x1b[27;2;13~');
    await clay.ended();
    expect(saidSince(clay)).toEqual(['\x1b[>4;1m', '\x1b[>4m']);
  },
);

withAddon.each(['linux', 'vt100', 'screen', 'rxvt-unicode', 'st-256color'])(
  'nothing of it is said to a terminal that might print it: %s',
  async TERM => {
    const { clay } = await startPlaying({ env: { TERM } });
    clay.type('x');
    await clay.waitFor(() => inputText(clay) === 'x');
    await reload(clay);
    clay.press('C-g');
    clay.type('/quit\r');
    await clay.ended();
    expect(saidSince(clay)).toEqual([]);
    expect(clay.raw().toString()).not.toContain(QUESTION);
  },
);

withAddon('keypad_walk tells the terminal, and not again at a reload', async () => {
  const { clay, peers } = await startPlaying({ env: { TERM: 'tmux-256color' } });
  clay.type('/setup keypad_walk on\r');
  await clay.waitFor('keypad_walk = true');
  expect(clay.raw().toString()).toContain('\x1b=');
  const from = clay.raw().length;
  await reload(clay);
  clay.type('\x1bOx');
  await clay.waitFor('north');
  await peers[0]!.waitFor('north');
  expect(clay.raw().subarray(from).toString()).not.toContain('\x1b=');
  clay.type('/quit\r');
  await clay.ended();
  expect(clay.raw().subarray(from).toString()).toContain('\x1b>');
});
