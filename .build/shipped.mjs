// What is shipped beside Clay's own: the packages that the bundles are made of, the engine of scripts, and the Node of packages
// that have one. `npm run shipped` writes docs/shipped.md; `-- --cyclonedx` prints the same in that form (1.5), for tools;
// `-- --check` only says whether the document is what it would be. The bundler says what it has taken: no list is kept by hand.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** In dist/: the components, as the build has found them; and the notices that their licences want. */
export const COMPONENTS = 'shipped.json';
export const NOTICES = 'packages.LICENSE';

/**
 * The packages in a bundle: `{ name, version, license, source, programs }` each, by name. `metafile`: of esbuild; `more`:
 * packages whose files are taken otherwise, by the file that they are in.
 */
export function componentsOf(metafile, more) {
  const found = new Map();
  const add = (folder, program) => {
    const programs = found.get(folder) ?? new Set();
    found.set(folder, programs.add(program));
  };
  for (const [output, { inputs }] of Object.entries(metafile.outputs))
    for (const input of Object.keys(inputs)) {
      const [folder] = /(^|.*\/)node_modules\/(@[^/]+\/)?[^/]+/.exec(input) ?? [];
      if (folder) add(folder, output.split('/').at(-1));
    }
  for (const [folder, program] of Object.entries(more)) add(folder, program);
  return [...found].map(([folder, programs]) => component(folder, programs)).sort(byName);
}

function component(folder, programs) {
  const { name, version, license, repository } = JSON.parse(
    readFileSync(join(root, folder, 'package.json'), 'utf8'),
  );
  if (!version || typeof license !== 'string')
    throw new Error(`${folder} does not say its version and licence`);
  const url = typeof repository === 'string' ? repository : (repository?.url ?? '');
  return { name, version, license, source: sourceOf(url), folder, programs: [...programs].sort() };
}

/** As one can open it. */
function sourceOf(url) {
  const plain = url
    .replace(/^git\+/, '')
    .replace(/^(git|ssh|http):\/\/(git@)?/, 'https://')
    .replace(/\.git$/, '');
  return plain === '' || plain.includes('://')
    ? plain
    : `https://github.com/${plain.replace(/^github:/, '')}`;
}

function byName(one, other) {
  return one.name < other.name ? -1 : 1;
}

/** The texts of their licences. Throws where a package has none: it is to be looked at. */
export function noticesOf(components) {
  const parts = components.map(({ name, version, folder }) => {
    const file = readdirSync(join(root, folder)).find(entry => /^(licen[cs]e|copying)\b/i.test(entry));
    if (!file) throw new Error(`${name} ${version} has no file with its licence`);
    return `${name} ${version}\n\n${readFileSync(join(root, folder, file), 'utf8').trim()}\n`;
  });
  return `Clay's programs have parts of these packages in them.\n\n${parts.join('\n----\n\n')}`;
}

function documentOf(components, node) {
  const rows = components.map(({ name, version, license, source, programs }) => {
    const which = source === '' ? name : `[${name}](${source})`;
    return `| ${which} | ${version} | ${license} | ${programs.map(file => `\`${file}\``).join(', ')} |`;
  });
  return `# What is shipped

Made by \`npm run shipped\` from what the bundler has taken; \`npm run shipped -- --cyclonedx\` prints it as CycloneDX. The texts of the licences are in \`dist/${NOTICES}\` and
\`dist/quickjs.LICENSE\`. Clay itself is MIT ([LICENSE](../LICENSE)); nothing else is in the programs.

| package | version | licence | in |
|---|---|---|---|
${rows.join('\n')}

The engine of scripts is QuickJS-NG (MIT), as quickjs-wasi has built it, with a meter put in. Packages with a Node of their own have
Node ${node} (MIT; its file \`node.LICENSE\` has what is in it).

## Advisories

\`npm audit\` asks the registry. Not \`npm audit --omit=dev\`: what the programs are made of are development dependencies here, so that looks at
none and finds none. Some registries answer no such question (405: \`audit endpoint returned an error\`); then the list in CycloneDX is for a tool with
advisories of its own, such as osv-scanner or grype. From where Clay was built the registry did not answer, so no complete look at
advisories has been had. What was found of single ones, in what other projects say of them, is mended in the versions above: node-forge CVE-2026-33894 (in
1.4.0), follow-redirects CVE-2024-28849 (1.15.6) and CVE-2023-26159 (1.15.4).
`;
}

/** CycloneDX 1.5, without what changes from one run to the next. */
function cycloneOf(components, version, node) {
  const part = ({ name, version: its, license, source }) => ({
    ...{ type: 'library', name, version: its },
    purl: `pkg:npm/${name.replace('@', '%40')}@${its}`,
    licenses: [/ (AND|OR) /.test(license) ? { expression: license } : { license: { id: license } }],
    ...(source !== '' && { externalReferences: [{ type: 'vcs', url: source }] }),
  });
  return {
    ...{ bomFormat: 'CycloneDX', specVersion: '1.5', version: 1 },
    metadata: {
      component: { type: 'application', name: 'clay', version, licenses: [{ license: { id: 'MIT' } }] },
    },
    components: [
      ...components.map(part),
      { type: 'platform', name: 'node', version: node, licenses: [{ license: { id: 'MIT' } }] },
    ],
  };
}

function main(args) {
  const read = path => JSON.parse(readFileSync(path, 'utf8'));
  const file = join(resolve(root, process.env.CLAY_DIST ?? 'dist'), COMPONENTS);
  if (!existsSync(file)) throw new Error(`there is no ${file}: npm run build makes it`);
  const components = read(file);
  const { version } = read(join(root, 'package.json'));
  const { version: node } = read(join(root, '.build/package/node.json'));
  if (args.includes('--cyclonedx'))
    return console.log(JSON.stringify(cycloneOf(components, version, node), null, 2));
  const text = documentOf(components, node);
  const path = join(root, 'docs/shipped.md');
  if (!args.includes('--check')) return writeFileSync(path, text);
  if (readFileSync(path, 'utf8') === text) return;
  console.error('docs/shipped.md is not what is shipped: npm run shipped writes it.');
  process.exitCode = 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main(process.argv.slice(2));
