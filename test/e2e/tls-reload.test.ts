/** TLS worlds through the proxy and a client that replaces its code: nothing lost, nothing doubled, one connection. */
import type { Clay } from '../support/clay.ts';
import { describe, it } from '../support/needs-reload.ts';
import { countStream, PERFECT, proxiesOf, reloaded, startTlsPlaying, until } from '../support/tls-world.ts';

/** One reload after the other: each is asked for when the last one is done. */
async function reload(clay: Clay, from: number, to: number): Promise<void> {
  for (let number = from; number <= to; number++) {
    process.kill(clay.pid, 'SIGUSR1');
    await reloaded(clay, number);
  }
}

const logged = (clay: Clay) => clay.logFile('Alpha').split('\n').slice(0, -1);

describe('a TLS world through the proxy', () => {
  it('loses and doubles no line in 50 reloads under 500 lines/s, on one TCP connection', async () => {
    const { clay, world, peer } = await startTlsPlaying();
    const [proxy] = proxiesOf(clay);
    peer.stream(500, 'flood');
    await reload(clay, 1, 50);
    const sent = peer.stopStream();
    peer.send('the end\r\n');
    await until(() => clay.logFile('Alpha').endsWith('the end\n'), 'the last line is not in the log');
    await clay.waitFor('the end');
    expect(sent).toBeGreaterThan(500);
    expect(countStream(logged(clay), 'flood', sent)).toEqual(PERFECT);
    expect(world.connections).toBe(1);
    expect(proxiesOf(clay)).toEqual([proxy]);
    clay.type('still here\r');
    await peer.waitFor('still here\r\n');
  });

  it('goes on in the middle of a character and of a line', async () => {
    const { clay, peer } = await startTlsPlaying();
    const line = Buffer.from('half a € sign\r\n');
    const cuts = [2, 8, 9, line.length - 1];
    let reloads = 0;
    for (const cut of cuts) {
      peer.send(line.subarray(0, cut));
      // What comes before the cut is shown at once, a half character excepted.
      const shown = line.subarray(0, Math.min(cut, 7)).toString();
      await clay.waitFor(terminal => terminal.screen().some(row => row.startsWith(shown)));
      reloads++;
      await reload(clay, reloads, reloads);
      peer.send(line.subarray(cut));
      await until(() => logged(clay).length === reloads, 'the line is not in the log');
    }
    expect(logged(clay)).toEqual(cuts.map(() => 'half a € sign'));
  });

  it('is told to the proxy over loopback TCP just as well', async () => {
    const { clay, world, peer } = await startTlsPlaying({
      tlsproxy_transport: 'tcp',
      tls_proxy_buffer: 131_072,
    });
    await reload(clay, 1, 2);
    // More than the proxy keeps: it has to be told what is safe, also by the new image.
    const line = 'x'.repeat(999);
    for (let i = 0; i < 500; i++) peer.send(`${line}\r\n`);
    peer.send('the end\r\n');
    await until(() => clay.logFile('Alpha').endsWith('the end\n'), 'the last line is not in the log');
    expect(logged(clay)).toHaveLength(501);
    expect(world.connections).toBe(1);
    clay.type('/quit\r');
    expect(await clay.ended()).toMatchObject({ code: 0 });
    expect(await peer.closed).toBeNull();
  });

  it('sends what was typed while the code is replaced, in order and once', async () => {
    const { clay, peer } = await startTlsPlaying();
    for (let number = 1; number <= 10; number++) {
      clay.type(`before ${number}\r`);
      process.kill(clay.pid, 'SIGUSR1');
      clay.type(`after ${number}\r`);
      await reloaded(clay, number);
    }
    await peer.waitFor('after 10\r\n');
    const wanted = Array.from({ length: 10 }, (_, i) => `before ${i + 1}\r\nafter ${i + 1}\r\n`).join('');
    expect(peer.received.toString()).toBe(wanted);
  });
});
