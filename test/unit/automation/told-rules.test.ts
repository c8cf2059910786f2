/** Rules about what servers tell beside the text, what arms a rule again, and what rules do beside sending. */
import { define } from '../../../client/automation/define.ts';
import { fault } from '../../../shared/fault.ts';
import { createPlay, type Play, playAlpha } from '../../support/play.ts';

const sent = (play: Play) => play.sent('Alpha').toString('latin1');
const said = (play: Play) => play.world('Alpha').scrollback.open.map(({ text }) => text);

function told(option: number, text: string): Buffer {
  return Buffer.concat([
    Buffer.from([255, 250, option]),
    Buffer.from(text, 'latin1'),
    Buffer.from([255, 240]),
  ]);
}

const GMCP = 201;
const MSDP = 69;

test('a rule acts on what the server tells by GMCP, by its name and its words', () => {
  const play = playAlpha({
    automation:
      '[[trigger]]\nname = "any"\non = "gmcp"\nbody = "/echo any"\n' +
      '[[trigger]]\nname = "vitals"\non = "gmcp char.vitals"\nwhen = "gmcp.Char.Vitals.hp < 50"\nsend = "heal"\ncooldown = 5\n' +
      `[[trigger]]\nname = "room"\non = "gmcp Room.Info"\npattern = '"name":"([^"]*)"'\nmode = "regexp"\necho = "in $1"\n` +
      '[[trigger]]\nname = "line"\npattern = "Vitals"\necho = "line"\n',
  });
  play.receive('Alpha', Buffer.from([255, 251, GMCP]));
  const message = told(GMCP, 'Char.Vitals {"hp":42}');
  play.receive('Alpha', message.subarray(0, 9));
  play.reload();
  play.receive('Alpha', message.subarray(9));
  play.receive('Alpha', told(GMCP, 'Char.Vitals {"hp":41}'));
  play.receive('Alpha', told(GMCP, 'Room.Info {"name":"Temple"}'));
  expect(sent(play).match(/heal\r\n/g)).toHaveLength(1);
  expect(said(play).filter(text => /any|in Temple|line/.test(text))).toEqual([
    'any',
    'any',
    'any',
    'in Temple',
  ]);
});

test('and by MSDP, which hooks hear of, too', () => {
  const play = playAlpha({
    automation: '[[trigger]]\nname = "hp"\non = "msdp HEALTH"\nsend = "heal $msdp.HEALTH"\n',
  });
  play.enter('/hook MSDP HEALTH * = /echo told $1');
  play.receive('Alpha', Buffer.from([255, 251, MSDP]));
  play.receive('Alpha', told(MSDP, '\x01HEALTH\x0242\x01MANA\x027'));
  expect(sent(play)).toContain('heal 42\r\n');
  expect(said(play)).toContain('told "42"');
});

test('what is about lines is no part of a rule about what servers tell', () => {
  expect(define('trigger', { name: 'x', on: 'gmcp', gag: true })).toMatchObject({ key: 'gag' });
  expect(define('trigger', { name: 'x', on: 'gmcpx', pattern: 'y' })).toMatchObject({ key: 'on' });
  expect(define('trigger', { name: 'x', pattern: 'y', rearm: 'z' })).toMatchObject({ key: 'rearm' });
  expect(define('trigger', { name: 'x', pattern: 'y', shots: 1, rearm: '(', mode: 'regexp' })).toHaveProperty(
    'fault',
  );
});

test('a rule that has acted as often as it may is armed again by a line, over reloads', () => {
  const play = playAlpha();
  play.enter('/action -n 2 --rearm "you stand up" s you sit = stand');
  play.receive('Alpha', 'you sit\r\n'.repeat(5));
  play.reload();
  play.receive('Alpha', 'you sit\r\n');
  expect(sent(play)).toBe('stand\r\n'.repeat(2));
  play.receive('Alpha', 'Then you stand up.\r\nyou stand up\r\n');
  play.reload();
  play.receive('Alpha', 'you sit\r\n'.repeat(5));
  expect(sent(play)).toBe('stand\r\n'.repeat(4));
  expect(play.state.automation.counts['trigger s']?.hits).toBe(4);
});

test('a rule of another world, one that is off, and one of a group that is off hear nothing that would arm them', () => {
  const play = createPlay({ worlds: { Alpha: {}, Beta: {} } });
  for (const name of ['Beta', 'Alpha']) {
    play.enter(`/worlds ${name}`);
    play.connect(name);
  }
  const arms = (world: string, change = '') => {
    play.enter('/action -n 1 -w Alpha -g fight --rearm "you stand up" s you sit = stand');
    play.receive('Alpha', 'you sit\r\nyou sit\r\n');
    const before = sent(play);
    if (change !== '') play.enter(`${change} off`);
    play.reload();
    play.receive(world, 'you stand up\r\n');
    if (change !== '') play.enter(`${change} on`);
    play.receive('Alpha', 'you sit\r\n');
    const isArmed = sent(play) !== before;
    play.enter('/unaction s');
    return isArmed;
  };
  expect(arms('Alpha')).toBe(true);
  expect(arms('Beta')).toBe(false);
  expect(arms('Alpha', '/group fight')).toBe(false);
  for (const [enabled, armed] of [
    [true, 1],
    [false, undefined],
  ]) {
    const rule = `pattern = "you sit"\nshots = 1\nrearm = "you stand up"\nsend = "x"\nenabled = ${enabled}`;
    const other = playAlpha({ automation: `[[trigger]]\nname = "s"\n${rule}\n` });
    other.state.automation.counts['trigger s'] = { hits: 1, last: 0, steps: 0, slow: [] };
    other.receive('Alpha', 'you stand up\r\n');
    expect(other.state.automation.counts['trigger s']?.spent).toBe(armed);
  }
});

test('a rule notifies terminals that can, and switches groups', () => {
  const play = playAlpha({
    automation:
      '[[trigger]]\nname = "t"\npattern = "* tells you *"\nmode = "glob"\nnotify = "$1: $2"\nswitch = { fight = false }\n' +
      '[[trigger]]\nname = "f"\npattern = "orc"\ngroup = "fight"\nsend = "kill"\n',
  });
  play.terminal.device = { depth: 256, underlines: true, links: true, exact: true, notify: 777 };
  play.receive('Alpha', 'Bob tells you hi\r\nBob tells you ho\r\nan orc\r\n');
  const notified = play.asked.filter(({ type }) => type === 'notify');
  expect(notified).toEqual([{ type: 'notify', view: play.terminal.id, title: 'Alpha', text: 'Bob: hi' }]);
  expect(sent(play)).toBe('');
  expect(play.state.automation.groupsOff).toEqual(['fight']);
  expect(play.answer('/try Bob tells you hi').join('\n')).toMatch(
    /notifies: Bob: hi\n.*switches the group fight off/,
  );
});

test('hooks hear of what happens to a connection, to the screen and to what is typed', () => {
  const play = createPlay({ worlds: { Alpha: {}, Beta: { reconnect: 5 } }, columns: 100, rows: 60 });
  const events = [
    'PENDING',
    'CONFAIL',
    'WAITING',
    'WORLD',
    'RESIZE',
    'SEND',
    'BEEP',
    'MASK',
    'UNMASK',
    'BGTEXT',
    'LOG',
  ];
  for (const event of events) play.enter(`/hook ${event} = /set ${event} \${${event}}x`);
  play.enter('/worlds Beta');
  play.close('Beta', fault('REFUSED', 'refused'));
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  play.enter('look');
  play.receive('Alpha', Buffer.from([7, 255, 251, 1, 255, 252, 1]));
  play.enter('/log on');
  play.enter('/worlds Beta');
  play.receive('Alpha', 'a line\r\n');
  play.resize(90, 30);
  expect(Object.keys(play.state.automation.variables?.[''] ?? {}).sort()).toEqual([...events].sort());
});
