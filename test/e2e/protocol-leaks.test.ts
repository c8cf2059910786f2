/** Nothing that a server sends is obeyed by the user's terminal, by whatever way it comes. */
import { deflateSync } from 'node:zlib';
import { startClay } from '../support/clay.ts';
import { foreignControls } from '../support/escapes.ts';
import { test } from '../support/needs-reload.ts';
import { bytes, DO, GA, IAC, sb, WILL } from '../support/recorded/recording.ts';
import { TRICKS } from '../support/recorded/text.ts';
import { reload } from '../support/reloading.ts';
import { startWorld } from '../support/scripted-world.ts';
import { settingsToml } from '../support/tls-world.ts';

const [ENVIRON, CHARSET, MSDP, MSSP, MCCP2, MSP, GMCP] = [39, 42, 69, 70, 86, 90, 201];

/** Every way by which words of a server come to be shown. */
const ways: readonly ((trick: string) => Uint8Array)[] = [
  trick => bytes(`a line ${trick} goes on\r\n`),
  trick => bytes(`a prompt ${trick}>`, IAC, GA),
  trick => bytes(`\x1b]8;;https://mud.example/${trick}\x1b\\a link\x1b]8;;\x1b\\\x1b[0m\r\n`),
  trick => bytes(`\x1b[31${trick}\r\n`),
  trick => sb(GMCP, `Name${trick} {"value":"${trick}"`),
  trick => sb(GMCP, `Value.Of {"value":"${trick}"}`),
  trick => sb(MSDP, `\x01NAME${trick}\x02${trick}`),
  trick => sb(MSSP, `\x01NAME${trick}\x02${trick}`),
  trick => bytes(`!!SOUND(${trick}.wav V=${trick})!!MUSIC(${trick}\r\n`),
  trick => sb(CHARSET, `\x01;${trick}`),
  trick => sb(ENVIRON, `\x01\x00${trick}`),
  trick => bytes(sb(MCCP2), deflateSync(`packed ${trick}\r\n`), IAC, WILL, MCCP2),
];

test('escape sequences in text, prompts, data, links and option names stay off the terminal', async () => {
  const world = await startWorld();
  const { host, port } = world;
  const settings = settingsToml({}, { Tricks: { host, port, log: true } });
  const clay = await startClay({ args: ['Tricks'], settings, columns: 100, rows: 40 });
  const peer = await world.accepted();
  for (const option of [MSDP, MSSP, MCCP2, MSP, GMCP, CHARSET]) peer.send(bytes(IAC, WILL, option));
  peer.send(bytes(IAC, DO, ENVIRON));
  for (const way of ways) {
    for (const trick of TRICKS) peer.send(way(trick));
    peer.send('\r\n\x1b\\\r\nend of a way\r\n');
  }
  peer.send(bytes('\x1b]0;the last\x07\r\n', IAC, DO, 6));
  await peer.waitFor(bytes(IAC, WILL, 6));
  // What is higher than the screen is read in a box.
  for (const name of ['gmcp', 'msdp', 'mssp', 'telnet']) {
    clay.type(`/${name}\r`);
    await clay.waitFor(new RegExp(`(%|─) /${name}\\b`));
    if (/Esc:? close/.test(clay.screen().join())) clay.type('q');
    await clay.waitFor(terminal => !/Esc:? close/.test(terminal.screen().join()));
  }
  await reload(clay);
  clay.press('PageUp');
  await clay.waitFor('Hist');
  clay.press('Esc j C-l');
  clay.type('/recall line\r');
  await clay.waitFor(/End of recall\.|─ \/recall line/);
  if (/Esc:? close/.test(clay.screen().join())) clay.type('q');
  clay.type('/quit\r');
  expect(await clay.ended()).toMatchObject({ code: 0 });
  expect(foreignControls(clay.raw())).toEqual([]);
  expect(clay.logFile('Tricks')).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u202e\u2066]/);
});

test('what would be a leak is found', () => {
  const own =
    '\x1b[?1049h\x1b[2;3H\x1b[0;1;38;5;1mred\x1b[m\x1b]8;;https://mud.example/\x1b\\\r\n\x1b[?2026l';
  expect(foreignControls(Buffer.from(own))).toEqual([]);
  for (const leak of [
    '\x1b]52;c;QQ==\x07',
    '\x1b]0;title\x07',
    '\x1b[c',
    '\x1b[6n',
    '\x1b[?1049h',
    '\x1bP$q\x1b\\',
    '\x9bc',
    '\x1b]8;;file:///\x1b\\',
  ]) {
    expect(foreignControls(Buffer.from(own + leak)).length).toBeGreaterThan(0);
  }
});
