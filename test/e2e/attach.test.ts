/** A second terminal on a client that runs: its own world, place and size, through reloads and crashes. */
import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keysIn, startAttached, startProgram, untilKey } from '../support/attaching.ts';
import { isArmed } from '../support/crashing.ts';
import { startHeadless } from '../support/headless.ts';
import { test } from '../support/needs-reload.ts';
import { freePort } from '../support/peers.ts';
import { outputRows, startPlaying, worldTable } from '../support/playing.ts';
import { reloadBySignal, untilLogged } from '../support/reloading.ts';
import { type Peer, startWorld } from '../support/scripted-world.ts';
import type { Terminal } from '../support/terminal.ts';

/** What a terminal is like that no full-screen program has touched. */
const IN_ORDER = { alternate: false, bracketedPaste: false, mouse: 'none', cursorVisible: true };

const nameOf = (pid: number) => readFileSync(`/proc/${pid}/comm`, 'utf8').trimEnd();

const lines = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => `line ${from + i}\r\n`).join('');

/** The server asks for the size of the screen, and is told it (NAWS). */
const DO_NAWS = Buffer.from([255, 253, 31]);

function sizesTold(peer: Peer): string[] {
  const told = peer.received.toString('latin1').matchAll(/\xff\xfa\x1f(.)(.)(.)(.)\xff\xf0/gs);
  return [...told].map(([, a, b, c, d]) =>
    [a! + b!, c! + d!].map(two => Buffer.from(two, 'latin1').readUInt16BE()).join('x'),
  );
}

const draft = (terminal: Terminal) => terminal.screen().at(-1);

test('a world, a place, a size and a draft of its own, through reloads; the first terminal is left alone', async () => {
  const { clay, peers } = await startPlaying({ names: ['Alpha', 'Beta'] });
  const [alpha, beta] = peers as [Peer, Peer];
  alpha.send('Welcome to Alpha.\r\n');
  await clay.waitFor('Welcome to Alpha.');
  beta.send(DO_NAWS);
  beta.send(lines(1, 60));
  clay.type('half of one');
  await clay.waitFor('half of one');
  await untilKey(clay.place);
  const second = await startAttached(clay.place, { columns: 60, rows: 12 });
  await second.waitFor('Welcome to Alpha.');
  second.type('/worlds Beta\r');
  // What nobody has seen waits for whoever comes.
  await second.waitFor('More 0052');
  second.press('Esc j');
  await second.waitFor('line 60');
  second.type('look\r');
  await beta.waitFor('look\r\n');
  expect(sizesTold(beta).at(-1)).toBe('60x10');
  second.press('PageUp');
  await second.waitFor('Hist');
  second.type('half of two');
  await second.waitFor('half of two');
  const before = [clay.screen(), second.screen()];
  for (let i = 0; i < 3; i++) await reloadBySignal(clay);
  second.type('!');
  await second.waitFor('half of two!');
  clay.type('!');
  await clay.waitFor('half of one!');
  expect([clay.screen().slice(0, -2), second.screen().slice(0, -2)]).toEqual(
    before.map(rows => rows.slice(0, -2)),
  );
  alpha.send('news of Alpha\r\n');
  await clay.waitFor('news of Alpha');
  expect(draft(second)).toContain('half of two!');
  expect([nameOf(clay.pid), nameOf(second.pid)]).toEqual(['clay', 'attach']);
  expect(second.modes()).toMatchObject({ alternate: true, bracketedPaste: true });
  // Signals by name are for clients; this one would end, or stop, what does not mind them.
  process.kill(second.pid, 'SIGUSR1');
  second.press('C-u');
  second.type('/detach\r');
  expect(await second.ended()).toEqual({ code: 0, signal: null });
  expect(second.screen().join('\n')).toContain('Detached: Clay goes on.');
  expect(second.modes()).toMatchObject(IN_ORDER);
  expect(outputRows(clay).join('\n')).toContain('news of Alpha');
});

test('a client without a terminal has one as soon as one is attached, also across a crash; it ends, and says so', async () => {
  const world = await startWorld();
  const clay = await startHeadless(worldTable('Alpha', world), ['Alpha']);
  const peer = await world.accepted();
  peer.send(lines(1, 100));
  await untilKey(clay.place);
  const second = await startAttached(clay.place);
  await second.waitFor('More ');
  second.press('Esc j');
  await second.waitFor('line 100');
  await isArmed(clay);
  second.type('half a sentence');
  await second.waitFor('half a sentence');
  process.kill(clay.pid, 'SIGSEGV');
  await untilLogged(clay, 'crash', () => clay.programLog().includes('"CRASHED"'));
  second.type(', and the rest\r');
  await peer.waitFor('half a sentence, and the rest\r\n');
  await second.waitFor('has restarted itself in place');
  process.kill(clay.pid, 'SIGTERM');
  expect(await second.ended()).toEqual({ code: 0, signal: null });
  expect(second.screen().join('\n')).toContain('Clay has ended.');
  expect(second.modes()).toMatchObject(IN_ORDER);
  const late = startProgram(clay.place, 'attach');
  expect([await late.ended(), late.complaint()]).toEqual([1, expect.stringContaining('No Clay runs')]);
});

test('whoever does not have the key is refused, with one line in the log; another user does not even find it', async () => {
  const { clay } = await startPlaying();
  await untilKey(clay.place);
  const [key] = keysIn(clay.place);
  writeFileSync(key!, 'f00d');
  const refused = await startAttached(clay.place);
  expect((await refused.ended()).code).toBe(1);
  expect(refused.screen().join(' ')).toContain('Clay refuses');
  expect(clay.programLog().split('"ATTACH_REFUSED"')).toHaveLength(2);
  expect(statSync(key!).mode & 0o777).toBe(0o600);
  if (process.getuid?.() !== 0) return;
  const nobody = ['setpriv', '--reuid=65534', '--clear-groups', '--'];
  const foreign = await startAttached(clay.place, { launcher: nobody });
  expect(await foreign.ended()).toEqual({ code: 1, signal: null });
  expect(foreign.screen().join('')).toContain(`clay: No Clay runs with the profile ${clay.home}.`);
  // Somebody has opened every directory and the socket itself to all.
  const { root, runtime } = clay.place;
  const directory = join(runtime, 'clay');
  for (const one of [root, runtime, directory]) chmodSync(one, 0o711);
  const socket = join(directory, readdirSync(directory).find(name => name.endsWith('-attach.sock'))!);
  chmodSync(socket, 0o666);
  const talk = `require('net').connect(${JSON.stringify(socket)}).on('data', all => console.log(String(all)))
    .on('error', () => {}).on('close', () => console.log('closed')).write('GET /tty HTTP/1.1\\r\\nHost: clay\\r\\n\\r\\n')`;
  const words = [...nobody.slice(1), process.execPath, '-e', talk];
  expect(spawnSync('setpriv', words, { encoding: 'utf8', cwd: '/' }).stdout).toBe('closed\n');
  chmodSync(directory, 0o700);
  const lines = clay.programLog().split('\n');
  expect(lines.filter(line => line.includes('"PEER_FOREIGN"'))).toEqual([
    expect.stringContaining('"uid":65534'),
  ]);
  clay.type('/version\r');
  await clay.waitFor('reloaded 0 times');
});

test('clay grep prints what was said and goes on; clay web prints a link; signals by name are for the client', async () => {
  const world = await startWorld();
  const port = await freePort();
  const settings = `${worldTable('Alpha', world)}[web]\nenabled = true\nport = ${port}\n`;
  const clay = await startHeadless(settings, ['Alpha']);
  const peer = await world.accepted();
  peer.send('An orc hits you.\r\nAn elf waves.\r\n');
  await untilKey(clay.place);
  const follow = startProgram(clay.place, 'grep', '-f', '-r', '^An (orc|elf)');
  await follow.untilPrinted('Alpha: An elf waves.\n');
  await reloadBySignal(clay);
  peer.send('An orc falls.\r\n');
  await follow.untilPrinted('Alpha: An orc falls.\n');
  expect([nameOf(clay.pid), nameOf(follow.pid)]).toEqual(['clay', 'scrollback']);
  follow.signal('SIGUSR1');
  const once = startProgram(clay.place, 'grep', 'orc', 'Alpha');
  expect([await once.ended(), once.printed()]).toEqual([0, 'An orc hits you.\nAn orc falls.\n']);
  const none = startProgram(clay.place, 'grep', 'dragon');
  expect([await none.ended(), none.printed()]).toEqual([1, '']);
  const wrong = startProgram(clay.place, 'grep', 'dragon', 'Nowhere');
  expect([await wrong.ended(), wrong.complaint()]).toEqual([2, 'clay: There is no world "Nowhere".\n']);
  const link = startProgram(clay.place, 'web');
  expect([await link.ended(), link.printed()]).toEqual([
    0,
    expect.stringMatching(new RegExp(`^http://127\\.0\\.0\\.1:${port}/#[\\w-]{22}\n$`)),
  ]);
  process.kill(clay.pid, 'SIGTERM');
  await clay.ended();
  expect([await follow.ended(), follow.complaint()]).toEqual([2, 'clay: Clay has ended.\n']);
  expect(keysIn(clay.place)).toEqual([]);
});
