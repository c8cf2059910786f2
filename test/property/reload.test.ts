/** The reload law for the whole client: a session with reloads in it ends as the same session without them. */

import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { oneOf } from '../support/arbitrary.ts';
import { createPlay, type Play } from '../support/play.ts';

type Name = 'Alpha' | 'Beta';

type Step =
  | { readonly type: 'input'; readonly bytes: Buffer }
  | { readonly type: 'receive'; readonly name: Name; readonly bytes: Buffer }
  | { readonly type: 'advance'; readonly ms: number }
  | { readonly type: 'resize'; readonly columns: number; readonly rows: number }
  | { readonly type: 'close' | 'connect' | 'stall' | 'flow'; readonly name: Name }
  | { readonly type: 'take'; readonly name: Name; readonly count: number };

const IAC = '\xff';
const [GA, SB, SE, EOR] = ['\xf9', '\xfa', '\xf0', '\xef'];
const [WILL, WONT, DO, DONT] = ['\xfb', '\xfc', '\xfd', '\xfe'];

const said = [
  'You are standing in an open field west of a white house, with a boarded front door.\r\n',
  'A troll hits you.\r\n',
  'A\nB\nC\nD\nE\nF\n',
  '\n',
  '\x1b[1;31mred\x1b[0m and \x1b[38;5;33mblue \x1b[48;2;1;2;3mdeep\x1b[m\r\n',
  'Grüße, 世界! 👍🏽\r\n',
  '\x1b]8;;http://mud.example/\x1b\\link\x1b]8;;\x1b\\\r\n',
  '\x1b[2J\x1b[H',
  '\x07',
  '\ttab\r',
  'over\r\n',
  'half a line, ',
  '50hp> ',
];
const text = (value: string) => Buffer.from(value);
const telnet = (value: string) => Buffer.from(value, 'latin1');
const compressed = deflateSync(`${said[5]}squeezed\r\n`, { level: 9 });

const fromServer: readonly Buffer[] = [
  ...said.map(text),
  telnet(`Prompt> ${IAC}${GA}`),
  telnet(`Or so: ${IAC}${EOR}`),
  telnet(`Password: ${IAC}${WILL}\x01`),
  telnet(`${IAC}${WONT}\x01\r\n`),
  telnet(`${IAC}${WONT}\x01${IAC}${WILL}\x01`),
  telnet(`${IAC}${WILL}\x03${IAC}${WILL}\x19${IAC}${DONT}\x18`),
  telnet(`${IAC}${DO}\x18${IAC}${SB}\x18\x01${IAC}${SE}`),
  telnet(`${IAC}${DO}\x1f`),
  telnet(`${IAC}${DO}\x2a${IAC}${SB}\x2a\x01;latin1;utf-8${IAC}${SE}`),
  telnet(`${IAC}${WILL}\xc9${IAC}${SB}\xc9Char.Vitals {"hp":1}${IAC}${SE}`),
  telnet(`${IAC}${IAC}`),
  Buffer.concat([telnet(`${IAC}${WILL}\x56${IAC}${SB}\x56${IAC}${SE}`), compressed]),
];

const fromTerminal: readonly Buffer[] = [
  ...['look\r', 'say hällo 世界\r', '//slash\r', 'kill', ' troll', '\r', '👍🏽', 'a\x01b\x05c'].map(text),
  ...[
    '\x1b[1;5A',
    '\x1b[1;5B',
    '\x1bw',
    '\x1b[5~',
    '\x1b[6~',
    '\t',
    '\x1bj',
    '\x1b',
    '\x1bOQ',
    '\x1b/',
    '\x1be',
  ].map(text),
  ...['\x1b[A', '\x1b[B', '\x10', '\x0b', '\x15', '\x17', '\x19', '\x1by', '\x7f', '\x1bb', '\x14'].map(text),
  ...['\x1f', '\x1b\x1f', '\x16', '\x1bp', '\x1bn', '\x1br', '\x1brtr', '\x1b-'].map(text),
  ...[
    '\x1bOStroll\r',
    '\x1bOS',
    '\x1b[<64;3;3M',
    '\x1b[<65;3;3M',
    '\x1b[<0;9;4M',
    '\x1b[<0;9;5m',
    '\x1b\x1b',
    '\x1b[Z',
    '\x0c',
    '\x12',
    '\x07',
  ].map(text),
  ...[
    '/worlds Beta\r',
    '/worlds alpha\r',
    '/recall\r',
    '/recall troll*\r',
    '/flush\r',
    '/log\r',
    '/help\r',
  ].map(text),
  ...[
    '/setup more_mode off\r',
    '/setup input_height 5\r',
    '/dc\r',
    '/l\r',
    '/addworld Gamma h 1\r',
    '/x\r',
    '/setup\r',
    '/menu\r',
    '/quit -a\r',
    '/setup\rproxy\r9\x1b[D',
    ' ',
  ].map(text),
  ...['\x1b[200~pasted\nlines\x1b[201~', '\x1b[200~/help\n/dc\x1b[201~', '\x1b[200~cut', '\x03'].map(text),
];

/** Things said in a row, as one read or as several, cut anywhere. */
function reads(pool: readonly Buffer[], most: number): fc.Arbitrary<Buffer[]> {
  const cuts = fc.array(fc.nat({ max: 200 }), { maxLength: 3 });
  return fc.tuple(fc.array(oneOf(pool), { minLength: 1, maxLength: most }), cuts).map(([parts, at]) => {
    const bytes = Buffer.concat(parts);
    const places = [0, ...at.map(place => place % bytes.length).sort((a, b) => a - b), bytes.length];
    return places.slice(1).flatMap((end, i) => (end > places[i]! ? [bytes.subarray(places[i], end)] : []));
  });
}

const name = fc.constantFrom<Name>('Alpha', 'Beta');

const steps: fc.Arbitrary<Step[]> = fc.oneof(
  {
    weight: 6,
    arbitrary: reads(fromTerminal, 4).map(all => all.map((bytes): Step => ({ type: 'input', bytes }))),
  },
  {
    weight: 8,
    arbitrary: fc
      .tuple(name, reads(fromServer, 6))
      .map(([world, all]) => all.map((bytes): Step => ({ type: 'receive', name: world, bytes }))),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom(1, 60, 120, 310, 5001).map((ms): Step[] => [{ type: 'advance', ms }]),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.integer({ min: 10, max: 60 }), fc.integer({ min: 4, max: 16 }))
      .map(([columns, rows]): Step[] => [{ type: 'resize', columns, rows }]),
  },
  { weight: 1, arbitrary: name.map((world): Step[] => [{ type: 'stall', name: world }]) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(name, fc.nat({ max: 30 }))
      .map(([world, count]): Step[] => [{ type: 'take', name: world, count }]),
  },
  { weight: 1, arbitrary: name.map((world): Step[] => [{ type: 'close', name: world }]) },
  { weight: 2, arbitrary: name.map((world): Step[] => [{ type: 'connect', name: world }]) },
);

function sessions(most: number): fc.Arbitrary<Step[]> {
  return fc.array(steps, { maxLength: most }).map(all => all.flat());
}

/**
 * Sessions whose input takes one row all the time. A prompt that makes a draft a row taller leaves a row less to the lines that
 * came in the same read, while those that came in a read before it had that row: where exactly more-mode stops goes by that.
 */
function flatSessions(most: number): fc.Arbitrary<Step[]> {
  const isFlat = (step: Step) =>
    step.type === 'input'
      ? !/[\n\x16]/.test(step.bytes.toString())
      : step.type !== 'resize' || step.columns >= 40;
  return sessions(most).map(all => all.filter(isFlat));
}

function begin(columns = 30): Play {
  const account = { user: 'bob', password: 'secret' };
  const worlds = {
    Alpha: { ...account, log: true, auto_login: 'prompt', reconnect: 1 },
    Beta: { ...account, auto_login: 'connect' },
  } as const;
  const play = createPlay({ worlds, columns, rows: 9 });
  for (const world of ['Beta', 'Alpha']) {
    play.enter(`/worlds ${world}`);
    play.connect(world);
  }
  return play;
}

/** Does what the step says, unless the world is in no state for it. */
function perform(play: Play, step: Step): void {
  switch (step.type) {
    case 'input':
      return play.input(step.bytes);
    case 'advance':
      return play.advance(step.ms);
    case 'resize':
      return play.resize(step.columns, step.rows);
    case 'connect':
      if (play.world(step.name).phase === 'connecting') play.connect(step.name);
      return;
    case 'receive':
    case 'take':
    case 'stall':
    case 'flow':
    case 'close':
      if (play.world(step.name).phase === 'connected') onLink(play, step);
  }
}

function onLink(play: Play, step: Extract<Step, { name: Name }>): void {
  if (step.type === 'receive') play.receive(step.name, step.bytes);
  else if (step.type === 'take') play.take(step.name, step.count);
  else if (step.type === 'stall') play.stall(step.name);
  else if (step.type === 'flow') play.flow(step.name);
  else play.close(step.name);
}

/** All that the user, the servers and the disk have seen, and all that is to come of it. */
function outcome(play: Play): unknown {
  const both: readonly Name[] = ['Alpha', 'Beta'];
  for (const world of both) perform(play, { type: 'connect', name: world });
  for (const world of both) perform(play, { type: 'flow', name: world });
  const frame = play.frame();
  play.advance(15_000);
  const sent = both.map(world => play.sent(world).toString('latin1'));
  return {
    frame,
    later: play.frame(),
    sent,
    logs: play.disk.logs,
    asked: play.asked.filter(({ type }) => type !== 'save settings' && type !== 'bell'),
    // One for each read, and how many those are is not the user's concern: a frame rings once.
    rings: play.asked.some(({ type }) => type === 'bell'),
    edits: editsOf(play),
    state: plain(play.state),
  };
}

/** What was to be saved, each edit once: one that is not saved yet goes along with the next, and which are not depends on what comes in one piece. */
function editsOf(play: Play): unknown {
  const saves = play.asked.flatMap(effect => (effect.type === 'save settings' ? effect.edits : []));
  return [...new Map(saves.map(edit => [edit.id, edit])).values()];
}

/** What a reload changes: counters, and the ids of attempts made anew. */
const CHANGING = new Set(['reloads', 'nextLink', 'id']);

/** The state to compare: bytes as text, for a snapshot brings Buffers for other arrays. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !CHANGING.has(key));
  return Object.fromEntries(kept.map(([key, part]) => [key, plain(part)]));
}

/** Each byte on its own. */
function crumbs(step: Step): Step[] {
  if (step.type !== 'input' && step.type !== 'receive') return [step];
  return [...step.bytes].map(byte => ({ ...step, bytes: Buffer.of(byte) }));
}

test('with a reload after every event, a session goes on as if there had been none', () => {
  const all = fc.property(sessions(25), session => {
    const [stayed, carried] = [begin(), begin()];
    carried.reload();
    for (const step of session) {
      perform(stayed, step);
      perform(carried, step);
      carried.reload();
    }
    expect(outcome(carried)).toEqual(outcome(stayed));
  });
  fc.assert(all, { numRuns: 120 });
});

test('with a reload after every byte, too', () => {
  const all = fc.property(flatSessions(6), session => {
    const [stayed, carried] = [begin(100), begin(100)];
    for (const step of session) {
      perform(stayed, step);
      for (const crumb of crumbs(step)) {
        perform(carried, crumb);
        carried.reload();
      }
    }
    expect(outcome(carried)).toEqual(outcome(stayed));
  });
  fc.assert(all, { numRuns: 40 });
});
