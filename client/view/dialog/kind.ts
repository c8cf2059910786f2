/** What every kind of dialog says of itself, so that keys and screen know none by name. */
import type { State, Turn } from '../../state/state.ts';
import type { FrameRow, Key } from '../../state/terminal.ts';
import type { Dialog, Pattern, View } from '../../state/view.ts';
import type { ShownBox } from './box/box.ts';

export interface Place {
  readonly column: number;
  readonly row: number;
}

/** A command that is to be run, as if it had been entered: commands know dialogs, and not the other way round. */
export interface Order {
  readonly command: string;
  readonly args?: string;
}

/** What is asked where there is no screen to show a dialog on: lines to read, and what stands before the answer. */
export interface Question {
  readonly lines: readonly string[];
  readonly prompt: string;
  /** What is typed is not to be seen. */
  readonly secret?: boolean;
}

/** What came of an answer: what is said of it, and which step is next; its lines are read once more if `again`. */
export interface Answered {
  readonly says: readonly string[];
  readonly step: string;
  readonly again: boolean;
  readonly order?: Order | undefined;
}

/** A dialog as questions and answers, step by step; '' is the step that it is opened with, if nothing is said of that. */
export interface Asks<D extends Dialog> {
  first?(state: State, view: View, dialog: D): string;
  question(state: State, view: View, dialog: D, step: string): Question;
  answer(turn: Turn, view: View, dialog: D, step: string, text: string): Answered;
  /** What is amiss, once something is. */
  fault?(dialog: D): string;
}

interface Kind<D extends Dialog> {
  /** For views without a screen; nothing: its keys are asked for. */
  readonly asks?: Asks<D>;
  /** Handles a key, but for those that always act; of text one character. False: it means nothing to the dialog. */
  key(turn: Turn, view: View, dialog: D, key: Key): boolean | Order;
  /** It wants to know keys as they are pressed, also those that are one with another elsewhere. */
  readonly takesAll?: true;
  /** Follows what has changed meanwhile. */
  settle?(state: State, dialog: D): void;
  /** The pattern whose matches are marked in the output. */
  marks?(dialog: D): Pattern | undefined;
  /** Whether it is shown, and has the keys when it is on top; nothing: it is. */
  isShown?(dialog: D): boolean;
}

/** Its rows stand in place of the input line; keys that mean nothing to it act on the output. */
export interface InputDialogKind<D extends Dialog> extends Kind<D> {
  readonly covers: 'input';
  rows(state: State, view: View, dialog: D): readonly FrameRow[];
  /** Where the cursor stands in its rows. */
  cursor(state: State, view: View, dialog: D): Place;
}

/** It floats over the game, which goes on underneath; all keys are its own. */
export interface BoxDialogKind<D extends Dialog> extends Kind<D> {
  readonly covers: 'box';
  box(state: State, view: View, dialog: D): ShownBox;
}

export type DialogKind<D extends Dialog> = InputDialogKind<D> | BoxDialogKind<D>;
