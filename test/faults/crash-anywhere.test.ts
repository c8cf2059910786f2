/**
 * The client crashes right after any one of its system calls: what was read, written or logged by it is neither lost
 * nor doubled.
 */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, createDeflate } from 'node:zlib';
import { type Clay, startClay } from '../support/clay.ts';
import { testClock } from '../support/clock.ts';
import { crashpoint } from '../support/crashpoint.ts';
import { describe, test } from '../support/needs-reload.ts';
import { reloadCount, reloadedTimes } from '../support/reloading.ts';
import { startWorld, streamLine } from '../support/scripted-world.ts';
import { temporaryHome } from '../support/temporary.ts';
import { settingsToml, startTlsWorld, until } from '../support/tls-world.ts';
import { compare } from '../support/traffic.ts';

/** What a line in both directions, its log and a checkpoint take, and some more. */
const CALLS = 40;
/** Of those that a reload takes, one in so many will do. */
const STEP = 3;
/** Seconds; then crashes are forgotten. */
const MINUTE = 61;
const LIMIT = 120_000;

const IAC_WILL_COMPRESS2 = Buffer.of(255, 251, 86);
const IAC_DO_COMPRESS2 = Buffer.of(255, 253, 86);
const IAC_SB_COMPRESS2_IAC_SE = Buffer.of(255, 250, 86, 255, 240);

const said = (number: number) => `said ${number}.`;
/** What a rule answers to a line. */
const heard = (number: number) => `heard ${String(number).padStart(6, '0')}`;
const RULE = `[[trigger]]
name = "answer"
pattern = '^Alpha (\\d{6}) '
mode = "regexp"
send = 'heard $1'
`;
const restarts = (clay: Clay) => clay.programLog().split(/"code":"(?:CRASHED|ROLLED_BACK)"/).length - 1;

/** A client that can be crashed, and one world that counts its lines. */
async function play(tls: boolean) {
  const world = await (tls ? startTlsWorld() : startWorld());
  const [clock, point] = [testClock('now'), crashpoint()];
  const LD_PRELOAD = [point, clock].map(({ env }) => env.LD_PRELOAD).join(':');
  const env = { ...clock.env, ...point.env, LD_PRELOAD };
  const place = temporaryHome();
  writeFileSync(join(place.home, 'automation.toml'), RULE);
  const table = { host: '127.0.0.1', port: world.port, log: true, keepalive: 'none' };
  const settings = settingsToml(
    { tls_proxy: true },
    { Alpha: tls ? { ...table, tls, tls_verify: 'none' } : table },
  );
  let clay = await startClay({ place, args: ['Alpha'], settings, env });
  const alpha = await world.accepted();
  await clay.waitFor('Connected to Alpha.');
  const files = (folder = '') => readdirSync(`${clay.place.runtime}/clay/${folder}`);
  await until(() => files().some(name => name.endsWith('.checkpoint')));
  // Without a kept build there is nothing that a crash could start.
  const builds = () => files().filter(name => name.endsWith('.build'));
  await until(() => builds().some(folder => files(folder).some(name => !name.endsWith('.tmp'))));
  // That the files are there is seen here before the client has been told so; one that has been reloaded has its plan for a crash.
  clay.type('/reload --force\r');
  await reloadedTimes(clay, 1);
  let send = (text: string) => alpha.send(text);
  let start = alpha.received.length;
  let lines = 0;
  let crashes = 0;
  /** Maybe said in vain: read from the terminal, and nobody is left who had recorded it. */
  const lastWords: string[] = [];

  /** A line in both directions. */
  async function exchange(): Promise<void> {
    lines++;
    send(`${streamLine('Alpha', lines)}\r\n`);
    clay.type(`${said(lines)}\r`);
    await alpha.waitFor(`${said(lines)}\r\n`);
    await alpha.waitFor(`${heard(lines)}\r\n`);
  }

  return {
    clay,
    exchange,
    /** Kills it after `calls` system calls, and starts another one. */
    async kill(calls: number): Promise<void> {
      const exit = clay.exit;
      point.set(clay.pid, calls, 'SIGKILL');
      const unlessKilled = (error: unknown) => {
        if (!point.reached()) throw error;
      };
      while (!point.reached()) await Promise.race([exchange().catch(unlessKilled), exit]);
      await exit;
      lastWords.push(said(lines));
      clay = await startClay({ place: clay.place, env });
      await clay.waitFor('Alpha: connection taken up again.');
      await exchange();
    },
    /** From here on all that the server says is compressed. */
    async compress(): Promise<void> {
      alpha.send(IAC_WILL_COMPRESS2);
      await alpha.waitFor(IAC_DO_COMPRESS2);
      alpha.send(IAC_SB_COMPRESS2_IAC_SE);
      const deflate = createDeflate();
      deflate.on('data', (bytes: Buffer) => alpha.send(bytes));
      send = text => {
        deflate.write(text);
        deflate.flush(constants.Z_SYNC_FLUSH);
      };
      start = alpha.received.length;
    },
    /** Lets it crash after `calls` system calls; it has to come back. Whether that was during `meanwhile`. */
    async crash(calls: number, meanwhile = exchange): Promise<boolean> {
      const before = restarts(clay);
      point.set(clay.pid, calls);
      await meanwhile();
      const during = point.reached();
      while (!point.reached()) await exchange();
      await until(() => restarts(clay) > before);
      // Connected again: to an attempt under way the minute would be a minute.
      await exchange();
      // Two in a minute are answered; when it is over, the next image knows.
      if (++crashes % 2 === 0) {
        clock.set((crashes / 2) * MINUTE);
        const reloads = reloadCount(clay);
        clay.type('/reload --force\r');
        await reloadedTimes(clay, reloads + 1);
      }
      return during;
    },
    async expectAllOnce(): Promise<void> {
      await until(() => clay.logFile('Alpha').endsWith(`${streamLine('Alpha', lines)}\n`));
      const logged = clay.logFile('Alpha').split('\n').slice(0, -1);
      const received = alpha.received.subarray(start).toString().split('\r\n').slice(0, -1);
      expect(compare(logged, lines, number => streamLine('Alpha', number))).toBe('each line once');
      const all = (word: typeof said) => Array.from({ length: lines }, (_, index) => word(index + 1));
      const expected = all(said).filter(line => received.includes(line) || !lastWords.includes(line));
      expect(received.filter(line => !line.startsWith('heard'))).toEqual(expected);
      expect(received.filter(line => line.startsWith('heard'))).toEqual(all(heard));
      expect(world.connections).toBe(1);
      await until(() => !existsSync(clay.stateFile));
      expect(clay.descriptors().filter(({ link }) => link.includes('.reload'))).toEqual([]);
    },
  };
}

describe('a crash right after any system call', () => {
  test.each([
    { what: 'a plain connection', tls: false, compressed: false },
    { what: 'a compressed connection', tls: false, compressed: true },
    { what: 'a connection through the proxy', tls: true, compressed: false },
  ])(
    'of $what',
    async ({ tls, compressed }) => {
      const { exchange, compress, crash, expectAllOnce } = await play(tls);
      if (compressed) await compress();
      // The checkpoint is there; now the client knows.
      await exchange();
      for (let calls = 1; calls <= CALLS; calls++) await crash(calls);
      await expectAllOnce();
    },
    LIMIT,
  );

  test(
    'of a connection through the proxy, by SIGKILL: the next client goes on',
    async () => {
      const { exchange, kill, expectAllOnce } = await play(true);
      await exchange();
      for (let calls = 1; calls <= CALLS; calls += STEP) await kill(calls);
      await expectAllOnce();
    },
    LIMIT,
  );

  test(
    'of a reload, or of the image that it starts',
    async () => {
      const { clay, exchange, crash, expectAllOnce } = await play(false);
      await exchange();
      const reloading = async () => {
        const ends = () => restarts(clay) + reloadCount(clay);
        const before = ends();
        clay.type('/reload --force\r');
        await exchange();
        await until(() => ends() > before);
      };
      let calls = 1;
      while (await crash(calls, reloading)) calls += STEP;
      expect(calls).toBeGreaterThan(50);
      await expectAllOnce();
    },
    LIMIT,
  );
});
