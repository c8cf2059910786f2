/** Imports point down only. What stands in a layer may import from its own and from those before it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const root = join(__dirname, '../..');

/** Low to high. A folder stands for all that is in it and in no layer of its own. */
const layers: readonly (readonly string[])[] = [
  ['shared', 'native'],
  ['client/state', 'client/state/state.ts'],
  ['client/stream'],
  ['client/world'],
  ['client/settings'],
  ['client/terminal'],
  ['client/reload', 'client/command', 'client/app/initial-state.ts'],
  ['client/host', 'client/web', 'client/app/keymap.ts', 'client/app/greeting.ts'],
  [
    'client/app/handle.ts',
    'client/host/effects.ts',
    'client/boot/installation.ts',
    'client/boot/command-line.ts',
  ],
  [
    'client/runtime/image.ts',
    'client/runtime/loop.ts',
    'client/reload/reloader.ts',
    'client/crash/handler.ts',
    'client/runtime/persistence.ts',
  ],
  [
    'client/runtime/client.ts',
    'client/boot/dry-run.ts',
    'client/boot/takeover.ts',
    'client/crash/replay.ts',
    'client/crash/unrecorded.ts',
  ],
  [
    'client/boot/fresh-start.ts',
    'client/boot/after-reload.ts',
    'client/boot/after-crash.ts',
    'client/boot/preflight.ts',
    'client/boot/warm-up.ts',
  ],
  ['client/main.ts'],
];

interface Import {
  readonly from: string;
  readonly to: string;
}

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .map(name => join(folder, name));
}

/** Of import and export statements and import(); paths inside the project by their path from its root. */
function importsOf(file: string): Import[] {
  const source = readFileSync(join(root, file), 'utf8');
  const found = source.matchAll(
    /^(?:import|export)\b[^;]*?\bfrom '([^']+)'|\bimport\('([^']+)'\)|^import '([^']+)'/gm,
  );
  return [...found].map(match => {
    const name = (match[1] ?? match[2] ?? match[3]) as string;
    return { from: file, to: name.startsWith('.') ? relative(root, join(root, file, '..', name)) : name };
  });
}

function importsIn(...folders: string[]): Import[] {
  return folders.flatMap(filesIn).flatMap(importsOf);
}

/** Whether the file is the path or lies in it. */
function isIn(file: string, path: string): boolean {
  return file === path || file.startsWith(`${path}/`);
}

/** Of the layer whose path fits best; -1 for what is no part of the client. */
function layerOf(file: string): number {
  let best = { layer: -1, length: 0 };
  layers.forEach((paths, layer) => {
    for (const path of paths)
      if (isIn(file, path) && path.length > best.length) best = { layer, length: path.length };
  });
  return best.layer;
}

const shown = ({ from, to }: Import) => `${from} imports ${to}`;

test('the statements are found', () => {
  expect(importsOf('client/boot/fresh-start.ts').map(({ to }) => to)).toEqual(
    expect.arrayContaining([
      'node:fs',
      'client/runtime/client.ts',
      'shared/paths.ts',
      'client/settings/load.ts',
    ]),
  );
  expect(importsOf('client/stream/stream.ts').map(({ to }) => to)).toContain('client/stream/telnet/naws.ts');
});

test('every file of the client is in a layer', () => {
  const without = filesIn('client').filter(file => !isIn(file, 'client/demo') && layerOf(file) < 0);
  expect(without).toEqual([]);
});

test('no import points up', () => {
  const inside = importsIn('client', 'shared', 'native').filter(({ from }) => !isIn(from, 'client/demo'));
  const up = inside.filter(({ from, to }) => layerOf(to) > layerOf(from));
  expect(up.map(shown)).toEqual([]);
});

test('the client and tlsproxy know nothing of each other', () => {
  const across = [
    ...importsIn('client').filter(({ to }) => isIn(to, 'tlsproxy')),
    ...importsIn('tlsproxy').filter(({ to }) => isIn(to, 'client')),
    ...importsIn('shared', 'native').filter(({ to }) => isIn(to, 'client') || isIn(to, 'tlsproxy')),
  ];
  expect(across.map(shown)).toEqual([]);
});

test('the demo is a server like any other: it knows itself and what is shared', () => {
  const others = importsIn('client/demo').filter(
    ({ to }) =>
      (to.startsWith('client/') && !isIn(to, 'client/demo')) || isIn(to, 'native') || isIn(to, 'tlsproxy'),
  );
  expect(others.map(shown)).toEqual([]);
  const into = importsIn('client').filter(
    ({ from, to }) => isIn(to, 'client/demo') && !isIn(from, 'client/demo'),
  );
  expect(into.map(shown)).toEqual([]);
});

test('bytes, worlds and screen do no input or output: of Node they import Buffer alone, but for the tty', () => {
  const pure = importsIn('client/state', 'client/stream', 'client/world', 'client/terminal').concat(
    [
      'client/state/state.ts',
      'client/app/handle.ts',
      'client/app/keymap.ts',
      'client/app/greeting.ts',
      'client/app/initial-state.ts',
    ].flatMap(importsOf),
  );
  const impure = pure.filter(
    ({ from, to }) => from !== 'client/terminal/tty.ts' && to.startsWith('node:') && to !== 'node:buffer',
  );
  expect(impure.map(shown)).toEqual([]);
});
