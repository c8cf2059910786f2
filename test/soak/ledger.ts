/** What must be in a log, and what a server must have been told: numbers, and the places where some may be missing. */
import { commandNumber, lineText, numberOf, promptText } from './lines.ts';

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
  // But for the end of a connection, what was begun goes on.
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

/** Whether all that must be there has been seen. */
export function isComplete(ledger: Ledger, place: Place): boolean {
  const rest = ledger.stretches.slice(place.stretch);
  return rest.every(
    ({ first, last, ending }, at) => ending === 'lossy' || (at === 0 ? place.next : first) > last,
  );
}

function isLine(world: string, number: number, line: string): boolean {
  return textsOf(world, number).includes(line);
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

export interface Commands {
  readonly world: string;
  /** How many the user has entered. */
  entered: number;
  /** The highest one that has arrived. */
  arrived: number;
  /** Up to this one they may be missing: the client was killed while they were on their way. */
  lossyUpTo: number;
}

export function noCommands(world: string): Commands {
  return { world, entered: 0, arrived: 0, lossyUpTo: 0 };
}

/** A line has come from the client. Answers what is wrong with it, or null. */
export function arrive(commands: Commands, text: string): string | null {
  const { world, arrived } = commands;
  const number = commandNumber(world, text);
  const wrong = (why: string) => `${world}: the server was sent ${JSON.stringify(text)}: ${why}`;
  if (number === null) return wrong('that is no command of this world');
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
