/**
 * Which rules can match a line. Each is filed under the rarest three letters of a text that it needs, so that a line costs one
 * walk over its letters, however many rules there are. What is not filed can match anything.
 */
import { late } from '../../text/late.ts';
import { smallOf } from '../../text/regexp/captures.ts';
import { unitsOf } from '../../text/units.ts';
import { fold } from './fold.ts';
import { BUCKETS, bucketOf, CODES, codeOf, codeTable, nextSlot, SLOTS, slotIn, slotOf } from './letters.ts';
import { LOOKED_AT } from './matcher.ts';
import { createRows, createTexts, growRows, type LineUnits, type Texts } from './texts.ts';
import { createWindows, type Windows } from './windows.ts';

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
  /** Has seen what rules need, and knows by that which letters many of them have. Best of all of them before any is filed. */
  heed(sets: readonly (readonly string[])[]): void;
  /** Files a rule; what was filed of it before is not looked for again. Returns what to keep of it. */
  add(id: number, sets: readonly (readonly string[])[] | Filing): Filing;
  /**
   * Files rules under texts among others: of each the number of the rule, the place of the text's length, which its units follow,
   * and that of the three letters, as in a filing.
   */
  fileMany(from: Uint16Array, rows: readonly number[]): void;
  /** Numbers of the rules that can match the line, lowest first. Of a line as much is looked at as patterns look at. */
  find(line: string): readonly number[];
}

/** In place of a text, for fileMany(): any line is for the rule. */
export const ALWAYS = -1;

/** What there is to find where no rule was filed. */
export const NO_CANDIDATES: Pick<Candidates, 'find'> = { find: () => [] };

/** Letters beside the three, in so many sorts: a bit of the sort that the text has there, or all if it has none. */
const BEHIND = 8;
const BEFORE = 16;
const ALL_BEHIND = (1 << BEHIND) - 1;
const ALL_BEFORE = (1 << BEFORE) - 1;

/** Columns of what is filed: the one before it in the bucket, the text, the place of its three letters, the rule. */
const [NEXT, TEXT, AT, ID, ROW] = [0, 1, 2, 3, 4];
/** So few are put in order one by one: that is sooner done than to have it done. */
const FEW = 16;

/** So many texts are looked for one by one. */
const MOST_ONE_BY_ONE = 6;

/** `texts`: where the texts are. */
export function createCandidates(texts: Texts = createTexts()): Candidates {
  const codes = codeTable();
  /** By slot, the sorts of the letters behind the three; 0 = nothing is filed there: nearly all that a line needs. */
  const behind = new Uint8Array(SLOTS);
  /** By bucket, the sorts of the letters before them. */
  const before = new Uint16Array(BUCKETS);
  /** The newest row of each bucket; the others follow. */
  const first = new Int32Array(BUCKETS);
  const rows = createRows(ROW);
  /** How many rows a bucket has. */
  const crowds = new Uint16Array(BUCKETS);
  const seen = seenSlots();
  const letters = seenLetters();
  /** By bucket, in how many texts of rules its three letters are. */
  let heeded: Uint16Array | null = null;
  const shorts: [text: string, id: number][] = [];
  /** All texts, as long as they are few: to look for each of them is sooner done than the walk over the line. */
  let few: [text: string, id: number][] | null = [];
  const always: number[] = [];
  /** By rule: the turn in which it was found last. */
  const foundIn: number[] = [];
  let found: number[] = [];
  let turn = 0;
  /** Made when a slot is crowded. */
  let windows: Windows | null = null;

  /** How often three letters would be met in a long text if they did not care for each other. */
  function expected(text: string, at: number): number {
    const of = (place: number) => (letters[codeOf(text.charCodeAt(place))] as number) / SAMPLE.length;
    return LONG * of(at) * of(at + 1) * of(at + 2);
  }

  function rarest(text: string): { at: number; weight: number } {
    let best = { at: -1, weight: text.length < 3 ? SHORT_WEIGHT / text.length : Number.POSITIVE_INFINITY };
    eachSlot(text, (slot, at) => {
      const within = WITHIN_WORD().test(text.slice(at, at + 3)) ? WITHIN : 1;
      const met = within * (1 + expected(text, at)) + COMMON * (seen.get(slot) ?? 0);
      const shared = heeded?.[bucketOf(slot)] ?? 0;
      const weight = met * (1 + (crowds[bucketOf(slot)] as number) / CROWD) * (1 + shared);
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

  function enterAlways(id: number): void {
    foundIn[id] = 0;
    always.push(id);
  }

  function enter(id: number, text: number, at: number): void {
    enterIn(texts.all(), id, text, at);
  }

  /** `all`: the texts. An image that has just been started files a thousand before its first line: it calls few others, and makes nothing. */
  function enterIn(all: Uint16Array, id: number, text: number, at: number): void {
    // One after the other, so that it stays a list.
    foundIn[id] = 0;
    if (few && few.push([textIn(all, text), id]) > MOST_ONE_BY_ONE) few = null;
    if (at < 0) {
      shorts.push([textIn(all, text), id]);
      return;
    }
    // What is filed is folded already.
    const place = text + 1 + at;
    const slot = slotIn(all, place, codes);
    const bucket = bucketOf(slot);
    const crowd = crowds[bucket] as number;
    if (crowd < MOST_CROWDED) crowds[bucket] = crowd + 1;
    behind[slot]! |=
      at + 3 < (all[text] as number)
        ? 1 << ((codes[all[place + 3] as number] as number) % BEHIND)
        : ALL_BEHIND;
    before[bucket]! |= at > 0 ? 1 << ((codes[all[place - 1] as number] as number) % BEFORE) : ALL_BEFORE;
    if (crowd >= CROWDED && (windows ??= createWindows(texts)).add(text, at, bucket, id)) return;
    const { used } = rows;
    if (used + ROW > rows.cells.length) growRows(rows);
    const { cells } = rows;
    cells[used] = first[bucket] as number;
    cells[used + TEXT] = text;
    cells[used + AT] = at;
    cells[used + ID] = id;
    rows.used = used + ROW;
    first[bucket] = used;
  }

  function mark(id: number): void {
    if (foundIn[id] === turn) return;
    foundIn[id] = turn;
    found.push(id);
  }

  function oneByOne(texts: readonly (readonly [text: string, id: number])[], small: string): number[] {
    for (const id of always) mark(id);
    for (let n = 0; n < texts.length; n++) {
      const [text, id] = texts[n] as readonly [string, number];
      if (small.includes(text)) mark(id);
    }
    return inOrder(found);
  }

  /** Marks what is filed under the three letters at this place and stands in the line. */
  function look(at: number, line: LineUnits): void {
    const { units } = line;
    const bucket = bucketOf(slotIn(units, at, codes));
    // What has nothing before it takes the sort of no letter: texts that want one there are not here anyway.
    const sort = at > 0 ? (codes[units[at - 1] as number] as number) % BEFORE : 0;
    if (((before[bucket] as number) & (1 << sort)) === 0) return;
    const { cells } = rows;
    for (let row = first[bucket] as number; row !== 0; row = cells[row + NEXT] as number)
      if (texts.stands(cells[row + TEXT] as number, line, at - (cells[row + AT] as number)))
        mark(cells[row + ID] as number);
    if (windows?.has(bucket)) windows.find(bucket, at, line, mark);
  }

  return {
    heed(sets) {
      const all = (heeded ??= new Uint16Array(BUCKETS));
      for (const set of sets)
        for (const text of set)
          eachSlot(text, slot => {
            const bucket = bucketOf(slot);
            if ((all[bucket] as number) < MOST_CROWDED) all[bucket]!++;
          });
    },
    add(id, sets) {
      const filing = isFiling(sets) ? sets : filingOf(sets);
      if (filing.length === 0) enterAlways(id);
      for (let i = 0; i < filing.length; i += 2)
        enter(id, texts.add(filing[i] as string), filing[i + 1] as number);
      return filing;
    },
    fileMany(from, filings) {
      const here = texts.holds(from) ? texts.all() : null;
      for (let n = 0; n < filings.length; n += 3) {
        const id = filings[n] as number;
        const text = filings[n + 1] as number;
        if (text === ALWAYS) enterAlways(id);
        else if (here) enterIn(here, id, text, filings[n + 2] as number);
        else enter(id, texts.take(from, text), filings[n + 2] as number);
      }
    },
    find(line) {
      turn++;
      // What was found of the line before is in the hands of whoever has asked.
      if (found.length > 0) found = [];
      const text = line.length > LOOKED_AT ? line.slice(0, LOOKED_AT) : line;
      const small = few ? smallOf(text) : '';
      if (few && small !== '') return oneByOne(few, small);
      const { length } = text;
      const units = unitsOf(text);
      const looked = { units, length };
      windows?.turn();
      for (const id of always) mark(id);
      const count = walk(units, length, codes, behind);
      for (let n = 0; n < count; n++) look(places[n] as number, looked);
      if (shorts.length > 0) {
        const folded = fold(text);
        for (const [short, id] of shorts) if (folded.includes(short)) mark(id);
      }
      return inOrder(found);
    },
  };
}

/** Where walk() has found something. */
const places = new Uint16Array(LOOKED_AT);

/**
 * Where in the line there are three letters that something may be filed under: in `places`, of which so many are filled. By
 * itself, for it takes nearly all of the time: what it asks is at hand.
 */
function walk(units: Uint16Array, length: number, codes: Uint8Array, behind: Uint8Array): number {
  let count = 0;
  if (length < 3) return count;
  let slot = nextSlot(codes[units[0] as number] as number, codes[units[1] as number] as number);
  let sorts = 0;
  // At each place what was filed under the three letters before it is asked: this one is behind them.
  for (let at = 2; at <= length; at++) {
    const code = codes[units[at] as number] as number;
    if (((sorts >> (code % BEHIND)) & 1) !== 0) places[count++] = at - 3;
    slot = nextSlot(slot, code);
    sorts = behind[slot] as number;
  }
  return count;
}

/** Lowest first. */
export function inOrder(ids: number[]): number[] {
  if (ids.length > FEW) return ids.sort((one, other) => one - other);
  for (let end = 1; end < ids.length; end++) {
    const id = ids[end] as number;
    let at = end;
    for (; at > 0 && (ids[at - 1] as number) > id; at--) ids[at] = ids[at - 1] as number;
    ids[at] = id;
  }
  return ids;
}

/** How often three letters, and letters, are met in the words of games. */
const seenSlots = late(() => {
  const seen = new Map<number, number>();
  eachSlot(SAMPLE, slot => seen.set(slot, (seen.get(slot) ?? 0) + 1));
  return seen;
});
const seenLetters = late(() => {
  const letters = new Uint16Array(CODES);
  for (let at = 0; at < SAMPLE.length; at++) letters[codeOf(SAMPLE.charCodeAt(at))]!++;
  return letters;
});

function eachSlot(text: string, use: (slot: number, at: number) => void): void {
  for (let at = 0; at + 2 < text.length; at++) use(slotAt(text, at), at);
}

function slotAt(text: string, at: number): number {
  const code = (place: number) => codeOf(text.charCodeAt(place));
  return slotOf(code(at), code(at + 1), code(at + 2));
}

function textIn(units: Uint16Array, text: number): string {
  let found = '';
  for (let at = 1; at <= (units[text] as number); at++)
    found += String.fromCharCode(units[text + at] as number);
  return found;
}

function isFiling(sets: readonly (readonly string[])[] | Filing): sets is Filing {
  return typeof sets[0] === 'string';
}
