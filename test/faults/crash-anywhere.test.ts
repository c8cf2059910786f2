/** The client crashes right after any one of its system calls: what was read, written or logged by it is neither lost nor doubled. */
import { readdirSync } from 'node:fs';
import type { Clay } from '../support/clay.ts';
import { testClock } from '../support/clock.ts';
import { crashpoint } from '../support/crashpoint.ts';
import { test } from '../support/needs-reload.ts';
import { startPlaying } from '../support/playing.ts';
import { type Peer, streamLine } from '../support/scripted-world.ts';
import { until } from '../support/tls-world.ts';
import { compare, LOGGED } from '../support/traffic.ts';

/** What a line in both directions, its log and a checkpoint take, and some more. */
const CALLS = 60;
/** Seconds; then a crash is forgotten. */
const MINUTE = 61;

const crashes = (clay: Clay) => clay.programLog().split('"code":"CRASHED"').length - 1;

test('after any of its system calls', async () => {
  const [clock, point] = [testClock('now'), crashpoint()];
  const env = { ...clock.env, ...point.env, LD_PRELOAD: `${clock.env.LD_PRELOAD}:${point.env.LD_PRELOAD}` };
  const { clay, peers, worlds } = await startPlaying({
    ...LOGGED,
    more: `${LOGGED.more}\nkeepalive = "none"`,
    env,
  });
  const alpha = peers[0] as Peer;
  await until(() => readdirSync(`${clay.place.runtime}/clay`).some(name => name.endsWith('.checkpoint')));
  let lines = 0;
  const said = (number: number) => `said ${number}.`;
  const exchange = async () => {
    lines++;
    alpha.send(`${streamLine('Alpha', lines)}\r\n`);
    clay.type(`${said(lines)}\r`);
    await alpha.waitFor(`${said(lines)}\r\n`);
  };
  // The checkpoint is there; now it is known to be.
  await exchange();
  for (let calls = 1; calls <= CALLS; calls++) {
    point.set(clay.pid, calls);
    while (!point.reached()) await exchange();
    await until(() => crashes(clay) === calls);
    clock.set(calls * MINUTE);
  }
  await until(() => clay.logFile('Alpha').endsWith(`${streamLine('Alpha', lines)}\n`));
  expect(compare(clay.logFile('Alpha').split('\n').slice(0, -1), lines, n => streamLine('Alpha', n))).toBe(
    'each line once',
  );
  expect(compare(alpha.received.toString().split('\r\n').slice(0, -1), lines, said)).toBe('each line once');
  expect(worlds[0]!.connections).toBe(1);
}, 120_000);
