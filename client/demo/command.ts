/** The shape of a command of the demo, and of the one who gives it. */
import type { Game, Player } from './game.ts';
import type { Session } from './session.ts';

export interface Actor {
  readonly game: Game;
  readonly player: Player;
  readonly session: Session;
  /** Ends the connection after what has been sent. */
  readonly quit: () => void;
}

export interface Command {
  readonly name: string;
  readonly alias?: string;
  /** Arguments as help shows them. */
  readonly usage?: string;
  readonly help: string;
  readonly run: (actor: Actor, rest: string) => void;
}
