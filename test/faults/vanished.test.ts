/** Files that a client and its proxy have left in the runtime directory are gone, or damaged: no connection is lost by it. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beginning, putInPlace } from '../support/builds.ts';
import { type Clay, startClay } from '../support/clay.ts';
import { playDeployed, unwrapped } from '../support/deployed.ts';
import { test } from '../support/needs-reload.ts';
import { isTold } from '../support/refusals.ts';
import { askForReload, reload, untilLogged } from '../support/reloading.ts';
import { streamLine } from '../support/scripted-world.ts';
import { removeInUse } from '../support/temporary.ts';
import {
  countStream,
  newestOnScreen,
  PERFECT,
  proxiesOf,
  settingsToml,
  startTlsWorld,
  tlsTable,
  until,
} from '../support/tls-world.ts';

const runtimeOf = (clay: Clay) => join(clay.place.runtime, 'clay');

function filesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/** What a crash, the next start and the proxy's clients need. */
const NEEDED = ['.checkpoint', '.tape', '.scrollback', '.build', '.exec', '.token', '.sock'];

const isWhole = (directory: string, ends = NEEDED) =>
  until(
    () => ends.every(end => filesIn(directory).some(name => name.endsWith(end))),
    `something is missing in ${directory}`,
  );

async function streaming() {
  const world = await startTlsWorld();
  const clay = await startClay({
    args: ['Alpha'],
    settings: settingsToml({ tls_proxy: true }, { Alpha: tlsTable(world) }),
  });
  const peer = await world.accepted();
  await clay.waitFor('Connected to Alpha.');
  peer.stream(20, 'line');
  await clay.waitFor(terminal => newestOnScreen(terminal, 'line') > 10);
  await isWhole(runtimeOf(clay));
  return { world, clay, peer };
}

const isLogged = (clay: Clay, text: string) => until(() => clay.programLog().includes(text), `no ${text}`);

async function kill(clay: Clay): Promise<void> {
  process.kill(clay.pid, 'SIGKILL');
  await clay.ended();
}

type Streaming = Awaited<ReturnType<typeof streaming>>;

/** The client that was started last has every line once, over the one connection. */
async function hasAll(clay: Clay, { peer, world }: Streaming): Promise<void> {
  const sent = peer.stopStream();
  await until(() => clay.logFile('Alpha').endsWith(`${streamLine('line', sent)}\n`), 'the log has no end');
  expect(countStream(clay.logFile('Alpha').split('\n').slice(0, -1), 'line', sent)).toEqual(PERFECT);
  expect(world.connections).toBe(1);
}

test('the runtime directory is removed: all is made anew, a crash is survived, the next start finds the connection', async () => {
  const playing = await streaming();
  const { clay } = playing;
  const [proxy] = proxiesOf(clay);
  removeInUse(runtimeOf(clay));
  await isLogged(clay, 'is made anew. Connections in the proxy go on.');
  await isLogged(clay, `"whole":"${runtimeOf(clay)}"`);
  await isWhole(runtimeOf(clay));
  process.kill(clay.pid, 'SIGSEGV');
  await isLogged(clay, '"CRASHED"');
  await kill(clay);
  const next = await startClay({ place: clay.place });
  expect(proxiesOf(next)).toEqual([proxy]);
  await hasAll(next, playing);
});

test('the directory above it is removed as well, and is back at the next login: found where it was meanwhile', async () => {
  const playing = await streaming();
  const { clay } = playing;
  removeInUse(clay.place.runtime);
  const meanwhile = `/tmp/clay-${process.getuid!()}`;
  await isLogged(clay, `is ${meanwhile} from now on`);
  const own = () => filesIn(meanwhile).filter(name => name.includes(`-${clay.pid}.`));
  await until(() => own().some(name => name.endsWith('.checkpoint')), 'there is no checkpoint');
  await kill(clay);
  mkdirSync(clay.place.runtime, { mode: 0o700 });
  const next = await startClay({ place: clay.place });
  await hasAll(next, playing);
  expect(own()).toEqual([]);
  // The proxy is back, too.
  await isWhole(runtimeOf(next), ['.token', '.sock']);
});

/** A build on trial does this to the runtime directory, and to its copy wherever that is; it says so in the profile. */
const REMOVE = `
  const fs = require('node:fs'), told = process.env.CLAY_HOME + '/trials';
  const remove = () => {
    const used = [process.env.XDG_RUNTIME_DIR + '/clay', require('node:path').dirname(process.argv[1])];
    for (const one of used) fs.rmSync(one, { recursive: true, force: true });
    fs.appendFileSync(told, 'removed\\n');
  };`;
const FAIL = "remove(); throw new Error('Cannot open clay.blob');";

test.each([
  ['while it is on trial', FAIL],
  ['when its trial is over', "process.on('exit', remove);"],
])(
  'the copy of a build goes with the runtime directory %s: it is copied again, and starts',
  async (_, then) => {
    const { clay, script, peers } = await playDeployed();
    putInPlace(
      script,
      beginning(`if (process.env.CLAY_TRIAL) { ${REMOVE} if (!fs.existsSync(told)) { ${then} } }`),
    );
    await reload(clay, 'signal');
    clay.type('/version\r');
    await clay.waitFor('Clay 9.9.9');
    expect(unwrapped(clay)).not.toContain('Not reloaded');
    expect(readFileSync(join(clay.home, 'trials'), 'utf8')).toBe('removed\n');
    clay.type('hello\r');
    await peers[0]!.waitFor('hello\r\n');
  },
);

test('it goes again at the second trial: the reload is refused, and says what has gone', async () => {
  const { clay, script, peers } = await playDeployed();
  putInPlace(script, beginning(`if (process.env.CLAY_TRIAL) { ${REMOVE} ${FAIL} }`));
  askForReload(clay, 'signal');
  await untilLogged(clay, 'no refusal', () => clay.programLog().includes('"RELOAD_FAILED"'));
  await clay.waitFor(() => unwrapped(clay).includes('Everything goes on as it was.'));
  expect(unwrapped(clay)).toMatch(
    /Not reloaded: The copy of the new build has been removed from .* meanwhile, twice in a row\. Everything/,
  );
  expect(readFileSync(join(clay.home, 'trials'), 'utf8')).toBe('removed\nremoved\n');
  clay.type('hello\r');
  await peers[0]!.waitFor('hello\r\n');
});

test('scrollback gone and journal damaged: they are what is lost, and it says so', async () => {
  const playing = await streaming();
  const { clay } = playing;
  await kill(clay);
  for (const name of filesIn(runtimeOf(clay))) {
    const file = join(runtimeOf(clay), name);
    if (name.endsWith('.scrollback')) rmSync(file);
    if (name.endsWith('.tape')) writeFileSync(file, damaged(readFileSync(file)));
  }
  const next = await startClay({ place: clay.place });
  await isLogged(next, 'The scrollback of the last Clay is gone');
  await hasAll(next, playing);
});

test('checkpoint damaged: the connection is taken up without it', async () => {
  const playing = await streaming();
  const { clay, world, peer } = playing;
  peer.stopStream();
  await kill(clay);
  const file = checkpointOf(clay);
  writeFileSync(file, damaged(readFileSync(file)));
  const next = await startClay({ place: clay.place });
  await isTold(next, 'What the last Clay left cannot be taken up: the state file is damaged.');
  await next.waitFor('Activity: 1');
  next.type('/worlds Alpha\r');
  await isTold(next, 'Alpha: connection taken up again.');
  next.type('say here\r');
  await peer.waitFor('say here\r\n');
  expect(world.connections).toBe(1);
});

test('a state that only another version reads is kept for it; what it had is listed, and closed by a command', async () => {
  const { clay, peer } = await streaming();
  peer.stopStream();
  await kill(clay);
  const file = checkpointOf(clay);
  const bytes = readFileSync(file);
  bytes.writeUInt16BE(99, 'CLAYSTAT'.length);
  writeFileSync(file, bytes);
  const next = await startClay({ place: clay.place });
  await isTold(next, 'the state has version 99');
  next.type('/connections\r');
  await isTold(next, 'In tlsproxy, with no Clay attached:');
  next.type('/connections close alpha\r');
  await isTold(next, 'Closed: Alpha');
  await peer.closed;
  expect(filesIn(runtimeOf(clay)).some(name => name.endsWith('.checkpoint'))).toBe(true);
});

function checkpointOf(clay: Clay): string {
  const name = filesIn(runtimeOf(clay)).find(one => one.endsWith(`-${clay.pid}.checkpoint`));
  return join(runtimeOf(clay), name!);
}

/** One bit in the middle of it. */
function damaged(bytes: Buffer): Buffer {
  const at = bytes.length >> 1;
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  return bytes;
}
