/** What the documentation names is there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { STATE_MAJOR, STATE_MINOR } from '../../client/snapshot/snapshot.ts';

const root = resolve(__dirname, '../..');

/** The names in backquotes of the last column of each table whose head calls that column `test`. */
function testsNamedIn(document: string): string[] {
  let isTest = false;
  return textOf(document)
    .split('\n')
    .flatMap(line => {
      const cells = line.startsWith('|') ? line.split('|').slice(1, -1) : [];
      const last = cells.at(-1)?.trim() ?? '';
      isTest = last === 'test' || (isTest && cells.length > 0);
      return isTest ? [...last.matchAll(/`([^`]+)`/g)].map(([, name]) => name!) : [];
    });
}

const textOf = (document: string) => readFileSync(join(root, 'docs', document), 'utf8');

test.each([
  ['reliability.md', 'test/faults'],
  ['security.md', 'test'],
  ['hot-reload.md', 'test'],
])('each test that %s names is there', (document, from) => {
  const named = testsNamedIn(document).filter(name => !name.startsWith('npm run '));
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter(name => !existsSync(join(root, from, `${name}.test.ts`)))).toEqual([]);
});

test('hot-reload.md tells the version of the state', () => {
  const versions = [...textOf('hot-reload.md').matchAll(/(major|minor) version \((\d+)\)/g)];
  expect(versions.map(([, which, number]) => [which, Number(number)])).toEqual([
    ['major', STATE_MAJOR],
    ['minor', STATE_MINOR],
  ]);
});

test.each(readdirSync(join(root, 'docs')).filter(name => name.endsWith('.md')))(
  'the test files that %s names by their paths are there',
  document => {
    const paths = textOf(document).match(/\btest\/[\w/-]+(\.test)?\.(ts|mjs)\b/g) ?? [];
    expect(paths.filter(path => !existsSync(join(root, path)))).toEqual([]);
  },
);

/** As GitHub makes them of headings. */
function anchorsOf(document: string): Set<string> {
  const seen = new Map<string, number>();
  const anchors = [...textOf(document).matchAll(/^#{1,4} (.+)$/gm)].map(([, heading = '']) => {
    const name = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_\- ]/gu, '')
      .replaceAll(' ', '-');
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    return count === 0 ? name : `${name}-${count}`;
  });
  return new Set(anchors);
}

test.each(readdirSync(join(root, 'docs')).filter(name => name.endsWith('.md')))(
  'the links of %s to other pages and their parts lead somewhere',
  document => {
    const links = [...textOf(document).matchAll(/\]\(([^)#:]*)(?:#([^)]+))?\)/g)];
    const lost = links.filter(([, page = '', anchor]) => {
      const target = page === '' ? document : page;
      if (!existsSync(join(root, 'docs', target))) return true;
      return anchor !== undefined && !anchorsOf(target).has(anchor);
    });
    expect(lost.map(([whole]) => whole)).toEqual([]);
  },
);
