/** What must be in a log, and what a server must have been told: numbers, and the places where some may be missing. */
import { commandIn, lineText, numberOf, promptText } from './lines.ts';

/** What one connection has brought; numbers go on from one to the next. */
export interface Stretch {
  readonly first: number;
  /** first - 1: nothing as yet. */
  last: number;
  /** `whole`: it has ended after all of it was delivered. `lossy`: it was cut, and an end of it may be missing. */
  ending: 'open' | 'whole' | 'lossy';
}

export interface Ledger {
  readonly world: string;
  readonly stretches: Stretch[];
}

/** How far a log was compared with its ledger. */
export interface Place {
  stretch: number;
  next: number;
  /** Half a line has been seen at the end of this stretch. */
  torn: boolean;
  /** The beginning of a line that the user has answered: it stood still, so that it was a prompt to the client. */
  part: string;
  /** How many lines there were that stand in parts. */
  answered: number;
}

export function emptyLedger(world: string): Ledger {
  return { world, stretches: [] };
}

export function startOfLog(): Place {
  return { stretch: 0, next: 1, torn: false, part: '', answered: 0 };
}

/** A connection begins. */
export function begin(ledger: Ledger): Stretch {
  const first = lastNumber(ledger) + 1;
  const stretch: Stretch = { first, last: first - 1, ending: 'open' };
  ledger.stretches.push(stretch);
  return stretch;
}

export function lastNumber(ledger: Ledger): number {
  return ledger.stretches.at(-1)?.last ?? 0;
}

/** Takes the next line of the log. Answers what is wrong with it, or null. */
export function compareLine(ledger: Ledger, place: Place, line: string): string | null {
  const { part } = place;
  if (goesOn(ledger, place, line)) return null;
  // But for the end of a connection, what was begun goes on; that it has ended is known later than the line is seen, maybe.
  const { ending } = ledger.stretches[place.stretch] ?? { ending: 'open' };
  if (part !== '' && ending === 'lossy') place.torn = true;
  if (part !== '' && !place.torn) return complaint(ledger.world, place.next, part);
  const { torn } = place;
  const wrong = compareWhole(ledger, place, line);
  if (wrong !== null && !isPart(ledger.world, place.next, line)) return wrong;
  // What follows tells whether it is a part.
  place.part = wrong !== null || (place.torn && !torn) ? line : '';
  return null;
}

/** The rest of the line that was begun, or some more of it. */
function goesOn({ world }: Ledger, place: Place, line: string): boolean {
  if (place.part === '') return false;
  const together = place.part + line;
  place.part = '';
  if (isLine(world, place.next, together)) {
    Object.assign(place, { next: place.next + 1, torn: false, answered: place.answered + 1 });
    return true;
  }
  if (!isPart(world, place.next, together)) return false;
  place.part = together;
  return true;
}

function isPart(world: string, number: number, line: string): boolean {
  return (
    line !== '' && textsOf(world, number).some(text => text.length > line.length && text.startsWith(line))
  );
}

function compareWhole(ledger: Ledger, place: Place, line: string): string | null {
  for (let stretch = ledger.stretches[place.stretch]; stretch; stretch = ledger.stretches[place.stretch]) {
    if (place.next <= stretch.last && isLine(ledger.world, place.next, line)) {
      place.next++;
      return null;
    }
    const mayEnd = stretch.ending === 'lossy' || (stretch.ending === 'whole' && place.next > stretch.last);
    if (!mayEnd) break;
    if (!place.torn && isTorn(ledger.world, place.next, line)) {
      place.torn = true;
      return null;
    }
    if (place.stretch === ledger.stretches.length - 1) break;
    place.stretch++;
    place.next = ledger.stretches[place.stretch]!.first;
    place.torn = false;
  }
  return complaint(ledger.world, place.next, line);
}

/** Where a log is seen from, whose first line that can be known is `line`; null: not by this one. */
export function placeAt({ world, stretches }: Ledger, line: string): Place | null {
  const number = numberOf(world, line);
  const stretch = stretches.findIndex(
    ({ first, last }) => number !== null && first <= number && number <= last,
  );
  return number === null || stretch < 0 ? null : { ...startOfLog(), stretch, next: number };
}

/** Whether the line after `number` may be `next`: only an end of a connection may be missing between them. */
export function mayFollow({ stretches }: Ledger, number: number, next: number): boolean {
  if (next === number + 1) return true;
  const isLoss = stretches.some(({ last, ending }) => ending === 'lossy' && number <= last && last < next);
  return isLoss && next > number && stretches.some(({ first }) => first === next);
}

/** Whether all that must be there has been seen. */
export function isComplete(ledger: Ledger, place: Place): boolean {
  const rest = ledger.stretches.slice(place.stretch);
  return rest.every(
    ({ first, last, ending }, at) => ending === 'lossy' || (at === 0 ? place.next : first) > last,
  );
}

function isLine(world: string, number: number, line: string): boolean {
  // Each says of itself which kind it is of: the others are not made.
  const kind = line[world.length + 9];
  if (kind === 'p') return line === promptText(world, number);
  return line === lineText(world, number, kind === 's');
}

/** What a connection that ends in the middle of a line leaves: its beginning, the last character maybe cut. */
function isTorn(world: string, number: number, line: string): boolean {
  const start = line.replace(/\ufffd+$/, '').trimEnd();
  if (isLine(world, number, start)) return false;
  return textsOf(world, number).some(text => text.startsWith(start));
}

/** What line `number` may be: a long one, a short one, a prompt, which is a line of the log once it is done. */
function textsOf(world: string, number: number): string[] {
  return [lineText(world, number, false), lineText(world, number, true), promptText(world, number)];
}

function complaint(world: string, next: number, line: string): string {
  const number = numberOf(world, line);
  const what = number === null ? 'garbled' : number < next ? 'doubled or out of order' : 'others are missing';
  return `${world}: number ${next} was to come, but there is (${what}): ${JSON.stringify(line)}`;
}

// ---------------------------------------------------------------- commands

/** The commands of one who speaks to a world: each speaker has an order of its own, and there is none among them. */
export interface Commands {
  readonly world: string;
  /** '' = the user at the client's own terminal. */
  readonly speaker: string;
  /** How many were entered. */
  entered: number;
  /** The highest one that has arrived. */
  arrived: number;
  /** Up to this one they may be missing: the client was killed while they were on their way. */
  lossyUpTo: number;
}

/** All who have spoken to a world, by name. */
export type Speakers = Map<string, Commands>;

export function noCommands(world: string, speaker = ''): Commands {
  return { world, speaker, entered: 0, arrived: 0, lossyUpTo: 0 };
}

/** The commands of this speaker, which may be none so far. */
export function commandsBy(speakers: Speakers, world: string, speaker: string): Commands {
  const commands = speakers.get(speaker) ?? noCommands(world, speaker);
  speakers.set(speaker, commands);
  return commands;
}

/** A line has come from the client. Answers what is wrong with it, or null. */
export function arrive(speakers: Speakers, world: string, text: string): string | null {
  const wrong = (why: string) => `${world}: the server was sent ${JSON.stringify(text)}: ${why}`;
  const command = commandIn(world, text);
  const commands = speakers.get(command?.speaker ?? '');
  if (command === null || commands === undefined) return wrong('that is no command of this world');
  const { number } = command;
  const { arrived } = commands;
  if (number <= arrived) return wrong(`number ${arrived} had arrived already`);
  if (number > arrived + 1 && number - 1 > commands.lossyUpTo)
    return wrong(`number ${arrived + 1} is missing`);
  if (number > commands.entered) return wrong(`only ${commands.entered} were entered`);
  commands.arrived = number;
  return null;
}

/** Everything that must arrive has. */
export function allArrived({ arrived, entered, lossyUpTo }: Commands): boolean {
  return Math.max(arrived, lossyUpTo) >= entered;
}
