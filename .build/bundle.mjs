// Bundles each program into one file of dist/, builds the native addon, and has what fits this machine only made by the
// program `prepare`, as packages do where they are installed.
// Every file is written under a temporary name and renamed: a running client never sees half of one.
// `--if-stale` does nothing when dist/ is newer than all sources, and made by this Node.
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
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import { crc32 } from 'node:zlib';
import { build, transformSync } from 'esbuild';
import { buildEngine } from './engine.mjs';
import { COMPONENTS, componentsOf, NOTICES, noticesOf } from './shipped.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = resolve(root, process.env.CLAY_DIST ?? 'dist');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const NOTE = 'clay.snapshot.json';
const LICENCES = 'quickjs.LICENSE';
const PAGE = 'client/web/page';
/** Letters of a line, after which it ends where it can. */
const LINE = 100;
// Of clay.js, the program itself and what compiles it.
const programs = {
  clay: 'client/main.ts',
  starter: 'client/starter/main.ts',
  tlsproxy: 'tlsproxy/main.ts',
  demo: 'client/demo/main.ts',
  speller: 'client/speller/main.ts',
  compiler: 'client/compiler/main.ts',
  attach: 'client/attach/main.ts',
  doctor: 'client/doctor/main.ts',
  prepare: 'client/prepare/main.ts',
};

// Modules of Node that a start-up snapshot cannot hold and that most starts do not need: they are loaded when one of
// their exports is first used. Not by require(), which knows no better than to warn on the terminal.
const lazyModules = {
  name: 'lazy-modules',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:(tls|https?|crypto|dns|child_process|fs\/promises|v8)$/ }, ({ path }) => ({
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

// Every start reads the whole bundle, and hardly any comes to use these: of them not even the names are kept.
const seldomUsed = {
  name: 'seldom-used',
  setup({ onLoad }) {
    onLoad(
      {
        filter:
          /node_modules\/(socks|ip-address|smart-buffer|uqr|http-proxy|follow-redirects|debug|ms|node-forge)\//,
      },
      ({ path }) => {
        const { code } = transformSync(readFileSync(path, 'utf8'), { minify: true, target: 'node20' });
        return { contents: code };
      },
    );
  },
};

if (process.argv.includes('--if-stale') && !isStale()) process.exit(0);
mkdirSync(dist, { recursive: true });
const engine = await buildEngine();
keepEngine();
await bundle();
await bundlePage();
const { buildAddon } = await import('../native/build.mjs');
buildAddon({ output: join(dist, 'native/posix.node') });
prepare();

function isStale() {
  const programFiles = Object.keys(programs)
    .filter(isFile)
    .map(name => `${name}.js`);
  const outputs = [...programFiles, 'web/page.js', LICENCES, NOTICES, COMPONENTS, NOTE].map(name =>
    join(dist, name),
  );
  if (!outputs.every(existsSync) || isForOtherNode()) return true;
  const built = outputs.map(file => statSync(file).mtimeMs).reduce((a, b) => Math.min(a, b));
  return newest(['client', 'tlsproxy', 'shared', 'native', '.build', 'package.json']) > built;
}

// What starts are quick by fits the Node that builds it.
function isForOtherNode() {
  const { node = process.version } = JSON.parse(readFileSync(join(dist, NOTE), 'utf8'));
  return node !== process.version;
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
  const { outputFiles, metafile } = await build({
    metafile: true,
    entryPoints: Object.fromEntries(Object.entries(programs).map(([name, file]) => [name, join(root, file)])),
    bundle: true,
    platform: 'node',
    target: 'node20',
    outdir: dist,
    write: false,
    define: {
      CLAY_VERSION: JSON.stringify(version),
      CLAY_ENGINE: JSON.stringify(engine.id),
      CLAY_BASE: JSON.stringify(engine.base.id),
    },
    // Every start reads all of it. Names stay, and lines, so that what clay.log has of a fault can be read.
    minifyWhitespace: true,
    lineLimit: LINE,
    // They are in a file of their own (NOTICES).
    legalComments: 'none',
    // msgpackr's "node" entry looks for a native helper; the plain one starts in half the time.
    alias: { 'msgpackr/pack': join(root, 'node_modules/msgpackr/pack.js') },
    plugins: [lazyModules, seldomUsed],
    logLevel: 'warning',
  });
  const components = componentsOf(metafile, { 'node_modules/quickjs-wasi': 'quickjs.wasm' });
  replace(join(dist, COMPONENTS), JSON.stringify(components), 0o644);
  replace(join(dist, NOTICES), noticesOf(components), 0o644);
  const texts = new Map(outputFiles.map(({ path, text }) => [basename(path, '.js'), lean(text)]));
  const { hidden, wrapped } = await starterSource();
  const program = withoutCommentEnds(texts.get('clay'));
  const sum = crc32(Buffer.from(wrapped(program), 'latin1'));
  texts.set('clay', hidden(program, texts.get('starter'), sum));
  for (const [name, text] of texts) {
    const whole = name === 'clay' ? text : `#!/usr/bin/env node\n${text}`;
    if (isFile(name)) replace(join(dist, `${name}.js`), whole, 0o755);
  }
}

function isFile(program) {
  return program !== 'starter';
}

// Those of builds before stay: clients that run may have scripts that go on with them.
function keepEngine() {
  replace(join(dist, `quickjs.${engine.id}.wasm`), engine.bytes, 0o644);
  // No client that runs needs one of a build before: it has that in the copy of its build, and what its scripts have begun
  // as is in its state.
  for (const name of readdirSync(dist))
    if (/^quickjs\.\w+\.base$/.test(name) && !name.includes(engine.base.id)) rmSync(join(dist, name));
  replace(join(dist, `quickjs.${engine.base.id}.base`), engine.base.bytes, 0o644);
  replace(join(dist, LICENCES), engine.licences, 0o644);
}

// The page of the browser view: one script, one style sheet, nothing from elsewhere.
async function bundlePage() {
  mkdirSync(join(dist, 'web'), { recursive: true });
  const { outputFiles } = await build({
    entryPoints: {
      page: join(root, PAGE, 'main.ts'),
      worker: join(root, PAGE, 'worker/worker.ts'),
      'page-style': join(root, PAGE, 'style/page.css'),
    },
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    outdir: join(dist, 'web'),
    write: false,
    logLevel: 'warning',
  });
  const files = [
    ...outputFiles.map(({ path, text }) => [
      basename(path).replace('page-style', 'page'),
      path.endsWith('.css') ? withoutBlanks(text) : text,
    ]),
    ...['index.html', 'icon.svg', 'manifest.json'].map(name => [
      name,
      readFileSync(join(root, PAGE, name), 'utf8'),
    ]),
  ];
  // A page knows which one it is, so that it sees when Clay has another one.
  const hash = createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 16);
  for (const [name, text] of [...files, ['build', `${hash}\n`]])
    replace(join(dist, 'web', name), text.replaceAll('PAGE_BUILD', hash), 0o644);
}

// esbuild leaves the values of custom properties as they are written.
function withoutBlanks(css) {
  return css.replace(/(--[\w-]+:) /g, '$1').replaceAll(', ', ',');
}

function lean(script) {
  return inAscii(withoutCopies(withWholeStrings(script)));
}

// The limit of a line is kept within strings, too, where no search for their words would find them.
function withWholeStrings(script) {
  return script.replace(/(?<!\\)((?:\\\\)*)\\\n/g, '$1');
}

// Each file that imports one of the modules above would have an object of its own with all of its names in it, made at
// each start. They have no default export that anybody asks for.
function withoutCopies(script) {
  return script.replace(/__toESM\((require_(?:node_)?\w+\(\))\)/g, (copy, original) =>
    isLazy(original, script) ? original : copy,
  );
}

function isLazy(original, script) {
  const [name] = original.split('(');
  return new RegExp(`var ${name}=__commonJS\\(\\{\\s*"lazy:`).test(script);
}

// One letter beyond Latin-1, of a regular expression, and V8 keeps the whole bundle in two bytes a letter: so does the
// start-up snapshot, and every start copies it. In strings esbuild has done this already.
function inAscii(script) {
  return script.replace(/[^\x00-\x7f]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

// The program stands in a comment of clay.js, as it is: nothing in it may end that, and every start would pay for putting
// another thing in its place. Of a regular expression it is the end where a letter behind it is taken for a flag that there is not.
function withoutCommentEnds(script) {
  let text = script;
  for (let at = text.indexOf('*/'); at >= 0; at = text.indexOf('*/', at)) {
    const [before, after] = [text.slice(0, at + 1), text.slice(at + 1)];
    const isEnd = !isProgram(`${before}/Q${after.slice(1)}`);
    text = `${before}${isEnd ? '(?:)' : '\\'}${after}`;
  }
  if (!isProgram(text)) throw new Error('the bundle has */ in it where nothing else can stand');
  return text;
}

function isProgram(text) {
  try {
    return new Script(text) !== null;
  } catch {
    return false;
  }
}

function replace(path, contents, mode) {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, contents, { mode });
  chmodSync(temporary, mode);
  renameSync(temporary, path);
}

// What starts are quick by, for this Node.
function prepare() {
  const { status, error } = spawnSync(process.execPath, [join(dist, 'prepare.js')], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) throw error ?? new Error(`prepare.js ended with ${status}`);
}

// How the client's program stands in clay.js.
async function starterSource() {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'client/starter/source.ts')],
    bundle: true,
    format: 'esm',
    write: false,
    logLevel: 'warning',
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}
