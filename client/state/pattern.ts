/** Patterns as plain data. Behaviour: text/pattern.ts. */

/** What is searched for: text with `*` and `?` for anything, text that means itself, or a regular expression. */
export interface Pattern {
  readonly text: string;
  readonly kind: PatternKind;
  /** Whether capitals count. */
  readonly exact: boolean;
}

export type PatternKind = 'wild' | 'text' | 'regexp';

/** Of a pattern in a text: the next part to find, and the first place where it may stand. */
export interface Progress {
  part: number;
  from: number;
  /** Of a regular expression: where in its program the ways stand that lead so far. */
  ways?: number[];
}
