/** What servers send and users enter at a start waits until rules, scripts and macros are in force. */

import { handle } from '../../../client/app/handle.ts';
import { rulesOfText } from '../../../client/host/profile/automation.ts';
import type { Effect, Event } from '../../../client/state/events.ts';
import { NO_FILE } from '../../../client/state/settings.ts';
import { awaitPart, endPart, START_LIMIT } from '../../../client/state/start/starting.ts';
import type { State } from '../../../client/state/state.ts';
import { nextDue } from '../../../client/state/timers.ts';
import { lineAt } from '../../../client/world/scrollback.ts';
import { logIn, masked, openPage, textFrame, turnOn } from '../../support/browsers.ts';
import { createPlay, type Play, type PlayOptions, throughSnapshot } from '../../support/play.ts';
import { startProgram, terminalHello } from '../../support/programs.ts';

const RULES = `
[[trigger]]
name = "greeting"
pattern = "Welcome"
send = "rule"

[[hook]]
name = "begun"
event = "PENDING"
body = "/echo dialling"

[[alias]]
name = "k"
body = "/echo killed $*"
`;

const read = (text = RULES): Event => ({
  type: 'automation read',
  asked: false,
  file: rulesOfText('the file', text),
});
const NO_SCRIPTS: Event = { type: 'scripts found', names: [] };

/** The host has said neither what automation.toml says nor which scripts there are. */
function starting(options: PlayOptions = {}): Play {
  return createPlay({
    worlds: { Alpha: {} },
    columns: 100,
    unanswered: ['read automation', 'read scripts'],
    ...options,
  });
}

const count = ({ asked }: Play, type: string) => asked.filter(effect => effect.type === type).length;

test('a connection is made, and its hooks act, once all is in force', () => {
  const play = starting({ unanswered: ['read automation', 'read scripts', 'connect'] });
  play.dispatch({ type: 'started', notices: [], worlds: ['Alpha'] });
  expect(play.output().at(-1)).toBe('% Connecting to mud.example:4000...');
  play.dispatch(read());
  expect([play.world('Alpha').phase, count(play, 'connect')]).toEqual(['connecting', 0]);
  play.dispatch(NO_SCRIPTS);
  expect(count(play, 'connect')).toBe(1);
  expect(play.output().at(-1)).toBe('dialling');
  play.advance(START_LIMIT + 1);
  expect(count(play, 'connect')).toBe(1);
});

test('of the world on screen hooks hear once, at the end', () => {
  const rules = `[[hook]]\nname = "w"\nevent = "WORLD"\nbody = "/echo here is $0"\n`;
  const play = starting({ worlds: { Alpha: {}, Beta: {} } });
  play.dispatch({ type: 'started', notices: [], worlds: ['Alpha', 'Beta'] });
  play.press('C-Down');
  play.dispatch(read(rules));
  play.dispatch(NO_SCRIPTS);
  expect(play.output().filter(row => row.includes('here is'))).toEqual(['here is Alpha']);
  play.advance(1);
  expect(play.output().filter(row => row.includes('here is'))).toEqual(['here is Beta']);
  play.enter('/worlds Alpha');
  expect(
    play
      .output()
      .filter(row => row.includes('here is'))
      .at(-1),
  ).toBe('here is Alpha');
});

test('a key that may be bound waits, with what is typed behind it; those that edit only for the rules', () => {
  const play = starting();
  play.press('a C-a b F10 c');
  expect(play.terminal.editor.text).toBe('a');
  play.dispatch(read(''));
  play.advance(1);
  expect(play.terminal.editor.text).toBe('ba');
  play.dispatch(read(`[[bind]]\nname = "seven"\nkey = "F10"\nbody = "/echo seven"\n`));
  play.dispatch(NO_SCRIPTS);
  play.advance(1);
  expect([play.terminal.editor.text, play.output().at(-1)]).toEqual(['bca', '% seven']);
});

test('a key that means something is taken by the rule that binds it, in the order in which it was pressed', () => {
  const play = starting({ worlds: { Alpha: {}, Beta: {} } });
  play.dispatch({ type: 'started', notices: [], worlds: ['Alpha', 'Beta'] });
  const keys = ['F6', 'M-1', 'Up', 'Tab', 'C-p'];
  const bind = (key: string) => `[[bind]]\nname = "${key}"\nkey = "${key}"\nbody = "/echo bound ${key}"\n`;
  play.press(keys.join(' '));
  expect(play.status()).toContain('Alpha');
  play.dispatch(read(keys.map(bind).join('')));
  play.dispatch(NO_SCRIPTS);
  play.advance(1);
  expect(play.output().filter(row => row.startsWith('bound'))).toEqual(keys.map(key => `bound ${key}`));
  expect(play.status()).toContain('Alpha');
});

test('whoever may only watch has no rules for keys, and waits for none', () => {
  const play = starting();
  Object.assign(play.terminal, { watches: true });
  play.press('PageUp x');
  expect(play.terminal.typed).toBeUndefined();
});

test('so is one that is asked for meanwhile, by a START hook or by what was typed, and the first line meets the rules', () => {
  const play = starting();
  play.enter('/worlds Alpha');
  expect(play.state.worlds.Alpha?.phase ?? 'idle').toBe('idle');
  play.dispatch(NO_SCRIPTS);
  play.dispatch(read(`${RULES}\n[[hook]]\nname = "first"\nevent = "START"\nbody = "/echo begun"\n`));
  play.advance(1);
  play.connect('Alpha');
  play.receive('Alpha', 'Welcome\r\n');
  expect(play.sent('Alpha').toString()).toBe('rule\r\n');
  expect(play.output()).toEqual([
    '% Connecting to mud.example:4000...',
    'dialling',
    '% Connected to Alpha.',
    ...['Welcome', 'rule'],
  ]);
});

test('what was entered is done in order then; what is typed behind words is seen at once, behind a command it waits', () => {
  const play = starting();
  play.type('k orc\rk elf\rk dw');
  expect(play.terminal.editor.text).toBe('k dw');
  play.type('arf\r/echo last\rxyz');
  expect(play.terminal.editor.text).toBe('');
  expect(play.output().join('\n')).not.toMatch(/killed|last/);
  play.dispatch(NO_SCRIPTS);
  play.dispatch(read());
  play.advance(1);
  const said = play.output().filter(row => /^(% )?(killed|last)/.test(row));
  expect(said).toEqual(['% killed orc', '% killed elf', '% killed dwarf', 'last']);
  expect(play.terminal.editor.text).toBe('xyz');
});

test('what never answers is told once, by its name, and nothing waits any longer; it acts as soon as it is there', () => {
  const play = starting({
    settings: { macros: ['slow.tf'] },
    unanswered: ['read automation', 'read macros'],
  });
  play.dispatch({ type: 'started', notices: [], worlds: ['Alpha'] });
  play.enter('k orc');
  play.advance(START_LIMIT - 1);
  expect(play.output().join('\n')).not.toContain('Not read');
  play.advance(2);
  const told = play.output().filter(row => row.includes('Not read within'));
  expect(told).toEqual([
    '% Not read within 5 s: automation.toml, slow.tf, slow.tf. Clay goes on without; what is read later',
  ]);
  play.connect('Alpha');
  play.dispatch(read());
  play.receive('Alpha', 'Welcome\r\n');
  expect(play.sent('Alpha').toString()).toBe('rule\r\n');
  expect(play.output().filter(row => row.includes('Not read within'))).toHaveLength(1);
});

test('a client that stood still does not give up', () => {
  const play = starting();
  play.state.now += 60_000;
  play.dispatch({ type: 'tick' });
  expect(play.output().join('\n')).not.toContain('Not read');
  play.enter('k orc');
  play.dispatch(NO_SCRIPTS);
  play.dispatch(read());
  play.advance(1);
  expect(play.output().at(-1)).toBe('% killed orc');
});

test('a file with a mistake, or none, ends the wait as well', () => {
  for (const file of [rulesOfText('broken', '[[trigger'), rulesOfText(NO_FILE, '')]) {
    const play = starting();
    play.dispatch({ type: 'started', notices: [], worlds: ['Alpha'] });
    play.dispatch({ type: 'automation read', asked: false, file });
    play.dispatch(NO_SCRIPTS);
    play.connect('Alpha');
    expect(play.world('Alpha').phase).toBe('connected');
  }
});

test('a script that is read last is there for the first line; one that may not be loaded is not waited for', () => {
  const scripts = { slow: `clay.trigger(/^Welcome/, () => clay.send('script'));`, never: 'syntax error' };
  const play = starting({ scripts, grants: '[never]\nload = false\n', unanswered: ['read script'] });
  play.dispatch({ type: 'started', notices: [], worlds: ['Alpha'] });
  expect(() => play.connect('Alpha')).toThrow();
  play.dispatch({
    type: 'script read',
    asked: false,
    name: 'slow',
    file: { source: scripts.slow, store: '{}' },
  });
  play.connect('Alpha');
  play.receive('Alpha', 'Welcome\r\n');
  expect(play.sent('Alpha').toString()).toBe('script\r\n');
});

test('macros that a START hook loads are waited for, too', () => {
  const play = starting({
    unanswered: ['read automation'],
    macros: { 'late.tf': `/def -F -t'Welcome*' = /send macro\n` },
  });
  play.dispatch({ type: 'started', notices: [], worlds: ['Alpha'] });
  play.dispatch(read(`[[hook]]\nname = "first"\nevent = "START"\nbody = "/load late.tf"\n`));
  play.advance(1);
  play.connect('Alpha');
  play.receive('Alpha', 'Welcome\r\n');
  expect(play.sent('Alpha').toString()).toBe('macro\r\n');
});

test('a terminal that is attached and a page wait as well, without a turn that does nothing', () => {
  const play = createPlay({ worlds: { Alpha: {} }, columns: 100 });
  play.disk.automation = RULES;
  play.enter('/auto load');
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  turnOn(play);
  const page = openPage(play, logIn(play));
  const attached = startProgram(play, terminalHello());
  for (const part of ['scripts', 'macros'] as const) awaitPart(play.state, part);
  const said = ['k orc', 'k elf'].map((text, at) => textFrame({ t: 'say', n: at + 1, w: 'Alpha', text }));
  play.dispatch({ type: 'web received', id: page.id, bytes: Buffer.concat(said) });
  play.dispatch({
    type: 'web received',
    id: attached.id,
    bytes: masked(2, Buffer.from('k dwarf\rk troll\r')),
  });
  expect(play.output().join('\n')).not.toContain('killed');
  expect(nextDue(play.state)).toBeGreaterThan(play.state.now);
  play.dispatch(NO_SCRIPTS);
  play.advance(1);
  const killed = play.output().filter(row => row.startsWith('killed'));
  expect(killed.sort()).toEqual(['killed dwarf', 'killed elf', 'killed orc', 'killed troll']);
});

test('a terminal that is attached meanwhile to a client without one shows the world that is to be connected', () => {
  const play = starting({
    worlds: { Alpha: {}, Beta: {} },
    unanswered: ['read automation', 'read scripts', 'connect'],
  });
  // Without a terminal nobody looks.
  delete play.state.views[play.terminal.id];
  play.dispatch({ type: 'started', notices: [], worlds: ['Beta'] });
  startProgram(play, terminalHello());
  expect(Object.values(play.state.views).map(({ current }) => current)).toEqual(['Beta']);
});

test('what waits in views and pages is looked at again by a build of before, too, which knows of no starts', () => {
  const play = createPlay({ worlds: { Alpha: {} }, columns: 100 });
  play.disk.automation = RULES;
  play.enter('/auto load');
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  turnOn(play);
  const page = openPage(play, logIn(play));
  for (const part of ['scripts', 'macros'] as const) awaitPart(play.state, part);
  const limit = play.state.now + START_LIMIT;
  play.enter('k orc');
  const said = ['k elf', 'k troll'].map((text, at) => textFrame({ t: 'say', n: at + 1, w: 'Alpha', text }));
  play.dispatch({ type: 'web received', id: page.id, bytes: Buffer.concat(said) });
  expect(play.state.timers).toMatchObject({ 'keys terminal': limit, said: limit });
  for (const part of ['scripts', 'macros'] as const) endPart(play.state, part);
  play.advance(START_LIMIT);
  const killed = play.output().filter(row => row.startsWith('killed'));
  expect(killed.sort()).toEqual(['killed elf', 'killed orc', 'killed troll']);
});

test('a reload in the middle waits on, and asks again for what nobody has answered', () => {
  const play = starting({ unanswered: ['read automation', 'read scripts', 'connect'] });
  play.dispatch({ type: 'started', notices: [], worlds: ['Alpha'] });
  play.enter('k orc');
  const before = count(play, 'read scripts');
  play.reload();
  expect([count(play, 'read scripts'), count(play, 'connect')]).toEqual([before + 1, 0]);
  play.dispatch(NO_SCRIPTS);
  play.dispatch(read());
  play.advance(1);
  expect(count(play, 'connect')).toBe(1);
  expect(play.output().at(-1)).toBe('killed orc');
});

test('what a reload in the middle begins anew has its time again', () => {
  const play = starting({ unanswered: ['read automation', 'read scripts', 'connect'] });
  play.dispatch({ type: 'started', notices: [], worlds: ['Alpha'] });
  play.advance(START_LIMIT - 1);
  play.reload();
  play.advance(START_LIMIT - 1);
  expect([count(play, 'connect'), play.output().join('\n').includes('Not read within')]).toEqual([0, false]);
  play.dispatch(NO_SCRIPTS);
  play.dispatch(read());
  expect(count(play, 'connect')).toBe(1);
});

test('Ctrl+C gives up a connection that is not made yet: it is none', () => {
  const play = starting({ unanswered: ['read automation', 'connect'] });
  play.dispatch({ type: 'started', notices: [], worlds: ['Alpha'] });
  play.press('C-c');
  play.dispatch(read());
  expect([play.world('Alpha').phase, count(play, 'connect')]).toEqual(['disconnected', 0]);
});

/** What there was to be handled up to the crash is played on the checkpoint; then the new image has its turn. */
function afterCrash(checkpoint: State, played: readonly Recorded[], events: readonly Event[]) {
  const state = throughSnapshot(checkpoint);
  const turn = (event: Event): Effect[] => {
    const effects: Effect[] = [];
    handle(state, structuredClone(event), () => [], effects);
    return effects;
  };
  for (const { now, event } of played) {
    state.now = now;
    turn(event);
  }
  const effects = [{ type: 'crashed', links: [] } as Event, ...events].flatMap(turn);
  for (let due = nextDue(state); due <= state.now; due = nextDue(state))
    for (const effect of turn({ type: 'tick' })) effects.push(effect);
  return { state, effects };
}

interface Recorded {
  readonly now: number;
  readonly event: Event;
}

test('a crash at any moment of it waits for what is not there yet, and connects once', () => {
  const recorded: Recorded[] = [];
  let isBegun = false;
  const play: Play = starting({
    unanswered: ['read automation', 'read scripts', 'connect'],
    around(event, turn) {
      if (isBegun) recorded.push({ now: play.state.now, event: structuredClone(event) });
      turn();
    },
  });
  const checkpoint = throughSnapshot(play.state);
  isBegun = true;
  play.dispatch({ type: 'started', notices: [], worlds: ['Alpha'] });
  play.enter('k orc');
  play.dispatch(NO_SCRIPTS);
  play.dispatch(read());
  play.advance(1);
  expect(recorded.map(({ event }) => event.type)).toEqual([
    ...['started', 'input', 'history saved', 'scripts found', 'automation read', 'tick'],
  ]);
  for (let at = 1; at <= recorded.length; at++) {
    const rest = recorded.slice(at).flatMap(({ event }) => (event.type === 'tick' ? [] : [event]));
    const { state, effects } = afterCrash(checkpoint, recorded.slice(0, at), rest);
    const asked = (type: string) => effects.filter(effect => effect.type === type).length;
    expect([at, asked('connect'), asked('read scripts')]).toEqual([at, 1, at < 4 ? 1 : 0]);
    const { scrollback } = state.worlds.Alpha!;
    const texts = Array.from({ length: scrollback.next }, (_, n) => lineAt(scrollback, n, () => [])?.text);
    expect([at, texts.filter(text => text === 'killed orc').length]).toEqual([at, 1]);
  }
});

test('a crash in the middle of it asks once more, and a script that is read twice is loaded once', () => {
  const play = starting({
    unanswered: ['read automation', 'read scripts', 'read script'],
    macros: { '/m.tf': '/def -t"orc" orc = flee' },
    settings: { macros: ['/m.tf'] },
  });
  play.disk.macros = null;
  // The client died in it, and tries it once more.
  play.dispatch({ type: 'again', event: { type: 'started', notices: [], worlds: [] } });
  play.dispatch({ type: 'scripts found', names: ['one', 'two'] });
  play.dispatch({ type: 'crashed', links: [] });
  const asked = () => play.asked.flatMap(effect => (effect.type === 'read script' ? [effect.name] : []));
  expect(asked()).toEqual(['one', 'one']);
  const source = "clay.echo('begun')";
  for (const name of ['one', 'one', 'two', 'two'])
    play.dispatch({ type: 'script read', asked: false, name, file: { source, store: '{}' } });
  expect(asked()).toEqual(['one', 'one', 'two']);
  expect(play.output().filter(row => row.includes('begun'))).toEqual(['% begun', '% begun']);
});
