/** Dialogs that float over the game, as plain data: an open one goes through a reload as it is. */
import type { RuleKind } from './automation.ts';
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

/** Where one is in a form, and what is typed into it. Owner: view/dialog/form/. */
export interface FormState {
  /** Id of the row or button that has the keys. */
  focus: string;
  /** What the fields hold, by their ids: as text; 'true' or 'false' for a toggle. */
  values: Record<string, string>;
  /** The field that has the keys, if it is one to type in. */
  editor: Editor;
  /** All of it is selected: what is typed takes its place. */
  selected: boolean;
  /** First row of the body on screen; `loose`: scrolled away from the focus, which else is kept in view. */
  top: number;
  loose: boolean;
  /** What is wrong with which field. */
  fault: { readonly id: string; readonly text: string } | null;
  /** A field holds a password. */
  secret?: boolean;
}

/** The global settings. Owner: view/dialog/settings/setup.ts. */
export interface SettingsDialog {
  readonly kind: 'settings';
  /** Its fields have the names of the settings; `filter` is what narrows them down. */
  readonly form: FormState;
  /** What the settings are: fields that hold something else were changed here. */
  from: Record<string, string>;
}

/** A text of several lines that is edited in a box. Owner: view/edits/box.ts. */
export interface EditDialog {
  readonly kind: 'edit';
  /** Which (state/editing/edits.ts). */
  readonly edit: number;
  readonly editor: Editor;
}

/** The texts that games have handed over. Owner: view/edits/list.ts. */
export interface EditsDialog {
  readonly kind: 'edits';
  readonly form: FormState;
}

/** A link that sends something, as it stands in a line (stream/mxp/send-link.ts). */
export interface ShownLink {
  readonly text: string;
  readonly commands: readonly string[];
  readonly hints: readonly string[];
  readonly prompt: boolean;
  readonly expire: string;
  readonly generation: number;
  readonly number: number;
}

/** Links of a game to choose from. Owner: view/links/list.ts. */
export interface LinksDialog {
  readonly kind: 'links';
  readonly form: FormState;
  readonly world: string;
  readonly links: readonly ShownLink[];
}

/** What there is to do. Owner: view/dialog/menu.ts. */
export interface Menu {
  readonly kind: 'menu';
  readonly form: FormState;
}

/** What each key does. Owner: view/dialog/keys.ts. */
export interface KeysDialog {
  readonly kind: 'keys';
  /** Its one field is what narrows the list down. */
  readonly form: FormState;
  /** The key that was pressed last; '' = none yet. */
  pressed: string;
}

/** Whether to quit while worlds are connected. Owner: view/dialog/quit.ts. */
export interface QuitQuestion {
  readonly kind: 'quit';
  readonly form: FormState;
}

/** The password of the browser view. Owner: view/dialog/web-password.ts. */
export interface WebPasswordDialog {
  readonly kind: 'web password';
  readonly form: FormState;
}

/** The list of worlds. Owner: view/dialog/worlds/list.ts. */
export interface WorldsDialog {
  readonly kind: 'worlds';
  /** Its one field is what narrows the list down. */
  readonly form: FormState;
  /** The world that had the keys last: buttons are about it. */
  at: string;
}

/** The rules, or lines to make one of. Owner: view/dialog/rules/list.ts. */
export interface RulesDialog {
  readonly kind: 'rules';
  /** Its one field is what narrows the list down. */
  readonly form: FormState;
  /** Lines of the game, the newest last; null: rules are listed. */
  lines: readonly string[] | null;
}

/** A rule that is made or changed. Owner: view/dialog/rules/editor.ts. */
export interface RuleEditor {
  readonly kind: 'rule';
  /** Its fields have the names of the keys in automation.toml. */
  readonly form: FormState;
  readonly of: RuleKind;
  /** null: it is a new one. */
  readonly name: string | null;
}

/** A world that is made or changed. Owner: view/dialog/worlds/editor.ts. */
export interface WorldEditor {
  readonly kind: 'world';
  /** Its fields have the names of the settings of a world; `name` is that of a new one. The password is none that is saved. */
  readonly form: FormState;
  /** null: it is a new one. */
  readonly name: string | null;
  /** All settings, not only what it takes to connect. */
  all: boolean;
  /** What the settings are: fields that hold something else were changed here. */
  from: Record<string, string>;
  /** A connection that is tried with what the fields hold, or was. */
  trial: { readonly id: number; readonly told: string; readonly isOver: boolean } | null;
}

/** Whether a world is to be removed. Owner: view/dialog/worlds/removal.ts. */
export interface RemovalDialog {
  readonly kind: 'removal';
  readonly form: FormState;
  readonly name: string;
}

/** A certificate that was refused, to look at and decide. Owner: view/dialog/worlds/certificate.ts. */
export interface CertificateDialog {
  readonly kind: 'certificate';
  readonly form: FormState;
  /** The world that it is of. */
  readonly name: string;
}

/** What to do with a pasted text of several lines. Owner: view/dialog/paste.ts. */
export interface PasteDialog {
  readonly kind: 'paste';
  readonly form: FormState;
  /** Free of controls. */
  text: string;
  /** UTF-16 units that were too many for an input. */
  refused: number;
}

/** What could have been meant by a word of the input. Owner: view/spelling/suggest.ts. */
export interface SpellingDialog {
  readonly kind: 'spelling';
  readonly form: FormState;
  readonly word: string;
  /** Where it stands (UTF-16). */
  readonly start: number;
  /** null: they are being looked for. */
  suggestions: readonly string[] | null;
}
