/** What a program is run for: the turn, its world, and what becomes of what it says. */
import type { Turn } from '../../state/state.ts';
import type { Frame, Macro, Thread, Value } from '../../state/tinyfugue/tinyfugue.ts';
import type { World } from '../../state/world.ts';
import { marked } from '../../tinyfugue/marks.ts';

/** The line that a trigger is about: what is to be shown in its place, with what the game has said marked in it. */
export interface LineAtHand {
  replaced?: { readonly text: string; readonly attributes: string; readonly inline: boolean };
}

/** What a program can bring about that is another program's; in what it says, what the game has said is marked. */
export interface Hands {
  /** How many programs have brought each other about. */
  readonly depth: number;
  /** Something has happened that hooks wait for. Returns how many have acted. */
  fire(turn: Turn, world: World | null, event: string, text: string): number;
  /** Whether a hook takes the words instead of the world. */
  isTaken(turn: Turn, world: World, text: string): boolean;
  /** As if the world had said it. Returns how many triggers have acted. */
  trigger(turn: Turn, world: World | null, text: string): number;
  /** Those that would act. */
  wouldAct(turn: Turn, world: World | null, text: string, event: string | null): readonly Macro[];
}

export type Begun = Omit<Frame, 'at' | 'stack'>;

export interface Job {
  readonly turn: Turn;
  readonly thread: Thread;
  readonly world: World | null;
  readonly line: LineAtHand | null;
  readonly hands: Hands;
  /** What stands below the line that it is about waits for that. */
  later(act: () => void): void;
  /** The value of an expression, as the program sees it. */
  evaluate(text: string): Value;
}

/** Who wants what the thread does now: somebody who loads a file has not read each of its lines. */
export function authorOf({ author, frames }: Thread): Thread['author'] {
  return frames.some(({ kind }) => kind === 'file') ? 'file' : author;
}

const DATA = /[\u{dc00}-\u{dc92}]/gu;
const BLANKS = [
  0xa0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a,
  0x2028, 0x2029, 0x202f, 0x205f, 0x3000, 0xfeff,
];

/** What rules fill into commands as data (automation/data.ts) is what the game has said, and marked as such. */
export function markedData(args: string): string {
  return args.replace(DATA, sign => {
    const at = sign.charCodeAt(0) - 0xdc00;
    return at < 0x80 ? marked(String.fromCharCode(at)) : String.fromCharCode(BLANKS[at - 0x80] as number);
  });
}

/** And the other way, for commands of Clay. */
export function asRuleData(text: string): string {
  return text.replace(/[\uf680-\uf6ff]/g, sign => String.fromCharCode(0xdc00 + sign.charCodeAt(0) - 0xf680));
}
