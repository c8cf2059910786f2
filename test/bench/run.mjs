// Runs benchmarks: `npm run bench` all but the fuzzer, `npm run bench -- reload text` those two.
// Each is test/bench/<name>.ts, whose bench() prints what it has measured.
// The client they measure is dist/clay.js, or the one in the directory CLAY_DIST.
import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildClient, runTypeScript } from '../support/run-typescript.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const known = readdirSync(here)
  .filter(file => file.endsWith('.ts'))
  .map(file => basename(file, '.ts'));

const wanted = process.argv.slice(2);
const wrong = wanted.filter(name => !known.includes(name));
if (wrong.length > 0) {
  console.error(`There is no benchmark ${wrong.join(', ')}. There are: ${known.join(', ')}.`);
  process.exit(2);
}

buildClient();
for (const name of wanted.length > 0 ? wanted : known.filter(one => one !== 'fuzz')) {
  console.log(`\n== ${name}`);
  await runTypeScript(join(here, `${name}.ts`), 'bench');
}
