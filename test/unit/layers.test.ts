/** Imports point down only. What stands in a layer may import from its own and from those before it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const root = join(__dirname, '../..');

/** Low to high. A folder stands for all that is in it and in no layer of its own. */
const layers: readonly (readonly string[])[] = [
  ['shared', 'native', 'client/starter'],
  ['client/state'],
  ['client/text', 'client/stream'],
  ['client/automation', 'client/script', 'client/tinyfugue', 'client/map'],
  ['client/world', 'client/settings', 'client/editor', 'client/terminal'],
  ['client/imports'],
  ['client/view'],
  ['client/web'],
  ['client/command'],
  ['client/app', 'client/host'],
  ['client/snapshot'],
  ['client/reload'],
  ['client/crash'],
  ['client/runtime'],
  ['client/boot'],
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
      'client/boot/takeover.ts',
      'shared/paths.ts',
      'client/host/settings-file.ts',
    ]),
  );
  expect(importsOf('client/stream/stream.ts').map(({ to }) => to)).toContain('client/stream/telnet/naws.ts');
});

/** Programs of their own beside the client. */
const PROGRAMS = [
  'client/demo',
  'client/speller',
  'client/compiler',
  'client/attach',
  'client/prepare',
  'client/doctor',
];
const isProgram = (file: string) => PROGRAMS.some(program => isIn(file, program));

test('every file of the client is in a layer', () => {
  const without = filesIn('client').filter(file => !isProgram(file) && layerOf(file) < 0);
  expect(without).toEqual([]);
});

test('no import points up', () => {
  const inside = importsIn('client', 'shared', 'native').filter(({ from }) => !isProgram(from));
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

test.each(['client/speller', 'client/attach'])(
  '%s knows nothing of the client, and the client nothing of it',
  program => {
    const across = importsIn('client').filter(
      ({ from, to }) => isIn(from, program) !== isIn(to, program) && to.startsWith('client/'),
    );
    expect(across.map(shown)).toEqual([]);
  },
);

test('the compiler knows the engine of scripts, and the client nothing of it', () => {
  const own = importsIn('client/compiler').filter(({ to }) => to.startsWith('client/'));
  expect(own.filter(({ to }) => !isIn(to, 'client/script') && !isIn(to, 'client/host/script'))).toEqual([]);
  const into = importsIn('client').filter(
    ({ from, to }) => isIn(to, 'client/compiler') && !isIn(from, 'client/compiler'),
  );
  expect(into.map(shown)).toEqual([]);
});

test('architecture.md states the same order', () => {
  const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
  const [, order = ''] = /## Import order\n[^`]*```\n([^`]*)```/.exec(page) ?? [];
  const rooms = order
    .split('→')
    .map(floor => floor.split(',').map(name => name.trim()))
    .reverse();
  const stated = layers.map(floor => floor.map(path => path.replace(/^client\/|\.ts$/g, '')));
  expect(rooms).toEqual(stated);
});

test('every file stands in the map', () => {
  const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
  const named = new Set<string>();
  let folder = '';
  for (const line of page.split('\n')) {
    folder = /^### `([^`]+)\/`/.exec(line)?.[1] ?? folder;
    if (line.startsWith('| `'))
      for (const [, name] of (line.split('|')[1] as string).matchAll(/`([^`]+)`/g))
        named.add(`${folder}/${name}`);
  }
  const files = ['client', 'tlsproxy', 'shared', 'native'].flatMap(top =>
    readdirSync(join(root, top), { recursive: true, encoding: 'utf8' })
      .filter(name => /\.(ts|c|mjs)$/.test(name))
      .map(name => `${top}/${name}`),
  );
  expect(files.filter(file => !named.has(file))).toEqual([]);
  expect([...named].filter(file => !files.includes(file) && !file.startsWith('.build'))).toEqual([]);
});

test('no folder holds more than 15 files, and no file of source has more than 400 lines', () => {
  const crowded: string[] = [];
  const look = (folder: string) => {
    const entries = readdirSync(folder, { withFileTypes: true });
    const files = entries.filter(entry => entry.isFile());
    if (files.length > 15) crowded.push(`${relative(root, folder)}: ${files.length} files`);
    for (const { name } of files) {
      const lines = readFileSync(join(folder, name), 'utf8').split('\n').length - 1;
      if (lines > 400) crowded.push(`${relative(root, join(folder, name))}: ${lines} lines`);
    }
    for (const entry of entries) if (entry.isDirectory()) look(join(folder, entry.name));
  };
  for (const top of ['client', 'tlsproxy', 'shared', 'native']) look(join(root, top));
  expect(crowded).toEqual([]);
});

/** What asks nothing of the computer. */
const PURE: Readonly<Record<string, string>> = { isDeepStrictEqual: 'node:util', isIP: 'node:net' };

test('settings do no input or output: of Node they import two pure functions', () => {
  const imports = filesIn('client/settings').flatMap(file =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/^import [^;]*from 'node:[^;]*;/gm)].map(
      ([all]) => all,
    ),
  );
  const pure = Object.entries(PURE).map(([name, from]) => `import { ${name} } from '${from}';`);
  expect([...new Set(imports)].sort()).toEqual(pure.sort());
});

test('state, bytes, worlds, screen and commands do no input or output: of Node they import Buffer alone, but for the tty', () => {
  const pure = [
    'state',
    'text',
    'stream',
    'automation',
    'tinyfugue',
    'world',
    'editor',
    'terminal',
    'view',
    'web',
    'command',
    'app',
  ].flatMap(room => importsIn(`client/${room}`));
  const impure = pure.filter(
    ({ from, to }) =>
      !/^client\/terminal\/(tty|pipes)\.ts$/.test(from) && to.startsWith('node:') && to !== 'node:buffer',
  );
  expect(impure.map(shown)).toEqual([]);
});
