/** The other people of the town: they walk about and talk, so that there is something to read. */
import { emote, type Game, join, move, newPlayer, type Player, say } from './game.ts';
import { directions, rooms } from './rooms.ts';

interface Script {
  readonly name: string;
  readonly sayings: readonly string[];
  readonly doings: readonly string[];
}

const scripts: readonly Script[] = [
  {
    name: 'Brömse',
    sayings: [
      'Has anybody seen my sponge?',
      'Crème brûlée is just glaze you can eat.',
      'Wet clay forgives. Dry clay remembers.',
    ],
    doings: ['wipes his hands on his apron.', 'turns a bowl over and frowns at it.'],
  },
  {
    name: '美咲',
    sayings: ['今日はいい天気ですね。', 'The third kiln is too hot again. 🔥', '釉薬が足りない…'],
    doings: ['sips tea from a crooked cup. 🍵', 'draws a fish in the dust.'],
  },
  {
    name: 'Горшок',
    sayings: ['Добрый день!', 'A pot is a wall around a good idea.', 'Was it 1200 °C or 1300 °C?'],
    doings: ['rings like a bell when he laughs.', 'counts the crates, twice.'],
  },
  {
    name: 'Gull',
    sayings: ['Kree!', 'Kree? 🐟', 'KREE!'],
    doings: ['hops sideways.', 'pretends not to look at the fish.', 'stands on one leg.'],
  },
];

/** Puts the bots into the game, each in a room of its own. */
export function addBots(game: Game): void {
  const places = Object.keys(rooms);
  scripts.forEach(({ name }, index) => {
    join(game, { ...newPlayer(name), bot: true, room: places[(index * 2) % places.length]! });
  });
}

/** One bot does one thing. `chance` gives numbers in [0, 1). */
export function stirBot(game: Game, chance: () => number): void {
  const bot = pick(
    game.players.filter(player => player.bot),
    chance,
  );
  if (!bot) return;
  const script = scripts.find(one => one.name === bot.name)!;
  const what = chance();
  if (what < 0.4) wander(game, bot, chance);
  else if (what < 0.8) say(game, bot, pick(script.sayings, chance)!);
  else emote(game, bot, pick(script.doings, chance)!);
}

function wander(game: Game, bot: Player, chance: () => number): void {
  const exits = directions.filter(direction => rooms[bot.room]!.exits[direction]);
  move(game, bot, pick(exits, chance)!);
}

function pick<T>(from: readonly T[], chance: () => number): T | undefined {
  return from[Math.floor(chance() * from.length)];
}
