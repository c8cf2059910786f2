/** A client without a terminal: from the start, or once it has lost the one that it had. */
import { readFileSync } from 'node:fs';
import { startHeadless } from '../support/headless.ts';
import { test } from '../support/needs-reload.ts';
import { startPlaying, worldTable } from '../support/playing.ts';
import { descriptorsOf } from '../support/processes.ts';
import { reloadBySignal, untilLogged } from '../support/reloading.ts';
import { type Peer, startWorld } from '../support/scripted-world.ts';

const lines = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => `line ${from + i}\r\n`).join('');

const nameOf = (pid: number) => readFileSync(`/proc/${pid}/comm`, 'utf8').trimEnd();

/** The server asks a question, which the client answers: all that was sent before it is worked off. */
async function workedOff(peer: Peer): Promise<void> {
  const before = peer.received.length;
  peer.send(Buffer.from([255, 253, 6]));
  await peer.waitFor(bytes => bytes.length > before);
}

test('--headless plays without a terminal, through reloads and SIGHUP; nothing waits for anybody', async () => {
  const world = await startWorld();
  const settings = worldTable('Alpha', world, 'log = true');
  const clay = await startHeadless(settings, ['Alpha']);
  const peer = await world.accepted();
  peer.send(lines(1, 100));
  await workedOff(peer);
  await reloadBySignal(clay);
  process.kill(clay.pid, 'SIGHUP');
  peer.send(lines(101, 300));
  await workedOff(peer);
  expect(nameOf(clay.pid)).toBe('clay');
  expect([world.connections, clay.printed()]).toEqual([1, '']);
  process.kill(clay.pid, 'SIGTERM');
  expect(await clay.ended()).toEqual({ code: 143, signal: null });
  expect(clay.logFile('Alpha')).toBe(lines(1, 300).replaceAll('\r', ''));
});

test('with on_hangup = "detach" a lost terminal is no end: the client goes on without, and reloads', async () => {
  const { clay, peers } = await startPlaying({ top: 'on_hangup = "detach"', more: 'log = true' });
  const [peer] = peers as [Peer];
  clay.type('half a sentence');
  await clay.waitFor('half a sentence');
  clay.hangup();
  await untilLogged(clay, 'loss of the terminal', () => clay.programLog().includes('"DETACHED"'));
  peer.send(lines(1, 100));
  await workedOff(peer);
  const standard = () => descriptorsOf(clay.pid).filter(({ fd }) => fd <= 2);
  expect(standard().map(({ link }) => link)).toEqual(['/dev/null', '/dev/null', '/dev/null']);
  await reloadBySignal(clay);
  expect(standard().map(({ link }) => link)).toEqual(['/dev/null', '/dev/null', '/dev/null']);
  peer.send(lines(101, 200));
  await workedOff(peer);
  process.kill(clay.pid, 'SIGTERM');
  expect(await clay.ended()).toEqual({ code: 143, signal: null });
  expect(clay.logFile('Alpha')).toBe(lines(1, 200).replaceAll('\r', ''));
});
