/** Dialogs that float over the game, as plain data: an open one goes through a reload as it is. */
import type { StyledText } from './stream.ts';
import type { Editor } from './terminal.ts';

/** What is looked for in a pager. */
export interface PagerFind {
  editor: Editor;
  /** It has the keys; else it is what is marked, and `n` goes on. */
  typing: boolean;
  /** The lines with a match, and the one that is on screen by it. */
  found: readonly number[];
  at: number;
}

/** A text to read: help, a list, an answer that is longer than the screen. Owner: view/dialog/pager/. */
export interface Pager {
  readonly kind: 'pager';
  readonly title: string;
  readonly lines: readonly StyledText[];
  /** Cells of the longest line. */
  readonly width: number;
  /** The line whose row is the first on screen, and where in it (UTF-16) that row starts: whatever the width. */
  line: number;
  offset: number;
  find: PagerFind | null;
}
