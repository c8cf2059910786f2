/**
 * Recorded sessions of servers, cut into small pieces, to a client that replaces its code again and again: what
 * the servers get, the screens and the log files are those of a client that never does.
 */
import { randomFrom } from '../bench/fuzz.ts';
import { test } from '../support/needs-reload.ts';
import { recordings } from '../support/recorded/all.ts';
import { askForReload, reloadedTimes } from '../support/reloading.ts';
import {
  createHandshakeLimit,
  type HandshakeLimit,
  logOf,
  look,
  replay,
  type Sight,
  type Stage,
  startServers,
  startStage,
} from '../support/replay.ts';

/** A run of many hours may reload more often than each session has bytes. */
const RELOADS = process.env.CLAY_LONG ? 500 : 50;
const SEED = Number(process.env.CLAY_SEED ?? 4);

interface Outcome {
  readonly received: Record<string, string>;
  readonly logs: Record<string, string[]>;
  readonly sights: Record<string, Sight>;
}

async function perform(
  { clay, peers }: Stage,
  during: (pace: HandshakeLimit) => Promise<void>,
): Promise<Outcome> {
  const pace = createHandshakeLimit();
  const plays = recordings.map((recording, index) =>
    replay({ recording, peer: peers[index]!, clay, pace, random: randomFrom(SEED + index) }),
  );
  await Promise.all([...plays, during(pace)]);
  const logs: Outcome['logs'] = {};
  const sights: Outcome['sights'] = {};
  for (const recording of recordings) {
    logs[recording.name] = await logOf(clay, recording);
    sights[recording.name] = await look(clay, recording);
  }
  const received = recordings.map(({ name }, index) => [name, peers[index]!.received.toString('latin1')]);
  return { received: Object.fromEntries(received) as Outcome['received'], logs, sights };
}

test(`${RELOADS} reloads in ${recordings.length} recorded sessions change nothing, for servers and for the user`, async () => {
  const servers = await startServers(recordings);
  const still = await startStage(recordings, servers);
  const without = await perform(still, async pace => pace.allow(1));
  expect(without.logs).toEqual(Object.fromEntries(recordings.map(({ name, log }) => [name, log])));

  const moving = await startStage(recordings, servers);
  const within = await perform(moving, async pace => {
    for (let number = 1; number <= RELOADS; number++) {
      // Half of the pieces for this reload are there before it, or come while it goes on.
      pace.allow((number - 0.5) / RELOADS);
      askForReload(moving.clay, 'signal');
      pace.allow(number / RELOADS);
      await reloadedTimes(moving.clay, number);
    }
  });
  expect(within).toEqual(without);
});
