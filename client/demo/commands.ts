/** What players can type, as a table: dispatch and `help` both read it. */

import type { Actor, Command } from './command.ts';
import { drop, emote, examine, get, look, move, say, showMap, tell } from './game.ts';
import * as paint from './paint.ts';
import { directions } from './rooms.ts';
import { sendLine } from './session.ts';
import { trickCommands } from './tricks.ts';

const walking: Command[] = directions.map(direction => ({
  name: direction,
  alias: direction[0]!,
  help: `go ${direction}`,
  run: ({ game, player }) => move(game, player, direction),
}));

/** Runs what needs an argument, or says how the command is used. */
function withText(usage: string, run: (actor: Actor, text: string) => void): Pick<Command, 'usage' | 'run'> {
  return {
    usage,
    run: (actor, text) => (text ? run(actor, text) : actor.player.hear(`What? Say it with ${usage}.`)),
  };
}

const townCommands: readonly Command[] = [
  ...walking,
  {
    name: 'look',
    alias: 'l',
    usage: '[thing]',
    help: 'see where you are, or a thing',
    run: ({ game, player }, what) => (what ? examine(game, player, what) : look(game, player)),
  },
  {
    name: 'examine',
    alias: 'x',
    help: 'look closely at a thing or a person',
    ...withText('<thing>', ({ game, player }, what) => examine(game, player, what)),
  },
  { name: 'map', help: 'the town from above', run: ({ player }) => showMap(player) },
  {
    name: 'say',
    alias: "'",
    help: 'talk to everybody in the room',
    ...withText('<text>', ({ game, player }, text) => say(game, player, text)),
  },
  {
    name: 'tell',
    help: 'talk to one person, wherever they are',
    ...withText('<name> <text>', ({ game, player }, text) => {
      const [, to = text, what = '…'] = /^(\S+)\s+(.*)$/s.exec(text) ?? [];
      tell(game, player, to, what);
    }),
  },
  {
    name: 'emote',
    alias: ':',
    help: 'do something visible',
    ...withText('<text>', ({ game, player }, text) => emote(game, player, text)),
  },
  { name: 'who', help: 'everybody in town', run: who },
  { name: 'inventory', alias: 'i', help: 'what you carry', run: inventory },
  {
    name: 'get',
    alias: 'take',
    help: 'pick something up',
    ...withText('<thing>', ({ game, player }, what) => get(game, player, what.toLowerCase())),
  },
  {
    name: 'drop',
    help: 'put something down',
    ...withText('<thing>', ({ game, player }, what) => drop(game, player, what.toLowerCase())),
  },
  { name: 'score', help: 'how you are', run: score },
  { name: 'help', alias: '?', usage: '[command]', help: 'this list', run: help },
  {
    name: 'quit',
    help: 'leave the town',
    run: ({ player, quit }) => {
      player.hear('Mind the step. Goodbye!');
      quit();
    },
  },
];

const commands: readonly Command[] = [...townCommands, ...trickCommands];

/** The command meant: its name, its alias, or the first that begins so. */
function findCommand(word: string): Command | undefined {
  const wanted = word.toLowerCase();
  return (
    commands.find(one => one.name === wanted || one.alias === wanted) ??
    commands.find(one => one.name.startsWith(wanted))
  );
}

/** Carries out a line of a player. An empty line only brings a new prompt. */
export function runCommand(actor: Actor, line: string): void {
  const text = line.trim();
  if (text === '') return;
  const [, word = '', rest = ''] = /^(['":?]|\S+)\s*(.*)$/s.exec(text) ?? [];
  const command = findCommand(word);
  if (command) command.run(actor, rest);
  else sendLine(actor.session, `Huh? There is no ${JSON.stringify(word)} here. Try ${paint.exit('help')}.`);
}

function who({ game, player }: Actor): void {
  player.hear(`${game.players.length} in town:`);
  for (const one of game.players)
    player.hear(`  ${paint.name(one.name)}${one.bot ? paint.dim(' (bot)') : ''}`);
}

function inventory({ player }: Actor): void {
  const items = player.items.map(paint.item).join(', ');
  player.hear(items ? `You carry: ${items}.` : 'Your hands are empty, and clean.');
}

function score({ player }: Actor): void {
  player.hear(
    `You are ${paint.name(player.name)}: ${player.health} health, ${player.mana} mana, ${player.moves} moves.`,
  );
}

function help({ player }: Actor, topic: string): void {
  const shown = topic ? [findCommand(topic)].filter(one => one !== undefined) : commands;
  if (shown.length === 0) player.hear(`There is no help on ${JSON.stringify(topic)}.`);
  for (const { name, alias, usage, help: text } of shown) {
    const call = [name, usage].filter(Boolean).join(' ');
    player.hear(`  ${paint.exit(call.padEnd(38))}${text}${alias ? paint.dim(` (${alias})`) : ''}`);
  }
}
