/** Files of the profile that are not UTF-8: said, with the place, and nothing in them becomes other signs. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readUtf8 } from '../../../client/host/files.ts';
import { createAutomationFile } from '../../../client/host/profile/automation.ts';
import { createScriptFiles } from '../../../client/host/script/files.ts';
import { readInside } from '../../../client/host/script/inside.ts';
import { readingSettings, saveSettings } from '../../../client/host/settings-file.ts';
import type { Event } from '../../../client/state/events.ts';
import { NO_FILE } from '../../../client/state/settings.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

/** A player's file as an editor with another encoding saves it. */
const OLD = Buffer.from('# eins\n# gr\u00fcn\nmore_mode = true\n', 'latin1');
const PLACE = 'line 2, column 5 is not UTF-8: save it in that encoding';

function fileOf(bytes: Buffer | string, name = 'settings.toml'): string {
  const path = join(temporaryDirectory(), name);
  writeFileSync(path, bytes);
  return path;
}

test.each([
  ['the first sign', Buffer.from([0xff, 0x61]), 'line 1, column 1 is'],
  ['half a sign at the end', Buffer.from([0x61, 0x0a, 0x61, 0xe2, 0x82]), 'line 2, column 2 is'],
  [
    'behind one that is meant',
    Buffer.concat([Buffer.from('a\ufffd\u{1f600}\ufffd'), Buffer.from([0xfc])]),
    'line 1, column 6 is',
  ],
  ['UTF-16', Buffer.from('\ufeffa', 'utf16le'), 'line 1, column 1 is'],
])('the place is told: %s', (_, bytes, told) => {
  expect(() => readUtf8(fileOf(bytes))).toThrow(told);
});

test.each(['', 'a\ufffdb', '\ufffd', '\u{1f600}\n\u00fc'])('what is UTF-8 is read: %j', text => {
  expect(readUtf8(fileOf(text))).toBe(text);
});

test('settings are not read, and not written', () => {
  const path = fileOf(OLD);
  const read = readingSettings(path);
  let step = read.next();
  while (!step.done) step = read.next();
  expect(step.value).toMatchObject({
    fault: { code: 'NOT_UTF8', sentence: `${path} cannot be read: ${PLACE}.` },
  });
  const saved = saveSettings(path, [{ id: 1, path: ['more_mode'], value: false }] as never);
  expect(saved.saved).toEqual([]);
  expect(saved.fault?.sentence).toBe(`${PLACE}.`);
  expect(readFileSync(path).equals(OLD)).toBe(true);
});

test('rules are not read, and not written', async () => {
  const path = fileOf(OLD, 'automation.toml');
  const told: Event[] = [];
  const next = () =>
    new Promise<void>(resolve => {
      const look = () => (told.length > 0 ? resolve() : setImmediate(look));
      look();
    });
  const file = createAutomationFile(
    path,
    event => told.push(event),
    () => {},
  );
  file.read({ type: 'read automation', known: '', asked: true });
  await next();
  expect(told.shift()).toMatchObject({ file: { fault: { sentence: `${path} cannot be read: ${PLACE}.` } } });
  const rule = { kind: 'trigger', name: 'a', patterns: ['b'] } as const;
  file.save({
    type: 'save automation',
    edits: [{ id: 1, kind: 'trigger', name: 'a', rule }],
    known: NO_FILE,
  });
  await next();
  expect(told.shift()).toMatchObject({ saved: [], fault: { sentence: `${PLACE}.` } });
  expect(readFileSync(path).equals(OLD)).toBe(true);
});

test('what a script reads is UTF-8, or the promise fails', async () => {
  const home = temporaryDirectory();
  writeFileSync(join(home, 'old.txt'), OLD);
  const read = () => readInside(`${home}/old.txt`, { home: `${home}/none`, directories: [home] });
  mkdirSync(`${home}/none`);
  await expect(read()).rejects.toThrow(PLACE);
  writeFileSync(join(home, 'old.txt'), 'gr\u00fcn \ufffd');
  expect(await read()).toBe('gr\u00fcn \ufffd');
});

test('of scripts each file is named; and one that cannot be called so is told of', () => {
  const directory = `${temporaryDirectory()}/scripts`;
  mkdirSync(directory, { mode: 0o700 });
  const told: Event[] = [];
  const act = createScriptFiles(directory, { compile() {}, work() {} }, event => told.push(event));
  const read = () => {
    told.length = 0;
    act({ type: 'read script', name: 'a', asked: true });
    return told;
  };
  writeFileSync(`${directory}/a.js`, OLD);
  expect(read()).toContainEqual({
    type: 'script read',
    name: 'a',
    asked: true,
    file: { fault: { code: 'NOT_UTF8', sentence: `${directory}/a.js cannot be read: ${PLACE}.` } },
  });
  writeFileSync(`${directory}/a.js`, '1');
  writeFileSync(`${directory}/a.json`, OLD);
  expect(read()).toMatchObject([
    {},
    { file: { fault: { sentence: `${directory}/a.json cannot be read: ${PLACE}.` } } },
  ]);
  writeFileSync(`${directory}/grants.toml`, OLD);
  expect(read()[0]).toMatchObject({
    file: { fault: { sentence: `${directory}/grants.toml cannot be read: ${PLACE}.` } },
  });
  for (const name of ['two words', '__proto__', 'x'.repeat(65), 'x.todo', '.hidden', '#saved#.x'])
    writeFileSync(`${directory}/${name}.js`, '1');
  told.length = 0;
  act({ type: 'read scripts' });
  const sentences = told.flatMap(one =>
    one.type === 'script read' && 'fault' in one.file ? [one.file.fault.sentence] : [],
  );
  const why = 'is not loaded: the name of a script is letters, digits, _ and -, 64 at most.';
  expect(sentences.sort()).toEqual(
    ['__proto__', 'two words', 'x'.repeat(65)].map(name => `${directory}/${name}.js ${why}`),
  );
  expect(told).toContainEqual({ type: 'scripts found', names: ['a'] });
});
