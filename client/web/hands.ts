/** What pages and programs have done above this folder: it is handed in, for imports point down only. */
import type { Turn } from '../state/state.ts';
import type { Entering, View } from '../state/view.ts';
import type { Browser } from '../state/web.ts';
import type { Completion } from './protocol.ts';

/** A turn in which a page acts. */
export type PageTurn = Turn & { readonly view: View };

/** What a program wants of the view that is drawn on its terminal. */
export type TerminalWish =
  | {
      readonly type: 'open';
      readonly view: string;
      /** Id of its connection. */
      readonly channel: number;
      readonly columns: number;
      readonly rows: number;
      readonly env: Readonly<Record<string, string>>;
      /** Key of the login by which it has come; nothing: it is of this machine. */
      readonly login?: string;
      readonly watches?: true;
    }
  | { readonly type: 'input'; readonly view: string; readonly bytes: Uint8Array }
  | { readonly type: 'resize'; readonly view: string; readonly columns: number; readonly rows: number };

export interface Hands {
  terminal(turn: Turn, wish: TerminalWish): void;
  /** On behalf of a view with the world on it ('' = the console), which is nowhere on a screen and gone when the turn ends. */
  acting(turn: Turn, browser: Pick<Browser, 'wide'>, name: string): PageTurn;
  /** Enter, with this text in the input: commands, or words for the world. They are not done yet. */
  enter(turn: PageTurn, text: string): Entering;
  /** Does them, as far as the turn has time for it. False: there is more. */
  goOn(turn: PageTurn, entering: Entering): boolean;
  /** What may stand in place of what is before the cursor of the input; null: nothing can be said of it. */
  complete(turn: PageTurn, text: string, cursor: number): Completion | null;
}
