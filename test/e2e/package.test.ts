/** Clay as npm installs it, and an upgrade in its place while it plays. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { VERSION } from '../support/builds.ts';
import { test } from '../support/needs-reload.ts';
import { install, pack, packAs } from '../support/packages.ts';
import { startPlaying } from '../support/playing.ts';
import { reload } from '../support/reloading.ts';
import { temporaryDirectory } from '../support/temporary.ts';

test('the npm package runs without a compiler and without other packages, and is replaced under a client', async () => {
  const prefix = temporaryDirectory('prefix');
  const packed = pack();
  const program = install(packed, prefix);
  const installed = join(prefix, 'lib/node_modules/clay');
  expect(readdirSync(installed)).not.toContain('node_modules');
  // npm has had it prepared for this machine.
  expect(existsSync(join(installed, 'dist/clay.cache'))).toBe(true);

  const { clay, peers, worlds } = await startPlaying({ program });
  peers[0]!.send('before\r\nhalf ');
  await clay.waitFor('half');
  install(packAs('8.8.8', packed), prefix);
  await reload(clay, 'signal');
  clay.type('/version\r');
  await clay.waitFor(`Clay 8.8.8, Node ${process.versions.node}, reloaded 1 times`);
  expect(VERSION).not.toBe('8.8.8');
  peers[0]!.send('a line\r\n');
  await clay.waitFor('half a line');
  expect(worlds[0]!.connections).toBe(1);
});
