import { createPlay, type Play, playAlpha } from '../../support/play.ts';

/** `disk.logs` has bytes of the day's file as well; this one is the rules'. */
const chatOf = (play: Play) =>
  (play.disk.logs['Alpha/chat.log'] ?? '').split('\n').map(line => line.replace(/^\S+ \S+ /, ''));

const CHAT = '[[trigger]]\nname = "chat"\npattern = "* tells you: *"\nmode = "glob"\nlog = "chat"\n';

test('a line goes into a file of its own, with the time, as it came', () => {
  const play = playAlpha({ automation: `${CHAT}gag = true\n` });
  play.receive(
    'Alpha',
    'Bob tells you: hi\r\nIt rains.\r\n\x1b[31mAnn\x1b[0m tells you: \x1b[1mho\x1b[0m\r\n',
  );
  play.advance(1000);
  expect(play.disk.logs['Alpha/chat.log']).toMatch(
    /^2024-01-15 12:00:00 Bob tells you: hi\n2024-01-15 12:00:00 Ann/,
  );
  expect(chatOf(play)).toEqual(['Bob tells you: hi', 'Ann tells you: ho', '']);
});

test('a block goes there line by line', () => {
  const play = playAlpha({
    automation: '[[trigger]]\nname = "score"\npattern = "Score:"\nuntil = "----"\nlog = "chat"\n',
  });
  play.receive('Alpha', 'Score:\r\nhp 10\r\n');
  play.reload();
  play.receive('Alpha', 'sp 20\r\n----\r\nafter\r\n');
  play.advance(1000);
  expect(chatOf(play)).toEqual(['Score:', 'hp 10', 'sp 20', '----', '']);
});

test('with a reload at any place each line is in the file once', () => {
  const text = 'Bob tells you: one\r\nBob tells you: two\r\n';
  for (let cut = 0; cut <= text.length; cut += 3) {
    const play = playAlpha({ automation: CHAT });
    play.receive('Alpha', text.slice(0, cut));
    play.advance(cut * 5);
    play.reload();
    play.receive('Alpha', text.slice(cut));
    play.advance(1000);
    expect(chatOf(play)).toEqual(['Bob tells you: one', 'Bob tells you: two', '']);
  }
});

test('lines wait for a full disk, which is told once', () => {
  const play = playAlpha({ automation: CHAT });
  play.disk.logFault = { code: 'ENOSPC', sentence: 'the disk is full.' };
  play.receive('Alpha', 'Bob tells you: one\r\n');
  play.advance(60_000);
  play.receive('Alpha', 'Bob tells you: two\r\n');
  play.advance(60_000);
  expect(play.output().filter(line => /chat.log cannot/.test(line))).toHaveLength(1);
  play.disk.logFault = null;
  play.advance(20_000);
  expect(chatOf(play)).toEqual(['Bob tells you: one', 'Bob tells you: two', '']);
});

test.each(['../x', 'a/b', '.x', '2024-01-15', 'x$1', ''])('%j is no file for lines', file => {
  const play = playAlpha({ columns: 150 });
  play.enter(`/action --log "${file}" chat Bob`);
  expect(play.output().join('\n')).toContain('log is the name of a file without .log');
  expect(play.disk.automation).toBe(null);
});

const spoken = (play: Play) => play.asked.flatMap(one => (one.type === 'speak' ? [one] : []));

test('words are spoken one after the other, as data, by the command of the settings', () => {
  const play = playAlpha({
    automation: '[[trigger]]\nname = "tell"\npattern = "* tells you: *"\nmode = "glob"\nspeak = "$1: $2"\n',
    settings: { speak_command: 'espeak --stdin' },
  });
  play.receive('Alpha', 'Bob tells you: $(reboot); `ls`\r\nAnn tells you: -f /etc/passwd\r\n');
  expect(spoken(play)).toEqual([{ type: 'speak', text: 'Bob: $(reboot); `ls`', command: 'espeak --stdin' }]);
  play.dispatch({ type: 'spoken', fault: null });
  expect(spoken(play).at(-1)?.text).toBe('Ann: -f /etc/passwd');
  expect(spoken(play)).toHaveLength(2);
});

test('who speaks is not waited for after a reload, and of what waits five go on', () => {
  const play = playAlpha({ automation: '[[trigger]]\nname = "n"\npattern = "n"\nspeak = "$*"\n' });
  for (let n = 0; n < 9; n++) play.receive('Alpha', `n ${n}\r\n`);
  play.reload();
  for (let n = 0; n < 9; n++) play.dispatch({ type: 'spoken', fault: null });
  expect(spoken(play).map(({ text }) => text)).toEqual(['n 0', 'n 4', 'n 5', 'n 6', 'n 7', 'n 8']);
});

test('that nothing speaks is told once', () => {
  const play = playAlpha({ automation: '[[trigger]]\nname = "n"\npattern = "n"\nspeak = "$*"\n' });
  for (let n = 0; n < 3; n++) {
    play.receive('Alpha', `n ${n}\r\n`);
    play.dispatch({ type: 'spoken', fault: { code: 'SPEECH_MISSING', sentence: 'No program speaks.' } });
  }
  expect(play.output().filter(line => /No program/.test(line))).toHaveLength(1);
});

test('no rule says by which command is spoken', () => {
  const play = playAlpha({
    automation: '[[trigger]]\nname = "x"\npattern = "x"\nbody = "/setup speak_command reboot"\n',
  });
  play.receive('Alpha', 'x\r\n');
  expect(play.state.settings.speak_command).toBe('');
});

const GREET = `clay.export('wave', m => { m.send('wave ' + m.groups.who + m[2]); });
clay.export('late', m => m.gag());`;

function greeting(pattern: string, rest: string): Play {
  return playAlpha({
    automation: `[[trigger]]\nname = "greet"\nmode = "regexp"\npattern = '${pattern}'\n${rest}\n`,
    scripts: { greet: GREET },
    columns: 100,
  });
}

test('a rule calls a function of a script, with what it has matched as data', () => {
  const play = greeting(String.raw`^(?<who>\w+) says (.*)$`, 'call = "greet.wave"');
  play.receive('Alpha', 'Bob says ;/quit $1\r\n');

  play.reload();
  play.receive('Alpha', 'Ann says "x"\r\n');
  expect(play.sent('Alpha').toString()).toBe('wave Bob;/quit $1\r\nwave Ann"x"\r\n');
});

test('an alias, a key and a timer call one as well', () => {
  const play = playAlpha({
    automation:
      '[[alias]]\nname = "w"\ncall = "greet.wave"\n[[bind]]\nname = "F5"\nkey = "F5"\ncall = "greet.wave"\n' +
      '[[timer]]\nname = "t"\nevery = 60\nworld = "Alpha"\ncall = "greet.wave"\n',
    scripts: { greet: `clay.export('wave', m => m.send('wave ' + m.text));` },
  });
  play.enter('w bob');
  play.press('F5');
  play.advance(60_000);
  expect(play.sent('Alpha').toString()).toBe('wave bob\r\nwave \r\nwave \r\n');
});

test('what is not there to be called is told, once a minute', () => {
  const play = greeting('.', 'call = "greet.bow"');
  play.receive('Alpha', 'one\r\ntwo\r\n');
  const told = () => play.output().filter(line => /greet.js exports no bow/.test(line)).length;
  expect(told()).toBe(1);
  play.advance(61_000);
  play.receive('Alpha', 'three\r\n');
  expect(told()).toBe(2);
});

test('what is called for a line comes too late to change it, and that is said', () => {
  const play = greeting('.', 'call = "greet.late"');
  play.receive('Alpha', 'one\r\n');
  expect(play.output().join('\n')).toMatch(/greet.js: .*gag\(\) comes too late/);
});

test('a script that is off is not called', () => {
  const play = greeting('(?<who>.)(.)', 'call = "greet.wave"');
  play.enter('/scripts off greet');
  play.receive('Alpha', 'ab\r\n');
  expect(play.sent('Alpha').toString()).toBe('');
  expect(play.output().join('\n')).not.toContain('exports no');
});

test('/try tells of all three and does nothing', () => {
  const play = greeting('(?<who>.)(.)', 'call = "greet.wave"\nlog = "chat"\nspeak = "hi $who"');
  const said = play.answer('/try ab').join('\n');
  for (const one of ['speaks: hi a', 'writes into chat.log: ab', 'calls greet.wave'])
    expect(said).toContain(one);
  play.advance(1000);
  expect(play.disk.logs['Alpha/chat.log']).toBeUndefined();
  expect(spoken(play)).toEqual([]);
});

test('what is filled in names neither a file nor a function', () => {
  const play = playAlpha({
    automation: '[[trigger]]\nname = "x"\npattern = "x *"\nmode = "glob"\nbody = "/action --log $1 y z"\n',
    columns: 100,
  });
  play.receive('Alpha', 'x chat\r\n');
  expect(play.output().join('\n')).toContain('--log is what the rule says, never what is filled in');
});

describe('hooks', () => {
  test.each([
    ['ICONFAIL', 'CONFAIL'],
    ['session connected', 'CONNECT'],
    ['SESSION DISCONNECTED', 'DISCONNECT'],
    ['UNKNOWN COMMAND', 'NOMACRO'],
    ['SIGUSR1', 'PRERELOAD'],
  ])('%s of another client is %s', (other, own) => {
    const play = playAlpha({ automation: `[[hook]]\nname = "h"\nevent = "${other}"\nbody = "look"\n` });
    expect(play.answer('/hook').join()).toContain(`h: ${own} = look`);
    play.enter(`/hook ${other} = look`);
    expect(play.answer('/hook')).toContain(`% ${own} = look`);
  });

  test('what Clay has nothing for is said with why', () => {
    const play = playAlpha({ columns: 400 });
    play.enter('/hook MAIL = look');
    expect(play.output().join('\n')).toContain('MAIL is not, for Clay does not look for mail');
  });

  test('an unknown command, a rule that is redefined, a timer that is ended, and the file of rules', () => {
    const hooks = ['NOMACRO', 'REDEF', 'KILL', 'LOAD', 'LOADFAIL'].map(
      event => `[[hook]]\nname = "${event}"\nevent = "${event}"\nsend = "${event} $*"\n`,
    );
    const play = playAlpha({ automation: hooks.join(''), columns: 100 });
    play.enter('/nonsense x');
    play.enter('/action a b = c');
    play.enter('/action a b = d');
    play.enter('/repeat -n t 60 i x');
    play.enter('/timers -d t');
    play.enter('/auto load');
    play.disk.automation += 'x = [';
    play.enter('/auto load');
    const sent = play.sent('Alpha').toString().split('\r\n');
    expect(sent.slice(0, 4)).toEqual([
      'NOMACRO nonsense x',
      'REDEF trigger a',
      'KILL t',
      'LOAD automation.toml',
    ]);
    expect(sent[4]).toMatch(/^LOADFAIL automation.toml/);
  });

  test('BGTRIG comes when a rule acts where nobody looks', () => {
    const play = createPlay({
      worlds: { Alpha: {}, Beta: {} },
      automation:
        '[[trigger]]\nname = "a"\npattern = "act"\nset = { x = "1" }\n[[hook]]\nname = "b"\nevent = "BGTRIG"\nsend = "seen $*"\n',
    });
    play.dispatch({ type: 'started', notices: [], worlds: [] });
    for (const name of ['Beta', 'Alpha']) {
      play.enter(`/worlds ${name}`);
      play.connect(name);
    }
    play.receive('Beta', 'act one\r\nnothing\r\n');
    play.receive('Alpha', 'act two\r\n');
    expect(play.sent('Beta').toString()).toBe('seen act one\r\n');
    expect(play.sent('Alpha').toString()).toBe('');
  });
});
