/** Files of other clients as people have them, and what becomes of each: the list, automation.toml, settings.toml. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importFormats } from '../../../client/state/imports/found.ts';
import { createPlay, type Play } from '../../support/play.ts';

/** Writes anew what is expected; then it is to be read. */
const isMade = process.env.CLAY_MAKE_EXPECTED === '1';

function textOf(path: string): string {
  const bytes = readFileSync(path);
  const text = bytes.toString('utf8');
  return text.includes('\ufffd') ? bytes.toString('latin1') : text;
}

function filesOf(format: string): Record<string, string> {
  const folder = join(__dirname, format);
  const names = readdirSync(folder).filter(name => !name.endsWith('.expected'));
  return Object.fromEntries(names.map(name => [name, textOf(join(folder, name))]));
}

/** What is of the file itself: what all such scripts have stands before it. */
function partsOf(script: string): string {
  return script.slice(script.indexOf('\n// ---- '));
}

function newPlay(format: string): Play {
  const play = createPlay({ columns: 300, rows: 400, now: new Date(2024, 0, 15, 12).getTime() });
  play.disk.settings = '';
  play.disk.foreign = filesOf(format);
  return play;
}

const cases = importFormats.flatMap(format =>
  Object.keys(filesOf(format)).map((name): [string, string] => [format, name]),
);

test.each(importFormats)('there are ten files and more of %s', format => {
  expect(Object.keys(filesOf(format)).length).toBeGreaterThanOrEqual(10);
});

test.each(cases)('%s: %s', (format, name) => {
  const play = newPlay(format);
  // Macros of TinyFugue are not taken over but loaded, each time.
  const isShown = format === 'tf';
  const list = play.answer(`/import ${isShown ? '-n ' : ''}${format} ${name}`);
  play.advance(1000);
  const automation = play.disk.automation ?? '';
  const { settings = '' } = play.disk;
  const short = (text: string) => text.replace(/(.)\1{200,}/g, '$1…').replace(/(long ){200,}/g, 'long …');
  const scripts = Object.entries(play.disk.scripts).map(
    ([script, text]) => `---- scripts/${script}.js\n${partsOf(text)}`,
  );
  const found = [
    ...list,
    '---- automation.toml',
    automation,
    '---- settings.toml',
    settings ?? '',
    ...scripts,
  ]
    .map(short)
    .join('\n');
  const expected = join(__dirname, format, `${name}.expected`);
  if (isMade) writeFileSync(expected, found);
  expect(existsSync(expected) ? found : '').toBe(readFileSync(expected, 'utf8'));

  if (isShown) {
    expect([automation, settings]).toEqual(['', '']);
    expect(play.state.tinyfugue).toBeUndefined();
    return;
  }

  // Once more: nothing is new.
  const again = play.answer(`/import ${format} ${name}`);
  expect(again.join('\n')).not.toMatch(/Taken/);
  expect(play.disk.automation ?? '').toBe(automation);
  expect(play.disk.settings).toBe(settings);
  expect(Object.keys(play.disk.scripts)).toHaveLength(scripts.length);

  // And all of it can be taken back.
  const isTaken = list.some(line => line.includes('/undo takes all of it back'));
  if (!isTaken) return;
  play.enter('/undo');
  expect(play.disk.automation ?? '').not.toContain('[[');
  expect(play.state.settings.worlds).toEqual({});
  expect(play.state.settings).toMatchObject({ keys: {}, more_mode: true, input_height: 3 });
});
