/**
 * Which rules can match a line. Each is filed under the rarest three letters of a text that it needs, so that a line costs one
 * walk over its letters, however many rules there are. What is not filed can match anything.
 */
import { late } from '../../text/late.ts';
import { fold, foldTable } from './fold.ts';
import { CODES, codeOf, codeTable, SLOTS, slotOfCodes } from './letters.ts';
import { createWindows, type FoldedLine, foldedLine, type Windows } from './windows.ts';

/** How much more it weighs that letters are met in texts: then a pattern is run, not just a text compared. */
const COMMON = 100;
/** So many rules in a slot make it weigh as much again. */
const CROWD = 16;
/** What comes to a slot that has so many is filed under more of its letters. */
const CROWDED = 4;
/** Letters of one word are met wherever the word is; where two words meet there are many more ways to go on. */
const WITHIN_WORD = late(() => /^\p{L}+$/u);
const WITHIN = 10;
/** Letters of a text in which three that are common, with a blank among them, are met ten times. */
const LONG = 20_000;
const MOST_CROWDED = 0xffff;
/** Stands for no letter. */
const NONE = -1;
/** A text that is too short for a slot is looked for in each line. */
const SHORT_WEIGHT = 1e9;

/** Words of games, by which it is known which letters are rare. */
const SAMPLE = fold(
  `You are standing in a small room with exits to the north, south, east and west. The guard arrives from the street. ` +
    `Bob tells you, 'are you there?' Alice says: Hello! You say, 'thank you'. The orc hits you hard for 12 damage points. ` +
    `You hit the orc and miss it. A large sword and some gold coins are here on the ground. The troll is dead! You get ` +
    `1234 coins from the corpse of the troll. It leaves to the north. You have 100/100 hit points and 50 mana left. ` +
    `[chat] Someone shouts: Is anybody out there, in the other castle? You feel better. The spell fades. You can't do that. ` +
    `The sun rises over the forest. It is raining. There is nothing here. What? Your attack misses the goblin warrior.`,
);

/** What a rule needs, as it is filed: pairs of a folded text and the place of its rarest three letters, -1 = it is shorter. */
export type Filing = readonly (string | number)[];

export interface Candidates {
  /** Files a rule; what was filed of it before is not looked for again. Returns what to keep of it. */
  add(id: number, sets: readonly (readonly string[])[] | Filing): Filing;
  /** Numbers of the rules that can match the line, lowest first. The list is used again by the next call. */
  find(line: string): readonly number[];
}

/** What there is to find where no rule was filed. */
export const NO_CANDIDATES: Pick<Candidates, 'find'> = { find: () => [] };

function slotOf(a: number, b: number, c: number): number {
  return slotOfCodes(codeOf(a), codeOf(b), codeOf(c));
}

/** Letters beside the three, in 16 sorts: a bit of the sort that the text has there, or all if it has none. */
const SORTS = 16;

function sortOf(text: string, at: number): number {
  return at >= 0 && at < text.length ? 1 << (codeOf(text.charCodeAt(at)) % SORTS) : (1 << SORTS) - 1;
}

export function createCandidates(): Candidates {
  const folds = foldTable();
  const codes = codeTable();
  /** Of each slot a bit, whether anything is filed there: few enough to be at hand, and nearly all that a line needs. */
  const filled = new Uint32Array(SLOTS / 32);
  /** Sorts of the letters before the three, and behind them, in the upper half: what a line has there is mostly of another. */
  const beside = new Uint32Array(SLOTS);
  /** The newest entry of each slot; the others follow by `next`. Entry 0 stands for none. */
  const first = new Int32Array(SLOTS);
  const next = [0];
  const texts = [''];
  const places = [0];
  const ids = [-1];
  /** The letters before and behind the three, where the text has some: what differs there is not compared any further. */
  const before = [NONE];
  const behind = [NONE];
  /** How often a slot is met in texts, and how many entries it has. */
  const seen = new Uint16Array(SLOTS);
  const crowds = new Uint16Array(SLOTS);
  const shorts: [text: string, id: number][] = [];
  const always: number[] = [];
  /** By rule: the turn in which it was found last. */
  const foundIn: number[] = [];
  const found: number[] = [];
  let turn = 0;
  /** Made when a slot is crowded. */
  let windows: Windows | null = null;
  eachSlot(SAMPLE, slot => {
    seen[slot]!++;
  });
  const letters = new Uint16Array(CODES);
  for (let at = 0; at < SAMPLE.length; at++) letters[codeOf(SAMPLE.charCodeAt(at))]!++;

  /** How often three letters would be met in a long text if they did not care for each other. */
  function expected(text: string, at: number): number {
    const of = (place: number) => (letters[codeOf(text.charCodeAt(place))] as number) / SAMPLE.length;
    return LONG * of(at) * of(at + 1) * of(at + 2);
  }

  function rarest(text: string): { at: number; weight: number } {
    let best = { at: -1, weight: text.length < 3 ? SHORT_WEIGHT / text.length : Number.POSITIVE_INFINITY };
    eachSlot(text, (slot, at) => {
      const within = WITHIN_WORD().test(text.slice(at, at + 3)) ? WITHIN : 1;
      const met = within * (1 + expected(text, at)) + COMMON * (seen[slot] as number);
      const weight = met * (1 + (crowds[slot] as number) / CROWD);
      if (weight < best.weight) best = { at, weight };
    });
    return best;
  }

  function filingOf(sets: readonly (readonly string[])[]): Filing {
    let least = Number.POSITIVE_INFINITY;
    let filing: Filing = [];
    for (const set of sets) {
      const rare = set.map(text => ({ text, ...rarest(text) }));
      const weight = rare.reduce((sum, one) => sum + one.weight, rare.length);
      if (weight >= least) continue;
      least = weight;
      filing = rare.flatMap(({ text, at }) => [text, at]);
    }
    return filing;
  }

  function enter(id: number, text: string, at: number): void {
    if (at < 0) {
      shorts.push([text, id]);
      return;
    }
    const slot = slotOf(text.charCodeAt(at), text.charCodeAt(at + 1), text.charCodeAt(at + 2));
    const isCrowded = (crowds[slot] as number) >= CROWDED;
    if ((crowds[slot] as number) < MOST_CROWDED) crowds[slot]!++;
    beside[slot]! |= sortOf(text, at - 1) | (sortOf(text, at + 3) << SORTS);
    filled[slot >> 5]! |= 1 << (slot & 31);
    if (isCrowded && (windows ??= createWindows()).add(text, at, slot, id)) return;
    before.push(at > 0 ? text.charCodeAt(at - 1) : NONE);
    behind.push(at + 3 < text.length ? text.charCodeAt(at + 3) : NONE);
    next.push(first[slot] as number);
    texts.push(text);
    places.push(at);
    ids.push(id);
    first[slot] = texts.length - 1;
  }

  function mark(id: number): void {
    if (foundIn[id] === turn) return;
    foundIn[id] = turn;
    found.push(id);
  }

  /** What is begun: the line, and folded once that is needed. */
  let line = '';
  let folded: string | null = null;
  let known: FoldedLine | null = null;

  function foldedAt(at: number): number {
    return at >= 0 && at < line.length ? (folds[line.charCodeAt(at)] as number) : NONE;
  }

  /** Marks what is filed in the slot and stands in the line, with its three letters at this place. */
  function look(slot: number, at: number): void {
    const z = foldedAt(at - 1);
    const y = foldedAt(at + 3);
    for (let entry = first[slot] as number; entry !== 0; entry = next[entry] as number) {
      if (before[entry] !== NONE && before[entry] !== z) continue;
      if (behind[entry] !== NONE && behind[entry] !== y) continue;
      folded ??= fold(line);
      if (folded.startsWith(texts[entry] as string, at - (places[entry] as number)))
        mark(ids[entry] as number);
    }
    if (!windows?.has(slot)) return;
    folded ??= fold(line);
    known ??= foldedLine(folded);
    windows.find(slot, at, known, mark);
  }

  return {
    add(id, sets) {
      const filing = isFiling(sets) ? sets : filingOf(sets);
      foundIn[id] = 0;
      if (filing.length === 0) always.push(id);
      for (let i = 0; i < filing.length; i += 2) enter(id, filing[i] as string, filing[i + 1] as number);
      return filing;
    },
    find(text) {
      turn++;
      found.length = 0;
      line = text;
      folded = null;
      known = null;
      for (const id of always) mark(id);
      const { length } = line;
      // What has nothing before or behind it takes the sort of no letter: texts that want one there are not here anyway.
      let z = 0;
      let a = length > 0 ? (codes[text.charCodeAt(0)] as number) : 0;
      let b = length > 1 ? (codes[text.charCodeAt(1)] as number) : 0;
      for (let end = 2; end < length; end++) {
        const c = codes[text.charCodeAt(end)] as number;
        const slot = slotOfCodes(a, b, c);
        if (((filled[slot >> 5] as number) & (1 << (slot & 31))) !== 0) {
          const y = end + 1 < length ? (codes[text.charCodeAt(end + 1)] as number) : 0;
          const wanted = (1 << (z % SORTS)) | (1 << ((y % SORTS) + SORTS));
          if (((beside[slot] as number) & wanted) === wanted) look(slot, end - 2);
        }
        z = a;
        a = b;
        b = c;
      }
      for (const [short, id] of shorts) {
        folded ??= fold(line);
        if (folded.includes(short)) mark(id);
      }
      return found.length > 1 ? found.sort((one, other) => one - other) : found;
    },
  };
}

function eachSlot(text: string, use: (slot: number, at: number) => void): void {
  for (let at = 0; at + 2 < text.length; at++)
    use(slotOf(text.charCodeAt(at), text.charCodeAt(at + 1), text.charCodeAt(at + 2)), at);
}

function isFiling(sets: readonly (readonly string[])[] | Filing): sets is Filing {
  return typeof sets[0] === 'string';
}
