/** The rule about spreads in calls: what it forbids, and what it lets through. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../../support/temporary.ts';

const root = join(__dirname, '../../..');
const folder = temporaryDirectory();
const plugins = [join(root, 'test/no-unbounded-spread.grit')];
writeFileSync(
  join(folder, 'biome.json'),
  JSON.stringify({ plugins, linter: { rules: { recommended: false } } }),
);

const FORBIDDEN = [
  'list.push(...words);',
  'Math.max(0, ...words.map(word => word.length));',
  'new Set(...words);',
  'list?.splice(0, 1, ...words);',
  'String.fromCharCode(...bytes.subarray(start, end));',
  'list.push(...words.slice(0, most));',
  'list.push(...[...words]);',
  'run((...words) => 0, ...words);',
  'const run = (...args) => call(...args.map(one));',
  'Math.max.apply(null, words);',
  'Reflect.apply(Math.max, null, words);',
];

const LET_THROUGH = [
  'const all = [...list, ...words]; call([...words], { ...table });',
  'String.fromCharCode(...bytes.subarray(0, 8), ...Array.from({ length: 96 }, one));',
  "pick(...'abc', ...[1, 2]);",
  'const run = async (...args) => call(1, ...args);',
  'function run(first: number, ...args: string[]): void { call(...args); }',
  '// biome-ignore lint/plugin: seven at most\nlist.push(...days);',
];

/** How many faults the rule finds in each source; the linter is started once for all. */
const faults = new Map<string, number>();

beforeAll(() => {
  const sources = [...FORBIDDEN, ...LET_THROUGH];
  for (const [index, source] of sources.entries()) writeFileSync(join(folder, `${index}.ts`), source);
  const program = join(root, 'node_modules/@biomejs/biome/bin/biome');
  const files = sources.map((_, index) => `${index}.ts`);
  const args = [program, 'lint', '--reporter=json', '--max-diagnostics=none', ...files];
  const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { category: string; location: { path: string } }[];
  };
  expect(diagnostics.filter(({ category }) => category !== 'plugin')).toEqual([]);
  for (const [index, source] of sources.entries())
    faults.set(source, diagnostics.filter(({ location }) => location.path === `${index}.ts`).length);
});

test.each(FORBIDDEN)('%s', source => expect(faults.get(source)).toBe(1));

test.each(LET_THROUGH)('let through: %s', source => expect(faults.get(source)).toBe(0));
