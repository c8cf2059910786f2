// What programs of the tests are run by, outside Jest: the client is built if need be, one TypeScript file is bundled
// into a temporary file, and one of its functions is called. In a fresh clone the dependencies are installed first, as `npm start` does.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

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

/** A package that looks for its own files where they are. */
const unbundled = {
  name: 'unbundled',
  setup({ onResolve }) {
    onResolve({ filter: /^playwright-core$/ }, ({ path }) => ({
      path: createRequire(import.meta.url).resolve(path),
      external: true,
    }));
  },
};

let isInstalled = false;

/** Installs the dependencies if they are missing; ends this process if that fails, which was said then. */
function install() {
  if (isInstalled) return;
  const { status } = spawnSync(process.execPath, [join(root, '.build/setup.mjs')], { stdio: 'inherit' });
  if (status !== 0) process.exit(1);
  isInstalled = true;
}

/** Builds the client if its sources are newer; ends this process if that fails. */
export function buildClient() {
  install();
  const built = spawnSync(process.execPath, [join(root, '.build/bundle.mjs'), '--if-stale'], {
    stdio: 'inherit',
  });
  if (built.status !== 0) process.exit(1);
  // Node reads this file at every start, which takes 80 ms: nobody's start-up is to be measured with it.
  delete process.env.NODE_EXTRA_CA_CERTS;
}

/** Bundles `file` and answers what its exported function `name` answers. */
export async function runTypeScript(file, name, ...args) {
  install();
  const { build } = await import('esbuild');
  const directory = mkdtempSync(join(tmpdir(), 'clay-run-'));
  const outfile = join(directory, `${basename(file, '.ts')}.cjs`);
  try {
    await build({
      entryPoints: [file],
      outfile,
      bundle: true,
      platform: 'node',
      target: 'node20',
      sourcemap: 'inline',
      logLevel: 'warning',
      plugins: [ownDirectory, unbundled],
    });
    return await createRequire(import.meta.url)(outfile)[name](...args);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
