import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rulesOf } from '../../../../client/automation/rules.ts';
import { createAutomationFile } from '../../../../client/host/profile/automation.ts';
import { identityOf } from '../../../../client/host/settings-file.ts';
import type { UnsavedRule } from '../../../../client/state/automation.ts';
import type { Event } from '../../../../client/state/events.ts';

const directory = mkdtempSync(join(tmpdir(), 'automation-'));
const path = join(directory, 'automation.toml');
afterAll(() => rmSync(directory, { recursive: true }));

const rules = (count: number) =>
  Array.from({ length: count }, (_, at) => `[[trigger]]\nname = "r${at}"\npattern = "x${at} (a|b)"\n`).join(
    '',
  );
const edit = (id: number): UnsavedRule => {
  const rule = { kind: 'trigger', name: `new ${id}`, patterns: ['y'] } as const;
  return { id, kind: 'trigger', name: rule.name, rule };
};

/** The file, and a promise of what is said next. */
function open() {
  const told: Event[] = [];
  let heard: (() => void) | null = null;
  const file = createAutomationFile(
    path,
    event => {
      told.push(event);
      heard?.();
    },
    () => {},
  );
  const next = async () => {
    if (told.length === 0) await new Promise<void>(resolve => (heard = resolve));
    return told.shift() as Event;
  };
  return { file, next };
}

test('two thousand rules are read while other things go on', async () => {
  writeFileSync(path, rules(2000));
  const { file, next } = open();
  let turns = 0;
  const count = () => {
    turns++;
    if (turns < 1e6) timer = setImmediate(count);
  };
  let timer = setImmediate(count);
  file.read({ type: 'read automation', known: '', asked: true });
  const read = await next();
  clearImmediate(timer);
  expect(turns).toBeGreaterThan(3);
  if (read.type !== 'automation read' || 'fault' in read.file) throw new Error('not read');
  expect(rulesOf(read.file).all.length).toBe(2000);
});

test('changes that follow each other are made one after the other, and the file is not read in between', async () => {
  writeFileSync(path, rules(3));
  const known = identityOf(path);
  const { file, next } = open();
  file.save({ type: 'save automation', edits: [edit(1)], known });
  const first = next();
  // It has begun.
  await new Promise(setImmediate);
  file.save({ type: 'save automation', edits: [edit(1), edit(2)], known });
  expect(await first).toMatchObject({ type: 'automation saved', saved: [1], before: known });
  expect(await next()).toMatchObject({ type: 'automation saved', saved: [1, 2], after: identityOf(path) });
  expect(readFileSync(path, 'utf8')).toContain('new 2');
});

test('of two hundred changes at once the newest list is saved, which has them all', async () => {
  writeFileSync(path, rules(3));
  const known = identityOf(path);
  const { file, next } = open();
  const edits = Array.from({ length: 200 }, (_, at) => edit(at + 1));
  for (let count = 1; count <= 200; count++)
    file.save({ type: 'save automation', edits: edits.slice(0, count), known });
  expect(await next()).toMatchObject({
    type: 'automation saved',
    saved: edits.map(({ id }) => id),
    fault: null,
  });
  const text = readFileSync(path, 'utf8');
  for (const { name } of edits) expect(text).toContain(`"${name}"`);
  expect(text.match(/new 200/g)).toHaveLength(1);
});

test('a file that is written anew is so before what was changed behind that', async () => {
  rmSync(path);
  const { file, next } = open();
  file.save({ type: 'save automation', edits: [edit(1)], known: 'none', anew: true });
  file.save({ type: 'save automation', edits: [edit(1), edit(2)], known: 'none' });
  expect(await next()).toMatchObject({ type: 'automation saved', saved: [1] });
  expect(await next()).toMatchObject({ type: 'automation saved', saved: [1, 2] });
  expect(readFileSync(path, 'utf8')).toContain('new 2');
});

test('a file that was edited by hand is read in place of being changed, even while it is worked on', async () => {
  writeFileSync(path, rules(3));
  const known = identityOf(path);
  appendFileSync(path, '# mine\n');
  const { file, next } = open();
  file.save({ type: 'save automation', edits: [edit(1)], known });
  expect(await next()).toMatchObject({ type: 'automation read', asked: false });
  expect(readFileSync(path, 'utf8')).not.toContain('new 1');
  writeFileSync(path, rules(5000));
  file.save({ type: 'save automation', edits: [edit(1)], known: identityOf(path) });
  setImmediate(() => appendFileSync(path, '# meanwhile\n'));
  const told = await next();
  expect(told).toMatchObject({ type: 'automation saved' });
  expect(readFileSync(path, 'utf8')).toContain('# meanwhile');
});

test('one with a mistake is not changed, and the mistake is told', async () => {
  writeFileSync(path, '[[trigger]]\nname = 1\n');
  const { file, next } = open();
  file.save({ type: 'save automation', edits: [edit(1)], known: 'another' });
  expect(await next()).toMatchObject({
    type: 'automation saved',
    saved: [],
    fault: { sentence: expect.stringContaining('line 2') },
  });
  expect(readFileSync(path, 'utf8')).toBe('[[trigger]]\nname = 1\n');
});

test('what cannot be written is told in a whole sentence', async () => {
  rmSync(path, { force: true });
  mkdirSync(path);
  const { file, next } = open();
  file.save({ type: 'save automation', edits: [edit(1)] });
  const sentence = 'a directory is in its place.';
  expect(await next()).toMatchObject({ type: 'automation saved', fault: { sentence } });
  rmSync(path, { recursive: true });
});

test('of a file that was edited by hand the rules that stay are those that there were', async () => {
  writeFileSync(path, rules(50));
  const { file, next } = open();
  const read = async (block?: Uint8Array) => {
    file.read({ type: 'read automation', known: '', asked: true, ...(block && { block }) });
    const event = await next();
    if (event.type !== 'automation read' || 'fault' in event.file) throw new Error('not read');
    return event.file.block;
  };
  const block = await read();
  writeFileSync(path, rules(60).replace('x7 (a|b)', 'other'));
  const [before, after] = [rulesOf({ block }).all, rulesOf({ block: await read(block) }).all];
  expect(after.map(({ patterns }) => patterns[0])).toEqual(
    Array.from({ length: 60 }, (_, n) => (n === 7 ? 'other' : `x${n} (a|b)`)),
  );
  expect(after.flatMap((rule, at) => (rule === before[at] ? [] : [at]))).toEqual([
    7,
    ...Array.from({ length: 10 }, (_, n) => 50 + n),
  ]);
});
