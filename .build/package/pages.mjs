// Manual pages and completions into dist/man and dist/completions.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { completions } from './completions.mjs';
import { helpOf } from './help.mjs';
import { clayPage, settingsPage } from './man.mjs';
import { root, time, version } from './stage.mjs';

const NAMES = { bash: 'clay', zsh: '_clay', fish: 'clay.fish' };

const helps = ['', 'attach', 'grep', 'web', 'doctor'].map(helpOf);
const { families, actions, schemas, valuesOf, formatValue } = await tables();
const common = { version, date: time() };

put('man/clay.1', clayPage({ helps, families, keys: keyRows(), ...common }));
put('man/clay-settings.5', settingsPage({ tables: settingTables(), ...common }));
for (const [shell, text] of Object.entries(completions(helps)))
  put(`completions/${shell}/${NAMES[shell]}`, text);

function put(name, text) {
  const path = join(root, 'dist', name);
  mkdirSync(join(path, '..'), { recursive: true });
  // Whole at any moment: somebody else may be reading it.
  writeFileSync(`${path}.${process.pid}`, text);
  renameSync(`${path}.${process.pid}`, path);
}

function keyRows() {
  return Object.entries(actions).map(([name, { keys, help }]) => [name, keys.join(' '), help]);
}

function settingTables() {
  return schemas.map(([title, prefix, entries]) => ({
    title,
    entries: entries.map(entry => ({
      name: prefix + entry.key,
      values: valuesOf(entry),
      fallback: `default: ${formatValue(entry.default)}`,
      help: entry.help,
    })),
  }));
}

/** The client's own tables. */
async function tables() {
  const contents = `
    export { families } from './client/command/commands.ts';
    export { actions } from './client/settings/bindings.ts';
    export { valuesOf } from './client/command/help/entries.ts';
    export { formatValue } from './client/settings/format.ts';
    import { clientSchema, statusSchema, webSchema, worldSchema } from './client/settings/schema.ts';
    export const schemas = [
      ['Settings', '', clientSchema],
      ['[status]', 'status.', statusSchema],
      ['[web]', 'web.', webSchema],
      ['[worlds.NAME]', '', worldSchema],
    ];`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
    logLevel: 'warning',
    define: { CLAY_VERSION: JSON.stringify(version), CLAY_ENGINE: '""' },
    alias: { 'msgpackr/pack': join(root, 'node_modules/msgpackr/pack.js') },
  });
  const exported = { exports: {} };
  const { createRequire } = await import('node:module');
  new Function('module', 'exports', 'require', outputFiles[0].text)(
    exported,
    exported.exports,
    createRequire(import.meta.url),
  );
  return exported.exports;
}
