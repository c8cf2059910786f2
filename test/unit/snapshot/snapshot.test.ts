import { crc32 } from 'node:zlib';
import { Packr } from 'msgpackr/pack';
import { decodeSnapshot, encodeSnapshot } from '../../../client/snapshot/codec.ts';
import { type Snapshot, STATE_MAJOR } from '../../../client/snapshot/snapshot.ts';
import { isFault } from '../../../shared/fault.ts';
import { createPlay, type Play, playAlpha } from '../../support/play.ts';

/** Bytes before the payload. */
const HEADER = 20;

function snapshotOf(play: Play): Snapshot {
  return {
    state: play.state,
    facts: {
      pid: 4711,
      identity: 'boot 123',
      termios: Uint8Array.of(1, 2, 255),
      args: ['--home', '/tmp/x', 'Alpha'],
      home: '/tmp/x',
      script: '/opt/clay.js',
      runtime: '/opt/node',
      failures: { abc: 1 },
      crashes: [1],
    },
    descriptors: {
      'link 7': {
        fd: 20,
        is: { type: 'tcp', listening: false, local: 'a:1', peer: 'b:2', device: 8, inode: 99 },
      },
    },
    spillPath: null,
    journal: 0,
  };
}

/** A session with something of everything in it. */
function session(): Play {
  const play = playAlpha({ worlds: { Alpha: { log: true }, '123': {} } });
  play.receive('Alpha', Buffer.from('\xff\xfb\xc9\x1b[3\xe4\xb8', 'latin1'));
  play.receive('Alpha', 'x\n'.repeat(200));
  play.type('half a l\x1b[');
  play.press('F4');
  return play;
}

const encoded = () => Buffer.from(encodeSnapshot(snapshotOf(session())));

function codeOf(bytes: Buffer): string {
  const result = decodeSnapshot(bytes);
  return isFault(result) ? result.code : 'fine';
}

test('what was encoded is decoded', () => {
  const snapshot = snapshotOf(session());
  const decoded = decodeSnapshot(Buffer.from(encodeSnapshot(snapshot)));
  expect(plain(decoded)).toEqual(plain(snapshot));
});

test('a state of plain maps, as earlier builds wrote it, is read all the same', () => {
  const snapshot = snapshotOf(session());
  const payload = new Packr({ useRecords: false }).pack(snapshot);
  const bytes = Buffer.concat([encoded().subarray(0, HEADER), payload]);
  bytes.writeUInt32BE(payload.length, 12);
  bytes.writeUInt32BE(crc32(payload, crc32(bytes.subarray(0, 16))), 16);
  expect(plain(decodeSnapshot(bytes))).toEqual(plain(snapshot));
});

test('a hundred worlds take about a kilobyte each, and each keeps the names that are its own', () => {
  const names = Array.from({ length: 100 }, (_, n) => `World ${n}`);
  const play = createPlay({ worlds: Object.fromEntries(names.map(name => [name, {}])) });
  for (const [n, name] of names.entries()) {
    play.enter(`/worlds -b ${name}`);
    play.connect(name);
    play.receive(name, Buffer.from(`\xff\xfb\xc9\xff\xfa\xc9Own.Name${n} {"hp":${n}}\xff\xf0`, 'latin1'));
  }
  const snapshot = snapshotOf(play);
  const bytes = Buffer.from(encodeSnapshot(snapshot));
  expect(bytes.length).toBeLessThan(100 * 1200);
  const decoded = decodeSnapshot(bytes) as Snapshot;
  expect(plain(decoded)).toEqual(plain(snapshot));
  expect(Object.keys(decoded.state.worlds['World 42']!.stream.data.entries)).toEqual(['gmcp:own.name42']);
});

/** Byte arrays come back as Buffers, which Jest holds to be something else. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return [...value];
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
}

test('a file that is cut short is refused, wherever the cut is', () => {
  const bytes = encoded();
  const lengths = [...Array(40).keys(), bytes.length >> 1, bytes.length - 1];
  const codes = new Set(lengths.map(length => codeOf(bytes.subarray(0, length))));
  expect(codes).toEqual(new Set(['STATE_NOT_OURS', 'STATE_TRUNCATED']));
  expect(codeOf(Buffer.concat([bytes, Buffer.of(0)]))).toBe('STATE_TRUNCATED');
});

test('one flipped bit is noticed, wherever it is', () => {
  const bytes = encoded();
  const inHeader = Array.from({ length: 20 * 8 }, (_, bit) => bit);
  const behind = Array.from(
    { length: 500 },
    (_, i) => 160 + Math.floor((i * (bytes.length * 8 - 161)) / 500),
  );
  for (const bit of [...inHeader, ...behind]) {
    const flipped = Buffer.from(bytes);
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    expect(codeOf(flipped)).toMatch(/^STATE_(NOT_OURS|VERSION|TRUNCATED|DAMAGED)$/);
  }
});

test('each fault has its own sentence', () => {
  const sentence = (bytes: Buffer) => (decodeSnapshot(bytes) as { sentence: string }).sentence;
  const bytes = encoded();
  expect(sentence(Buffer.from('{"state": "of another program"}'))).toBe('the state file is not one of Clay');
  expect(sentence(Buffer.alloc(0))).toBe('the state file is not one of Clay');
  expect(sentence(bytes.subarray(0, 100))).toBe('the state file is cut short');
  bytes[100]! ^= 1;
  expect(sentence(bytes)).toBe('the state file is damaged');
  bytes.writeUInt16BE(STATE_MAJOR + 1, 8);
  expect(sentence(bytes)).toBe(
    `the state has version ${STATE_MAJOR + 1}, and this build reads version ${STATE_MAJOR}`,
  );
});
