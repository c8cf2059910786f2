/** Sounds with real files and real programs: what a player gets, and that it ends when it is to. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { endPrograms } from '../../../client/host/sound/end.ts';
import { findSound, soundDirectory } from '../../../client/host/sound/find.ts';
import { createTuning, fadeAtEnd, fadeOut, setVolume, talk } from '../../../client/host/sound/mpv.ts';
import { createNotes } from '../../../client/host/sound/notes.ts';
import { callOf } from '../../../client/host/sound/players.ts';
import { createHostSounds } from '../../../client/host/sound/sounds.ts';
import type { Event } from '../../../client/state/events.ts';
import type { SoundEffect, SoundEvent } from '../../../client/state/sound/sounds.ts';
import { isAlive, processIdentity } from '../../../shared/process-identity.ts';
import { textOf } from '../../support/clay.ts';
import { until } from '../../support/tls-world.ts';

let home: string;
const { PATH } = process.env;

beforeEach(() => {
  home = mkdtempSync(`${tmpdir()}/clay-sound-`);
});

afterEach(() => {
  process.env.PATH = PATH;
  rmSync(home, { recursive: true });
});

function program(name: string, body: string): string {
  writeFileSync(`${home}/${name}`, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  return `${home}/${name}`;
}

function file(path: string, text = 'RIFF'): string {
  mkdirSync(`${home}/${path}`.replace(/\/[^/]*$/, ''), { recursive: true });
  writeFileSync(`${home}/${path}`, text);
  return `${home}/${path}`;
}

const playing = { path: '/s/a.wav', volume: 40, loops: 1, start: 0, finish: 0, fadein: 0, fadeout: 0 };

/** A host, and the events that it has sent. */
function host() {
  const events: SoundEvent[] = [];
  let wake = () => {};
  const sounds = createHostSounds(home, { lookUp: async () => [] }, (event: Event) => {
    events.push(event as SoundEvent);
    wake();
  });
  async function next<T extends SoundEvent['type']>(type: T): Promise<Extract<SoundEvent, { type: T }>> {
    for (;;) {
      const at = events.findIndex(event => event.type === type);
      if (at >= 0) return events.splice(at, 1)[0] as Extract<SoundEvent, { type: T }>;
      await new Promise<void>(resolve => (wake = resolve));
    }
  }
  return { perform: (effect: Exclude<SoundEffect, { type: 'end sounds' }>) => sounds.perform(effect), next };
}

const start = { ...playing, type: 'start sound', id: 1, command: '' } as const;

test('a command of the user gets each word by itself, and no shell reads any of it', async () => {
  const player = program('my player', `printf '%s\\n' "$@" > "${home}/heard"`);
  const path = file(`sounds/Alpha/$(touch x); 'a b".wav`);
  const { perform, next } = host();
  perform({ ...start, path, command: `"${player}" --gain={volume} -- {file}`, volume: 7 });
  const { child } = await next('sound started');
  expect(await next('sound over')).toEqual({ type: 'sound over', id: 1, pid: child.pid, fault: null });
  expect(readFileSync(`${home}/heard`, 'utf8').split('\n')).toEqual(['--gain=7', '--', path, '']);
});

test('the number of the sound is in the environment of its player, and nothing of Clay besides', async () => {
  process.env.CLAY_TRIAL_OF_THE_TEST = '';
  delete process.env.CLAY_TRIAL_OF_THE_TEST;
  const player = program('player', `env > "${home}/heard"`);
  const { perform, next } = host();
  perform({ ...start, id: 7, command: `${player} {file}` });
  await next('sound over');
  const ours = readFileSync(`${home}/heard`, 'utf8').match(/^CLAY_\w+=.*$/gm) ?? [];
  expect(ours.filter(line => line.startsWith('CLAY_SOUND'))).toEqual(['CLAY_SOUND=7']);
});

test('where no player is installed, and where one fails or is none, that is a sentence', async () => {
  process.env.PATH = home;
  const { perform, next } = host();
  perform(start);
  expect((await next('sound over')).fault?.sentence).toContain(
    'No program plays sounds: neither mpv nor ffplay',
  );
  perform({ ...start, command: `${program('fails', 'exit 3')} {file}` });
  expect((await next('sound over')).fault?.sentence).toBe(
    'sound_command has failed, and a sound may not be heard.',
  );
  perform({ ...start, command: '/nowhere/player {file}' });
  const over = await next('sound over');
  expect(over).toMatchObject({ pid: 0, fault: { code: 'SOUND_FAILED' } });
});

test('what goes wrong with a sound is told, and never ends the client', async () => {
  const { perform, next } = host();
  // An exception that nobody catches fails the test.
  const broken = {
    world: 'Alpha',
    name: 'a',
    kind: 'sound',
    tag: '',
    url: '',
    directory: undefined as never,
  } as const;
  perform({ type: 'find sound', id: 3, ...broken });
  expect(await next('sound found')).toMatchObject({ id: 3, path: null, fault: { code: 'SOUND_FAILED' } });
  perform({ type: 'find sound', id: 0, ...broken });
  expect(await next('sound failed')).toMatchObject({ fault: { code: 'SOUND_FAILED' } });
  perform({ ...start, command: '/dev/null/player {file}' });
  const over = await next('sound over');
  expect(over).toMatchObject({ id: 1, pid: 0, fault: { code: 'SOUND_FAILED' } });
  expect(over.fault?.sentence).toMatch(/^A sound cannot be played: .*\.$/);
  perform({ type: 'tune sound', child: { pid: 1, identity: '', socket: undefined as never }, volume: 5 });
  expect((await next('sound failed')).fault.sentence).toMatch(/^A sound has failed: .*\.$/);
});

test('a note that cannot be removed is left', async () => {
  const player = program('player', 'exec sleep 1000');
  const { perform, next } = host();
  perform({ ...start, command: `${player} {file}` });
  const { child } = await next('sound started');
  const [note] = readdirSync(`${home}/sounds/.playing`).filter(name => name.endsWith('.json'));
  rmSync(`${home}/sounds/.playing/${note}`);
  // No file: it is not removed as one.
  mkdirSync(`${home}/sounds/.playing/${note}/x`, { recursive: true });
  endPrograms([child]);
  expect(await next('sound over')).toMatchObject({ fault: null });
});

test('a player is told one volume at a time, and of thousands that come meanwhile the last', async () => {
  const [told, under] = [[] as string[], new Set<() => void>()];
  const tune = createTuning(
    (socket, volume) =>
      new Promise(resolve => {
        told.push(`${socket} ${volume}`);
        const done = () => resolve(void under.delete(done));
        under.add(done);
      }),
  );
  const all = Array.from({ length: 5000 }, (_, volume) => tune('a', volume));
  all.push(tune('b', 1));
  expect([told, under.size]).toEqual([['a 0', 'b 1'], 2]);
  while (under.size > 0) {
    for (const done of under) done();
    await new Promise(setImmediate);
  }
  await Promise.all(all);
  expect(told).toEqual(['a 0', 'b 1', 'a 4999']);
  void tune('a', 7);
  expect(told.at(-1)).toBe('a 7');
});

test('a player that is ended has not failed, and what it has started ends too', async () => {
  const player = program(
    'player',
    `sleep 1000 & echo $! > "${home}/child.tmp"; mv "${home}/child.tmp" "${home}/child"; wait`,
  );
  const { perform, next } = host();
  perform({ ...start, command: `${player} {file}` });
  const { child } = await next('sound started');
  execFileSync('/bin/sh', ['-c', `until [ -e "${home}/child" ]; do sleep 0.02; done`], { timeout: 20_000 });
  const grandchild = { pid: Number(readFileSync(`${home}/child`, 'utf8')), identity: '' };
  grandchild.identity = processIdentity(grandchild.pid);
  endPrograms([child, { pid: process.pid, identity: 'of another process' }]);
  expect(await next('sound over')).toMatchObject({ fault: null });
  execFileSync(
    '/bin/sh',
    [
      '-c',
      `while kill -0 ${grandchild.pid} 2>/dev/null && ! grep -q ') Z' /proc/${grandchild.pid}/stat; do sleep 0.02; done`,
    ],
    { timeout: 20_000 },
  );
  expect(isAlive(grandchild)).toBe(false);
});

test('programs of another image are looked after: those that end, those that nobody has noted, those that nobody knows', async () => {
  const player = program('player', 'exec sleep 1000');
  const first = host();
  for (const id of [1, 2, 3]) first.perform({ ...start, id, command: `${player} {file}` });
  const children: Extract<SoundEvent, { type: 'sound started' }>[] = [];
  while (children.length < 3) children.push(await first.next('sound started'));
  // In the middle of its exec it has no environment, by which it is known.
  await until(() => children.every(({ child }) => textOf(`/proc/${child.pid}/comm`) === 'sleep\n'));
  const second = host();
  second.perform({
    type: 'watch sounds',
    playing: [
      { id: 1, child: children[0]!.child, endless: false },
      { id: 2, child: null, endless: true },
      { id: 4, child: null, endless: true },
    ],
  });
  expect(await second.next('sound started')).toMatchObject({
    id: 2,
    loops: false,
    child: { pid: children[1]!.child.pid },
  });
  expect(await second.next('sound over')).toMatchObject({ id: 4, pid: 0 });
  // The state knows nothing of the third.
  expect(await first.next('sound over')).toMatchObject({ id: 3 });
  endPrograms([children[0]!.child, children[1]!.child]);
  const ended = [await second.next('sound over'), await second.next('sound over')].map(({ id }) => id);
  expect(ended.toSorted()).toEqual([1, 2]);
});

test('what a client that is no more has left is ended, but not what others play, nor what is kept', async () => {
  const sleepers = [1, 2, 3].map(() => spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' }));
  const left = sleepers.map(({ pid = 0 }) => ({ pid, identity: processIdentity(pid) }));
  const notes = createNotes(home);
  const own = { pid: process.pid, identity: processIdentity(process.pid) };
  const gone = { pid: process.pid, identity: 'of a process before' };
  for (const [at, client] of [gone, own, gone].entries())
    file(`sounds/.playing/${at}-1.json`, JSON.stringify({ program: left[at], client }));
  for (const text of ['', '{"program":{"pid":1,"identity":""},"client":{"pid":1,"identity":""}}', '[]'])
    file('sounds/.playing/9-9.json', text);
  const ended = once(sleepers[0]!, 'close');
  notes.sweep([left[2]!]);
  await ended;
  expect(left.map(isAlive)).toEqual([false, true, true]);
  expect(readdirSync(`${home}/sounds/.playing`)).toEqual(['1-1.json']);
  endPrograms(left);
});

describe('players that are installed', () => {
  const callFor = (name: string, values: Partial<typeof playing> = {}) => {
    program(name, '');
    return callOf('', home, { ...playing, ...values }, '/run/socket');
  };

  test('mpv gets all of it, and plays nothing that the file names', () => {
    const call = callFor('mpv', { loops: -1, start: 1000, finish: 20_000, fadein: 500, fadeout: 2000 });
    expect(call).toMatchObject({ name: 'mpv', loops: true, listens: true });
    expect(call?.argv).toEqual(
      expect.arrayContaining([
        ...['--access-references=no', '--volume=40', '--loop-file=inf', '--start=1.000', '--end=20.000'],
        '--af-append=lavfi=[afade=t=in:st=1.000:d=0.500]',
        '--af-append=lavfi=[afade=t=out:st=18.000:d=2.000]',
        '--input-ipc-server=/run/socket',
      ]),
    );
    expect(call?.argv.slice(-2)).toEqual(['--', '/s/a.wav']);
  });

  test('ffplay too, but that it takes no commands', () => {
    const call = callFor('ffplay', { loops: 3, start: 1000, finish: 20_000, fadeout: 2000 });
    expect(call).toMatchObject({ loops: true, listens: false });
    expect(call?.argv.join(' ')).toContain(
      '-volume 40 -loop 3 -ss 1.000 -t 19.000 -af afade=t=out:st=17.000:d=2.000 -i /s/a.wav',
    );
  });

  test.each([
    ['pw-play', ['--volume=0.40', '--', '/s/a.wav']],
    ['paplay', ['--volume=26214', '--', '/s/a.wav']],
    ['aplay', ['-q', '--', '/s/a.wav']],
  ])('%s', (name, args) => {
    const call = callFor(name);
    expect(call).toMatchObject({ name, loops: false, listens: false });
    expect(call?.argv.slice(1)).toEqual(args);
  });
});

describe('files', () => {
  const sound = { kind: 'sound', tag: '' } as const;
  const find = (name: string, more = {}) =>
    findSound(soundDirectory(home, 'Alpha', ''), { ...sound, name, ...more });

  test('by name, with the ending that the protocol has or another one, in the directory of the tag', async () => {
    const [hit, rain, room, storm] = ['hit.wav', 'rain.ogg', 'zone/room.wav', 'weather/storm.wav'].map(name =>
      file(`sounds/Alpha/${name}`),
    );
    expect(await find('hit.wav')).toBe(hit);
    expect(await find('hit')).toBe(hit);
    expect(await find('rain', { kind: 'music' })).toBe(rain);
    expect(await find('zone/room')).toBe(room);
    expect(await find('storm.wav', { tag: 'weather' })).toBe(storm);
    expect(await find('storm.wav', { tag: '../weather' })).toBeNull();
    expect(await find('zone')).toBeNull();
    expect(await find('none.wav')).toBeNull();
  });

  test('by wildcard one of those that fit', async () => {
    const all = ['thunder1.wav', 'thunder2.wav'].map(name => file(`sounds/Alpha/weather/${name}`));
    file('sounds/Alpha/weather/thunder.txt');
    const found = new Set<string | null>();
    for (let at = 0; at < 60; at++) found.add(await find('weather/thund*'));
    expect([...found].toSorted()).toEqual(all);
    expect(await find('weather/thunder?.wav')).toMatch(/thunder[12]\.wav$/);
    expect(await find('wea*/thunder1.wav')).toBeNull();
    expect(await find('weather/sun*')).toBeNull();
  });

  test('no link leads out of the directory', async () => {
    const secret = file('secret.wav');
    file('sounds/Alpha/a.wav');
    symlinkSync(secret, `${home}/sounds/Alpha/link.wav`);
    symlinkSync(home, `${home}/sounds/Alpha/out`);
    expect(await find('link.wav')).toBeNull();
    expect(await find('out/secret.wav')).toBeNull();
    expect(await find('l*')).toBeNull();
  });

  test('a directory of the user, from home or from the profile', () => {
    expect(soundDirectory('/p', 'A', '/music')).toBe('/music');
    expect(soundDirectory('/p', 'A', 'packs/a')).toBe('/p/packs/a');
    expect(soundDirectory('/p', 'A', '~/packs')).toBe(`${process.env.HOME}/packs`);
    expect(soundDirectory('/p', 'A', '')).toBe('/p/sounds/A');
  });
});

describe('the real mpv, where it is installed', () => {
  const where = ['/usr/bin/mpv', '/usr/local/bin/mpv'].find(existsSync);
  const testMpv = where === undefined ? test.skip : test;

  /** Some seconds of silence. */
  function silence(seconds: number): Buffer {
    const data = Buffer.alloc(8000 * seconds, 0x80);
    const head = Buffer.alloc(44);
    head.write('RIFF', 0);
    head.writeUInt32LE(36 + data.length, 4);
    head.write('WAVEfmt ', 8);
    head.writeUInt32LE(16, 16);
    head.writeUInt16LE(1, 20);
    head.writeUInt16LE(1, 22);
    head.writeUInt32LE(8000, 24);
    head.writeUInt32LE(8000, 28);
    head.writeUInt16LE(1, 32);
    head.writeUInt16LE(8, 34);
    head.write('data', 36);
    head.writeUInt32LE(data.length, 40);
    return Buffer.concat([head, data]);
  }

  beforeEach(() => {
    mkdirSync(`${home}/mpv`);
    writeFileSync(`${home}/mpv/mpv.conf`, 'ao=null\n');
    process.env.MPV_HOME = `${home}/mpv`;
    process.env.PATH = where?.replace(/\/[^/]+$/, '');
  });

  afterEach(() => {
    delete process.env.MPV_HOME;
  });

  testMpv('understands all that it is told', async () => {
    const path = file('-a.wav', '');
    writeFileSync(path, silence(1));
    const { perform, next } = host();
    perform({ ...start, path, loops: 2, start: 500, finish: 900, fadein: 100, fadeout: 100 });
    await next('sound started');
    expect(await next('sound over')).toMatchObject({ fault: null });
    expect(readdirSync(`${home}/sounds/.playing`)).toEqual([]);
  });

  testMpv('plays nothing that a file names', async () => {
    const path = file('list.m3u', '#EXTM3U\n/dev/null\n');
    const { perform, next } = host();
    perform({ ...start, path });
    expect((await next('sound over')).fault?.sentence).toBe('mpv has failed, and a sound may not be heard.');
  });

  testMpv('fades out and changes its volume while it plays', async () => {
    const path = file('a.wav', '');
    writeFileSync(path, silence(5));
    const { perform, next } = host();
    perform({ ...start, path, loops: -1 });
    const { child } = await next('sound started');
    await fadeAtEnd(child.socket, 1000);
    await setVolume(child.socket, 12);
    await fadeOut(child.socket, 2000);
    const answers = await talk(child.socket, [
      ['get_property', 'volume'],
      ['get_property', 'af'],
    ]);
    const [volume, filters] = answers as [number, { params: { graph: string } }[]];
    expect(volume).toBe(12);
    expect(filters.map(({ params }) => params.graph)).toEqual([
      'afade=t=out:st=4.000:d=1.000',
      expect.stringMatching(/^afade=t=out:st=\d\.\d{3}:d=2\.000$/),
    ]);
    endPrograms([child]);
    expect(await next('sound over')).toMatchObject({ fault: null });
  });
});
