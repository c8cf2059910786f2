/** Sounds under a real terminal, with a program that plays nothing and writes down what it gets: it is looked after whatever happens to Clay. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Clay, startClay, textOf } from '../support/clay.ts';
import { crashOnceArmed } from '../support/crashing.ts';
import { test } from '../support/needs-reload.ts';
import { startPlaying } from '../support/playing.ts';
import { bytes, IAC, sb, WILL } from '../support/recorded/recording.ts';
import { reload } from '../support/reloading.ts';
import type { Peer } from '../support/scripted-world.ts';
import { temporaryHome } from '../support/temporary.ts';
import { until } from '../support/tls-world.ts';

const GMCP = 201;

async function playing() {
  const place = temporaryHome();
  const { home } = place;
  mkdirSync(join(home, 'sounds/Alpha'), { recursive: true });
  for (const name of ['rain.ogg', 'wind.ogg', 'hit.wav'])
    writeFileSync(join(home, 'sounds/Alpha', name), 'x');
  const player = join(home, 'player');
  writeFileSync(player, `#!/bin/sh\necho "$$ $*" >> "${home}/played"\nexec sleep 600\n`, { mode: 0o755 });
  const top = `sound_command = "${player} {volume} {file}"`;
  const { clay, peers, worlds } = await startPlaying({ place, top, more: 'sound = true' });
  const peer = peers[0]!;
  peer.send(bytes(IAC, WILL, GMCP));
  await peer.waitFor('"Client.Media 1"');
  const played = () => textOf(join(home, 'played')).split('\n').slice(0, -1);
  return { clay, peer, place, world: worlds[0]!, played };
}

const play = (peer: Peer, message: object) =>
  peer.send(sb(GMCP, `Client.Media.Play ${JSON.stringify(message)}`));

const pidOf = (line = '') => Number(line.split(' ')[0]);

function isThere(pid: number): boolean {
  const stat = textOf(`/proc/${pid}/stat`);
  return stat !== '' && !/\) Z /.test(stat);
}

async function crash(clay: Clay): Promise<void> {
  await crashOnceArmed(clay);
  await clay.waitFor('has restarted itself in place');
}

test('what plays goes on through a reload and a crash; a stop by its tag ends it, and the end of Clay the rest', async () => {
  const { clay, peer, place, played } = await playing();
  play(peer, { name: 'rain.ogg', type: 'music', tag: 'weather', volume: 40, loops: -1 });
  await until(() => played().length === 1);
  const file = join(place.home, 'sounds/Alpha');
  expect(played()[0]).toMatch(new RegExp(`^\\d+ 40 ${file}/rain\\.ogg$`));
  const rain = pidOf(played()[0]);
  await reload(clay, 'signal');
  // The same music goes on.
  play(peer, { name: 'rain.ogg', type: 'music', tag: 'weather', volume: 40, loops: -1 });
  play(peer, { name: 'wind.ogg', type: 'music', tag: 'air', volume: 40, loops: -1 });
  await until(() => played().length === 2);
  const wind = pidOf(played()[1]);
  expect([isThere(rain), isThere(wind)]).toEqual([true, true]);
  await crash(clay);
  peer.send(sb(GMCP, 'Client.Media.Stop {"tag":"weather"}'));
  await until(() => !isThere(rain));
  expect(isThere(wind)).toBe(true);
  peer.send('!!SOUND(hit)You hit the orc.\r\n');
  await until(() => played().length === 3);
  await clay.waitFor('You hit the orc.');
  expect(clay.screen().join('\n')).not.toContain('!!SOUND');
  await reload(clay, 'signal');
  // It has no end, and its program, which two images before this one have not started, has one.
  process.kill(wind, 'SIGTERM');
  await until(() => played().length === 4);
  const last = pidOf(played().at(-1));
  clay.type('/quit\r');
  expect(await clay.ended()).toMatchObject({ code: 0 });
  await until(() => !isThere(last));
});

test('a client that is killed leaves music behind: the next one ends it', async () => {
  const { clay, peer, place, played } = await playing();
  play(peer, { name: 'rain.ogg', type: 'music', loops: -1 });
  await until(() => played().length === 1);
  const rain = pidOf(played()[0]);
  // It is noted when it has been started, a moment later.
  const notes = join(place.home, 'sounds/.playing');
  await until(() => existsSync(notes) && readdirSync(notes).some(name => name.endsWith('.json')));
  process.kill(clay.pid, 'SIGKILL');
  await clay.ended();
  expect(isThere(rain)).toBe(true);
  await startClay({ place });
  await until(() => !isThere(rain));
});
