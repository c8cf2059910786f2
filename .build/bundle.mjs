// Bundles each program into one file of dist/, builds the native addon and the client's start-up snapshot.
// Every file is written under a temporary name and renamed: a running client never sees half of one.
// `--if-stale` does nothing when dist/ is newer than all sources.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, process.env.CLAY_DIST ?? 'dist');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const programs = { clay: 'client/main.ts', tlsproxy: 'tlsproxy/main.ts', demo: 'client/demo/main.ts' };

// Modules of Node that a start-up snapshot cannot hold and that most starts do not need: they are loaded when one of
// their exports is first used. Not by require(), which knows no better than to warn on the terminal.
const lazyModules = {
  name: 'lazy-modules',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:(tls|https?)$/ }, ({ path }) => ({ path, namespace: 'lazy' }));
    onLoad({ filter: /.*/, namespace: 'lazy' }, async ({ path }) => {
      const load = `process.getBuiltinModule(${JSON.stringify(path)})`;
      const getters = Object.keys(await import(path)).map(
        name => `get ${name}() { return ${load}.${name}; }`,
      );
      return { contents: `module.exports = { ${getters.join(',\n')} };` };
    });
  },
};

if (process.argv.includes('--if-stale') && !isStale()) process.exit(0);
mkdirSync(dist, { recursive: true });
await bundle();
const { buildAddon } = await import('../native/build.mjs');
buildAddon({ source: join(root, 'native/posix.c'), output: join(dist, 'native/posix.node') });
buildSnapshot();

function isStale() {
  const outputs = [...Object.keys(programs).map(name => `${name}.js`), 'clay.snapshot.json'].map(name =>
    join(dist, name),
  );
  if (!outputs.every(existsSync)) return true;
  const built = Math.min(...outputs.map(file => statSync(file).mtimeMs));
  return newest(['client', 'tlsproxy', 'shared', 'native', '.build', 'package.json']) > built;
}

function newest(names) {
  return Math.max(
    ...names.map(name => {
      const path = join(root, name);
      const stats = statSync(path);
      if (!stats.isDirectory()) return stats.mtimeMs;
      return Math.max(stats.mtimeMs, newest(readdirSync(path).map(entry => join(name, entry))));
    }),
  );
}

async function bundle() {
  const { outputFiles } = await build({
    entryPoints: Object.fromEntries(Object.entries(programs).map(([name, file]) => [name, join(root, file)])),
    bundle: true,
    platform: 'node',
    target: 'node20',
    outdir: dist,
    write: false,
    banner: { js: '#!/usr/bin/env node' },
    define: { CLAY_VERSION: JSON.stringify(version) },
    // msgpackr's "node" entry looks for a native helper; the plain one starts in half the time.
    alias: { 'msgpackr/pack': join(root, 'node_modules/msgpackr/pack.js') },
    plugins: [lazyModules],
    logLevel: 'warning',
  });
  for (const { path, contents } of outputFiles) replace(path, contents, 0o755);
}

function replace(path, contents, mode) {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, contents, { mode });
  chmodSync(temporary, mode);
  renameSync(temporary, path);
}

// A start-up snapshot saves the loading of the bundle. It fits this Node and this bundle only, which the note beside
// it says; where none can be made, the client starts from the bundle.
function buildSnapshot() {
  const script = join(dist, 'clay.js');
  const hash = createHash('sha256').update(readFileSync(script)).digest('hex');
  const blob = `clay.${hash.slice(0, 8)}.blob`;
  const temporary = join(dist, `${blob}.${process.pid}.tmp`);
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: '', NODE_OPTIONS: '' };
  const made = spawnSync(process.execPath, ['--snapshot-blob', temporary, '--build-snapshot', script], {
    env,
  });
  const tried =
    made.status === 0 &&
    spawnSync(process.execPath, ['--snapshot-blob', temporary, script, '--version'], { env });
  if (!tried || tried.status !== 0 || tried.stdout.toString().trim() !== version) {
    rmSync(temporary, { force: true });
    const note = join(dist, 'clay.snapshot.json');
    replace(note, JSON.stringify({ unavailable: String(made.stderr).slice(0, 500) }), 0o644);
    if (process.env.CLAY_BUILD_VERBOSE) console.error(String(made.stderr), String(tried && tried.stderr));
    return;
  }
  renameSync(temporary, join(dist, blob));
  const { size, mtimeMs } = statSync(process.execPath);
  const note = { blob, node: process.version, runtimeSize: size, runtimeTime: mtimeMs, script: hash };
  replace(join(dist, 'clay.snapshot.json'), JSON.stringify(note), 0o644);
  for (const name of readdirSync(dist)) {
    if (name.startsWith('clay.') && name.endsWith('.blob') && name !== blob) rmSync(join(dist, name));
  }
}
