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

interface Kind<D extends Dialog> {
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
