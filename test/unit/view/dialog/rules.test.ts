/** /rules: rules in a list and in a form, and a rule of a line that the game has said. */

import { define } from '../../../../client/automation/define.ts';
import { rulesOf } from '../../../../client/automation/rules.ts';
import { ruleFrom, valuesOf } from '../../../../client/view/dialog/rules/fields.ts';
import { createPlay, type Play, playAlpha } from '../../../support/play.ts';
import { printing } from '../../../support/printing.ts';

const RULES = `# mine
[[trigger]]
name = "greet"
pattern = "* arrives."
mode = "glob"
send = "wave $1" # friendly
priority = 5

[[trigger]]
name = "two"
patterns = ["zz1", "zz2"]
send = ["x", "y"]
gag = true

[[timer]]
name = "save"
every = 600
send = "save"
`;

const screen = (play: Play) => play.screen().join('\n');

function playing(): Play {
  const play = playAlpha({ columns: 90, rows: 40, automation: RULES });
  play.receive('Alpha', 'Bob arrives.\r\n\x1b[31mThe dragon roars.\x1b[0m\r\nIt is dark.\r\n');
  return play;
}

test('the list has all of them, is narrowed down by typing, and Enter opens one', () => {
  const play = playing();
  play.enter('/rules');
  expect(screen(play)).toMatch(/trigger greet[\s\S]*trigger two[\s\S]*timer save/);
  play.type('wave');
  expect(screen(play)).not.toContain('trigger two');
  play.press('Down');
  play.reload();
  play.press('Enter');
  expect(screen(play)).toContain('The trigger greet');
});

test('what is changed in the form is in force and in the file, and what it does not show stays', () => {
  const play = playing();
  play.enter('/rules');
  play.press('Down');
  play.press('Enter');
  for (let row = 0; row < 4; row++) play.press('Down');
  play.type('bow to $1');
  play.press('M-s');
  expect(play.disk.automation).toBe(RULES.replace('"wave $1"', '"bow to $1"'));
  play.press('Escape');
  play.advance(100);
  play.receive('Alpha', 'Ann arrives.\r\n');
  expect(play.sent('Alpha').toString()).toBe('wave Bob\r\nbow to Ann\r\n');
  play.enter('/undo');
  expect(play.disk.automation).toBe(RULES);
});

test('a mistake stays in the form, at its field, and changes nothing', () => {
  const play = playing();
  play.enter('/rules');
  play.press('Down');
  play.press('Enter');
  play.type('two');
  play.press('M-s');
  expect(screen(play)).toContain('There is a trigger of this name.');
  play.type('greet');
  play.press('Down');
  play.type('(');
  play.press('Down');
  for (let step = 0; step < 1; step++) play.press('Right');
  play.press('M-s');
  expect(screen(play)).toContain('regular expression');
  expect(play.disk.automation).toBe(RULES);
});

test('a rule of a line on screen: it is picked, and the form has it as its pattern', () => {
  const play = playing();
  play.enter('/rules -l');
  expect(screen(play)).toMatch(/Bob arrives\.[\s\S]*The dragon roars\.[\s\S]*It is dark\./);
  play.press('Up');
  play.press('Enter');
  expect(screen(play)).toContain('A new trigger');
  play.type('roar');
  for (let row = 0; row < 4; row++) play.press('Down');
  play.type('flee');
  play.press('M-s');
  expect(play.disk.automation).toContain('name = "roar"\npattern = "The dragon roars."\nsend = "flee"\n');
  play.receive('Alpha', 'The dragon roars.\r\n');
  expect(play.sent('Alpha').toString()).toContain('flee\r\n');
});

test('Delete takes one out, and buttons make new ones', () => {
  const play = playing();
  play.enter('/rules');
  play.press('Down');
  play.press('Delete');
  expect(play.disk.automation).not.toContain('greet');
  play.press('M-a');
  play.type('k');
  for (let row = 0; row < 3; row++) play.press('Down');
  play.type('kill $*');
  play.press('M-s');
  expect(play.disk.automation).toContain('[[alias]]\nname = "k"\nbody = "kill $*"\n');
});

test('a rule that is opened and saved is the same, whatever it has', () => {
  const written = [
    ['trigger', { name: 'a', patterns: ['a', 'b'], send: ['x', 'y'], priority: 3, set: { hp: '$1' } }],
    ['trigger', { name: 'b', all: ['a', 'b'], lines: 4, gag: true }],
    ['trigger', { name: 'c', on: 'gmcp Char.Vitals', when: 'hp < 3', notify: 'x' }],
    [
      'trigger',
      { name: 'd', pattern: 'x', shots: 3, cooldown: 0.5, worlds: ['A', 'B'], enabled: false, hilite: 'red' },
    ],
    ['alias', { name: 'e', pattern: '^x$', mode: 'regexp', body: 'y' }],
    ['bind', { name: 'F5', key: 'F5', body: 'y' }],
    ['hook', { name: 'CONNECT', event: 'CONNECT', body: 'y' }],
    ['timer', { name: 't', every: 0.5, world: 'Alpha', send: 'x' }],
  ] as const;
  for (const [kind, table] of written) {
    const defined = define(kind, table);
    if ('fault' in defined) throw new Error(defined.fault);
    expect(ruleFrom(kind, defined.rule, valuesOf(kind, defined.rule))).toEqual(defined);
  }
});

test('without a screen it is questions and answers', () => {
  const play = createPlay({ worlds: { Alpha: {} }, columns: 80, rows: 24, automation: RULES });
  const paper = printing(play, 'keys');
  play.type('/rules\r');
  play.advance(1);
  expect(paper.print()).toMatch(
    /1\. trigger greet[\s\S]*2\. trigger two[\s\S]*3\. timer save[\s\S]*Rules: $/,
  );
  play.type('3\r');
  expect(paper.print()).toContain('The timer save.');
  play.type('\r60\r');
  for (let row = 0; row < 6; row++) play.type('\r');
  play.type('save\r');
  play.advance(1);
  paper.print();
  expect(play.disk.automation).toBe(RULES.replace('600', '60'));
});

test('a name that is changed in the form is taken back by one /undo', () => {
  const play = playing();
  play.enter('/rules');
  play.press('Down');
  play.press('Enter');
  play.type('hail');
  play.press('M-s');
  expect(play.disk.automation).toContain('name = "hail"');
  expect(play.disk.automation).not.toContain('name = "greet"');
  play.press('Escape');
  play.advance(100);
  play.reload();
  play.enter('/undo');
  expect(play.disk.automation).toContain('name = "greet"');
  expect(play.disk.automation).not.toContain('name = "hail"');
  play.receive('Alpha', 'Ann arrives.\r\n');
  expect(play.sent('Alpha').toString()).toBe('wave Bob\r\nwave Ann\r\n');
  expect(play.answer('/undo').join()).toContain('no change of a rule');
});

const COUNT = 10_000;

function many(): Play {
  const rules = Array.from(
    { length: COUNT },
    (_, n) => `[[trigger]]\nname = "n${n}"\npattern = "Orc${n} hits"\ngroup = "g${n % 2}"\nsend = "x${n}"\n`,
  );
  return playAlpha({ columns: 90, rows: 40, automation: rules.join('') });
}

test('a key in a list of ten thousand makes the texts of no rule anew', () => {
  const play = many();
  play.enter('/rules');
  play.type('o');
  const { all } = rulesOf(play.state.automation);
  let asked = 0;
  const watched = all.map(rule => {
    const { patterns } = rule;
    Object.defineProperty(rule, 'patterns', {
      get() {
        asked++;
        return patterns;
      },
    });
    return rule;
  });
  expect(watched).toHaveLength(COUNT);
  for (const key of ['Down', 'PageDown', 'Up']) play.press(key);
  play.type('rc999');
  expect(screen(play)).toMatch(/trigger n999 [\s\S]*trigger n9990/);
  play.press('Backspace');
  expect(screen(play)).toMatch(/trigger n99 /);
  // Those that are in the list, each time that it is drawn.
  expect(asked).toBeLessThan(COUNT);
});

test('the list is another one when a rule is made, changed, or its group is switched', () => {
  const play = many();
  play.enter('/rules');
  play.type('n77');
  expect(screen(play)).toMatch(/trigger n77 /);
  play.press('Esc');
  play.advance(1000);
  play.enter('/action n77x Orc = y');
  play.enter('/group g1 off');
  play.enter('/rules');
  play.type('n77');
  expect(screen(play)).toMatch(/trigger n77 \(off\)/);
  play.type('x');
  play.reload();
  expect(screen(play)).not.toMatch(/trigger n77 /);
  expect(screen(play)).toMatch(/trigger n77x/);
});

test('the menu has it', () => {
  const play = playing();
  play.press('Esc Esc');
  play.advance(1000);
  play.type('u');
  expect(screen(play)).toMatch(/trigger greet[\s\S]*trigger two/);
});
