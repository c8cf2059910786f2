/**
 * A build gives a state only then what it lacks when its minor version is lower than its own. So the fields that it is given
 * belong to the version: fields.txt has both, and who adds a field raises STATE_MINOR.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { emptyView, freshState } from '../../../client/app/initial-state.ts';
import { decodeSnapshot, encodeSnapshot, HEADER } from '../../../client/snapshot/codec.ts';
import { emptyFacts } from '../../../client/snapshot/process-facts.ts';
import { type Snapshot, STATE_MAJOR, STATE_MINOR } from '../../../client/snapshot/snapshot.ts';
import { defaultSettings, defaultWorld } from '../../../client/state/settings.ts';
import type { State } from '../../../client/state/state.ts';
import { emptyWorld } from '../../../client/world/world.ts';
import { playAlpha } from '../../support/play.ts';

const FILE = join(__dirname, 'fields.txt');
const VERSION = `${STATE_MAJOR}.${STATE_MINOR}`;

/** Their paths, at any depth of plain objects, as migrate.ts goes through them. */
function fieldsOf(path: string, value: unknown): string[] {
  const isPlain = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isPlain || value instanceof Uint8Array || Object.keys(value).length === 0) return [path];
  return Object.entries(value).flatMap(([key, part]) => fieldsOf(`${path}.${key}`, part));
}

function fields(): string[] {
  const size = { columns: 80, rows: 24 };
  return [
    ...fieldsOf('state', { ...freshState({ now: 0, version: '', ...size }), views: {} }),
    ...fieldsOf('view', emptyView('terminal', size)),
    ...fieldsOf('world settings', defaultWorld()),
    ...fieldsOf('world', emptyWorld('Alpha', 0)),
    ...fieldsOf('facts', emptyFacts()),
  ];
}

const HOW =
  'Then CLAY_WRITE_FIELDS=1 npx jest test/unit/snapshot/fields writes test/unit/snapshot/fields.txt.';

/** What is wrong with the list of `version`; '' = nothing. */
function amiss([version, ...listed]: readonly string[], current: string, now: readonly string[]): string {
  const added = now.filter(field => !listed.includes(field));
  const gone = listed.filter(field => !now.includes(field));
  if (version === current && added.length > 0)
    return `${added.join(', ')}: new in the state, whose version is ${current} as before. Raise STATE_MINOR in client/snapshot/snapshot.ts, or a reload from the build before leaves it undefined. ${HOW}`;
  if (version !== current) return `fields.txt is of version ${version}, the state of ${current}. ${HOW}`;
  return gone.length > 0 ? `${gone.join(', ')}: no more in the state: take it out of fields.txt.` : '';
}

const listed = () => readFileSync(FILE, 'utf8').trimEnd().split('\n');

test('who adds a field to the state or a setting raises the minor version', () => {
  const now = fields();
  // Never of the same version: that would be the mistake.
  if (process.env.CLAY_WRITE_FIELDS && listed()[0] !== VERSION)
    writeFileSync(FILE, `${[VERSION, ...now].join('\n')}\n`);
  expect(amiss(listed(), VERSION, now)).toBe('');
});

test('and who does not is told', () => {
  const before = ['2.4', 'state.now', 'state.settings.mouse'];
  const more = ['state.now', 'state.settings.mouse', 'state.settings.wheel'];
  expect(amiss(before, '2.4', more)).toContain(
    'state.settings.wheel: new in the state, whose version is 2.4 as before. Raise STATE_MINOR',
  );
  expect(amiss(before, '2.5', more)).toContain('fields.txt is of version 2.4, the state of 2.5.');
  expect(amiss(['2.5', ...more], '2.5', more)).toBe('');
  expect(amiss(['2.5', ...more], '2.5', before.slice(1))).toContain('state.settings.wheel: no more');
});

/** The bytes that a build of the minor version `minor` would have written. */
function writtenBy(minor: number, state: State): Buffer {
  const rest = { facts: emptyFacts(), descriptors: {}, spillPath: null, journal: 0 };
  const bytes = Buffer.from(encodeSnapshot({ state, ...rest }));
  bytes.writeUInt16BE(minor, 10);
  bytes.writeUInt32BE(crc32(bytes.subarray(HEADER), crc32(bytes.subarray(0, 16))), 16);
  return bytes;
}

test('settings that version 2.8 had not, for all and for a world, are as by default after a reload from it', () => {
  const { state } = playAlpha();
  const before = structuredClone(state);
  for (const key of ['editor', 'sound_volume', 'sound_command'] as const)
    delete (before.settings as Partial<typeof before.settings>)[key];
  const ofWorld = ['mxp', 'mcp', 'sound', 'sound_files', 'sound_downloads', 'sound_captions'] as const;
  const world: Partial<(typeof before.settings.worlds)[string]> = before.settings.worlds.Alpha!;
  for (const key of ofWorld) delete world[key];
  const read = decodeSnapshot(writtenBy(8, before)) as Snapshot;
  const { settings } = read.state;
  expect([settings.editor, settings.sound_volume, settings.sound_command]).toEqual(['', 100, '']);
  expect(ofWorld.map(key => settings.worlds.Alpha![key])).toEqual([false, true, false, '', false, false]);
});

test('any setting that the build before had not is as by default', () => {
  const { state } = playAlpha();
  const before = structuredClone(state);
  const { worlds, ...others } = defaultSettings();
  const settings: Partial<typeof before.settings> = before.settings;
  const inWorld: Partial<(typeof worlds)[string]> = before.settings.worlds.Alpha!;
  // Without `links` it is a build that took the mouse, which is told of in migrate.ts.
  const { links: _, ...lacking } = others;
  for (const key of Object.keys(lacking) as (keyof typeof lacking)[]) delete settings[key];
  for (const key of Object.keys(inWorld) as (keyof typeof inWorld)[]) delete inWorld[key];
  const read = decodeSnapshot(writtenBy(STATE_MINOR - 1, before)) as Snapshot;
  expect(read.state.settings).toMatchObject(lacking);
  expect(read.state.settings.worlds.Alpha).toEqual(defaultWorld());
});

test('a cursor that was moved, and a build that knew nothing of it has gone on to another line: it is where that line ends', () => {
  const play = playAlpha();
  play.receive('Alpha', 'first\x1b[20C');
  const { line } = play.world('Alpha').stream;
  expect(line.column).toBe(25);
  Object.assign(line, { text: 'sec', runs: [] });
  const read = decodeSnapshot(writtenBy(9, play.state)) as Snapshot;
  expect(read.state.worlds.Alpha!.stream.line).toMatchObject({ text: 'sec', column: -1 });
  const kept = decodeSnapshot(writtenBy(10, play.state)) as Snapshot;
  expect(kept.state.worlds.Alpha!.stream.line.column).toBe(25);
});
