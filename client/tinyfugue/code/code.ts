/**
 * Code of bodies and expressions: a row of instructions for the machine (machine.ts). It follows from the text alone, so that
 * a reload needs the text and a place in the row, and makes the row anew.
 */
import type { Value } from '../../state/tinyfugue/tinyfugue.ts';

/** Jumps say how far it is from the beginning. */
export type Instruction =
  | { readonly op: 'push'; readonly value: Value }
  /** The last `count` operands become one text. */
  | { readonly op: 'join'; readonly count: number }
  /** `%name`, `%1`, `%-2`, `%L`, `%P1` …; `name`: a variable by its name. */
  | { readonly op: 'select'; readonly name: string }
  | { readonly op: 'variable'; readonly name: string }
  /** The body of a macro. */
  | { readonly op: 'body'; readonly name: string }
  /** What the text echoes, as one. */
  | { readonly op: 'capture'; readonly text: string }
  /** A text that is a command: its name and the rest; one that is words for the world. */
  | { readonly op: 'command' }
  | { readonly op: 'words' }
  /** An operand is dropped; becomes the result of the command; the result becomes an operand. */
  | { readonly op: 'drop' }
  /** An operand that is a text becomes the value of the expression in it. */
  | { readonly op: 'evaluate' }
  | { readonly op: 'settle' }
  | { readonly op: 'result' }
  | { readonly op: 'jump'; to: number }
  /** Jumps if the operand is 0, and takes it. */
  | { readonly op: 'unless'; to: number }
  /** Jumps and leaves the operand where it is not 0 (`or`), is 0 (`and`), is not '' (`set`); else takes it. */
  | { readonly op: 'or' | 'and' | 'set'; to: number }
  | { readonly op: 'not' }
  | { readonly op: 'negative' }
  | { readonly op: 'positive' }
  | { readonly op: 'calculate' | 'compare' | 'texts'; readonly sign: string }
  /** The operand becomes the value of the variable; with a sign, what that makes of both. */
  | { readonly op: 'assign'; readonly name: string; readonly sign: string }
  | { readonly op: 'call'; readonly name: string; readonly count: number }
  /** A loop begins, has another round, ends. */
  | { readonly op: 'loop' | 'round' | 'done' }
  /** Ends the frame with the operand; `echo`: which is echoed, unless it is a function. */
  | { readonly op: 'return'; readonly echo: boolean };

export type Code = readonly Instruction[];

/** What reads a text: a place in it, and the code so far. */
export interface Reader {
  readonly text: string;
  at: number;
  readonly code: Instruction[];
}

export function newReader(text: string, at = 0): Reader {
  return { text, at, code: [] };
}

export function emit(reader: Reader, instruction: Instruction): void {
  reader.code.push(instruction);
}

/** A jump whose end is not known yet. */
export function emitJump(reader: Reader, op: 'jump' | 'unless' | 'or' | 'and' | 'set'): { to: number } {
  const jump = { op, to: -1 };
  reader.code.push(jump as Instruction);
  return jump;
}

/** The jump ends here. */
export function land(reader: Reader, jump: { to: number }): void {
  jump.to = reader.code.length;
}
