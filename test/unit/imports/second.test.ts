/** A second import of the same file changes nothing, and says so: of each kind. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allMacros } from '../../../client/world/tinyfugue/store.ts';
import { createPlay, type Play } from '../../support/play.ts';
import { standInText } from '../../support/tinyfugue/stand-in.ts';

/** All files of the profile that an import may write, and what is in force. */
function all({ disk, state }: Play): string {
  const { automation, settings, scripts, stubs, grants } = disk;
  const { rules, variables } = {
    rules: Buffer.from(state.automation.block).toString('base64'),
    ...state.automation,
  };
  const macros = allMacros(state);
  const globals = state.tinyfugue?.globals;
  const processes = state.tinyfugue?.processes.map(({ id, body }) => [id, body]);
  return JSON.stringify(
    [
      { automation, settings, scripts, stubs, grants },
      rules,
      variables,
      state.settings,
      macros,
      globals,
      processes,
    ],
    null,
    1,
  );
}

function newPlay(files: Record<string, string>): Play {
  const play = createPlay({ columns: 300, rows: 400, worlds: { Alpha: {} } });
  play.disk.settings = '# mine\n';
  play.disk.foreign = files;
  play.disk.macros = files;
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  return play;
}

/** What is said to it. */
function done(play: Play, line: string): string {
  const said = play.answer(line).join('\n');
  for (let turn = 0; turn < 50; turn++) play.advance(1);
  return said;
}

const fixtures = ['clay', 'tintin'].flatMap(format =>
  readdirSync(join(__dirname, format))
    .filter(name => !name.endsWith('.expected'))
    .map((name): [string, string] => [format, name]),
);

test.each(fixtures)('second import changes nothing: %s %s', (format, name) => {
  const play = newPlay({ [name]: readFileSync(join(__dirname, format, name), 'utf8') });
  done(play, `/import ${format} ${name}`);
  const before = all(play);
  const said = done(play, `/import ${format} ${name}`);
  expect(all(play)).toBe(before);
  expect(said).toMatch(/: (?:nothing new|0 taken)/);
  expect(said).not.toContain('% Taken');
  play.reload();
  const behind = all(play);
  done(play, `/import ${format} ${name}`);
  expect(all(play)).toBe(behind);
});

const MACROS =
  '/def greet = wave\n/def -F -t"x" = look\n/set hp=5\n/bind ^W = wave\n/repeat -600 i look\n/hook CONNECT = /echo hi\n/hilite zap*\n';

test.each([
  ['macros of all kinds', MACROS],
  ['the BatMUD set', standInText()],
])('second import changes nothing: tf, %s', (_, text) => {
  const play = newPlay({ 'x.tf': text });
  done(play, '/import tf x.tf');
  expect(play.disk.settings).toContain('macros = ["x.tf"]');
  play.enter('/eval /set hp=7');
  const before = all(play);
  const said = done(play, '/import tf x.tf');
  expect(all(play)).toBe(before);
  expect(said).toContain('x.tf: nothing new');
  play.reload();
  expect(done(play, '/import tf x.tf')).toContain('x.tf: nothing new');
  expect(all(play)).toBe(before);
});

test('a file of macros that is loaded once more defines nothing twice, with a name or without', () => {
  const play = newPlay({ 'x.tf': MACROS });
  done(play, '/load x.tf');
  const before = allMacros(play.state);
  play.reload();
  expect(done(play, '/load x.tf')).not.toContain('Redefined');
  expect(play.output().join('\n')).toContain('x.tf: nothing new.');
  expect(allMacros(play.state)).toEqual(before);
  play.receive('Alpha', 'x\r\n');
  play.advance(1000);
  expect(play.sent('Alpha').toString().match(/look/g)).toHaveLength(1);
  // What has changed in the file is taken.
  play.disk.macros = { 'x.tf': MACROS.replace('= look', '= listen') };
  done(play, '/import -f tf x.tf');
  expect(allMacros(play.state)).toHaveLength(before.length + 1);
});
