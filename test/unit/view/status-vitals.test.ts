/** How a character is, in the status bar and on pages, without a word of the user's. */
import { completed } from '../../../client/snapshot/migrate.ts';
import { emptyFacts } from '../../../client/snapshot/process-facts.ts';
import { worldVitals } from '../../../client/view/status/vitals.ts';
import { type Play, playAlpha } from '../../support/play.ts';

const IAC = 255;
const gmcp = (text: string) => Uint8Array.from([IAC, 250, 201, ...Buffer.from(text), IAC, 240]);
const msdp = (name: string, value: string) =>
  Uint8Array.from([IAC, 250, 69, 1, ...Buffer.from(name), 2, ...Buffer.from(value), IAC, 240]);

function playing(columns = 80): Play {
  const play = playAlpha({ columns });
  play.receive('Alpha', Uint8Array.of(IAC, 251, 201, IAC, 251, 69));
  return play;
}

test.each([
  [
    'IRE',
    ['Char.Vitals {"hp":"4000","maxhp":"4500","mp":"3","maxmp":"40","nl":"19","string":"H:1"}'],
    'hp 4000/4500 mp 3/40',
  ],
  [
    'Aardwolf',
    ['char.vitals {"hp":7,"mana":50,"moves":9}', 'char.maxstats {"maxhp":100,"maxmana":60,"maxmoves":90}'],
    'hp 7/100 mana 50/60 moves 9/90',
  ],
  ['other names', ['Char.Vitals {"HP_max":10,"HP":9.6,"Stamina":3}'], 'hp 10/10 stamina 3'],
])('of GMCP as %s tells it, over a reload', (_, messages, shown) => {
  const play = playing();
  const before = play.status();
  for (const message of messages) play.receive('Alpha', gmcp(message));
  expect(play.status()).toMatch(new RegExp(`^ . Alpha +${shown}  12:00$`));
  play.reload();
  expect(play.status()).toContain(shown);
  expect(
    worldVitals(play.state, play.world('Alpha'))
      .map(([text]) => text)
      .join(''),
  ).toBe(shown);
  expect(before).not.toContain('hp');
});

test('of MSDP', () => {
  const play = playing();
  for (const [name, value] of [
    ['HEALTH', '77'],
    ['HEALTH_MAX', '80'],
    ['MANA', '1'],
  ] as const)
    play.receive('Alpha', msdp(name, value));
  expect(play.status()).toContain('health 77/80 mana 1  12:00');
});

test.each([
  '{"hp":{"now":1},"mp":[2],"sp":"many","ep":true}',
  '["hp",3]',
  '"hp"',
  '{"hp":123456789012}',
  '{"__proto__":{"hp":1}}',
  `{"hp":1,"x":"${'y'.repeat(5000)}"}`,
])('what is no number at a glance is left out: %.40s', told => {
  const play = playing();
  const before = play.status();
  play.receive('Alpha', gmcp(`Char.Vitals ${told}`));
  expect(play.status()).toBe(before);
});

test('little of it is red, and where there is little room the most important one stays', () => {
  const play = playing(36);
  play.receive('Alpha', gmcp('Char.Vitals {"hp":10,"maxhp":100,"mana":50,"maxmana":60,"moves":5}'));
  expect(play.status()).toMatch(/^ . Alpha +hp 10\/100 {2}12:00$/);
  const bar = play.frame().rows.at(-2) ?? [];
  expect(bar.find(({ text }) => text.includes('hp'))?.style).toBe('barBad');
});

test('a format of your own may leave it out', () => {
  const play = playing();
  play.enter('/setup status.right {clock}');
  play.receive('Alpha', gmcp('Char.Vitals {"hp":10,"maxhp":100}'));
  expect(play.status()).not.toContain('hp');
});

test('what the formats have themselves is not said twice, in the bar and on pages', () => {
  const play = playing();
  play.enter('/setup status.left {world}  life {GMCP.Char.Vitals.HP|gauge:5:gmcp.Char.Vitals.maxhp}');
  play.receive('Alpha', gmcp('Char.Vitals {"hp":50,"maxhp":100,"mana":7}'));
  expect(play.status()).toMatch(/^ Alpha {2}life \S{5} +mana 7 {2}12:00$/);
  expect(
    worldVitals(play.state, play.world('Alpha'))
      .map(([text]) => text)
      .join(''),
  ).toMatch(/^life \S{5} {2}mana 7$/);
  play.enter('/setup status.left {world} {gmcp.Char.Vitals.sp}');
  expect(play.status()).toMatch(/ hp 50\/100 {2}12:00$/);
});

test.each([
  [13, '{lag}  {tls} {mccp} {log}  {clock}', true],
  [13, '{clock}', false],
  [14, '{lag}  {tls} {mccp} {log}  {clock}', false],
])(
  'a build before (2.%i) had another default, which is not the wish of its user: %s',
  (minor, right, isShown) => {
    const play = playing();
    play.receive('Alpha', gmcp('Char.Vitals {"hp":10,"maxhp":100}'));
    play.state.settings.status.right = right;
    completed(
      { state: play.state, facts: emptyFacts(), descriptors: {}, spillPath: null, journal: 0 },
      minor,
    );
    expect(play.status().includes('hp 10/100')).toBe(isShown);
  },
);
