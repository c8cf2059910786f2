/** The toggle TLS Proxy: in the dialog, from the input line, in the file, and what it does to the next connection. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Clay, startClay } from '../support/clay.ts';
import { describe, it } from '../support/needs-reload.ts';
import { startWorld } from '../support/scripted-world.ts';
import { proxiesOf, reloaded, settingsToml, startTlsWorld, tlsTable, until } from '../support/tls-world.ts';

const file = (clay: Clay) => readFileSync(join(clay.home, 'settings.toml'), 'utf8');
const row = (clay: Clay, label: string) => clay.screen().find(one => one.includes(label)) ?? '';

async function connections(clay: Clay, wanted: RegExp): Promise<void> {
  clay.type('/connections\r');
  await clay.waitFor(wanted);
}

describe('the dialog of /setup', () => {
  it('moves by arrows, toggles by Space, is kept through a reload and saved by Enter', async () => {
    const clay = await startClay({ columns: 120, settings: '# mine\nmore_mode = true\n' });
    await clay.waitFor('/help lists');
    clay.type('/setup\r');
    await clay.waitFor('Space: change   Enter: save   Esc: leave');
    expect(row(clay, 'More Mode')).toMatch(/> More Mode +\[x\] on/);
    clay.press('Down');
    await clay.waitFor(/> TLS Proxy +\[ \] off/m);
    clay.press('Down Up Space');
    await clay.waitFor(/> TLS Proxy +\[x\] on/m);
    process.kill(clay.pid, 'SIGUSR1');
    await reloaded(clay, 1);
    await clay.waitFor(/> TLS Proxy +\[x\] on/m);
    expect(file(clay)).toBe('# mine\nmore_mode = true\n');
    clay.press('Enter');
    await clay.waitFor('Saved. TLS Proxy: true.');
    expect(file(clay)).toBe('# mine\nmore_mode = true\ntls_proxy = true\n');
    expect(statSync(join(clay.home, 'settings.toml')).mode & 0o777).toBe(0o600);
    clay.type('/setup tls_proxy\r');
    await clay.waitFor('tls_proxy = true');
  });

  it('is left by Escape, with nothing changed', async () => {
    const clay = await startClay({ settings: '' });
    await clay.waitFor('/help lists');
    clay.type('half a line');
    clay.press('C-u');
    clay.type('/setup\r');
    await clay.waitFor('Esc: leave');
    clay.press('Down Space');
    await clay.waitFor(/> TLS Proxy +\[x\] on/m);
    clay.press('Escape');
    await clay.waitFor(terminal => !terminal.screen().join('\n').includes('Esc: leave'));
    clay.type('/setup tls_proxy\r');
    await clay.waitFor('tls_proxy = false');
    expect(file(clay)).toBe('');
  });

  it('is shown while lines come, which are there when it is left', async () => {
    const world = await startWorld();
    const clay = await startClay({
      args: ['Beta'],
      settings: settingsToml({}, { Beta: { host: '127.0.0.1', port: world.port } }),
    });
    const peer = await world.accepted();
    await clay.waitFor('Connected to Beta.');
    clay.type('/setup\r');
    await clay.waitFor('Esc: leave');
    peer.send('meanwhile\r\n');
    clay.press('C-r');
    await reloaded(clay, 1);
    await clay.waitFor('Esc: leave');
    clay.press('Escape');
    await clay.waitFor('meanwhile');
  });
});

describe('/setup tls_proxy', () => {
  it('takes effect for the next connection, and /connections tells them apart', async () => {
    const [tls, plain] = await Promise.all([startTlsWorld(), startWorld()]);
    const beta = { host: '127.0.0.1', port: plain.port };
    const clay = await startClay({
      args: ['Alpha', 'Beta'],
      columns: 140,
      settings: settingsToml({}, { Alpha: tlsTable(tls), Beta: beta }),
    });
    const first = await tls.accepted();
    await plain.accepted();
    await clay.waitFor('Connected to Alpha.');
    clay.type('/setup tls_proxy on\r');
    await clay.waitFor('tls_proxy = true');
    expect(file(clay)).toContain('tls_proxy = true');
    await connections(
      clay,
      /Alpha +127\.0\.0\.1:\d+ +connected +tls-direct[\s\S]*Beta +127\.0\.0\.1:\d+ +connected +tcp /,
    );
    expect(proxiesOf(clay)).toEqual([]);
    clay.type('/disconnect\r/worlds Alpha\r');
    await first.closed;
    const second = await tls.accepted();
    await clay.waitFor(/Connected to Alpha\.[\s\S]*Connected to Alpha\./);
    await connections(clay, /Alpha +127\.0\.0\.1:\d+ +connected +tls-proxy .*[0-9a-f]{12} pid \d+/);
    const [proxy] = proxiesOf(clay);
    expect(clay.screen().join('\n')).toContain(`pid ${proxy}`);
    // Off again: what runs through the proxy stays there, also through a reload.
    clay.type('/setup tls_proxy off\r');
    await clay.waitFor('tls_proxy = false');
    process.kill(clay.pid, 'SIGUSR1');
    await reloaded(clay, 1);
    clay.type('still here\r');
    await second.waitFor('still here\r\n');
    clay.type('/disconnect\r/worlds Alpha\r');
    await second.closed;
    await tls.accepted();
    await clay.waitFor(/tls_proxy = false[\s\S]*\/worlds Alpha[\s\S]*Connected to Alpha\./);
    clay.press('C-l');
    await connections(clay, /tls_proxy = false[\s\S]*Alpha +127\.0\.0\.1:\d+ +connected +tls-direct/);
  });

  it('says what is wrong with a value, and changes nothing', async () => {
    const clay = await startClay({ settings: '' });
    await clay.waitFor('/help lists');
    clay.type('/setup tls_proxy perhaps\r');
    await clay.waitFor('perhaps');
    clay.type('/setup tls_proxy\r');
    await clay.waitFor('tls_proxy = false');
    expect(file(clay)).toBe('');
  });
});

describe('plain_proxy = true', () => {
  it('lets a plain world survive the killing of the client', async () => {
    const world = await startWorld();
    const beta = { host: '127.0.0.1', port: world.port, log: true };
    const clay = await startClay({
      args: ['Beta'],
      columns: 120,
      settings: settingsToml({ plain_proxy: true }, { Beta: beta }),
    });
    const peer = await world.accepted();
    await clay.waitFor('Connected to Beta.');
    await connections(clay, /Beta +127\.0\.0\.1:\d+ +connected +tcp-proxy/);
    peer.send('one\r\ntw');
    await clay.waitFor('one');
    process.kill(clay.pid, 'SIGKILL');
    await clay.ended();
    peer.send('o\r\n');
    const next = await startClay({ place: clay.place, columns: 120 });
    await next.waitFor('Beta: connection taken up again.');
    next.type('still here\r');
    await peer.waitFor('still here\r\n');
    await until(() => next.logFile('Beta') === 'one\ntwo\n', 'the log file has not every line once');
    process.kill(next.pid, 'SIGUSR1');
    await reloaded(next, 1);
    next.type('/quit\r');
    expect(await peer.closed).toBeNull();
    expect(world.connections).toBe(1);
  });
});
