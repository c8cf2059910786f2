/** What every kind of dialog says of itself, so that keys and screen know none by name. */
import type { State, Turn } from '../../state/state.ts';
import type { FrameRow, Key } from '../../state/terminal.ts';
import type { Dialog, View } from '../../state/view.ts';

export interface Place {
  readonly column: number;
  readonly row: number;
}

export interface DialogKind<D extends Dialog> {
  /** What its rows stand in place of. Keys that act on the output act beside a dialog that leaves it on screen. */
  readonly covers: 'output' | 'input';
  /** Handles a key, but for those that always act. Returns false if it means nothing to the dialog. */
  key(turn: Turn, view: View, dialog: D, key: Key): boolean;
  rows(state: State, view: View, dialog: D): readonly FrameRow[];
  /** Where the cursor stands in its rows. */
  cursor(state: State, view: View, dialog: D): Place;
  /** Follows what has changed meanwhile. */
  settle?(state: State, dialog: D): void;
  /** The pattern whose matches are marked in the output. */
  marks?(dialog: D): string;
}
