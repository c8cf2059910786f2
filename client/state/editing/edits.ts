/** Texts that games hand over to be edited (MCP simpleedit). Owner: world/edits/. */

export interface Edit {
  readonly id: number;
  readonly world: string;
  /** By what the game knows it, what it calls it, and what it is: `string`, `string-list`, `moo-code`. */
  readonly reference: string;
  readonly name: string;
  readonly kind: string;
  /** As the game has it: as it has come, or was sent last. */
  base: string;
  text: string;
}

/** An editor that has the terminal meanwhile: a child of this process, whichever image it is. */
export interface LentTerminal {
  readonly edit: number;
  readonly pid: number;
  /** When it was started (shared/process-identity.ts). */
  readonly identity: string;
  readonly file: string;
}

export interface Edits {
  /** Id of the next one. */
  next: number;
  /** The oldest first. */
  list: Edit[];
  /** One that has just come, and is opened by itself if nothing is in the way. */
  fresh?: number;
  lent?: LentTerminal;
}

export type EditEffect =
  /** Something that cannot be guessed, for MCP on this connection. */
  | { readonly type: 'make key'; readonly link: number }
  /** The text in an editor of the user's, on the terminal that Clay was started in. `command`: for the shell; '' = as the environment says. */
  | {
      readonly type: 'edit';
      readonly edit: number;
      readonly kind: string;
      readonly text: string;
      readonly command: string;
    };

export type EditEvent =
  | { type: 'key made'; link: number; random: Uint8Array }
  | ({ type: 'edit begun' } & LentTerminal)
  /** The editor has ended. `text`: what is in the file; null: it cannot be read. `why`: what went wrong. */
  | { type: 'edited'; edit: number; text: string | null; why: string }
  /** There is no editor: neither the setting nor the environment names one. */
  | { type: 'no editor'; edit: number };
