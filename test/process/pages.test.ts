/** Manual pages and completions: made of the tables, so that all of these are in them. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { commands } from '../../client/command/commands.ts';
import { actions } from '../../client/settings/bindings.ts';
import { clientSchema, webSchema, worldSchema } from '../../client/settings/schema.ts';

const root = resolve(__dirname, '../..');
const made = (name: string) => readFileSync(resolve(root, 'dist', name), 'utf8');
/** As they stand in a page. */
const roff = (text: string) => text.replaceAll('-', '\\-').replaceAll('^', '\\(ha');

beforeAll(() => {
  const { status, stderr } = spawnSync(process.execPath, ['.build/package/pages.mjs'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
});

test('clay(1) has every command and every key', () => {
  const page = made('man/clay.1');
  for (const { usage } of commands) expect(page).toContain(roff(usage));
  for (const name of Object.keys(actions)) expect(page).toContain(`(${roff(name)})`);
  expect(page).toContain('.SH CLAY ATTACH');
  expect(page).not.toMatch(/^\.TP\n\n/m);
});

test('clay-settings(5) has every setting, with its default', () => {
  const page = made('man/clay-settings.5');
  for (const { key } of clientSchema) expect(page).toContain(`\\fB${key}\\fR`);
  for (const { key } of webSchema) expect(page).toContain(`\\fBweb.${key}\\fR`);
  for (const { key } of worldSchema) expect(page).toContain(`\\fB${key}\\fR`);
  expect(page).toContain('default: true.');
});

test('shells know the programs and their options; bash completes names of worlds', () => {
  for (const name of ['bash/clay', 'zsh/_clay', 'fish/clay.fish']) {
    const text = made(`completions/${name}`);
    for (const word of ['attach', 'grep', 'web', 'doctor', 'demo', 'headless']) expect(text).toContain(word);
  }
  const ask = `source dist/completions/bash/clay; COMP_WORDS=(clay "$1"); COMP_CWORD=1; _clay; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const settings = `CLAY_HOME=$(mktemp -d); export CLAY_HOME; printf '[worlds.Alpha]\\n[worlds."My World"]\\n' > "$CLAY_HOME/settings.toml"; `;
  const { stdout } = spawnSync('bash', ['-c', `${settings}${ask}`, 'bash', 'My'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(stdout).toBe('My World\n');
});
