/** What an import has found in a file of another client, as plain data. Behaviour: imports/, command/imports/. */
import type { RuleKind } from '../automation.ts';
import type { WorldSettings } from '../settings.ts';

/** Whose files can be taken. */
export const importFormats = ['clay', 'tintin', 'tf'] as const;
export type ImportFormat = (typeof importFormats)[number];

/** Where something stands there, and what it is called there. */
export interface ImportPlace {
  /** From 1. */
  readonly line: number;
  /** Of another file than the one that was named, which reads it. */
  readonly file?: string;
  readonly what: string;
}

export interface ImportItem extends ImportPlace {
  /** It is taken, but not just as it was: what is different. */
  readonly changed?: string;
  /** Of what becomes nothing, where a script could do it: as it stands there. */
  readonly source?: string;
  readonly as: ImportedAs;
}

/** What it becomes here, or why it becomes nothing. */
export type ImportedAs =
  /** The rule at this place of the block. */
  | { readonly type: 'rule'; readonly at: number; readonly kind: RuleKind; readonly name: string }
  | { readonly type: 'variable'; readonly name: string; readonly value: string }
  /** `secrets`: what is to be asked anew, in words; '' = nothing. */
  | {
      readonly type: 'world';
      readonly name: string;
      readonly values: Partial<WorldSettings>;
      readonly secrets: string;
    }
  | { readonly type: 'setting'; readonly path: readonly string[]; readonly value: unknown }
  /** A macro of TinyFugue, which its file makes as it is loaded; in words. */
  | { readonly type: 'macro'; readonly name: string }
  /** A line that its file runs as it is loaded. */
  | { readonly type: 'run' }
  /** A command that is none of TinyFugue's here: it may be one of Clay's. */
  | { readonly type: 'command'; readonly name: string }
  /**
   * A part of a script; its source is as it stands there. `only`: it is not taken for itself, but where another part has this
   * in it.
   */
  | { readonly type: 'script'; readonly code: string; readonly only?: string }
  | { readonly type: 'nothing'; readonly why: string };

export interface Found {
  /** Rules, encoded (automation/rules.ts). */
  readonly rules: Uint8Array;
  readonly items: readonly ImportItem[];
}

/** An import that is under way: what is not read yet is asked for again by an image that takes over, and the rest is done anew. */
export interface ImportRequest {
  readonly id: number;
  readonly format: ImportFormat;
  /** As the user has named it. */
  readonly path: string;
  /** Shows what would be done, and does nothing. */
  readonly show: boolean;
  /** What differs here is put in place. */
  readonly force: boolean;
  readonly view: string;
  /** What was found: it is worked off, and nothing of it is in force yet. */
  found?: Found;
  notes?: readonly string[];
  /** Its files are written, but for those that could not be. */
  saved?: ImportSaved;
}

/** What of an import could not be written, and why (a sentence). */
export interface ImportSaved {
  readonly script?: string;
  readonly stub?: string;
}

/** What the host answers: its files are written; and all of it is made, which comes in force by that. */
export type ImportAnswer =
  | { readonly type: 'import saved'; readonly id: number; readonly saved: ImportSaved }
  | { readonly type: 'import made'; readonly id: number };

/** Write its files; all of it is made, which the host says at once by `import made`. */
export type ImportEffect = SaveImport | { readonly type: 'finish import'; readonly id: number };

/** As an effect: a script that is there and differs stays, unless `force`; the beginning of one (`stub`), which is none yet, in any case. */
interface SaveImport {
  readonly type: 'save import';
  readonly id: number;
  readonly name: string;
  readonly force: boolean;
  readonly script: string | null;
  readonly stub: string | null;
}

/** A file of another client, for the first page. */
export interface ForeignFile {
  /** `tf`: macros of TinyFugue, which are loaded as they are. */
  readonly format: ImportFormat;
  /** As one types it. */
  readonly path: string;
}
