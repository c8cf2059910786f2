/** What a file of another client is to those that read it. */
import type { Steps } from '../automation/block.ts';
import type { Taker } from './taker.ts';

/** A file, and what it may want of others. */
export interface Source {
  readonly text: string;
  /** What rules of it belong to. */
  readonly group: string;
  /** A file that it names: beside it, or beside the one that names it. */
  read(path: string, from?: string): OtherFile;
  /** A file of macros that it loads: where TinyFugue would look, `among` what its %TFPATH names. */
  load(path: string, from: string | undefined, among: readonly string[]): OtherFile;
}

export type OtherFile =
  | { readonly path: string; readonly text: string }
  /** `missing`: there is none of that name. */
  | { readonly fault: string; readonly missing?: true };

/** Goes through the file and takes down what it finds, with a rest wherever it yields. */
export type Convert = (source: Source, taker: Taker) => Steps<void>;
