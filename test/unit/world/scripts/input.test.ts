/** What a server says is no reason for a script to fail, however much it is. */
import { type Play, playAlpha } from '../../../support/play.ts';

const text = (play: Play) => play.output().join(' ').replaceAll(/\s+/g, ' ');

function playing(source: string): Play {
  return playAlpha({ columns: 200, rows: 40, scripts: { combat: source } });
}

/** IAC SB `option` … IAC SE. */
function subnegotiation(option: number, body: string): Buffer {
  return Buffer.concat([Buffer.from([255, 250, option]), Buffer.from(body), Buffer.from([255, 240])]);
}

const GMCP = 201;
const MSDP = 69;
const will = (option: number) => Buffer.from([255, 251, option]);

const LISTENS = `
  clay.hook('gmcp', what => clay.send('heard ' + what.name));
  clay.hook('msdp', what => clay.send('heard ' + what.name));
  clay.trigger('tell', () => clay.send('rooms ' + clay.gmcp('Room.Map').length));`;

test.each([
  ['empty objects', `[${'{},'.repeat(21_000)}0]`],
  ['records', `[${Array.from({ length: 2000 }, (_, i) => `{"n":"r${i}","x":[1,2]}`).join(',')}]`],
])('a large GMCP message of %s is heard, and can be asked for', (_, json) => {
  const play = playing(LISTENS);
  play.receive('Alpha', will(GMCP));
  for (let i = 0; i < 4; i++) play.receive('Alpha', subnegotiation(GMCP, `Room.Map ${json}`));
  play.receive('Alpha', 'tell\r\n');
  const sent = play.sent('Alpha').toString();
  expect(sent.split('heard Room.Map')).toHaveLength(5);
  expect(sent).toContain(`rooms ${(JSON.parse(json) as unknown[]).length}`);
  expect(text(play)).not.toContain('combat.js');
});

test('what is longer as JSON than 64 KiB is passed over, which is said once', () => {
  const play = playing(LISTENS);
  play.receive('Alpha', will(MSDP));
  for (let i = 0; i < 3; i++)
    play.receive('Alpha', subnegotiation(MSDP, `\u0001MAP\u0002${'\u0007'.repeat(30_000)}`));
  play.receive('Alpha', subnegotiation(MSDP, '\u0001HEALTH\u00025'));
  expect(play.sent('Alpha').toString()).toContain('heard HEALTH');
  expect(play.sent('Alpha').toString()).not.toContain('heard MAP');
  const told = 'Alpha: MSDP MAP is longer than 64 KiB: scripts do not hear of it.';
  expect(text(play).split(told)).toHaveLength(2);
});

test('to ask and ask again gives nobody time without end', () => {
  const play = playing(`
    ${LISTENS}
    clay.trigger('spin', () => { for (;;) clay.gmcp('Room.Map'); });`);
  play.receive('Alpha', will(GMCP));
  play.receive('Alpha', subnegotiation(GMCP, `Room.Map "${'x'.repeat(60_000)}"`));
  play.receive('Alpha', 'spin\r\n');
  expect(text(play)).toContain('combat.js was stopped: no end in sight');
});
