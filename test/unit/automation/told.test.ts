import { type Play, playAlpha } from '../../support/play.ts';

const IAC = 255;

function told(option: number, payload: string): Buffer {
  return Buffer.concat([Buffer.of(IAC, 250, option), Buffer.from(payload, 'latin1'), Buffer.of(IAC, 240)]);
}

function playTold(...messages: Buffer[]): Play {
  const automation = `[[trigger]]\nname = "t"\npattern = "go"\nsend = "hp $gmcp.Char.Vitals.hp"\nwhen = "gmcp.Char.Vitals.hp > 0"\n`;
  const play = playAlpha({ automation });
  play.receive('Alpha', Buffer.of(IAC, 251, 201, IAC, 251, 69));
  play.receive('Alpha', Buffer.concat(messages));
  return play;
}

function said(play: Play, text: string): string {
  play.enter(`/alias what say ${text}`);
  play.enter('what');
  const lines = Buffer.from(play.sent('Alpha').filter(byte => byte < 128)).toString();
  // What clients say of themselves stands before it.
  return lines.slice(lines.lastIndexOf('say')).trimEnd();
}

const HEALTH = told(69, '\x01HEALTH\x0242');

test.each([
  ['gmcp.Char.Vitals.hp', '7'],
  ['GMCP.char.vitals.HP', '7'],
  ['msdp.HEALTH', '42'],
  ['msdp.health', '42'],
  ['gmcp.Char.Vitals', '{"hp":7}'],
  ['gmcp.Char.Vitals.mp', ''],
  ['gmcp.Long.hp', ''],
])('rules and the status bar find %s by the same name', (name, value) => {
  const play = playTold(told(201, 'Char.Vitals {"hp":7}'), told(201, 'Long {"hp":1}'), HEALTH);
  const { entries } = play.world('Alpha').stream.data;
  // More than a telnet message may hold; a build of before may have kept it.
  entries['gmcp:long'] = { name: 'Long', text: `{"hp":1,"x":"${'x'.repeat(65_536)}"}`, valid: true };
  expect(said(play, `\${${name}}`)).toBe(`say ${value}`.trimEnd());
});

test('a message is read once, however many lines ask for what is in it', () => {
  const play = playTold(told(201, 'Char.Vitals {"hp":7}'));
  const parse = jest.spyOn(JSON, 'parse');
  try {
    play.receive('Alpha', 'go\n'.repeat(50));
    expect(parse.mock.calls.filter(([text]) => text === '{"hp":7}').length).toBeLessThan(2);
  } finally {
    parse.mockRestore();
  }
  expect(play.state.automation.counts['trigger t']?.hits).toBe(50);
});
