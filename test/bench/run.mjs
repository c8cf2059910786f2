// Runs benchmarks: `npm run bench` all but the fuzzer, `npm run bench -- reload text` those two.
// Each is test/bench/<name>.ts; it is bundled into a temporary file, and its bench() prints what it has measured.
// The client they measure is dist/clay.js, or the one in the directory CLAY_DIST.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const known = readdirSync(here)
  .filter(file => file.endsWith('.ts'))
  .map(file => basename(file, '.ts'));

/** A file that looks for others beside itself finds them, wherever the bundle lies. */
const ownDirectory = {
  name: 'own-directory',
  setup({ onLoad }) {
    onLoad({ filter: /\/test\/.*\.ts$/ }, async ({ path }) => ({
      contents: `var __dirname = ${JSON.stringify(dirname(path))};${await readFile(path, 'utf8')}`,
      loader: 'ts',
    }));
  },
};

const wanted = process.argv.slice(2);
const wrong = wanted.filter(name => !known.includes(name));
if (wrong.length > 0) {
  console.error(`There is no benchmark ${wrong.join(', ')}. There are: ${known.join(', ')}.`);
  process.exit(2);
}

const built = spawnSync(process.execPath, [join(root, '.build/bundle.mjs'), '--if-stale'], {
  stdio: 'inherit',
});
if (built.status !== 0) process.exit(1);
// Node reads this file at every start, which takes 80 ms: nobody's start-up is to be measured with it.
delete process.env.NODE_EXTRA_CA_CERTS;

for (const name of wanted.length > 0 ? wanted : known.filter(one => one !== 'fuzz')) {
  console.log(`\n== ${name}`);
  await run(name);
}

async function run(name) {
  const directory = mkdtempSync(join(tmpdir(), 'clay-bench-'));
  const outfile = join(directory, `${name}.cjs`);
  try {
    await build({
      entryPoints: [join(here, `${name}.ts`)],
      outfile,
      bundle: true,
      platform: 'node',
      target: 'node20',
      sourcemap: 'inline',
      logLevel: 'warning',
      plugins: [ownDirectory],
    });
    await createRequire(import.meta.url)(outfile).bench();
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
