/** What the status bar says of a server's certificate, also of a connection that the proxy holds. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startClay } from '../support/clay.ts';
import { describe, it } from '../support/needs-reload.ts';
import { reloaded, settingsToml, startTlsWorld, tlsTable } from '../support/tls-world.ts';

describe.each([true, false])('with tls_proxy = %s', tls_proxy => {
  it('a certificate that was pinned, and one that is not looked at, are told apart', async () => {
    const [pinned, unchecked] = await Promise.all([startTlsWorld(), startTlsWorld()]);
    const settings = settingsToml(
      { tls_proxy, reload_sign: false },
      { Pinned: tlsTable(pinned, { tls_verify: 'auto' }), Unchecked: tlsTable(unchecked) },
    );
    const clay = await startClay({ args: ['Pinned', 'Unchecked'], settings });
    await clay.waitFor(/ ● Pinned .* TLS pinned log {2}\d\d:\d\d/);
    clay.type('/worlds Unchecked\r');
    await clay.waitFor(/ ● Unchecked .* TLS unverified log {2}\d\d:\d\d/);
    if (!tls_proxy) return;
    clay.press('C-r');
    await reloaded(clay, 1);
    clay.type('/worlds Pinned\r');
    await clay.waitFor(/ ● Pinned .* TLS pinned log {2}\d\d:\d\d/);
  });
});

describe('a session that the proxy kept', () => {
  it.each(['its checkpoint', 'what the proxy says'])(
    'says the same once another client has taken it up, from %s',
    async left => {
      const world = await startTlsWorld();
      const settings = settingsToml({ tls_proxy: true }, { Alpha: tlsTable(world, { tls_verify: 'auto' }) });
      const clay = await startClay({ args: ['Alpha'], settings });
      const peer = await world.accepted();
      await clay.waitFor('TLS pinned');
      peer.send('one\r\n');
      await clay.waitFor('one');
      process.kill(clay.pid, 'SIGKILL');
      await clay.ended();
      const { place } = clay;
      if (left !== 'its checkpoint') removeCheckpoints(place.runtime);
      const next = await startClay({ place });
      if (left !== 'its checkpoint') {
        next.type('/connections take\r');
        await next.waitFor('(Activity: 1)');
      }
      next.type('/worlds Alpha\r');
      await next.waitFor(/ ● Alpha .* TLS pinned/);
      expect(next.screen().join('').includes('is not known any more')).toBe(left !== 'its checkpoint');
    },
  );
});

/** Of all that the client has left: what it knew is gone. */
function removeCheckpoints(runtime: string): void {
  const directory = join(runtime, 'clay');
  for (const name of readdirSync(directory))
    if (/checkpoint|scrollback|tape/.test(name)) rmSync(join(directory, name), { recursive: true });
}
