/** A regular expression as a program for the machine: what is repeated is written out, so that its size is its cost. */
import { type Fault, faultOf, raise } from '../../../shared/fault.ts';
import { type Assertion, type Node, parse } from './parse.ts';

/** `fork`: both ways, the first one preferred; `save`: where a group begins or ends. */
export type Instruction =
  | { readonly op: 'atom'; readonly atom: number }
  | { readonly op: 'fork'; first: number; second: number }
  | { readonly op: 'jump'; to: number }
  | { readonly op: 'place'; readonly place: Assertion }
  | { readonly op: 'save'; readonly slot: number }
  | { readonly op: 'match' };

export interface Program {
  readonly code: readonly Instruction[];
  /** Classes of characters, as the engine of JavaScript reads them. */
  readonly atoms: readonly string[];
  /** Whether capitals count. */
  readonly exact: boolean;
  /** Every match holds this; '' = nothing is known. */
  readonly required: string;
}

/** A program that tells what its groups have matched. */
export interface CapturingProgram extends Omit<Program, 'required'> {
  /** Names of the groups by their number, '' for one without; the first one is the whole match. */
  readonly groups: readonly string[];
}

/** Instructions at most: each may cost a step for each character of a text. */
const MOST = 500;
/** Visits of the tree at most, for what makes no instruction can be repeated as well. */
const MOST_VISITS = 20 * MOST;
/** Of one that captures, in which there are instructions for that as well. */
const MOST_CAPTURING = 1000;
const TOO_LARGE = 'the regular expression is too large';

/** The program of the pattern, or what is wrong with it. */
export function compile(text: string, exact: boolean): Program | Fault {
  try {
    const tree = parse(text);
    return { ...codeOf(tree), exact, required: requiredOf(tree) };
  } catch (error) {
    return faultOf(error, 'REGEXP');
  }
}

/** The program of the tree, with its groups. Throws, with one sentence, what is too large. */
export function compileCapturing(tree: Node, exact: boolean): CapturingProgram {
  const groups = [''];
  return { ...codeOf(tree, MOST_CAPTURING, groups), exact, groups };
}

/** What compileCapturing() would make of the tree: instructions, and visits of nodes. */
interface Size {
  readonly code: number;
  readonly visits: number;
}

/** Refuses what compileCapturing() does, sooner: most patterns are looked at long before a line comes that they may match, if one ever does. */
export function refuseTooLarge(tree: Node): void {
  const { code, visits } = sizeOf(tree);
  if (code + 1 > MOST_CAPTURING || visits > MOST_VISITS) raise('REGEXP', TOO_LARGE);
}

function sizeOf(node: Node): Size {
  switch (node.type) {
    case 'atom':
    case 'place':
      return { code: 1, visits: 1 };
    case 'row':
      return sumOf(node.parts, 0);
    case 'choice':
      return sumOf(node.choices, 2 * (node.choices.length - 1));
    case 'capture': {
      const { code, visits } = sizeOf(node.of);
      return { code: code + 2, visits: visits + 1 };
    }
    case 'repeat':
      return repeatedSize(node);
  }
}

function sumOf(nodes: readonly Node[], own: number): Size {
  let [code, visits] = [own, 1];
  for (const node of nodes) {
    const size = sizeOf(node);
    code += size.code;
    visits += size.visits;
  }
  return { code, visits };
}

const FAR = 1e9;

function repeatedSize({ of, min, max }: Extract<Node, { type: 'repeat' }>): Size {
  const { code, visits } = sizeOf(of);
  const isEndless = max === Number.POSITIVE_INFINITY;
  const [more, forked] = isEndless ? [1, 2] : [Math.max(0, max - min), Math.max(0, max - min)];
  // Repeats of repeats may be more than numbers can say: what is too large is too large.
  return {
    code: Math.min(FAR, (min + more) * code + forked),
    visits: Math.min(FAR, 1 + (min + more) * visits),
  };
}

/** `groups`: is given the names of the groups, if they are to be remembered. */
function codeOf(tree: Node, most = MOST, groups?: string[]): Pick<Program, 'code' | 'atoms'> {
  const code: Instruction[] = [];
  const atoms = new Map<string, number>();
  let visits = 0;

  function put<I extends Instruction>(instruction: I): I {
    if (code.push(instruction) > most) raise('REGEXP', TOO_LARGE);
    return instruction;
  }

  function emit(node: Node): void {
    if (++visits > MOST_VISITS) raise('REGEXP', TOO_LARGE);
    if (node.type === 'row') for (const part of node.parts) emit(part);
    else if (node.type === 'choice') emitChoice(node.choices);
    else if (node.type === 'repeat') emitRepeat(node);
    else if (node.type === 'place') put({ op: 'place', place: node.place });
    else if (node.type === 'capture') emitCapture(node);
    else put({ op: 'atom', atom: atomOf(node.source) });
  }

  function emitCapture({ of, index, name }: Extract<Node, { type: 'capture' }>): void {
    if (!groups) return emit(of);
    groups[index] = name;
    put({ op: 'save', slot: 2 * index });
    emit(of);
    put({ op: 'save', slot: 2 * index + 1 });
  }

  function atomOf(source: string): number {
    const known = atoms.get(source);
    if (known !== undefined) return known;
    atoms.set(source, atoms.size);
    return atoms.size - 1;
  }

  function emitChoice(choices: readonly Node[]): void {
    const ends = [];
    for (const [at, one] of choices.entries()) {
      if (at === choices.length - 1) emit(one);
      else {
        const fork = put({ op: 'fork', first: code.length + 1, second: 0 });
        emit(one);
        ends.push(put({ op: 'jump', to: 0 }));
        fork.second = code.length;
      }
    }
    for (const end of ends) end.to = code.length;
  }

  function emitRepeat({ of, min, max, greedy }: Extract<Node, { type: 'repeat' }>): void {
    for (let count = 0; count < min; count++) emit(of);
    if (max === Number.POSITIVE_INFINITY) {
      const start = code.length;
      const fork = forkHere();
      emit(of);
      put({ op: 'jump', to: start });
      leave(fork, greedy);
      return;
    }
    const forks = [];
    for (let count = min; count < max; count++) {
      forks.push(forkHere());
      emit(of);
    }
    for (const fork of forks) leave(fork, greedy);
  }

  function forkHere() {
    return put({ op: 'fork', first: code.length + 1, second: code.length + 1 });
  }

  /** The other way leads behind all that is there. */
  function leave(fork: { first: number; second: number }, greedy: boolean): void {
    if (greedy) fork.second = code.length;
    else fork.first = code.length;
  }

  emit(tree);
  put({ op: 'match' });
  return { code, atoms: [...atoms.keys()] };
}

/** The longest run of characters that stand in a row in every match. */
function requiredOf(node: Node): string {
  const runs = [''];
  for (const part of partsOf(node)) {
    const [only, ...others] = (part.type === 'atom' && part.characters) || [];
    if (only !== undefined && others.length === 0) runs.push(runs.pop() + only);
    else if (part.type !== 'place') runs.push('');
  }
  return runs.reduce((longest, run) => (run.length > longest.length ? run : longest), '');
}

function partsOf(node: Node): readonly Node[] {
  if (node.type === 'capture') return partsOf(node.of);
  return node.type === 'row' ? node.parts.flatMap(partsOf) : [node];
}
