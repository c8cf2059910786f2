/** Many worlds at once: each connects, fails, logs in and speaks for itself. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type Clay, startClay } from '../support/clay.ts';
import { test as withAddon } from '../support/needs-reload.ts';
import { startProxy } from '../support/outbound-proxy.ts';
import { freePort } from '../support/peers.ts';
import { isOnScreen, outputRows, startPlaying, statusBar, worldTable } from '../support/playing.ts';
import { reload } from '../support/reloading.ts';
import { type Peer, startWorld, streamLine } from '../support/scripted-world.ts';
import { atEnd } from '../support/temporary.ts';
import { settingsToml, startTlsWorld, tlsTable, until } from '../support/tls-world.ts';

const [IAC, GA] = [255, 249];

/** The text on screen, rows joined: sentences may be wrapped. */
const shown = (clay: Clay) => outputRows(clay).join(' ').replaceAll(/\s+/g, ' ');
const isShown = (clay: Clay, text: string | RegExp) =>
  clay.waitFor(() => (typeof text === 'string' ? shown(clay).includes(text) : text.test(shown(clay))));

test('each failure is one sentence for its world; the others play on', async () => {
  const good = await startWorld();
  const port = await freePort();
  const settings = [
    worldTable('Good', good),
    worldTable('Closed', { host: '127.0.0.1', port }),
    worldTable('Nowhere', { host: 'nowhere.invalid', port: 4000 }),
    '[worlds.Empty]\nport = 4000',
  ].join('\n');
  const clay = await startClay({ settings, args: ['Good'] });
  const peer = await good.accepted();

  clay.type('/worlds Closed\r');
  await isShown(clay, `Closed: Cannot connect to 127.0.0.1:${port}: it refuses connections`);
  expect(shown(clay).split('Cannot connect').length).toBe(2);
  clay.type('/worlds Nowhere\r');
  await isShown(
    clay,
    /Nowhere: Cannot connect to nowhere\.invalid:4000: (no host of that name|the name server)/,
  );
  clay.type('/worlds Empty\r');
  await isShown(clay, 'Empty: no host is set');

  clay.type('/worlds Good\r');
  await isShown(clay, 'Connected to Good.');
  peer.send('all is well\r\n');
  await isShown(clay, 'all is well');
  clay.type('/connections\r');
  await isShown(clay, /Good +127\.0\.0\.1:\d+ +connected +tcp +0 unseen +\d+ s +\d+ s/);
  expect(shown(clay)).toMatch(/Closed 127\.0\.0\.1:\d+ disconnected tcp 0 unseen never never/);
  expect(shown(clay)).toMatch(/Nowhere nowhere\.invalid:4\S+ disconnected tcp/);
});

test('a connection that the server ends, resets or loses is told, with what was received before', async () => {
  const { clay, peers, worlds } = await startPlaying({ names: ['Alpha', 'Beta'] });
  const [alpha, beta] = peers as [Peer, Peer];
  alpha.send('farewell');
  alpha.close();
  await isShown(clay, /farewell % Alpha: the server closed the connection\./);
  expect(statusBar(clay)).toContain('Alpha (disconnected)');
  clay.type('are you there\r');
  await isShown(clay, 'Alpha is not connected; not sent: are you there');

  clay.type('/connect\r');
  const again = await worlds[0]!.accepted();
  await isShown(clay, /Connected to Alpha\..*Connected to Alpha\./);
  again.reset();
  await isShown(clay, /Alpha: .*lost: the other side reset the connection/);
  beta.send('all is well\r\n');
  clay.type('/worlds Beta\r');
  await isShown(clay, 'all is well');
});

withAddon(
  'auto_login = "connect" sends connect, user and password once, and not again after a reload',
  async () => {
    const world = await startWorld();
    const more = 'user = "mia"\npassword = "pot"\nauto_login = "connect"';
    const clay = await startClay({ settings: worldTable('Alpha', world, more), args: ['Alpha'] });
    const peer = await world.accepted();
    await peer.waitFor('connect mia pot\r\n');
    await reload(clay);
    // Longer than the login waits for the welcome; a second one would be here by then.
    peer.send('What is your name?\r\n');
    await isShown(clay, 'What is your name?');
    clay.type('look\r');
    await peer.waitFor('look\r\n');
    expect(peer.received.toString()).toBe('connect mia pot\r\nlook\r\n');
    clay.type('/disconnect\r');
    clay.type('/connect\r');
    await (await world.accepted()).waitFor('connect mia pot\r\n');
    clay.type('/disconnect\r');
    clay.type('/worlds -l Alpha\r');
    const third = await world.accepted();
    await isShown(clay, /disconnected\..*disconnected\..*Connected to Alpha\./);
    clay.type('by hand\r');
    await third.waitFor('by hand\r\n');
    expect(third.received.toString()).toBe('by hand\r\n');
  },
);

withAddon('auto_login answers prompts with user and password; a MOO gets the user once more', async () => {
  const world = await startWorld();
  const login = 'user = "mia"\npassword = "pot"';
  const settings = [
    worldTable('Prompting', world, `${login}\nauto_login = "prompt"`),
    worldTable('Moo', world, `${login}\nauto_login = "moo_prompt"`),
  ].join('\n');
  const clay = await startClay({ settings });
  const prompt = (text: string) => Buffer.concat([Buffer.from(text), Buffer.of(IAC, GA)]);
  for (const [name, answers] of [
    ['Prompting', ['mia', 'pot']],
    ['Moo', ['mia', 'pot', 'mia']],
  ] as const) {
    clay.type(`/worlds ${name}\r`);
    const peer = await world.accepted();
    const expected: string[] = [];
    for (const [index, answer] of answers.entries()) {
      // One prompt is marked, the other is text that nothing follows.
      peer.send(index % 2 === 0 ? prompt('Name: ') : 'Password: ');
      expected.push(`${answer}\r\n`);
      await peer.waitFor(expected.join(''));
    }
    peer.send(prompt('\r\n> '));
    await clay.waitFor(/^>$/m);
    await reload(clay, 'signal');
    peer.send(prompt('Name: '));
    await clay.waitFor(/^Name:$/m);
    clay.type('look\r');
    await peer.waitFor('look\r\n');
    expect(peer.received.toString()).toBe(`${expected.join('')}look\r\n`);
  }
});

withAddon('a world with reconnect comes back by itself, also when a reload falls into the wait', async () => {
  const { clay, peers, worlds } = await startPlaying({ more: 'reconnect = 1' });
  peers[0]!.close();
  await isShown(clay, 'connecting again in 1 s');
  expect(statusBar(clay)).toContain('Alpha (waiting)');
  await reload(clay);
  const again = await worlds[0]!.accepted();
  await isShown(clay, /connecting again in 1 s.*Connected to Alpha\./);
  again.send('welcome back\r\n');
  await isShown(clay, 'welcome back');
  // Longer than anybody takes to type what follows.
  clay.type('/setup worlds.Alpha.reconnect 600\r');
  await isShown(clay, 'reconnect = 600');
  again.close();
  await isShown(clay, /welcome back.*connecting again/);
  clay.type('/disconnect\r');
  await isShown(clay, 'will not connect again by itself');
  expect(worlds[0]!.connections).toBe(2);
});

withAddon(
  'worlds go through proxies of their own, plain and with TLS, and a reload changes nothing',
  async () => {
    const [plain, tls] = [await startWorld(), await startTlsWorld()];
    const socks = await startProxy({ kind: 'socks5', port: plain.port });
    const http = await startProxy({ kind: 'http', port: tls.port, account: 'me:secret' });
    const there = { host: 'mud.test', port: 4000, log: true };
    const settings = settingsToml(
      { tls_proxy: true },
      {
        Alpha: { ...there, proxy: `socks5://127.0.0.1:${socks.port}` },
        Beta: { ...tlsTable(tls, there), proxy: `http://me:secret@127.0.0.1:${http.port}` },
      },
    );
    const clay = await startClay({ settings, columns: 120, args: ['Alpha', 'Beta'] });
    const peers = [await plain.accepted(), await tls.accepted()];
    await isShown(clay, 'Connecting to mud.test:4000 through its proxy... % Connected to Alpha.');
    for (const [i, name] of ['Alpha', 'Beta'].entries()) peers[i]!.stream(500, name);
    for (let i = 0; i < 3; i++) await reload(clay);
    for (const [i, name] of ['Alpha', 'Beta'].entries()) {
      clay.type(`/worlds ${name}\r`);
      const sent = peers[i]!.stopStream();
      peers[i]!.send(`That is all of ${name}.\r\n`);
      await isShown(clay, `That is all of ${name}.`);
      expect(shown(clay)).toContain(`${streamLine(name, sent)} That is all of ${name}.`);
      const lines = Array.from({ length: sent }, (_, n) => streamLine(name, n + 1));
      const all = [...lines, `That is all of ${name}.`, ''].join('\n');
      await until(() => clay.logFile(name).length >= all.length);
      expect(clay.logFile(name)).toBe(all);
      clay.type(`say I am in ${name}\r`);
      await peers[i]!.waitFor(`say I am in ${name}\r\n`);
    }
    expect([plain.connections, tls.connections]).toEqual([1, 1]);
    expect([socks.asked, http.asked, http.accounts]).toEqual([
      ['mud.test:4000'],
      ['mud.test:4000'],
      ['me:secret'],
    ]);
  },
);

withAddon('a connection attempt that a reload interrupts is made again', async () => {
  const { port, drain } = await fullListener();
  const clay = await startClay({ settings: worldTable('Slow', { host: '127.0.0.1', port }), args: ['Slow'] });
  await clay.waitFor('Slow (connecting)');
  await reload(clay);
  expect(clay.programLog()).toContain('"links":0');
  drain();
  await isShown(clay, 'Connected to Slow.');
});

withAddon('activity and unseen counts; C-Up, C-Down and Esc w switch', async () => {
  const { clay, peers } = await startPlaying({ names: ['Alpha', 'Beta', 'Gamma'] });
  const [alpha, beta, gamma] = peers as [Peer, Peer, Peer];
  // "Connected" is news of a world as well, until it has been looked at.
  for (const name of ['Beta', 'Gamma']) {
    clay.type(`/worlds ${name}\r`);
    await clay.waitFor(`Connected to ${name}.`);
  }
  clay.type('/worlds Alpha\r');
  await clay.waitFor(() => / Alpha +\d/.test(statusBar(clay)));
  gamma.send('first\r\nsecond\r\nthird\r\n');
  await clay.waitFor('(Activity: 1)');
  beta.send('later\r\n');
  await clay.waitFor('(Activity: 2)');
  await reload(clay);
  await clay.waitFor(() => statusBar(clay).includes('(Activity: 2)'));
  clay.type('/connections\r');
  await clay.waitFor(/Gamma .* 3 unseen/);

  clay.press('Esc w');
  await clay.waitFor(() => isOnScreen(clay, 'Gamma'));
  expect(outputRows(clay).at(-1)).toBe('third');
  expect(statusBar(clay)).toContain('(Activity: 1)');
  clay.press('C-Down'); // unseen first
  await clay.waitFor(() => isOnScreen(clay, 'Beta'));
  expect(statusBar(clay)).not.toContain('Activity');
  clay.press('C-Up');
  await clay.waitFor(() => isOnScreen(clay, 'Alpha'));
  clay.press('C-Up');
  await clay.waitFor(() => isOnScreen(clay, 'Gamma'));
  clay.press('C-Down');
  await clay.waitFor(() => isOnScreen(clay, 'Alpha'));
  clay.press('Esc w');
  await isShown(clay, 'No world has unseen lines.');
  clay.type('to alpha\r');
  await alpha.waitFor('to alpha\r\n');
  clay.type('/send -w Beta to beta\r');
  await beta.waitFor('to beta\r\n');
  expect(gamma.received.toString()).toBe('');
});

withAddon('IPv6 and names that lead to both families', async () => {
  const six = await startWorld({ host: '::1' });
  const clay = await startClay({
    settings: [worldTable('Six', six), worldTable('Either', { host: 'localhost', port: six.port })].join(
      '\n',
    ),
    args: ['Six'],
  });
  const peer = await six.accepted();
  await isShown(clay, `Connecting to [::1]:${six.port}`);
  await reload(clay);
  clay.type('hello\r');
  await peer.waitFor('hello\r\n');
  clay.type('/connections\r');
  await isShown(clay, `Six [::1]:${six.port} connected tcp`);
  clay.type(`/connect [::1] ${six.port}\r`);
  await six.accepted();
  await isShown(clay, /Connected to ::1:\d+\./);
});

test('/addworld goes into settings.toml, whose comments stay, and the next start knows the world', async () => {
  const world = await startWorld();
  const before = `# my worlds\nmore_mode = true # as it was\n\n[worlds.Old]\n# do not touch\nhost = "old.invalid"\n`;
  const clay = await startClay({ settings: before });
  clay.type(`/addworld New 127.0.0.1 ${world.port}\r`);
  await clay.waitFor(`World New is 127.0.0.1:${world.port}.`);
  const file = join(clay.home, 'settings.toml');
  const after = readFileSync(file, 'utf8');
  expect(after.startsWith(before)).toBe(true);
  expect(after.slice(before.length)).toContain('[worlds.New]');
  clay.type('/quit\r');
  await clay.ended();

  const again = await startClay({ place: clay.place, args: ['New'] });
  await world.accepted();
  await isShown(again, 'Connected to New.');
  again.type('/disconnect\r/unworld New\r');
  await isShown(again, 'World New is removed');
  expect(readFileSync(file, 'utf8').trimEnd()).toBe(before.trimEnd());
});

test('a syntax error in settings.toml is told with line and column, and the file is left alone', async () => {
  const broken = 'more_mode = true\nmouse = maybe\n';
  const clay = await startClay({ settings: broken });
  await isShown(clay, 'settings.toml, line 2, column 9:');
  clay.type('/addworld New 127.0.0.1 4000\r');
  await isShown(clay, /Not saved in settings\.toml: .*line 2, column 9/);
  expect(readFileSync(join(clay.home, 'settings.toml'), 'utf8')).toBe(broken);
});

withAddon(
  'what was edited in settings.toml by hand is taken up by a reload; one that changes nothing says nothing',
  async () => {
    const world = await startWorld();
    const table = `${worldTable('Alpha', world)}\n`;
    const clay = await startClay({ settings: table, args: ['Alpha'] });
    const peer = await world.accepted();
    await isShown(clay, 'Connected to Alpha.');
    const file = join(clay.home, 'settings.toml');
    await reload(clay);
    clay.type('/setup input_height 4\r');
    await isShown(clay, 'input_height = 4');
    await reload(clay, 'signal');
    expect(shown(clay)).not.toContain('settings.toml');

    writeFileSync(file, `input_height = = 5\n${table}`);
    await reload(clay);
    await isShown(clay, /settings\.toml, line 1, column \d+: .* No setting was changed\./);
    writeFileSync(file, '\ufeffinput_height = 5\r\n[worlds.New]\r\nhost = "127.0.0.1"\r\n');
    clay.type('/settings reload\r');
    await isShown(clay, 'input_height = 5, world Alpha is gone, world New is new (127.0.0.1 4000).');
    await reload(clay);
    peer.send('still here\r\n');
    await isShown(clay, 'still here');
    clay.type('/disconnect\r/connect\r');
    await isShown(clay, 'no host is set in settings.toml');
    rmSync(file);
    await reload(clay);
    await isShown(clay, 'settings.toml is gone.');
    clay.type('/setup mouse off\r');
    await isShown(clay, 'mouse = false');
    const written = readFileSync(file, 'utf8');
    expect(written).toContain('input_height = 5\n');
    expect(written).toContain('[worlds.New]\n');
  },
);

test('the log file holds the lines of the game as text, one a line', async () => {
  const { clay, peers } = await startPlaying();
  const [alpha] = peers as [Peer];
  alpha.send('before the log\r\n');
  await isShown(clay, 'before the log');
  clay.type('/log on\r');
  await isShown(clay, 'logging is on');
  alpha.send('\x1b[1;31mred\x1b[0m and plain\r\nwide: 茶碗 🏺\r\n\r\n');
  await isShown(clay, 'wide: 茶碗 🏺');
  clay.type('/log off\r');
  await isShown(clay, 'logging is off');
  alpha.send('after the log\r\n');
  await isShown(clay, 'after the log');
  expect(clay.logFile('Alpha')).toBe('red and plain\nwide: 茶碗 🏺\n\n');
  expect(readFileSync(join(clay.home, 'settings.toml'), 'utf8')).toContain('log = false');
});

/**
 * A listener that does not accept and whose queue is full: a further connection neither stands nor fails, until
 * `drain`. Node always accepts, so it is a process that is stopped.
 */
async function fullListener(): Promise<{ port: number; drain(): void }> {
  const listen = `const server = require('node:net').createServer(socket => socket.on('error', () => {}));
    server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(server.address().port));`;
  const child = spawn(process.execPath, ['-e', listen], { stdio: ['ignore', 'pipe', 'inherit'] });
  atEnd(() => void child.kill('SIGKILL'));
  const [output] = (await once(child.stdout, 'data')) as [Buffer];
  const port = Number(output);
  child.kill('SIGSTOP');
  const fillers = Array.from({ length: 4 }, () => connect(port, '127.0.0.1'));
  atEnd(() => fillers.forEach(filler => void filler.destroy()));
  // A backlog of one holds two; the others wait as the client is to wait.
  await Promise.all(fillers.slice(0, 2).map(filler => once(filler, 'connect')));
  return { port, drain: () => void child.kill('SIGCONT') };
}
