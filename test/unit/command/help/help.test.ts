/** What /help says of commands, topics and settings, and how they are found. */
import { commands, families } from '../../../../client/command/commands.ts';
import { FOREIGN_NAMES, knownElsewhere } from '../../../../client/command/help/foreign.ts';
import { helpOn } from '../../../../client/command/help/help.ts';
import { topics } from '../../../../client/command/help/topics.ts';
import { findCommand } from '../../../../client/command/table.ts';
import { clientSchema, webSchema, worldSchema } from '../../../../client/settings/schema.ts';
import { createPlay, type Play } from '../../../support/play.ts';

const wide = { columns: 200, rows: 120, settings: { more_mode: false } } as const;

function help(words: string, { state }: Play = createPlay(wide)): readonly string[] {
  return helpOn({ state, world: null }, families, words);
}

const settings = [...clientSchema, ...worldSchema].map(({ key }) => key);
const known = [
  ...commands.map(({ names }) => names[0]),
  ...topics.map(({ name }) => name),
  ...settings,
  'keys',
];

test.each(commands.map(command => [command.names[0] as string, command] as const))(
  '/%s has examples that are such commands, and names what is related and exists',
  (name, command) => {
    expect(command.examples.length).toBeGreaterThan(0);
    for (const [line, what] of command.examples) {
      const found = findCommand(commands, line.slice(1).split(' ')[0] as string);
      expect(found).toBe(command);
      expect(what).toMatch(/^.{3,80}[^.]$/);
    }
    expect(command.related.length).toBeGreaterThan(0);
    expect(known).toEqual(expect.arrayContaining([...command.related]));
    const text = help(name).join('\n');
    for (const part of [command.usage, command.summary, ...command.examples.flat(), 'Related: '])
      expect(text).toContain(part);
    for (const { flag, help: words } of command.options ?? []) expect(text).toMatch(`${flag}  ${words}`);
  },
);

test.each(topics.map(topic => [topic.name, topic] as const))(
  'the topic %s has examples and names what is related and exists',
  (name, topic) => {
    expect(topic.examples.length).toBeGreaterThan(0);
    expect(known).toEqual(expect.arrayContaining([...topic.related]));
    const text = help(name).join('\n');
    for (const part of [...topic.lines, ...topic.examples.flat(), 'Related: ']) expect(text).toContain(part);
  },
);

test.each([
  ...clientSchema.map(entry => [entry.key, entry] as const),
  ...webSchema.map(entry => [`web.${entry.key}`, entry] as const),
  ...worldSchema.map(entry => [`worlds.NAME.${entry.key}`, entry] as const),
])('the setting %s is explained, with an example and what is related', (name, entry) => {
  const text = help(name).join('\n');
  for (const part of [`${name}: ${entry.help}`, `/setup ${name}`, 'by default', 'Example'])
    expect(text).toContain(part);
  expect(text).toMatch(/\nRelated: .*\/setup\b/);
});

test('the list has every command by family, and every topic', () => {
  const lines = help('');
  for (const { names, summary } of commands)
    expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^  /${names[0]} +${escaped(summary)}$`)));
  for (const { name, summary } of topics) expect(lines).toContain(`  ${name.padEnd(10)}  ${summary}`);
  expect(lines).toEqual(expect.arrayContaining(['Worlds', 'Text', 'Protocols', 'Clay']));
});

const escaped = (text: string) => text.replaceAll(/[.*+?()[\]|]/g, '\\$&');

test('a command is found by any of its names and by its start, also with a /, whatever the case', () => {
  const usage = '/disconnect [name]: hang up, stop connecting, or stop waiting to connect again (also /dc)';
  for (const words of ['disconnect', '/dc', 'DISC', '/Disc']) expect(help(words)[0]).toBe(usage);
});

test('what is a command and a setting is told as both', () => {
  const text = help('log').join('\n');
  expect(text).toContain('/log [on|off|text|ansi|html]: ');
  expect(text).toContain('worlds.NAME.log: ');
  expect(help('settings').join('\n')).toMatch(
    /^\/settings reload: [\s\S]*more_mode[\s\S]*encoding[\s\S]*web\.port/,
  );
});

test('a setting of a world is told of that world: what it is now, and how it is changed', () => {
  const play = createPlay({ ...wide, worlds: { 'My World': { encoding: 'cp437', password: 'geheim' } } });
  const lines = help('worlds."My World".encoding', play);
  expect(lines.join('\n')).toContain('in My World now cp437');
  expect(lines.join('\n')).toContain('/setup worlds."My World".encoding utf-8');
  expect(help('worlds.My World.encoding', play)).toEqual(lines);
  expect(help('worlds.My World.password', play).join('\n')).not.toContain('geheim');
  expect(help('more_mode', play)[1]).toBe('On or off; by default on; now off.');
});

test('any other word is looked for everywhere: what begins so comes first', () => {
  const found = help('certificate');
  expect(found[0]).toBe('About "certificate" there is help on');
  expect(found.join('\n')).toMatch(/\/trust[\s\S]*tls[\s\S]*worlds\.NAME\.tls_verify/);
  const starting = help('conn');
  expect(starting.slice(1, 3).map(line => line.trim().split(' ')[0])).toEqual(['/connect', '/connections']);
});

test('a word that only one of them has brings it at once', () => {
  expect(help('moo_prompt')[0]).toMatch(/^worlds\.NAME\.auto_login: /);
});

test.each([
  ['nonsense', 'There is no help on "nonsense". /help lists the commands and topics.'],
  ['relaod', 'There is no help on "relaod". Did you mean /help reload?'],
  ['constructor', 'There is no help on "constructor". /help lists the commands and topics.'],
])('/help %s: %s', (words, sentence) => {
  expect(help(words)).toEqual([sentence]);
});

test('the keys are listed; F1 helps too, also after a reload', () => {
  expect(help('keys').join('\n')).toMatch(/Ctrl\+R.*reload[\s\S]*Esc j[\s\S]*F4[\s\S]*Related: /);
  const play = createPlay(wide);
  play.enter('/help version');
  expect(play.screen().join('\n')).toContain('/version: say which Clay this is');
  play.reload();
  play.press('F1');
  expect(play.screen().join('\n')).toContain('/addworld');
});

test.each([
  ['logging', /^\/log /],
  ['scrolling', /^\/scroll /],
  ['highlights', /hilite/],
  ['copying', /^\/copy /],
  ['exit', /^\/quit /],
  ['sessions', /"sessions" there is help on.*\/worlds/s],
  ['ssl', /tls .*encrypted connections/],
  ['charset', /^worlds\.NAME\.encoding: /],
])('a form of a word, or one of other clients, is understood: /help %s', (word, expected) => {
  expect(help(word).join('\n')).toMatch(expected);
});

test('what words of other clients lead to exists', () => {
  for (const name of FOREIGN_NAMES)
    expect([name, help(name).join('\n')]).toEqual([
      name,
      expect.not.stringMatching(/^There is no|there is help on/),
    ]);
  expect(knownElsewhere('Sessions')).toEqual(['worlds', 'connect']);
  expect(knownElsewhere('constructor')).toEqual([]);
});
