/** TLS worlds with the proxy off: a reload cuts them, and says so before and after. */
import { mkdirSync } from 'node:fs';
import { type Clay, startClay } from '../support/clay.ts';
import { describe, it } from '../support/needs-reload.ts';
import { startWorld } from '../support/scripted-world.ts';
import { reloaded, settingsToml, startTlsWorld, tlsTable } from '../support/tls-world.ts';

async function reload(clay: Clay, number: number): Promise<void> {
  process.kill(clay.pid, 'SIGUSR1');
  await reloaded(clay, number);
}

const text = (clay: Clay) => clay.screen().join('\n');

describe('a TLS world with the proxy off', () => {
  it('is cut by a reload, which names it before, and comes back by /worlds', async () => {
    const world = await startTlsWorld();
    const login = { user: 'ann', password: 'secret' };
    const clay = await startClay({
      args: ['Alpha'],
      columns: 140,
      settings: settingsToml({}, { Alpha: tlsTable(world, login) }),
    });
    const peer = await world.accepted();
    await peer.waitFor('connect ann secret\r\n');
    clay.type('/connections\r');
    await clay.waitFor(/Alpha +127\.0\.0\.1:\d+ +connected +tls-direct/);
    await reload(clay, 1);
    await peer.closed;
    await clay.waitFor('Alpha (disconnected)');
    const rows = clay.screen();
    const before = rows.findIndex(row => row.includes('Alpha: the reload cuts this TLS connection'));
    const after = rows.findIndex(row => row.includes('Alpha: disconnected by the reload'));
    expect(before).toBeGreaterThanOrEqual(0);
    expect(after).toBeGreaterThan(before);
    expect(text(clay)).toContain(
      'TLS cannot pass through it. /setup tls_proxy on keeps TLS worlds from now on',
    );
    clay.type('anybody there?\r');
    await clay.waitFor('Alpha is not connected');
    expect(world.connections).toBe(1);
    clay.type('/worlds -l Alpha\r');
    const again = await world.accepted();
    again.send('welcome back\r\n');
    await clay.waitFor('welcome back');
    clay.type('look\r');
    await again.waitFor('look\r\n');
    expect(again.received.toString()).toBe('look\r\n');
  });

  it('has nothing pending and is not paused after it, so that the next screenful is shown', async () => {
    const world = await startTlsWorld();
    const clay = await startClay({
      args: ['Alpha'],
      settings: settingsToml({ more_mode: true }, { Alpha: tlsTable(world) }),
    });
    const peer = await world.accepted();
    await clay.waitFor('Connected to Alpha.');
    peer.send(Array.from({ length: 100 }, (_, i) => `line ${i + 1}\r\n`).join(''));
    await clay.waitFor(/More 00\d\d/);
    await reload(clay, 1);
    await clay.waitFor('connects again.');
    expect(text(clay)).not.toContain('More');
    clay.type('/worlds Alpha\r');
    const again = await world.accepted();
    again.send('shown at once\r\n');
    await clay.waitFor('shown at once');
  });

  it('does not log in by itself after a reload, even when the login was still to come', async () => {
    const world = await startTlsWorld();
    const login = { user: 'ann', password: 'secret', auto_login: 'prompt' };
    const clay = await startClay({
      args: ['Alpha'],
      columns: 140,
      settings: settingsToml({}, { Alpha: tlsTable(world, login) }),
    });
    const peer = await world.accepted();
    await clay.waitFor('Connected to Alpha.');
    await reload(clay, 1);
    await peer.closed;
    await clay.waitFor('Alpha: disconnected by the reload');
    await reload(clay, 2);
    expect(world.connections).toBe(1);
    expect(peer.received.toString()).toBe('');
  });

  it('leaves the plain worlds beside it alone', async () => {
    const tls = await startTlsWorld();
    const plain = await startWorld();
    const clay = await startClay({
      args: ['Alpha', 'Beta'],
      columns: 140,
      settings: settingsToml({}, { Alpha: tlsTable(tls), Beta: { host: '127.0.0.1', port: plain.port } }),
    });
    await tls.accepted();
    const peer = await plain.accepted();
    await clay.waitFor('Connected to Alpha.');
    await reload(clay, 1);
    await clay.waitFor('Alpha: disconnected by the reload');
    clay.type('/connections\r');
    await clay.waitFor(/Beta +127\.0\.0\.1:\d+ +connected +tcp /);
    clay.type('/worlds Beta\rstill here\r');
    await peer.waitFor('still here\r\n');
    expect(plain.connections).toBe(1);
    expect(text(clay)).not.toContain('Beta: disconnected');
  });

  it('survives a reload that does not take place', async () => {
    const world = await startTlsWorld();
    const clay = await startClay({
      args: ['Alpha'],
      columns: 140,
      settings: settingsToml({}, { Alpha: tlsTable(world) }),
    });
    const peer = await world.accepted();
    await clay.waitFor('Connected to Alpha.');
    // A directory where the state file should be.
    mkdirSync(clay.stateFile);
    process.kill(clay.pid, 'SIGUSR1');
    await clay.waitFor('Not reloaded:');
    clay.type('still here\r');
    await peer.waitFor('still here\r\n');
  });

  it('is taken through the next reload once the proxy is on and it is connected again', async () => {
    const world = await startTlsWorld();
    const clay = await startClay({
      args: ['Alpha'],
      columns: 140,
      settings: settingsToml({}, { Alpha: tlsTable(world) }),
    });
    await world.accepted();
    await clay.waitFor('Connected to Alpha.');
    await reload(clay, 1);
    await clay.waitFor('Alpha: disconnected by the reload');
    clay.type('/setup tls_proxy on\r/worlds Alpha\r');
    const again = await world.accepted();
    await clay.waitFor(/Connected to Alpha\.[\s\S]*Connected to Alpha\./);
    await reload(clay, 2);
    clay.type('still here\r');
    await again.waitFor('still here\r\n');
  });
});
