/** What the documentation names is there. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { families } from '../../client/command/commands.ts';
import { helpOn } from '../../client/command/help/help.ts';
import { STATE_MAJOR, STATE_MINOR } from '../../client/snapshot/snapshot.ts';
import { createPlay } from '../support/play.ts';

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

test('what documents send to /help is the name of something there', () => {
  const documents = ['../README.md', ...readdirSync(join(root, 'docs')).filter(name => name.endsWith('.md'))];
  const words = documents.flatMap(one =>
    [...textOf(one).matchAll(/`\/help (\w[^`]*)`/g)].map(([, word]) => word!),
  );
  expect(words).toEqual(expect.arrayContaining(['keys', 'unicode']));
  const { state } = createPlay({ worlds: { Alpha: {} } });
  const isUnnamed = (word: string) =>
    /^(There is no help on|"[^"]*" is in the help on)/.test(
      helpOn({ state, world: null }, families, word)[0] ?? '',
    );
  expect(words.filter(isUnnamed)).toEqual([]);
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

/** Codes of faults, as the sources give them, and those that are logged. */
function codesIn(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const given =
    /\b(?:fault|raise|refuse|refusal|fail|amiss|faultOf|log)\(\s*(?:[\w.]+,\s*)?(?:`[^`]*`,\s*)?'([A-Z][A-Z0-9_]{3,})'/g;
  const named = /\b(?:code: |code !?=== )'([A-Z][A-Z0-9_]{3,})'/g;
  return [given, named].flatMap(pattern => [...text.matchAll(pattern)].map(([, code = '']) => code));
}

/** Causes that the system gives: the sentence has them in words. */
const CAUSES = /^E[A-Z0-9]{2,}$|^(ABORT_ERR|EAI_FAIL)$/;

test('troubleshooting.md has every code of a fault', () => {
  const page = textOf('troubleshooting.md');
  const files = ['client', 'shared', 'tlsproxy'].flatMap(top =>
    readdirSync(join(root, top), { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.ts') && !name.startsWith('web/page/'))
      .map(name => join(top, name)),
  );
  const codes = [...new Set(files.flatMap(codesIn))].filter(code => !CAUSES.test(code));
  expect(codes.length).toBeGreaterThan(100);
  expect(codes.filter(code => !page.includes(`\`${code}\``)).sort()).toEqual([]);
});

test('and none that there is not', () => {
  const [, ...rows] = textOf('troubleshooting.md').split('\n| code |');
  const told = [...rows.join('\n').matchAll(/`([A-Z][A-Z0-9_]{5,})`/g)].map(([, code = '']) => code);
  const sources = ['client', 'shared', 'tlsproxy'].flatMap(top =>
    readdirSync(join(root, top), { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.ts'))
      .map(name => readFileSync(join(root, top, name), 'utf8')),
  );
  const all = sources.join('\n');
  expect([...new Set(told)].filter(code => !all.includes(code))).toEqual([]);
});

test('decisions.md has a word on each dependency', () => {
  const { dependencies = {}, devDependencies } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  ) as Record<string, Record<string, string>>;
  const [, page = ''] = textOf('decisions.md').split('\n## Dependencies\n');
  const names = Object.keys({ ...dependencies, ...devDependencies }).map(name =>
    name.replace(/^@types\/(?!node$).*/, '@types'),
  );
  expect(names.filter(name => !page.includes(`**${name}**`))).toEqual([]);
});

test('shipped.md lists the packages that are in the programs, and their licences go along', () => {
  const shipped = (...args: string[]) =>
    spawnSync(process.execPath, ['.build/shipped.mjs', ...args], { cwd: root, encoding: 'utf8' });
  expect(shipped('--check').stderr).toBe('');
  const { components } = JSON.parse(shipped('--cyclonedx').stdout) as {
    components: { type: string; name: string; version: string }[];
  };
  const notices = readFileSync(join(root, 'dist/packages.LICENSE'), 'utf8');
  for (const { type, name, version } of components)
    if (type === 'library') expect(notices).toContain(`${name} ${version}\n\n`);
  expect(components.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['msgpackr', 'node-forge', 'node']),
  );
});
