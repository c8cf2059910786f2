// Runs benchmarks: `npm run bench` all but the fuzzers and the minutes of `siege` and `web-long`, `npm run bench -- reload text` those two. `npm run fuzz` is the
// fuzzer of the byte pipeline, `npm run fuzz -- client` that of the whole client.
// Each is test/bench/<name>.ts, whose bench() prints what it has measured.
// The client they measure is dist/clay.js, or the one in the directory CLAY_DIST.
// `--node PATH`, as often as you like: on that Node, by a build that it makes for itself. `--brief`: the first line of
// each table alone, of more samples.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildClient, runTypeScript } from '../support/run-typescript.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const known = readdirSync(here)
  .filter(file => file.endsWith('.ts'))
  .map(file => basename(file, '.ts'));

const { values, positionals } = parseArgs({
  options: { node: { type: 'string', multiple: true }, brief: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const wanted = positionals.join() === 'fuzz,client' ? ['fuzz-client'] : positionals;
const wrong = wanted.filter(name => !known.includes(name));
if (wrong.length > 0) {
  console.error(`There is no benchmark ${wrong.join(', ')}. There are: ${known.join(', ')}.`);
  process.exit(2);
}

if (values.node) process.exit(values.node.some(node => !runOn(node)) ? 1 : 0);

// Minutes: by their names only.
const LONG = ['siege', 'web-long'];
buildClient();
for (const name of wanted.length > 0
  ? wanted
  : known.filter(one => !one.startsWith('fuzz') && !LONG.includes(one))) {
  console.log(`\n== ${name}`);
  await runTypeScript(join(here, `${name}.ts`), 'bench', values.brief);
}

function runOn(node) {
  const version = spawnSync(node, ['-v'], { encoding: 'utf8' }).stdout?.trim();
  if (!version) {
    console.error(`${node} is no Node.`);
    return false;
  }
  console.log(`\n==== Node ${version}`);
  const args = [fileURLToPath(import.meta.url), ...wanted, ...(values.brief ? ['--brief'] : [])];
  const env = { ...process.env, CLAY_DIST: `dist/test/${version}` };
  return spawnSync(node, args, { stdio: 'inherit', env }).status === 0;
}
