/** The screens of the documentation are those that `npm run screens` takes, and show what they are to show. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pageScenes } from '../../screens/page-scenes.ts';
import { shows } from '../../screens/scenes.ts';
import { textOf } from '../../screens/svg.ts';

const docs = resolve(__dirname, '../../../docs');
const scenes = shows.flatMap(show => show.scenes.map(scene => ({ ...scene, size: show.size })));

test('there is one for each scene, and no other', () => {
  const names = [...scenes.map(({ name }) => `${name}.svg`), ...pageScenes.map(({ name }) => `${name}.jpg`)];
  expect(readdirSync(join(docs, 'screens')).sort()).toEqual(names.sort());
});

test.each(scenes)('$name', ({ name, title, shows: wanted, size: [columns, rows] }) => {
  const svg = readFileSync(join(docs, 'screens', `${name}.svg`), 'utf8');
  expect(svg.length).toBeLessThan(60_000);
  expect(svg).toContain(`<title>${title}</title>`);
  const text = textOf(svg);
  expect(text.length).toBeLessThanOrEqual(rows);
  for (const part of wanted) expect(text.join('\n')).toContain(part);
  for (const row of text) expect(row.length).toBeLessThanOrEqual(columns);
  // Nothing is fetched, and nothing runs.
  expect(svg).not.toMatch(/href|script|url\(|import|foreignObject/);
});

test.each(pageScenes)('$name', ({ name }) => {
  const path = join(docs, 'screens', `${name}.jpg`);
  expect(statSync(path).size).toBeLessThanOrEqual(150 * 1024);
  expect(readFileSync(path).subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
});

test('each is shown somewhere, with a text for those who do not see it', () => {
  const pages = ['manual.md', '../README.md'].map(page => readFileSync(join(docs, page), 'utf8')).join('\n');
  const shown = [...pages.matchAll(/!\[[^\]]{10,}\]\((?:docs\/)?screens\/([\w-]+)\.(?:svg|jpg)\)/g)].map(
    ([, name]) => name,
  );
  expect([...new Set(shown)].sort()).toEqual([...scenes, ...pageScenes].map(({ name }) => name).sort());
});
