/** Clay without a screen: on a terminal that has no sequences, and between pipes and files. */
import { spawn } from 'node:child_process';
import { openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Clay } from '../support/clay.ts';
import { test as withAddon } from '../support/needs-reload.ts';
import { startPlaying, worldTable } from '../support/playing.ts';
import { reload } from '../support/reloading.ts';
import { startWorld } from '../support/scripted-world.ts';
import { atEnd, type TemporaryHome, temporaryHome } from '../support/temporary.ts';
import { until } from '../support/tls-world.ts';

const PROGRAM = resolve(__dirname, '../../dist/clay.js');
const GA = Buffer.from([255, 249]);
const prompt = Buffer.concat([Buffer.from('> '), GA]);

const printedBy = (clay: Clay) => clay.raw().toString().replaceAll('\r', '');

describe.each([
  ['TERM=dumb', { env: { TERM: 'dumb' } }],
  ['no TERM', { env: { TERM: undefined } }],
])('with %s', (_, options) => {
  withAddon('text goes out as it comes, also through a reload, and no sequence ever', async () => {
    const { clay, peers } = await startPlaying({ ...options, top: 'colors = 256\nreload_sign = true' });
    peers[0]!.send('\x1b[31mA room.\x1b[0m\r\n');
    peers[0]!.send(prompt);
    await clay.waitFor(/^>$/m);
    clay.type('lo');
    await clay.waitFor('> lo');
    await reload(clay);
    await clay.waitFor(/Reloaded: Clay .*\n> lo/);
    peers[0]!.send('An orc comes.\r\n');
    await clay.waitFor(/An orc comes\.\n> lo/);
    clay.type('ok\r');
    await peers[0]!.waitFor('look\r\n');
    peers[0]!.send('You see it.\r\n');
    await clay.waitFor('You see it.');
    clay.type('/quit\r');
    expect(await clay.ended()).toMatchObject({ code: 0 });
    const all = printedBy(clay);
    expect(all).not.toContain('\x1b');
    for (const line of ['A room.', 'An orc comes.', 'You see it.']) expect(all.split(line)).toHaveLength(2);
    expect(all.endsWith('\n')).toBe(true);
  });
});

withAddon('--plain: a dialog, a password, another size, Ctrl+Z and back, on any terminal', async () => {
  const { clay, peers } = await startPlaying({ options: ['--plain'] });
  peers[0]!.send(Buffer.from([255, 253, 31]));
  clay.type('/setup\r');
  await clay.waitFor('Settings:');
  clay.type('input h');
  await reload(clay);
  clay.type('eight\r');
  await clay.waitFor('Input Height [3]:');
  clay.type('5\rsave\r');
  await clay.waitFor('Saved. Input Height: 5.');
  clay.resize(100, 30);
  await peers[0]!.waitFor(Buffer.from([255, 250, 31, 0, 100, 0, 30, 255, 240]));
  peers[0]!.send(Buffer.from([...Buffer.from('Password: '), 255, 251, 1, 255, 249]));
  await clay.waitFor('Password:');
  clay.type('sesame\r');
  await peers[0]!.waitFor('sesame\r\n');
  peers[0]!.send(Buffer.from([255, 252, 1, ...Buffer.from('Welcome.\r\n')]));
  // What is typed before that is part of a password.
  await clay.waitFor('Welcome.');
  // Marked as a paste: text, whatever it says.
  clay.type('\x1b[200~/quit\nsay so\x1b[201~\r');
  await peers[0]!.waitFor('/quit\r\nsay so\r\n');
  clay.press('C-z');
  await until(() => clay.stopped(), 'it was not stopped');
  clay.foreground();
  peers[0]!.send('back again\r\n');
  await clay.waitFor('back again');
  clay.type('/quit -a\r');
  await clay.waitFor('is cut');
  clay.type('q\r');
  await clay.ended();
  const all = printedBy(clay);
  // The terminal is asked to mark pastes, and asked no longer at Ctrl+Z and at the end.
  const asked = all.match(/\x1b\[\?2004[hl]/g) ?? [];
  expect([asked[0], asked.at(-1), asked.filter(one => one.endsWith('l')).length]).toEqual([
    '\x1b[?2004h',
    '\x1b[?2004l',
    2,
  ]);
  expect(all.replace(/\x1b\[\?2004[hl]/g, '')).not.toContain('\x1b');
  expect(all).not.toContain('sesame');
});

/** Runs Clay with these ends; resolves with its status and what it has printed. */
function run(place: TemporaryHome, args: readonly string[], stdin: string | number | null, stdout?: number) {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { PATH: process.env.PATH, HOME: place.root, CLAY_HOME: place.home, XDG_RUNTIME_DIR: place.runtime },
    stdio: [typeof stdin === 'number' ? stdin : 'pipe', stdout ?? 'pipe', 'pipe'],
  });
  let out = '';
  child.stdout?.on('data', bytes => (out += bytes));
  child.stderr?.on('data', bytes => (out += bytes));
  if (typeof stdin === 'string') child.stdin?.end(stdin);
  const ended = new Promise<{ code: number | null; out: string }>(done =>
    child.on('close', code => done({ code, out })),
  );
  atEnd(() => void child.kill('SIGKILL'));
  return { child, ended, printed: () => out };
}

async function answering(): Promise<{ port: number; host: string; sent: string[] }> {
  const world = await startWorld();
  const sent: string[] = [];
  void world.accepted().then(async peer => {
    peer.send('Welcome.\r\n');
    peer.send(prompt);
    for (const line of ['look', 'north']) {
      await peer.waitFor(`${line}\r\n`);
      sent.push(line);
      peer.send(`You said ${line}.\r\n`);
      peer.send(prompt);
    }
  });
  return { port: world.port, host: world.host, sent };
}

test('between pipes: lines are entered when those before them are answered; then it ends', async () => {
  const { host, port } = await answering();
  const { ended } = run(temporaryHome(), ['--plain', host, String(port)], 'look\nnorth\n/quit\n');
  const { code, out } = await ended;
  expect(out).toMatch(/Welcome\.\n> look\nYou said look\.\n> north\nYou said north\.\n> \n$/);
  expect(code).toBe(0);
});

test('from a file into a file, the last line without a line end', async () => {
  const { host, port } = await answering();
  const place = temporaryHome();
  const [script, result] = [join(place.root, 'script'), join(place.root, 'result')];
  writeFileSync(script, 'look\nnorth');
  const { ended } = run(place, ['--plain', host, String(port)], openSync(script, 'r'), openSync(result, 'w'));
  expect((await ended).code).toBe(0);
  expect(readFileSync(result, 'utf8')).toContain('> north\nYou said north.\n');
});

test('with nothing to read it ends at once; without --plain it says what does without a terminal', async () => {
  const place = temporaryHome();
  expect(await run(place, ['--plain'], '').ended).toMatchObject({ code: 0 });
  const { code, out } = await run(place, [], '').ended;
  expect(code).toBe(2);
  expect(out).toContain('--plain');
});

test.each([
  [['localhost', '99999'], '"99999" is not a port: a number from 1 to 65535 is.'],
  [['localhost:0'], '"0" is not a port: a number from 1 to 65535 is.'],
  [['telnet://localhost:70000'], '"70000" is not a port: a number from 1 to 65535 is.'],
  [
    ['localhost', '4000', 'tlx'],
    '"tlx" is not understood: behind the port there may be tls, and nothing else.',
  ],
  [['mud.example.org'], 'The port of mud.example.org is missing: clay mud.example.org 4000, for example.'],
  [['localhost'], 'There is no world "localhost". A server has its port behind it: clay localhost 4000.'],
  [['Alpa'], 'There is no world "Alpa". Did you mean Alpha?'],
  [['Alpha', 'Gamma'], 'There is no world "Gamma". A server has its port behind it: clay Gamma 4000.'],
  [[''], 'A world with an empty name is none.'],
  [['demo', 'Gamma'], 'There is no world "Gamma". A server has its port behind it: clay Gamma 4000.'],
])('clay %j is wrong usage: one sentence on stderr, status 2, nothing begun', async (words, sentence) => {
  const place = temporaryHome();
  writeFileSync(join(place.home, 'settings.toml'), '[worlds.Alpha]\nhost = "127.0.0.1"\nport = 1\n', {
    mode: 0o600,
  });
  for (const mode of ['--plain', '--headless']) {
    const { child, ended } = run(place, [mode, ...words], '');
    let complaint = '';
    child.stderr?.on('data', bytes => (complaint += bytes));
    expect([await ended, complaint]).toEqual([{ code: 2, out: complaint }, `clay: ${sentence}\n`]);
  }
  expect(readdirSync(place.home)).toEqual(['settings.toml']);
});

test('worlds of a settings.toml that cannot be read are not said to be unknown', async () => {
  const place = temporaryHome();
  writeFileSync(join(place.home, 'settings.toml'), '[worlds.Alpha\n', { mode: 0o600 });
  const { code, out } = await run(place, ['--plain', 'Alpha'], '').ended;
  expect([code, out]).toEqual([0, expect.stringContaining('settings.toml')]);
});

withAddon('a reload between pipes loses no line of input, and prints none twice', async () => {
  const world = await startWorld();
  const place = temporaryHome();
  writeFileSync(join(place.home, 'settings.toml'), worldTable('Alpha', world), { mode: 0o600 });
  const { child, ended, printed } = run(place, ['--plain', 'Alpha'], null);
  const peer = await world.accepted();
  peer.send('Welcome.\r\n');
  child.stdin?.write('look\nnor');
  await peer.waitFor('look\r\n');
  child.kill('SIGUSR1');
  await until(() => printed().includes('Reloaded: Clay'), 'it was not reloaded');
  peer.send('You see it.\r\n');
  child.stdin?.write('th\n');
  await peer.waitFor('north\r\n');
  child.stdin?.end();
  const { code, out } = await ended;
  expect(code).toBe(0);
  for (const line of ['Welcome.', '\nlook\n', 'You see it.', '\nnorth\n'])
    expect(out.split(line)).toHaveLength(2);
});
