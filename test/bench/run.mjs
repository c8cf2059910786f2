// Runs benchmarks: `npm run bench` all but the fuzzers and the minutes of `siege`, `turns` and `web-long`, `npm run bench -- reload text` those two. `npm run fuzz` is the
// fuzzer of the byte pipeline, `npm run fuzz -- client` that of the whole client.
// Each is test/bench/<name>.ts, whose bench() prints what it has measured.
// The client they measure is dist/clay.js, or the one in the directory CLAY_DIST, which is used as it is.
// `--node PATH`, as often as you like: on that Node, by a build that it makes for itself. `--brief`: the first line of
// each table alone, of more samples. `npm run bench -- reload --nodes`: that line on each Node of .ci/nodes, in one table.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildClient, runTypeScript } from '../support/run-typescript.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const known = readdirSync(here)
  .filter(file => file.endsWith('.ts'))
  .map(file => basename(file, '.ts'));

const { values, positionals } = parseArgs({
  options: {
    node: { type: 'string', multiple: true },
    nodes: { type: 'boolean', default: false },
    brief: { type: 'boolean', default: false },
    // Of `--node`, to itself: the directory CLAY_DIST is its own, to build into.
    build: { type: 'boolean', default: false },
    // Of `--nodes`, to itself: where the figures of one Node go.
    figures: { type: 'string' },
  },
  allowPositionals: true,
});
const wanted = positionals.join() === 'fuzz,client' ? ['fuzz-client'] : positionals;
const wrong = wanted.filter(name => !known.includes(name));
if (wrong.length > 0) {
  console.error(`There is no benchmark ${wrong.join(', ')}. There are: ${known.join(', ')}.`);
  process.exit(2);
}

if (values.nodes) process.exit(await compareNodes());
if (values.node) process.exit(values.node.some(node => !runOn(node)) ? 1 : 0);

if (values.figures) {
  provideClient();
  const measured = await runTypeScript(join(here, 'reload.ts'), 'measureOne');
  writeFileSync(values.figures, JSON.stringify(measured));
  process.exit();
}

// Minutes: by their names only.
const LONG = ['siege', 'turns', 'web-long'];
provideClient();
for (const name of wanted.length > 0
  ? wanted
  : known.filter(one => !one.startsWith('fuzz') && !LONG.includes(one))) {
  console.log(`\n== ${name}`);
  await runTypeScript(join(here, `${name}.ts`), 'bench', values.brief);
}

/** A build that somebody has chosen is measured, or there is nothing to measure: it is nobody else's to replace. */
function provideClient() {
  const { CLAY_DIST: chosen } = process.env;
  if (!chosen || values.build) return buildClient();
  if (!existsSync(resolve(here, '../..', chosen, 'clay.js'))) {
    console.error(
      `There is no clay.js in ${chosen} (CLAY_DIST): build it there first, or leave CLAY_DIST away.`,
    );
    process.exit(2);
  }
  // As buildClient() does.
  delete process.env.NODE_EXTRA_CA_CERTS;
}

function runOn(node, args = [...wanted, ...(values.brief ? ['--brief'] : [])]) {
  const version = spawnSync(node, ['-v'], { encoding: 'utf8' }).stdout?.trim();
  if (!version) {
    console.error(`${node} is no Node.`);
    return false;
  }
  console.log(`\n==== Node ${version}`);
  const env = { ...process.env, CLAY_DIST: `dist/test/${version}` };
  return (
    spawnSync(node, [fileURLToPath(import.meta.url), '--build', ...args], { stdio: 'inherit', env })
      .status === 0
  );
}

/** A reload on each Node of .ci/nodes, which are fetched if they are missing; answers the exit status. */
async function compareNodes() {
  if (wanted.join() !== 'reload') {
    console.error('Usage: npm run bench -- reload --nodes');
    return 2;
  }
  const root = join(here, '../..');
  const folder = join(root, '.ci/nodes');
  const fetched = spawnSync(process.execPath, [join(root, '.build/setup.mjs'), '.ci/nodes'], {
    stdio: 'inherit',
  });
  if (fetched.status !== 0) return 1;
  const names = Object.keys(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).dependencies);
  const directory = mkdtempSync(join(tmpdir(), 'clay-nodes-'));
  try {
    const rows = [];
    for (const name of names) {
      const figures = join(directory, name);
      if (!runOn(join(folder, 'node_modules', name, 'bin/node'), ['--figures', figures])) return 1;
      rows.push(JSON.parse(readFileSync(figures, 'utf8')));
    }
    await runTypeScript(join(here, 'reload.ts'), 'printMany', rows);
    return 0;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
