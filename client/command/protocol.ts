/** Commands about what goes on below the text: telnet options and the data that servers send. */

import { changeSetting } from '../settings/change.ts';
import type { Turn } from '../state/state.ts';
import type { World } from '../state/world.ts';
import { printable } from '../stream/printable.ts';
import { optionTable, sendGmcp, sendMsdp, summary } from '../stream/stream.ts';
import { absence, sendBytes } from '../world/outbox.ts';
import { complain, complainHere, say, streamContext } from '../world/world.ts';
import type { Command } from './table.ts';

export const protocolCommands: readonly Command[] = [
  {
    names: ['telnet'],
    usage: '/telnet',
    summary: 'show every telnet option of the world on screen, for both sides, and what came of it',
    examples: [['/telnet', 'a line an option, then what came of them']],
    related: ['gmcp', 'msdp', 'mssp', 'encoding'],
    run: turn => withConnection(turn, telnet),
  },
  {
    names: ['gmcp'],
    usage: '/gmcp [list|on|off|send Package.Message JSON]',
    summary: 'show what the server has told by GMCP, switch it, or send a message',
    arguments: [['list', 'on', 'off', 'send']],
    examples: [
      ['/gmcp', 'the latest value of each message'],
      ['/gmcp send Core.Supports.Add ["Char.Items 1"]', 'sends a message'],
    ],
    related: ['telnet', 'msdp', 'gmcp_supports'],
    run: (turn, args) => withConnection(turn, (_, world) => gmcp(turn, world, args)),
  },
  {
    names: ['msdp'],
    usage: '/msdp [VARIABLE value …]',
    summary: 'show what the server has told by MSDP, or send, such as /msdp REPORT HEALTH',
    examples: [
      ['/msdp', 'the latest value of each variable'],
      ['/msdp REPORT HEALTH', 'asks for one whenever it changes'],
    ],
    related: ['telnet', 'gmcp'],
    run: (turn, args) => withConnection(turn, (_, world) => msdp(turn, world, args)),
  },
  {
    names: ['mssp'],
    usage: '/mssp',
    summary: 'show what the server tells about itself (MSSP)',
    examples: [['/mssp', 'such as how many players there are']],
    related: ['telnet'],
    run: turn => withConnection(turn, (_, world) => list(turn, world, 'mssp')),
  },
];

function withConnection(turn: Turn, run: (turn: Turn, world: World) => void): void {
  const world = turn.world;
  if (!world) complainHere(turn, 'No world is on screen. /worlds name switches to one.');
  else if (world.phase !== 'connected') complain(turn, world, `${world.name} is ${absence(world)}.`);
  else run(turn, world);
}

function telnet(turn: Turn, world: World): void {
  const rows = optionTable(world.stream);
  if (rows.length === 0) return say(turn, world, `${world.name}: no telnet option has been spoken of.`);
  say(turn, world, 'option           us       server');
  for (const { name, number, us, him } of rows) {
    say(turn, world, `${`${name} (${number})`.padEnd(16)} ${us.padEnd(8)} ${him}`);
  }
  for (const { what, words } of summary(world.stream, streamContext(turn.state, world))) {
    say(turn, world, printable(`${what.padEnd(16)} ${words}`));
  }
}

function gmcp(turn: Turn, world: World, args: string): void {
  const [verb = 'list', ...rest] = args.split(/\s+/).filter(part => part !== '');
  if (verb === 'list') return list(turn, world, 'gmcp');
  if (verb === 'on' || verb === 'off') {
    changeSetting(turn, ['worlds', world.name, 'gmcp'], verb === 'on');
    return say(turn, world, `${world.name}: GMCP is ${verb}.`);
  }
  if (verb !== 'send')
    return complain(turn, world, `/gmcp knows no "${verb}": list, on, off, or send Package.Message JSON.`);
  if (rest.length === 0)
    return complain(turn, world, 'The message is missing: /gmcp send Core.Ping, for example.');
  const bytes = sendGmcp(world.stream, args.replace(/^\s*send\s+/, ''));
  if (bytes.length === 0)
    complain(turn, world, `${world.name}: the server has not agreed to GMCP; not sent.`);
  else sendBytes(turn, world, bytes);
}

function msdp(turn: Turn, world: World, args: string): void {
  const [variable, ...values] = args.split(/\s+/).filter(part => part !== '');
  if (variable === undefined) return list(turn, world, 'msdp');
  const bytes = sendMsdp(world.stream, variable, values);
  if (bytes.length === 0)
    complain(turn, world, `${world.name}: the server has not agreed to MSDP; not sent.`);
  else sendBytes(turn, world, bytes);
}

/** What is shown of a value that is longer; by characters, lest one be torn. */
const LONG = /^.{400}/su;

/** Values by name; a long one is cut, for a map of a zone is not for reading. */
function list(turn: Turn, world: World, protocol: 'gmcp' | 'msdp' | 'mssp'): void {
  const entries = Object.entries(world.stream.data.entries).filter(([key]) => key.startsWith(`${protocol}:`));
  if (entries.length === 0)
    return say(turn, world, `${world.name}: nothing was told by ${protocol.toUpperCase()}.`);
  for (const [, { name, text }] of entries) {
    // A message without payload says that it happened, and so does one of nothing.
    if (text === 'null') {
      say(turn, world, printable(name));
      continue;
    }
    const shown = printable(text.replaceAll(/\s+/g, ' '));
    const [start] = LONG.exec(shown) ?? [shown];
    say(turn, world, `${printable(name)}: ${start === shown ? shown : `${start} …`}`);
  }
}
