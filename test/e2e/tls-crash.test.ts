/** A client that is killed, or loses its terminal, and the next one that takes up what it has left. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Clay, startClay } from '../support/clay.ts';
import { describe, it } from '../support/needs-reload.ts';
import type { ScriptedWorld } from '../support/scripted-world.ts';
import { startWorld, streamLine } from '../support/scripted-world.ts';
import {
  countStream,
  leftBehind,
  linesLeft,
  newestOnScreen,
  PERFECT,
  proxiesOf,
  settingsToml,
  startTlsPlaying,
  startTlsWorld,
  tlsTable,
  until,
} from '../support/tls-world.ts';

const KILLS = process.env.CLAY_LONG ? 20 : 10;

async function kill(clay: Clay): Promise<void> {
  process.kill(clay.pid, 'SIGKILL');
  expect(await clay.ended()).toMatchObject({ signal: 'SIGKILL' });
}

const again = ({ place }: Clay, options: { columns?: number; rows?: number } = {}) =>
  startClay({ place, ...options });

const logged = (clay: Clay) => clay.logFile('Alpha').split('\n').slice(0, -1);

/** The stream is on screen, up to where it is now, without a gap. */
function showsEnd(clay: Pick<Clay, 'screen'>, prefix: string, last: number): boolean {
  const rows = clay.screen().filter(row => row.startsWith(prefix));
  const first = last - rows.length + 1;
  return rows.length > 5 && rows.every((row, i) => row === streamLine(prefix, first + i));
}

describe('a client killed under load', () => {
  it(`${KILLS} times over has every line once, in its log file, its scrollback and on screen`, async () => {
    const { clay: first, world, peer } = await startTlsPlaying();
    const [proxy] = proxiesOf(first);
    peer.stream(500, 'flood');
    let clay = first;
    let seen = 0;
    for (let round = 0; round < KILLS; round++) {
      // Each time a little later: in the middle of the replay, between two checkpoints, after the next one.
      const wanted = seen + 1 + (round % 10) * 90;
      await clay.waitFor(terminal => newestOnScreen(terminal, 'flood') >= wanted);
      seen = newestOnScreen(clay, 'flood');
      await kill(clay);
      clay = await again(clay);
    }
    const last = clay;
    await last.waitFor(terminal => newestOnScreen(terminal, 'flood') > seen);
    const sent = peer.stopStream();
    await last.waitFor(() => showsEnd(last, 'flood', sent));
    await until(() => last.logFile('Alpha').endsWith(`${streamLine('flood', sent)}\n`), 'the log has no end');
    expect(countStream(logged(last), 'flood', sent)).toEqual(PERFECT);
    last.press('PageUp');
    await last.waitFor('Hist');
    // Below the rule stand the newest ones.
    const above = {
      screen: () =>
        last.screen().slice(
          0,
          last.screen().findIndex(row => row.startsWith('──')),
        ),
    };
    const page = newestOnScreen(above, 'flood');
    expect(page).toBeLessThan(sent);
    expect(showsEnd(above, 'flood', page)).toBe(true);
    last.hangup();
    await last.ended();
    expect(countStream(linesLeft(last, 'Alpha'), 'flood', sent)).toEqual(PERFECT);
    expect(world.connections).toBe(1);
    expect(proxiesOf(last)).toEqual([proxy]);
  });

  it('as soon as the first lines have come has them once', async () => {
    const { clay, peer } = await startTlsPlaying();
    peer.send('one\r\ntwo\r\n');
    await until(() => logged(clay).length === 2, 'the lines are not in the log');
    await kill(clay);
    peer.send('three\r\n');
    const next = await again(clay);
    await until(() => logged(next).includes('three'), 'the line is not in the log');
    expect(logged(next)).toEqual(['one', 'two', 'three']);
  });

  it('has half a line and half a character at its end', async () => {
    const { clay, peer } = await startTlsPlaying();
    const line = Buffer.from('costs 5 € a piece\r\n');
    peer.send(line.subarray(0, 9));
    await clay.waitFor('costs 5');
    await kill(clay);
    const next = await again(clay);
    peer.send(line.subarray(9));
    await next.waitFor('costs 5 € a piece');
    await until(() => logged(next).length > 0, 'the line is not in the log');
    expect(logged(next)).toEqual(['costs 5 € a piece']);
  });

  it('has sent what was typed once, and nothing of it again', async () => {
    const { clay: first, peer } = await startTlsPlaying();
    let clay = first;
    for (let round = 1; round <= 4; round++) {
      clay.type(`word ${round}\r`);
      await peer.waitFor(`word ${round}\r\n`);
      await kill(clay);
      clay = await again(clay);
      // Those of the rounds before are on screen as well.
      await clay.waitFor(({ screen }) => screen().join('').split('connection taken up again').length > round);
    }
    clay.type('the end\r');
    await peer.waitFor('the end\r\n');
    expect(peer.received.toString()).toBe('word 1\r\nword 2\r\nword 3\r\nword 4\r\nthe end\r\n');
  });

  it('does not log in again', async () => {
    const world = await startTlsWorld();
    const login = { user: 'ann', password: 'secret' };
    const settings = settingsToml({ tls_proxy: true }, { Alpha: tlsTable(world, login) });
    const clay = await startClay({ args: ['Alpha'], settings });
    const peer = await world.accepted();
    await peer.waitFor('connect ann secret\r\n');
    await kill(clay);
    const next = await again(clay);
    await next.waitFor('connection taken up again');
    next.type('look\r');
    await peer.waitFor('look\r\n');
    expect(peer.received.toString()).toBe('connect ann secret\r\nlook\r\n');
  });

  it('tells the server the size of the new terminal', async () => {
    const { clay, peer } = await startTlsPlaying();
    const DO_NAWS = Uint8Array.of(255, 253, 31);
    peer.send(DO_NAWS);
    await peer.waitFor(Uint8Array.of(255, 250, 31, 0, 80));
    // The checkpoint has to know of the agreement.
    peer.send('agreed\r\n');
    await clay.waitFor('agreed');
    clay.hangup();
    await clay.ended();
    const next = await again(clay, { columns: 100 });
    await next.waitFor('connection taken up again');
    await peer.waitFor(Uint8Array.of(255, 250, 31, 0, 100));
  });

  it('with plain worlds only connects them again, if they do so by themselves; not after /quit', async () => {
    const [plain, quiet] = [await startWorld(), await startWorld()];
    const table = ({ port }: ScriptedWorld) => ({ host: '127.0.0.1', port });
    const settings = settingsToml({}, { Alpha: { ...table(plain), reconnect: 1 }, Beta: table(quiet) });
    const clay = await startClay({ args: ['Alpha', 'Beta'], settings });
    await clay.waitFor('Connected to Alpha.');
    await quiet.accepted();
    const there = () => readdirSync(join(clay.place.runtime, 'clay'));
    await until(() => there().some(name => name.endsWith('.checkpoint')), 'no checkpoint');
    await kill(clay);
    const next = await again(clay);
    await next.waitFor('The last Clay ended without hanging up; connecting again to Alpha in 1 s.');
    await next.waitFor('Connected to Alpha.');
    next.type('/quit\r');
    await next.ended();
    const last = await again(clay);
    await last.waitFor(/% Clay \d/);
    await last.waitFor(({ screen }) => !screen().join('').includes('The last Clay'));
    expect([plain.connections, quiet.connections]).toEqual([2, 1]);
  });

  it('leaves its plain worlds disconnected, and says why', async () => {
    const plain = await startWorld();
    const tls = await startTlsWorld();
    const beta = { host: '127.0.0.1', port: plain.port };
    const settings = settingsToml({ tls_proxy: true }, { Alpha: tlsTable(tls), Beta: beta });
    const clay = await startClay({ args: ['Beta', 'Alpha'], settings });
    await plain.accepted();
    const peer = await tls.accepted();
    await clay.waitFor('Connected to Beta.');
    clay.type('/worlds Alpha\r');
    await clay.waitFor('Connected to Alpha.');
    clay.hangup();
    await clay.ended();
    const next = await again(clay);
    await next.waitFor('Alpha: connection taken up again.');
    next.type('/worlds -l\r');
    await next.waitFor(/Beta +127\.0\.0\.1:\d+ +disconnected/);
    next.type('still here\r');
    await peer.waitFor('still here\r\n');
    next.type('/worlds Beta\r');
    await next.waitFor('Beta: disconnected: the last Clay ended without hanging up');
    await plain.accepted();
  });
});

describe('a client whose terminal was closed', () => {
  it('five times over under load has every line once', async () => {
    const { clay: first, world, peer } = await startTlsPlaying();
    peer.stream(500, 'flood');
    let clay = first;
    let seen = 0;
    for (let round = 0; round < 5; round++) {
      const wanted = seen + 50;
      await clay.waitFor(terminal => newestOnScreen(terminal, 'flood') >= wanted);
      seen = newestOnScreen(clay, 'flood');
      clay.hangup();
      await clay.ended();
      clay = await again(clay);
    }
    const last = clay;
    await last.waitFor(terminal => newestOnScreen(terminal, 'flood') > seen);
    const sent = peer.stopStream();
    await last.waitFor(() => showsEnd(last, 'flood', sent));
    await until(() => last.logFile('Alpha').endsWith(`${streamLine('flood', sent)}\n`), 'the log has no end');
    expect(countStream(logged(last), 'flood', sent)).toEqual(PERFECT);
    last.hangup();
    await last.ended();
    expect(countStream(linesLeft(last, 'Alpha'), 'flood', sent)).toEqual(PERFECT);
    expect(world.connections).toBe(1);
  });

  it('finds out why a world has ended meanwhile, after its last words', async () => {
    const { clay, peer } = await startTlsPlaying();
    clay.hangup();
    await clay.ended();
    peer.send('good night\r\n');
    peer.close();
    await peer.closed;
    const next = await again(clay);
    await next.waitFor('Alpha: the server closed the connection.');
    await next.waitFor('good night');
    await until(() => logged(next).length > 0, 'the line is not in the log');
    expect(logged(next)).toEqual(['good night']);
  });
});

describe('/quit', () => {
  it('hangs up and leaves nothing behind, also under load and after a crash', async () => {
    const { clay, peer } = await startTlsPlaying();
    peer.stream(2000, 'flood');
    await clay.waitFor(terminal => newestOnScreen(terminal, 'flood') > 200);
    await kill(clay);
    const next = await again(clay);
    await next.waitFor(terminal => newestOnScreen(terminal, 'flood') > 1000);
    next.type('last words\r/quit\r');
    expect(await next.ended()).toMatchObject({ code: 0 });
    await peer.waitFor('last words\r\n');
    // EPIPE: it was just writing the next line.
    expect([null, 'EPIPE']).toContain(await peer.closed);
    expect(leftBehind(next)).toEqual([]);
    const fresh = await again(next);
    await fresh.waitFor(/% Clay \d/);
    expect(fresh.screen().join('\n')).not.toContain('flood');
    expect(fresh.screen().join('\n')).not.toContain('Alpha');
  });
});
