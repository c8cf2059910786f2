/** The status bar as its user wants it. */
import { parseSettings } from '../../../client/settings/load.ts';
import { createPlay, type Play, playAlpha } from '../../support/play.ts';

const IAC = 255;
const gmcp = (text: string) => Uint8Array.from([IAC, 250, 201, ...Buffer.from(text), IAC, 240]);
const msdp = (name: string, value: string) =>
  Uint8Array.from([IAC, 250, 69, 1, ...Buffer.from(name), 2, ...Buffer.from(value), IAC, 240]);

function playWith(left: string, right = '{clock}', columns = 80): Play {
  const play = playAlpha({ columns, settings: { status: { left, right } } });
  play.receive('Alpha', Uint8Array.of(IAC, 251, 201, IAC, 251, 69));
  return play;
}

test('shows what the server tells by GMCP and MSDP, whatever the capitals, over a reload as well', () => {
  const play = playWith('{world}  {gmcp.Char.Vitals.hp}/{gmcp.char.vitals.MAXHP}  {msdp.HEALTH}');
  expect(play.status()).toMatch(/^ Alpha {10,}12:00$/);
  play.receive('Alpha', gmcp('Char.Vitals {"hp": 42, "maxhp": "100", "name": "Al"}'));
  play.receive('Alpha', msdp('HEALTH', '77'));
  expect(play.status()).toMatch(/^ Alpha {2}42\/100 {2}77 {5,}12:00$/);
  play.reload();
  expect(play.status()).toMatch(/^ Alpha {2}42\/100 {2}77 {5,}12:00$/);
  play.receive('Alpha', gmcp('Char.Vitals {"hp": 41, "maxhp": 100}'));
  expect(play.status()).toMatch(/^ Alpha {2}41\/100 {2}77 {5,}12:00$/);
});

test.each([
  [100, '██████████'],
  [250, '██████████'],
  [99, '█████████░'],
  [42, '████░░░░░░'],
  [1, '█░░░░░░░░░'],
  [0, '░░░░░░░░░░'],
  [-5, '░░░░░░░░░░'],
])('a gauge with %i of 100', (hp, blocks) => {
  const play = playWith('{world} hp {gmcp.Char.Vitals.hp|gauge:10:gmcp.Char.Vitals.maxhp}');
  expect(play.status()).toMatch(/^ Alpha {10,}12:00$/);
  play.receive('Alpha', gmcp(`Char.Vitals {"hp": ${hp}, "maxhp": 100}`));
  expect(play.status()).toMatch(new RegExp(`^ Alpha hp ${blocks} {5,}`));
  play.terminal.device = { depth: 16, underlines: false, links: false, exact: true, ascii: true };
  expect(play.status()).toContain(`hp ${blocks.replaceAll('█', '#').replaceAll('░', '-')} `);
});

test('a gauge may be full at a number; one without numbers is not known', () => {
  const play = playWith('{gmcp.A.x|gauge:4:8} {gmcp.A.x|gauge:4:gmcp.A.none} {clock|gauge:4:8}');
  play.receive('Alpha', gmcp('A {"x": 4}'));
  expect(play.status()).toMatch(/^ ██░░ \?gmcp\.A\.none \?clock {5,}/);
});

test.each([
  ['wide', '世'.repeat(20_000), '世'.repeat(19)],
  ['with marks', `x${'e\\u0301'.repeat(8_000)}`, `x${'e\u0301'.repeat(38)}`],
  ['without a cell', `x${'\u00ad'.repeat(30_000)}`, 'x'],
  ['never printed', `x${'\u202e'.repeat(20_000)}y`, 'x'],
])(
  'a value without end, %s, is cut as soon as the bar is full',
  (_, value, start) => {
    const play = playWith('{world} <{gmcp.A.x}>');
    play.receive('Alpha', gmcp(`A {"x": "${value}"}`));
    for (let i = 0; i < 5; i++) expect(play.status()).toContain(`<${start}`);
  },
  10_000,
);

test('a field that there is not shows nothing, with the word before it; a value that this server does not tell is ?name', () => {
  const play = playWith('at {wrold} {world}  hp {gmcp.Char.Vitals.hp}');
  expect(play.status()).toMatch(/^ Alpha {10,}/);
  play.receive('Alpha', gmcp('Room.Info {"num": 5}'));
  expect(play.status()).toMatch(/^ Alpha {2}hp \?gmcp\.Char\.Vitals\.hp {5,}/);
});

test('a field that there is not is told of as the format is set, and as it is read from the file', () => {
  const play = playAlpha({ columns: 200 });
  play.enter('/setup status.right {nonsense} {clock} {toString}');
  const sentence =
    'status.right names {nonsense}, {toString}, which are no fields of this build: nothing stands there for them. /help status has the fields.';
  expect(play.output().filter(row => row.includes('nonsense'))).toContain(`% ${sentence}`);
  const read = parseSettings(
    '[status]\nright = "{nonsense} {clock} {toString} {var.x} {timer.y} {gmcp.A} {MSDP.B}"',
  );
  expect(read).toMatchObject({
    settings: { status: { right: expect.stringContaining('{nonsense}') } },
    warnings: [`settings.toml: ${sentence}`],
  });
  expect(parseSettings('')).toMatchObject({ warnings: [] });
});

test('what a server tells is data', () => {
  const play = playWith('{world} <{gmcp.A.x}>');
  const nasty = `\\u001b[31m{clock}\\u202e\\n${'y'.repeat(100)}`;
  play.receive('Alpha', gmcp(`A {"x": "${nasty}"}`));
  expect(play.status()).toMatch(/^ Alpha <\[31m\{clock\}y{28}…> {5,}/);
  play.receive('Alpha', gmcp('A {"x": {"y": [1, 2]}}'));
  expect(play.status()).toMatch(/^ Alpha <\?gmcp\.A\.x> /);
  play.receive('Alpha', gmcp('A {"x": null}'));
  expect(play.status()).toMatch(/^ Alpha {5,}/);
});

test.each(['constructor', '__proto__', 'toString.name'])(
  'no value is found in objects of JavaScript: %s',
  name => {
    const play = playWith(`{gmcp.A.${name}}|{${name}}`);
    play.receive('Alpha', gmcp('A {"x": 1}'));
    expect(play.status()).toContain(` ?gmcp.A.${name}| `);
  },
);

test('More, what was sought and the reload sign have a place, whatever the formats', () => {
  const play = playWith('{clock}', '{world}');
  expect(play.status()).toMatch(/^ 12:00 {10,}Alpha$/);
  play.receive('Alpha', 'x\r\n'.repeat(30));
  expect(play.status()).toMatch(/^ More 00\d\d {2}12:00 /);
  play.enter('/setup status.left {clock} {more}');
  expect(play.status()).toMatch(/^ 12:00 More 00\d\d /);
});

test('the countdown has a timer only where the state is shown', () => {
  const play = playAlpha({ worlds: { Alpha: { reconnect: 30 } } });
  play.close('Alpha');
  expect(play.state.timers).toHaveProperty('countdown');
  play.enter('/setup status.left {world}');
  expect(play.state.timers).not.toHaveProperty('countdown');
});

test('a mistake is one sentence with its place, and nothing changes', () => {
  const play = playAlpha({ columns: 80 });
  expect(play.answer('/setup status.left {world')).toContain(
    '% status.left has a { at character 1 that is not closed.',
  );
  expect(play.status()).toMatch(/^ ● Alpha /);
  expect(play.answer('/setup status.left')).toEqual(
    expect.arrayContaining([
      expect.stringContaining('status.left = {sign} {world} {state}  {activity} {active} ('),
    ]),
  );
});

test('values go before the sign where there is little room', () => {
  const play = playWith('{sign} {world} hp {gmcp.A.x}', '{clock}', 30);
  play.receive('Alpha', gmcp('A {"x": 1234}'));
  expect(play.status()).toBe(' ● Alpha hp 1234        12:00');
  play.resize(21, 12);
  expect(play.status()).toBe(' ● Alpha       12:00');
});

test('what has gone comes back when something greater went after it', () => {
  const status = { left: '{sign} {world}  hp:{gmcp.A.x}', right: '{tls}  {clock}' };
  const play = createPlay({ worlds: { Alpha: { tls: true } }, settings: { status }, columns: 60 });
  play.enter('/worlds Alpha');
  const link = play.world('Alpha').link!.id;
  const trust = 'unchecked';
  play.dispatch({ type: 'connected', link, carrier: 'tls-direct', session: null, notes: [], trust });
  play.receive('Alpha', Buffer.from('\xff\xfb\xc9\xff\xfa\xc9A {"x":12}\xff\xf0', 'latin1'));
  const at = (columns: number) => {
    play.resize(columns, 12);
    return play.status();
  };
  expect(at(60)).toMatch(/^ ● Alpha {2}hp:12 +TLS unverified {2}12:00$/);
  expect(at(35)).toMatch(/^ ● Alpha +TLS unverified {2}12:00$/);
  expect(at(30)).toMatch(/^ ● Alpha {2}hp:12 +12:00$/);
});
