/** A second terminal on a client of another machine: real TLS, the terminator in between, a terminal of its own. */
import { X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AttachOptions, startAttached } from '../support/attaching.ts';
import { type Clay, startClay } from '../support/clay.ts';
import { test } from '../support/needs-reload.ts';
import { freePort } from '../support/peers.ts';
import { descriptorsOf } from '../support/processes.ts';
import { reloadBySignal } from '../support/reloading.ts';
import { streamLine } from '../support/scripted-world.ts';
import { type TemporaryHome, temporaryHome } from '../support/temporary.ts';
import type { Terminal } from '../support/terminal.ts';
import { proxiesOf } from '../support/tls-world.ts';
import { linkOf, startHttps } from '../support/web-view.ts';

const RELOADS = 20;
const LINES_A_SECOND = 200;
const PAGES = 5;
const IN_ORDER = { alternate: false, bracketedPaste: false, mouse: 'none', cursorVisible: true };

/** Another machine: nothing of the client's place is known there. */
const far = (place: TemporaryHome, args: readonly string[], more: AttachOptions = {}) =>
  startAttached(place, { ...more, args });

/** As /web authority shows it. */
function authorityOf(clay: Clay): string {
  const { fingerprint256 } = new X509Certificate(readFileSync(join(clay.home, 'web/authority.crt')));
  return fingerprint256.replaceAll(':', '');
}

const socketsOf = ({ pid }: Terminal) =>
  descriptorsOf(pid).flatMap(({ link }) => (link.startsWith('socket:') ? [link] : []));

const text = (terminal: Terminal) => terminal.screen().join('\n');
/** However it is wrapped. */
const words = (terminal: Terminal) => terminal.screen().join('');

/** Frame by frame: lines of a stream on the screen are whole, and one follows the other. What was typed may stand between them. */
function watchStream(terminal: Terminal, prefix: string) {
  const watched = { wrong: [] as string[][], most: 0, numbers };
  /** Rows of the output: above the status bar and the input, without the last one, which may be half a line. */
  function numbers(): number[] {
    const screen = terminal.screen();
    // Scrolled back, the newest lines stand once more below a line.
    const split = screen.findIndex(row => row.startsWith('───'));
    const rows = screen.slice(0, split < 0 ? -2 : split);
    const ours = rows.filter(
      (row, at) => row.startsWith(`${prefix} 0`) && !(at === rows.length - 1 && !row.endsWith('…')),
    );
    return ours.map(row => (/^\w+ \d{6} …$/.test(row) ? Number(row.split(' ')[1]) : Number.NaN));
  }
  const look = () => {
    const shown = numbers();
    watched.most = Math.max(watched.most, shown.at(-1) ?? 0);
    if (shown.some((number, at) => number !== shown[0]! + at)) watched.wrong.push(terminal.screen());
    return false;
  };
  void terminal.waitFor(look, { timeout: 2 ** 31 - 1 }).catch(() => undefined);
  return watched;
}

async function ended(terminal: Terminal): Promise<[number | null, string]> {
  return [(await terminal.ended()).code, words(terminal)];
}

test(`a terminal over HTTPS: ${RELOADS} reloads in a flood go unnoticed, and it comes back by itself from the end of the terminator and of the client`, async () => {
  const { clay, peer, world, port, settings } = await startHttps();
  const place = temporaryHome();
  const address = `https://127.0.0.1:${port}`;
  const second = await far(place, [await linkOf(clay)]);
  await second.waitFor('(yes/no)?');
  expect(words(second).replace(/[ :]/g, '')).toContain(authorityOf(clay));
  second.type('yes\r');
  await second.waitFor('Connected to Alpha.');
  expect(readFileSync(join(place.home, 'known_hosts'), 'utf8')).toContain(`127.0.0.1:${port} sha256:`);
  expect(statSync(join(place.home, 'attach.json')).mode & 0o777).toBe(0o600);
  peer.send('Welcome.\r\n');
  await second.waitFor('Welcome.');

  const sockets = socketsOf(second);
  const flood = watchStream(second, 'Alpha');
  peer.stream(LINES_A_SECOND, 'Alpha', { cutRandomly: false });
  for (let count = 1; count <= RELOADS; count++) {
    const reloading = reloadBySignal(clay);
    second.type(`command ${count}\r`);
    await reloading;
  }
  await peer.waitFor(`command ${RELOADS}\r\n`);
  expect(peer.received.toString().match(/command \d+(?=\r\n)/g)).toEqual(
    Array.from({ length: RELOADS }, (_, at) => `command ${at + 1}`),
  );
  expect(socketsOf(second)).toEqual(sockets);
  const count = peer.stopStream();
  await second.waitFor(streamLine('Alpha', count));
  for (let page = 0; page < PAGES; page++) {
    const [top] = flood.numbers();
    second.press('PageUp');
    await second.waitFor(() => flood.numbers().length > 0 && flood.numbers()[0]! < top!);
  }
  second.press('Esc j');
  await second.waitFor(streamLine('Alpha', count));
  expect(flood.wrong).toEqual([]);
  expect(flood.most).toBe(count);

  second.resize(90, 15);
  await second.waitFor(() => / ● Alpha {70,}/.test(text(second)));
  second.press('C-z');
  await second.waitFor(() => second.stopped());
  second.foreground();
  peer.send('After the break.\r\n');
  await second.waitFor('After the break.');
  second.type('half of');
  await second.waitFor('half of');

  const [terminator] = proxiesOf(clay) as [number];
  process.kill(terminator, 'SIGKILL');
  second.type(' it\r');
  await peer.waitFor('half of it\r\n');
  expect(peer.received.toString().split('half of it\r\n')).toHaveLength(2);

  process.kill(clay.pid, 'SIGKILL');
  await second.waitFor(`Waiting for 127.0.0.1:${port}; Ctrl+C leaves, what is typed is kept.`);
  const again = await startClay({ place: clay.place, args: ['Alpha'], settings, columns: 100 });
  await again.waitFor(`The browser view is at ${address};`);
  const other = await world.accepted();
  other.send('Back again.\r\n');
  await second.waitFor('Back again.');
  second.type('/detach\r');
  expect(await ended(second)).toEqual([0, expect.stringContaining('Detached: Clay goes on.')]);
  expect(second.modes()).toMatchObject(IN_ORDER);

  // It is known now, and so is that Clay.
  const third = await far(place, [address]);
  await third.waitFor('Back again.');
  expect(text(third)).not.toContain('yes/no');
  again.type('/web logout all\r');
  expect(await ended(third)).toEqual([1, expect.stringContaining('Clay has ended the login')]);
  expect(third.modes()).toMatchObject(IN_ORDER);
  const fourth = await far(place, [address]);
  await fourth.waitFor('A link for');
  expect(words(fourth)).toContain('that was kept is over');
  fourth.press('C-c');
  expect((await fourth.ended()).code).toBe(130);
});

test('what fails is told, and nothing is sent to whom one does not know; a watcher watches', async () => {
  const { clay, peer, port } = await startHttps();
  const place = temporaryHome();
  const address = `https://127.0.0.1:${port}`;
  const no = await far(place, [address]);
  await no.waitFor('(yes/no)?');
  no.type('no\r');
  expect(await ended(no)).toEqual([1, expect.stringContaining('Not connected.')]);
  expect(readdirSync(place.home)).not.toContain('known_hosts');

  const wrong = await far(place, [address]);
  await wrong.waitFor('(yes/no)?');
  wrong.type('yes\r');
  await wrong.waitFor('or its password:');
  wrong.type('guessed\r');
  await wrong.waitFor('lets nobody in by that');
  expect(text(wrong)).not.toContain('guessed');
  clay.type('/web link watch\r');
  // The code for cameras takes all the room that there is: the words are below.
  await clay.waitFor(/#[\w-]{22}/);
  const [, code] = /#([\w-]{22})/.exec(clay.screen().join('\n')) as unknown as [string, string];
  clay.press('Esc');
  wrong.type(`${code}\r`);
  await wrong.waitFor('(watching; Ctrl+C leaves)');
  wrong.type('look\r');
  peer.send('A line of the game.\r\n');
  await wrong.waitFor('A line of the game.');
  expect(peer.received.toString()).not.toContain('look');
  wrong.press('C-c');
  expect(await ended(wrong)).toEqual([0, expect.stringContaining('Detached')]);

  writeFileSync(join(place.home, 'known_hosts'), `127.0.0.1:${port} sha256:${'AB'.repeat(32)}\n`);
  const changed = await far(place, [address]);
  expect(await ended(changed)).toEqual([1, expect.stringContaining('has changed')]);
  const other = await far(temporaryHome(), [`https://localhost:${await freePort()}`]);
  expect((await ended(other))[0]).toBe(1);
  expect(words(other)).toMatch(/clay: Cannot connect to localhost:\d+: /);
});
