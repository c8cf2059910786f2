/** /import: what it changes and what it leaves alone. */
import { createPlay } from '../../support/play.ts';

function newPlay(files: Record<string, string>, options: Parameters<typeof createPlay>[0] = {}) {
  const play = createPlay({ columns: 200, rows: 100, worlds: { Alpha: { host: 'a.example' } }, ...options });
  play.disk.foreign = files;
  return play;
}

test('-n shows only', () => {
  const play = newPlay({ 'x.tin': '#alias {k} {kill %1}\n#session {Beta} {b.example} {23}' });
  expect(play.answer('/import -n tintin x.tin').join('\n')).toMatch(
    /2 would be taken; 0 not taken\.[\s\S]*Would be taken:[\s\S]*alias k[\s\S]*world Beta[\s\S]*Nothing was changed/,
  );
  expect(play.disk.automation).toBeNull();
  expect(play.state.settings.worlds).not.toHaveProperty('Beta');
});

test('what is here and differs stays, but with -f', () => {
  const files = {
    'x.tin': '#alias {k} {kill %1}\n#var {target} {orc}\n#session {Alpha} {other.example} {23}',
  };
  const play = newPlay(files, {
    automation: '[[alias]]\nname = "k"\nbody = "kick $1" # mine\n\n[variables]\ntarget = "elf"\n',
  });
  play.dispatch({ type: 'started', notices: [], worlds: [] });
  const list = play.answer('/import tintin x.tin').join('\n');
  expect(list).toMatch(/0 taken; 3 not taken/);
  expect(list).toMatch(/line 1 {2}#alias \{k\} \{kill %1\}: alias k is another one here, and stays/);
  expect(play.disk.automation).toContain('body = "kick $1" # mine');
  expect(play.answer('/import -f tintin x.tin').join('\n')).toMatch(/3 taken, 3 of them changed/);
  expect(play.disk.automation).toContain('body = "kill $1"');
  expect(play.state.settings.worlds.Alpha?.host).toBe('other.example');
  play.enter('/undo');
  expect(play.disk.automation).toContain('body = "kick $1"');
  expect(play.state.automation.variables?.['']?.target).toBe('elf');
  expect(play.state.settings.worlds.Alpha?.host).toBe('a.example');
});

test('comments of automation.toml stay, and what is new stands with its kind', () => {
  const lines = Array.from(
    { length: 30 },
    (_, at) => `#action {^line ${at}$} {say ${at}}\n#alias {a${at}} {say ${at}}`,
  );
  const before =
    '# mine\n[[alias]]\nname = "k" # short\nbody = "kick"\n\n# of the end\n[variables]\nx = "1"\n';
  const play = newPlay({ 'x.tin': lines.join('\n') }, { automation: before });
  play.dispatch({ type: 'started', notices: [], worlds: [] });
  play.enter('/import tintin x.tin');
  const after = play.disk.automation ?? '';
  expect(after).toMatch(
    /^# mine\n\[\[alias\]\]\nname = "k" # short\nbody = "kick"\n\n\[\[alias\]\]\nname = "a0"/,
  );
  expect(after).toContain('body = "say 29 $*"\n\n# of the end\n[variables]\nx = "1"\n\n[[trigger]]\n');
  expect(play.state.automation.unsaved).toEqual([]);
  play.type('q');
  play.enter('/undo');
  expect(play.disk.automation).toBe(before);
});

test('an imported action acts, with a condition, and no rule below it is asked', () => {
  const text =
    '#action {^%1 hits you$} {#if {$brave == 1} {kill %1} {flee}}\n#action {^%1 hits %2$} {say %1 and %2}\n#gag {Rat}\n#alias {z} {say zzz}';
  const play = newPlay({ 'x.tin': text });
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  play.enter('/import tintin x.tin');
  play.receive('Alpha', 'Orc hits you\r\nRat hits Bob\r\n');
  play.enter('/set brave 1');
  play.receive('Alpha', 'Elf hits you\r\n');
  play.enter('z');
  play.enter('z z');
  play.advance(5000);
  const sent = play.sent('Alpha').toString();
  expect(sent).toBe(
    'flee\r\nsay Orc and you\r\nsay Rat and Bob\r\nkill Elf\r\nsay Elf and you\r\nsay zzz\r\nsay zzz z\r\n',
  );
  expect(play.output().join('\n')).not.toContain('Rat hits Bob');
});

test('a rule never imports', () => {
  const play = newPlay({ 'x.tin': '#alias {k} {kill}' });
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  play.enter('/action -r go ^go = /import tintin x.tin');
  play.receive('Alpha', 'go\r\n');
  expect(play.output().join('\n')).toContain('Not run: /import tintin x.tin');
  expect(play.state.imports).toBeUndefined();
});

test('a reload while the file is read asks for it again', () => {
  const play = newPlay({ 'x.tin': '#alias {k} {kill %1}' });
  const files = play.disk.foreign;
  play.disk.foreign = null;
  play.enter('/import tintin x.tin');
  expect(play.state.imports).toHaveLength(1);
  play.disk.foreign = files;
  play.reload();
  expect(play.state.imports).toBeUndefined();
  expect(play.disk.automation).toContain('name = "k"');
  expect(play.output().join('\n')).toContain('1 taken; 0 not taken');
});

test.each([
  ['/import', 'Usage: /import'],
  ['/import mush file', '/import knows no "mush"'],
  ['/import -x tintin file', 'there is no option -x'],
  ['/import tintin nothing.tin', '/import: nothing.tin is not there.'],
])('%s', (line, said) => {
  expect(newPlay({}).answer(line).join('\n')).toContain(said);
});

test('what other clients have left is offered on the first page, and never taken by itself', () => {
  const play = createPlay({ columns: 80, rows: 24 });
  const foreign = [{ format: 'tintin', path: '~/.tintinrc' } as const];
  Object.assign(play.state, { welcome: true, foreign });
  expect(play.screen().join('\n')).toContain('/import tintin ~/.tintinrc: take over what is there');
  expect(play.asked.filter(({ type }) => type === 'read import')).toEqual([]);
});

test('what is typed behind an alias goes along, without a blank where nothing is', () => {
  const play = newPlay({
    'x.tin': '#alias {z} {say zzz}\n#alias {two words} {say}\n#alias {go to} {run %1}',
  });
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  play.enter('/import tintin x.tin');
  for (const line of ['z', 'z a b', 'two words', 'two words x', 'go to inn']) play.enter(line);
  play.advance(5000);
  expect(play.sent('Alpha').toString()).toBe('say zzz\r\nsay zzz a b\r\nsay\r\nsay x\r\nrun inn\r\n');
});

test('macros of TinyFugue are loaded now and at each start', () => {
  const text = '/def greet = say hello\n/addworld Mine me sesame mud.example 4000\nconnect me sesame\n';
  const play = newPlay({ '/home/x.tf': text });
  play.disk.macros = { '/home/x.tf': text.split('\n', 1)[0] as string };
  const list = play.answer('/import -n tf /home/x.tf').join('\n');
  expect(list).toMatch(/line 1 {2}macro greet[\s\S]*line 2 {2}runs \/addworld …/);
  expect(list).not.toContain('sesame');
  expect(play.state.settings.macros).toEqual([]);
  expect(play.state.tinyfugue).toBeUndefined();
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  play.enter('/import tf /home/x.tf');
  play.advance(100);
  expect(play.state.settings.macros).toEqual(['/home/x.tf']);
  play.enter('/greet');
  play.advance(1000);
  expect(play.sent('Alpha').toString()).toContain('say hello');
});

describe('what neither rules nor a script can do', () => {
  const text = [
    '#action {%1 arrives} {#loop {1} {3} {i} {#draw {say $i}}}',
    '#alias {r} {say \u2028 clay.send("x"); #system {x} {1 + 2}}',
    '#function {double} {#script {result} {%1 * 2}}',
    '#var {password} {{a}{b}}',
    '#alias {ok} {say ok}',
  ].join('\n');

  test('stands in a script with its source in comments, which does nothing by itself', () => {
    const play = newPlay({ 'my file.tin': text });
    expect(play.answer('/import -n tintin my file.tin').join('\n')).not.toContain('scripts/');
    expect(play.disk.stubs).toEqual({});
    const list = play.answer('/import tintin my file.tin').join('\n');
    expect(list).toContain('What was not taken stands in scripts/import-my-file.todo.js');
    const stub = play.disk.stubs['import-my-file'] ?? '';
    expect(stub).toMatch(
      /^\/\/ line 1: .*#draw.*\n\/\/ #action \{%1 arrives\} \{#loop .*\n\/\/ clay\.trigger\(/m,
    );
    expect(stub).toMatch(/^\/\/ line 3: .*\n\/\/ #function \{double\}.*\n\/\/ clay\.export\(/m);
    expect(stub.split(/[\n\u2028]/).filter(line => line !== '' && !line.startsWith('//'))).toEqual([]);
    expect(stub).not.toMatch(/password|#alias \{ok\}/);
  });

  test('and what somebody has made of that stays', () => {
    const play = newPlay({ 'x.tin': text });
    play.disk.stubs['import-x'] = 'clay.echo("mine");';
    play.enter('/import tintin x.tin');
    expect(play.disk.stubs['import-x']).toBe('clay.echo("mine");');
  });
});
