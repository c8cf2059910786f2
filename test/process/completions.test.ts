/** Completions in the shells themselves: typed in a terminal, Tab pressed, and looked at. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cleanUp, temporaryDirectory } from '../support/temporary.ts';
import { startTerminal, type Terminal } from '../support/terminal.ts';

const root = resolve(__dirname, '../..');
const completions = join(root, 'dist/completions');

interface Shell {
  readonly name: string;
  readonly args: readonly string[];
  /** Lines that are typed first. */
  readonly begin: readonly string[];
}

/** None reads what the user or the system has set up. */
const SHELLS: readonly Shell[] = [
  {
    name: 'bash',
    args: ['--norc', '--noprofile'],
    begin: [`source ${completions}/bash/clay`],
  },
  {
    name: 'zsh',
    args: ['-f'],
    begin: [`fpath=(${completions}/zsh $fpath)`, 'autoload -U compinit', 'compinit -D -u'],
  },
  {
    name: 'fish',
    args: ['--no-config'],
    begin: [`source ${completions}/fish/clay.fish`],
  },
];

/** Names that a shell may take for something else. */
const SETTINGS = `[worlds.Alpha]
[worlds."My World"] # quoted
[worlds.'Single']
[worlds."Quote's"]
[worlds."Money $(touch spent)"]
[worlds.Beta.status]
`;

beforeAll(() => {
  const made = spawnSync(process.execPath, ['.build/package/pages.mjs'], { cwd: root, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(made.stderr);
});

afterAll(cleanUp);

for (const shell of SHELLS) {
  const isThere = spawnSync(shell.name, ['--version']).status === 0;
  if (!isThere) console.log(`There is no ${shell.name}: its completions are not tried.`);
  (isThere ? describe : describe.skip)(shell.name, () => {
    let terminal: Terminal;
    let profile: string;

    beforeAll(async () => {
      profile = temporaryDirectory('completions');
      writeFileSync(join(profile, 'settings.toml'), SETTINGS);
      mkdirSync(join(profile, 'home'));
      terminal = await startTerminal({
        command: shell.name,
        args: shell.args,
        cwd: profile,
        columns: 120,
        env: {
          ...{ HOME: join(profile, 'home'), CLAY_HOME: profile, PATH: '/usr/local/bin:/usr/bin:/bin' },
          ...{ TERM: 'xterm', LANG: 'C.UTF-8', INPUTRC: '/dev/null', PS1: '> ' },
        },
      });
      // What is typed before a shell reads may be lost to it.
      await terminal.waitFor(({ cursor }) => cursor().x > 0);
      for (const line of shell.begin) terminal.type(`${line}\r`);
      // Told apart from what is typed.
      terminal.type(`echo read''y\r`);
      await terminal.waitFor(/^ready$/m);
    });

    test.each([
      ['clay de', 'clay demo '],
      ['clay att', 'clay attach '],
      ['clay Alp', 'clay Alpha '],
      ['clay My', String.raw`clay My\ World `],
      ['clay "My', 'clay "My World" '],
      ['clay Sing', 'clay Single '],
      ['clay Quo', String.raw`clay Quote\'s `],
      ['clay Alpha My', String.raw`clay Alpha My\ World `],
      ['clay --pl', 'clay --plain '],
      ['clay attach --pi', 'clay attach --pid '],
      ['clay doctor --sec', 'clay doctor --secrets '],
    ])('%s', async (typed, completed) => {
      terminal.press('C-u');
      terminal.type(`${typed}\t`);
      await terminal.waitFor(({ screen, cursor }) => {
        const { x, y } = cursor();
        return (screen()[y] ?? '').padEnd(x).slice(0, x).endsWith(completed);
      });
    });

    test('a name is offered as it is, and nothing in it is run', async () => {
      terminal.press('C-u');
      terminal.type('clay Mon\t');
      await terminal.waitFor('spent');
      expect(existsSync(join(profile, 'spent'))).toBe(false);
    });
  });
}
