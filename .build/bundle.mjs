// Bundles each program into one file of dist/, builds the native addon and the client's start-up snapshot.
// Every file is written under a temporary name and renamed: a running client never sees half of one.
// `--if-stale` does nothing when dist/ is newer than all sources.
import { spawnSync } from 'node:child_process';
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
import { crc32 } from 'node:zlib';
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
    onResolve({ filter: /^node:(tls|https?|crypto|child_process|fs\/promises)$/ }, ({ path }) => ({
      path,
      namespace: 'lazy',
    }));
    onLoad({ filter: /.*/, namespace: 'lazy' }, async ({ path }) => {
      const load = `process.getBuiltinModule(${JSON.stringify(path)})`;
      const getters = Object.keys(await import(path)).map(
        name => `get ${name}() { return ${load}.${name}; }`,
      );
      return { contents: `module.exports = { ${getters.join(',\n')} };` };
    });
  },
};

// At each start V8 draws a seed for its hash tables and hashes everything in the snapshot again, a fifth of the start.
// Ours has been made on this machine, with a seed that nobody else knows. Made under this option it would have the one
// in Node's own binary, which everybody can know; so the snapshot is made without and marked for it afterwards.
const OPTIONS = ['--no-rehash-snapshot'];

if (process.argv.includes('--if-stale') && !isStale()) process.exit(0);
mkdirSync(dist, { recursive: true });
await bundle();
const { buildAddon } = await import('../native/build.mjs');
buildAddon({ output: join(dist, 'native/posix.node') });
buildSnapshot();

function isStale() {
  const outputs = [...Object.keys(programs).map(name => `${name}.js`), 'clay.snapshot.json'].map(name =>
    join(dist, name),
  );
  if (!outputs.every(existsSync)) return true;
  const built = outputs.map(file => statSync(file).mtimeMs).reduce((a, b) => Math.min(a, b));
  return newest(['client', 'tlsproxy', 'shared', 'native', '.build', 'package.json']) > built;
}

function newest(names) {
  const times = names.map(name => {
    const path = join(root, name);
    const stats = statSync(path);
    if (!stats.isDirectory()) return stats.mtimeMs;
    return Math.max(stats.mtimeMs, newest(readdirSync(path).map(entry => join(name, entry))));
  });
  return times.reduce((a, b) => Math.max(a, b), 0);
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

// A start-up snapshot saves the loading of the bundle. It fits this bundle, this Node and this processor only, which
// the note beside it says; where none can be made, the client starts from the bundle.
function buildSnapshot() {
  const script = join(dist, 'clay.js');
  const checksum = crc32(readFileSync(script));
  const blob = `clay.${checksum.toString(16)}.blob`;
  const temporary = join(dist, `${blob}.${process.pid}.tmp`);
  // biome-ignore lint/plugin: as many as stand above
  const tags = [tagOf(), tagOf(...OPTIONS)];
  try {
    node('--snapshot-blob', temporary, '--build-snapshot', script);
    markFor(temporary, tags);
    // biome-ignore lint/plugin: as many as stand above
    const tried = node('--snapshot-blob', temporary, ...OPTIONS, script, '--version');
    if (tried !== version) throw new Error(`it says ${tried} instead of ${version}`);
  } catch (error) {
    rmSync(temporary, { force: true });
    writeNote({ unavailable: error.message });
    console.error(`No start-up snapshot, so that a reload takes a little longer: ${error.message}`);
    return;
  }
  renameSync(temporary, join(dist, blob));
  const { size, mtimeMs } = statSync(process.execPath);
  const runtime = { node: process.version, tags, runtimeSize: size, runtimeTime: mtimeMs };
  writeNote({ blob, options: OPTIONS, ...runtime, script: checksum });
}

// Differs with the version of V8, its options and the processor; a snapshot of another tag is refused.
function tagOf(...options) {
  return Number(node(...options, '-p', 'v8.cachedDataVersionTag()'));
}

// The tag is in the header once, or this Node writes snapshots in a way that we do not know.
function markFor(file, [made, used]) {
  const bytes = readFileSync(file);
  const tag = Buffer.alloc(4);
  tag.writeUInt32LE(made);
  const at = bytes.indexOf(tag);
  if (at < 0 || at > 256) throw new Error('its header is not as expected');
  bytes.writeUInt32LE(used, at);
  writeFileSync(file, bytes);
}

// Answers what it prints; throws an error with what it complains of.
function node(...args) {
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: '', NODE_OPTIONS: '', NODE_NO_WARNINGS: '1' };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr.trim().slice(0, 500));
  return stdout.trim();
}

// The last snapshot stays until the next build: a client may be about to start from it.
function writeNote(note) {
  const path = join(dist, 'clay.snapshot.json');
  const last = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).blob : undefined;
  replace(path, JSON.stringify(note), 0o644);
  for (const name of readdirSync(dist)) {
    const isBlob = name.startsWith('clay.') && name.endsWith('.blob');
    if (isBlob && name !== note.blob && name !== last) rmSync(join(dist, name));
  }
}
