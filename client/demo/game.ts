/** The town: who is where, what lies where, and what everybody hears of it. No sockets here. */

import { pushAll } from '../../shared/arrays.ts';
import * as paint from './paint.ts';
import { type Direction, directions, itemTexts, map, marks, rooms, startRoom } from './rooms.ts';

export interface Player {
  readonly name: string;
  readonly bot: boolean;
  room: string;
  readonly items: string[];
  health: number;
  mana: number;
  moves: number;
  /** Receives lines, without line end. */
  readonly hear: (line: string) => void;
  /** Called when the room or the vitals have changed. */
  readonly changed: (what: 'room' | 'vitals') => void;
}

export interface Game {
  readonly players: Player[];
  readonly floor: Record<string, string[]>;
}

export const most = { health: 100, mana: 80, moves: 90 } as const;

export function newGame(): Game {
  const floor = Object.entries(rooms).map(([id, room]) => [id, [...room.items]]);
  return { players: [], floor: Object.fromEntries(floor) };
}

export function newPlayer(
  name: string,
  link: Pick<Player, 'hear' | 'changed'> = { hear: () => {}, changed: () => {} },
): Player {
  return { name, bot: false, room: startRoom, items: [], ...most, ...link };
}

/** The name as wished for, or with a number behind it if somebody has it already. */
export function freeName(game: Game, wish: string): string {
  let free = wish;
  for (let count = 2; findPlayer(game, free); count++) free = `${wish}-${count}`;
  return free;
}

export function findPlayer(game: Game, name: string): Player | undefined {
  const wanted = name.toLowerCase();
  return game.players.find(player => player.name.toLowerCase() === wanted);
}

export function join(game: Game, player: Player): void {
  game.players.push(player);
  tellRoom(game, player.room, `${paint.name(player.name)} walks in from nowhere in particular.`, player);
}

/** The player leaves the game; what they carried stays in the room. */
export function leave(game: Game, player: Player): void {
  game.players.splice(game.players.indexOf(player), 1);
  pushAll(game.floor[player.room]!, player.items.splice(0));
  tellRoom(game, player.room, `${paint.name(player.name)} fades like a footprint in wet clay.`);
}

export function tellRoom(game: Game, room: string, line: string, except?: Player): void {
  for (const player of game.players) if (player.room === room && player !== except) player.hear(line);
}

export function say(game: Game, player: Player, text: string): void {
  player.hear(paint.speech(`You say, “${text}”`));
  tellRoom(game, player.room, paint.speech(`${player.name} says, “${text}”`), player);
}

export function emote(game: Game, player: Player, text: string): void {
  tellRoom(game, player.room, `${paint.name(player.name)} ${text}`);
}

export function tell(game: Game, player: Player, to: string, text: string): void {
  const other = findPlayer(game, to);
  if (!other) {
    player.hear(`Nobody here is called ${to}.`);
    return;
  }
  other.hear(paint.speech(`${player.name} tells you, “${text}”`));
  player.hear(paint.speech(`You tell ${other.name}, “${text}”`));
  if (other.bot) player.hear(paint.speech(`${other.name} tells you, “I am only a bot, but thank you.”`));
}

/** Walks; says so to both rooms. */
export function move(game: Game, player: Player, direction: Direction): void {
  const to = rooms[player.room]!.exits[direction];
  if (!to) {
    player.hear('There is a wall in that direction.');
    return;
  }
  if (player.moves < 1) {
    player.hear('You are too tired to walk. Sit down for a moment.');
    return;
  }
  player.moves--;
  tellRoom(game, player.room, `${paint.name(player.name)} goes ${direction}.`, player);
  player.room = to;
  tellRoom(game, player.room, `${paint.name(player.name)} arrives.`, player);
  player.changed('vitals');
  player.changed('room');
  look(game, player);
}

export function look(game: Game, player: Player): void {
  const room = rooms[player.room]!;
  const exits = directions.filter(direction => room.exits[direction]);
  player.hear(paint.title(room.title));
  player.hear(`  ${room.text}`);
  player.hear(`Exits: ${exits.map(paint.exit).join(', ')}.`);
  const here = game.floor[player.room]!;
  if (here.length > 0) player.hear(`Here: ${here.map(paint.item).join(', ')}.`);
  for (const other of game.players) {
    if (other.room === player.room && other !== player) player.hear(`${paint.name(other.name)} is here.`);
  }
}

/** Looks at a thing in sight or at somebody. */
export function examine(game: Game, player: Player, what: string): void {
  const inSight = [...player.items, ...game.floor[player.room]!].find(one => one === what.toLowerCase());
  if (inSight) {
    player.hear(itemTexts[inSight]!);
    return;
  }
  const other = findPlayer(game, what);
  if (other?.room !== player.room) {
    player.hear(`You see no ${what} here.`);
    return;
  }
  player.hear(`${paint.name(other.name)} looks back at you, ${other.health} % fit and slightly dusty.`);
}

export function get(game: Game, player: Player, what: string): void {
  if (!take(game.floor[player.room]!, what)) {
    player.hear(`There is no ${what} here to take.`);
    return;
  }
  player.items.push(what);
  player.hear(`You take the ${paint.item(what)}.`);
  tellRoom(game, player.room, `${paint.name(player.name)} takes the ${paint.item(what)}.`, player);
}

export function drop(game: Game, player: Player, what: string): void {
  if (!take(player.items, what)) {
    player.hear(`You have no ${what}.`);
    return;
  }
  game.floor[player.room]!.push(what);
  player.hear(`You put the ${paint.item(what)} down.`);
  tellRoom(game, player.room, `${paint.name(player.name)} puts a ${paint.item(what)} down.`, player);
}

function take(from: string[], what: string): boolean {
  const at = from.indexOf(what);
  if (at >= 0) from.splice(at, 1);
  return at >= 0;
}

/** The map with an `@` where the player stands. */
export function showMap(player: Player): void {
  const mark = `[${marks[player.room]}]`;
  for (const line of map) player.hear(line.replace(mark, `[${paint.paint('1;31', '@')}]`));
}

/** A rest does everybody good: called every few seconds. */
export function recover(game: Game): void {
  for (const player of game.players) {
    if (player.moves >= most.moves && player.mana >= most.mana && player.health >= most.health) continue;
    player.moves = Math.min(most.moves, player.moves + 3);
    player.mana = Math.min(most.mana, player.mana + 2);
    player.health = Math.min(most.health, player.health + 1);
    player.changed('vitals');
  }
}
