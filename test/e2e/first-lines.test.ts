/** The first moments of a client: rules, scripts and macros hear the first line of a server and the first one that is typed. */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environment, PROGRAM, startClay } from '../support/clay.ts';
import { startHeadless } from '../support/headless.ts';
import { worldTable } from '../support/playing.ts';
import { type Peer, type ScriptedWorld, startWorld } from '../support/scripted-world.ts';
import { atEnd, type TemporaryHome, temporaryHome } from '../support/temporary.ts';
import { settingsToml, startTlsWorld, tlsTable } from '../support/tls-world.ts';

const GREETING = 'Welcome, stranger.\r\n';
const MANY = 3000;

const RULES = `
[[trigger]]
name = "greeting"
pattern = "Welcome, stranger."
send = "rule heard"

[[hook]]
name = "connected"
event = "CONNECT"
body = "/send rule connected"

[[alias]]
name = "k"
body = "kill $*"

[[alias]]
name = "shout"
body = "/echo alias says $*"

${Array.from({ length: MANY }, (_, n) => `[[trigger]]\nname = "rule ${n}"\npattern = "orc ${n} hits you"\nsend = "flee ${n}"\n`).join('\n')}
`;

const SCRIPT = `
clay.trigger(/^Welcome, (\\w+)/, m => clay.send('script heard ' + m[1]));
clay.hook('connect', () => clay.send('script connected'));
clay.command('speak', () => clay.echo('script says so'));
clay.command('greet', () => clay.send('script greets'));
`;

const MACROS = `
/def -F -t'Welcome, *' tf_greeting = /send macro heard
/def -F -hCONNECT tf_connected = /send macro connected
/def tell = /echo -- macro says %*
/def wave = /send macro waves %*
`;

const ALL = [
  ...['rule heard', 'rule connected', 'script heard stranger', 'script connected'],
  ...['macro heard', 'macro connected'],
];

function furnished(): TemporaryHome {
  const place = temporaryHome();
  mkdirSync(join(place.home, 'scripts'), { mode: 0o700 });
  writeFileSync(join(place.home, 'automation.toml'), RULES);
  writeFileSync(join(place.home, 'scripts', 'first.js'), SCRIPT);
  writeFileSync(join(place.home, 'scripts', 'grants.toml'), '[first]\nallow = ["send:*"]\n');
  writeFileSync(join(place.home, 'first.tf'), MACROS);
  return place;
}

const TOP = 'macros = ["first.tf"]\nmore_mode = false\n';

/** Each has acted once. */
async function hearsAll(peer: Peer): Promise<void> {
  await peer.waitFor(bytes => ALL.every(line => bytes.toString().includes(`${line}\r\n`)));
  const lines = peer.received.toString('latin1').split('\r\n');
  expect(lines.filter(line => ALL.includes(line)).sort()).toEqual([...ALL].sort());
}

const address = ({ host, port }: ScriptedWorld) => `${host}:${port}`;

test('a world that is named', async () => {
  const world = await startWorld({ greeting: GREETING });
  await startClay({
    place: furnished(),
    args: ['Alpha'],
    settings: TOP + worldTable('Alpha', world, 'auto_login = "none"'),
  });
  await hearsAll(await world.accepted());
});

test('a server by its address', async () => {
  const world = await startWorld({ greeting: GREETING });
  await startClay({ place: furnished(), args: [address(world)], settings: TOP });
  await hearsAll(await world.accepted());
});

test('TLS, through the proxy', async () => {
  const world = await startTlsWorld({ greeting: GREETING });
  const settings = settingsToml({ tls_proxy: true }, { Alpha: tlsTable(world) });
  await startClay({ place: furnished(), args: ['Alpha'], settings: `${TOP.split('\n')[0]}\n${settings}` });
  await hearsAll(await world.accepted());
});

test('/connect, typed before the first frame; and what stands behind it', async () => {
  const world = await startWorld({ greeting: GREETING });
  const clay = await startClay({ place: furnished(), settings: TOP });
  clay.type(`/connect ${address(world)}\rhalf a word`);
  await hearsAll(await world.accepted());
  await clay.waitFor('half a word');
});

test('without a terminal', async () => {
  const world = await startWorld({ greeting: GREETING });
  await startHeadless(TOP + worldTable('Alpha', world, 'auto_login = "none"'), ['Alpha'], furnished());
  await hearsAll(await world.accepted());
});

test('--plain: the first lines of a file are aliases, commands of scripts and macros', async () => {
  const world = await startWorld({ greeting: GREETING });
  const place = furnished();
  writeFileSync(join(place.home, 'settings.toml'), TOP, { mode: 0o600 });
  const child = spawn(process.execPath, [PROGRAM, '--plain', address(world)], {
    env: environment(place),
    cwd: place.root,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  atEnd(() => void child.kill('SIGKILL'));
  child.stdin.write('k orc\n/greet\n/wave twice\n');
  const peer = await world.accepted();
  await hearsAll(peer);
  await peer.waitFor('kill orc\r\n');
  await peer.waitFor('script greets\r\n');
  await peer.waitFor('macro waves twice\r\n');
  child.stdin.end();
});

test('the first lines that are typed, before the first frame: an alias, a command of a script, a macro', async () => {
  const clay = await startClay({ place: furnished(), settings: TOP });
  clay.type('shout twice\r/speak\r/tell it\rand more');
  await clay.waitFor(/macro says it[\s\S]*and more/);
  const said = clay.screen().filter(row => / says /.test(row));
  expect(said).toEqual(['% alias says twice', '% script says so', 'macro says it']);
});
