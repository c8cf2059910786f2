import { appendFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSettingsOnDisk } from '../../../../client/host/profile/settings.ts';
import { editingSettings } from '../../../../client/settings/save.ts';
import type { Event, SettingEdit } from '../../../../client/state/events.ts';

const directory = mkdtempSync(join(tmpdir(), 'settings-'));
const path = join(directory, 'settings.toml');
beforeEach(() => writeFileSync(path, '# mine\nmore_mode = true\n'));
afterAll(() => rmSync(directory, { recursive: true }));

const COUNT = 1500;
const hosts = (count: number, host: string): SettingEdit[] =>
  Array.from({ length: count }, (_, id) => ({ id, path: ['worlds', `w${id}`, 'host'], value: host }));
const text = () => readFileSync(path, 'utf8');
const savedIn = (event: Event | undefined) => (event?.type === 'settings saved' ? event.saved.length : null);

function open(heard: (event: Event) => void = () => {}) {
  const told: Event[] = [];
  const file = createSettingsOnDisk(
    path,
    event => {
      told.push(event);
      heard(event);
    },
    () => {},
  );
  return { file, told };
}

test('a few changes are in the file at once', () => {
  const { file, told } = open();
  file.save({ type: 'save settings', edits: hosts(5, 'a.example') });
  expect(text()).toContain('[worlds.w4]');
  expect(told.map(savedIn)).toEqual([5]);
});

test('thousands are written while other things go on; where something else is wanted meanwhile, that alone', async () => {
  let turns = 0;
  let timer = setImmediate(function count() {
    turns++;
    timer = setImmediate(count);
  });
  const said = new Set<string>();
  const told = await new Promise<Event[]>(done => {
    const { file, told: all } = open(() => done(all));
    file.save({ type: 'save settings', edits: hosts(COUNT, 'a.example') });
    expect(text()).toBe('# mine\nmore_mode = true\n');
    const more = { id: -1, path: ['more_mode'], value: false };
    let left = 3;
    setImmediate(function change() {
      said.add(text());
      file.save({ type: 'save settings', edits: [...hosts(COUNT, `b${left}.example`), more] });
      if (--left > 0) setImmediate(change);
    });
  });
  clearImmediate(timer);
  expect(turns).toBeGreaterThan(3);
  expect(told.map(savedIn)).toEqual([COUNT + 1]);
  expect([...said]).toEqual(['# mine\nmore_mode = true\n']);
  expect(text()).toMatch(/^# mine\nmore_mode = false\n/);
  expect(text().match(/host = "b1\.example"/g)).toHaveLength(COUNT);
});

test('what is wanted when that is said which came before is written behind it', async () => {
  const told = await new Promise<Event[]>(done => {
    const { file, told: all } = open(() => {
      if (all.length === 1) file.save({ type: 'save settings', edits: hosts(COUNT, 'b.example') });
      else done(all);
    });
    file.save({ type: 'save settings', edits: hosts(COUNT, 'a.example') });
  });
  expect(told.map(savedIn)).toEqual([COUNT, COUNT]);
  expect(text().match(/host = "b\.example"/g)).toHaveLength(COUNT);
});

test('a file that is written anew is not written over if it was edited by hand meanwhile', async () => {
  await new Promise<void>(done => {
    const { file } = open(() => done());
    file.save({ type: 'save settings', edits: hosts(COUNT, 'a.example'), anew: true });
    appendFileSync(path, 'mouse = false\n');
  });
  expect(text()).toMatch(/\nmouse = false\n/);
  expect(text().match(/host = "a\.example"/g)).toHaveLength(COUNT);
});

test('a name that leads in a circle is a fault that is told', () => {
  rmSync(path);
  symlinkSync('settings.toml', path);
  const { file, told } = open();
  file.save({ type: 'save settings', edits: hosts(5, 'a.example') });
  rmSync(path);
  expect(told).toMatchObject([{ saved: [], fault: { code: 'ELOOP' } }]);
});

test('at the end all of it is written at once', () => {
  const { file, told } = open();
  file.save({ type: 'save settings', edits: hosts(COUNT, 'a.example') });
  expect(told).toEqual([]);
  file.finish();
  expect(text().match(/host = "a\.example"/g)).toHaveLength(COUNT);
});

test('what is edited by hand meanwhile stays', async () => {
  await new Promise<void>(done => {
    const { file } = open(() => done());
    file.save({ type: 'save settings', edits: hosts(COUNT, 'a.example') });
    setImmediate(() => appendFileSync(path, '# by hand\n'));
  });
  expect(text()).toContain('# by hand\n');
  expect(text().match(/host = "a\.example"/g)).toHaveLength(COUNT);
});

test('one change of a long file is not made in the turn that asks for it', async () => {
  const { file } = open();
  file.save({ type: 'save settings', edits: hosts(COUNT, 'a.example') });
  file.finish();
  const before = text();
  await new Promise<void>(done => {
    const { file: again } = open(() => done());
    again.save({ type: 'save settings', edits: [{ id: 1, path: ['more_mode'], value: false }] });
    expect(text()).toBe(before);
  });
  expect(text()).toBe(before.replace('more_mode = true', 'more_mode = false'));
});

test('a change is made in steps: the text is read, changed, read again and compared', () => {
  const before = `${Array.from({ length: 20 }, (_, n) => `[worlds.w${n}]\nhost = "a"\n`).join('')}`;
  const steps = editingSettings(before, ['worlds', 'w7', 'host'], 'b');
  let count = 0;
  let next = steps.next();
  for (; !next.done; next = steps.next()) count++;
  expect(count).toBe(4);
  expect(next.value).toBe(before.replace('[worlds.w7]\nhost = "a"', '[worlds.w7]\nhost = "b"'));
});

test('a long file is not read in the turn that asks for it, and in its order with what is written', async () => {
  const { file } = open();
  file.save({ type: 'save settings', edits: hosts(COUNT, 'a.example') });
  file.finish();
  const told = await new Promise<Event[]>(done => {
    const { file: again, told: all } = open(() => all.length === 3 && done(all));
    again.read({ type: 'read settings', known: '', asked: true });
    again.save({ type: 'save settings', edits: [{ id: 1, path: ['more_mode'], value: false }] });
    again.read({ type: 'read settings', known: '', asked: true });
    expect(all).toEqual([]);
  });
  expect(told.map(({ type }) => type)).toEqual(['settings read', 'settings saved', 'settings read']);
  const modes = told.flatMap(event =>
    event.type === 'settings read' && 'settings' in event.file ? [event.file.settings.more_mode] : [],
  );
  expect(modes).toEqual([true, false]);
});
