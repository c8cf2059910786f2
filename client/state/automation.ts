/** Rules and what becomes of them, as plain data. Behaviour: automation/, world/rules/, settings/rules/, command/automation/. */
import type { Fault } from '../../shared/fault.ts';

/**
 * `text`: it stands anywhere in the line; `begins`, `exact`: at its start, or as all of it; `glob`: all of it, with `*` and `?`;
 * `words`: a glob of TinyFugue, of macros alone.
 */
export type PatternMode = 'text' | 'begins' | 'exact' | 'glob' | 'regexp' | 'words';

/** Which table of automation.toml a rule stands in. */
export type RuleKind = 'trigger' | 'alias' | 'bind' | 'hook' | 'timer';

/** As it stands in automation.toml, checked; what is left out there is left out here. */
export interface Rule {
  readonly kind: RuleKind;
  readonly name: string;
  readonly patterns: readonly string[];
  /** `text` if nothing is said. */
  readonly mode?: PatternMode;
  /** Capitals count. */
  readonly case?: boolean;
  /** Higher ones are asked first; 0 if nothing is said. */
  readonly priority?: number;
  /** False: no other rule is asked once this one has matched. */
  readonly fall?: boolean;
  /** How often it may act. */
  readonly shots?: number;
  /** A pattern of a line after which it may act as often again. */
  readonly rearm?: string;
  /** Of 1, how likely it is to act. */
  readonly chance?: number;
  /** Seconds in which it does not act again. */
  readonly cooldown?: number;
  readonly worlds?: readonly string[];
  readonly group?: string;
  readonly enabled?: boolean;
  /** `sent`: what the user types for the world; `gmcp Char.Vitals`: what the server tells by that name, or any. */
  readonly on?: 'line' | 'prompt' | 'both' | 'sent' | ToldBy | `${ToldBy} ${string}`;
  readonly gag?: boolean;
  /** A style as SGR says it, such as 1;31. */
  readonly hilite?: string;
  /** What of the line `hilite` and `substitute` are about: what matches if nothing is said. */
  readonly part?: 'match' | 'line' | number;
  readonly substitute?: string;
  readonly send?: readonly string[];
  readonly echo?: string;
  readonly bell?: boolean;
  /** A notification of the desktop. */
  readonly notify?: string;
  /** Words that are spoken. */
  readonly speak?: string;
  /** A file beside the log files of the world, without `.log`, that the line goes to. */
  readonly log?: string;
  /** A function that a script has exported: `script.name`. */
  readonly call?: string;
  /** Groups that are switched on or off. */
  readonly switch?: Readonly<Record<string, boolean>>;
  /** Lines as one types them: commands, and words for the world. */
  readonly body?: string;
  /** Variables that are set, by their names. */
  readonly set?: Readonly<Record<string, string>>;
  /** A condition (automation/when.ts). */
  readonly when?: string;
  /** A style that a part of what matches has. */
  readonly style?: string;
  /** Patterns that match one after the other, within so many `lines`, in place of `patterns`. */
  readonly all?: boolean;
  readonly lines?: number;
  /** It acts at the end of a block of lines, of `max` at most. */
  readonly until?: string;
  readonly max?: number;
  /** Up to three blank lines behind it are hidden. */
  readonly blank?: boolean;
  /** Of a hook: what it waits for; of a hook of TinyFugue, also what that alone has (tinyfugue/events.ts). */
  readonly event?: HookEvent | MacroEvent;
  /** Of a key: what it is called (settings/keys/names.ts). */
  readonly key?: string;
  /** Of a timer: seconds between its times, and the world that it is for; none: the one on screen. */
  readonly every?: number;
  readonly world?: string;
}

/** Ways in which servers tell what is no text. */
export type ToldBy = 'gmcp' | 'msdp';

/** Events that hooks of macros can wait for, and no others (tinyfugue/events.ts). */
export type MacroEvent = `tf ${string}`;

/** What a hook can wait for. */
export const hookEvents = [
  ...['START', 'PENDING', 'CONNECT', 'CONFAIL', 'TRUST', 'WAITING', 'LOGIN', 'DISCONNECT'],
  ...['PROMPT', 'MASK', 'UNMASK', 'ACTIVITY', 'BGTEXT', 'BEEP', 'GMCP', 'MSDP', 'SEND'],
  ...['WORLD', 'RESIZE', 'FOCUS', 'BLUR', 'LOG', 'PRERELOAD', 'RELOAD'],
  ...['NOMACRO', 'BGTRIG', 'LOAD', 'LOADFAIL', 'REDEF', 'KILL'],
] as const;
export type HookEvent = (typeof hookEvents)[number];

/** A timer that runs: when it is due next stands among the timers of the state, by its name. */
export interface RuleTimer {
  readonly name: string;
  /** '' = the one on screen when it is due. */
  readonly world: string;
  readonly body: string;
  /** ms. */
  readonly every: number;
  /** How often it is still to act; null = for ever. */
  left: number | null;
  /** It stands in automation.toml, and does what stands there. */
  readonly kept?: true;
}

/** A variable that is kept in automation.toml; world '' = of all worlds. */
export interface Variable {
  readonly world: string;
  readonly name: string;
  readonly value: string;
}

/** What has become of a rule: only of those that have ever acted. */
export interface RuleCount {
  hits: number;
  /** How many of them were before it was armed again; 0 if nothing is said. */
  spent?: number;
  /** Unix ms. */
  last: number;
  /** Steps of the pattern machine that it has taken in all, and runs that took too many of them, lately. */
  steps: number;
  slow: readonly number[];
  /** Clay has switched it off, for this reason. */
  stopped?: string;
  /** When it was told last that what it calls is not there (Unix ms). */
  missed?: number;
}

/** Words that wait to be spoken, oldest first. Owner: world/rules/speech.ts. */
export interface Speech {
  waiting: string[];
  /** A program is at it. */
  speaking: boolean;
  /** Why the last ones could not be spoken, once that was told. */
  told?: string;
}

/** A rule about several lines that is half done. */
export interface OpenMatch {
  /** As in `counts`. */
  readonly key: string;
  readonly world: string;
  /** The condition that is next, and how many more lines it may take. */
  at: number;
  left: number;
  /** Texts of the groups so far. */
  groups: readonly (readonly string[])[];
  /** Of a block, its lines so far. */
  lines?: string[];
}

/** A change of a variable in automation.toml that is not there yet. */
export interface UnkeptVariable extends Variable {
  readonly id: number;
  readonly gone?: true;
}

/** A change of one rule: what it was and what it is, null where there is none. */
export interface RuleChange {
  readonly kind: RuleKind;
  readonly name: string;
  readonly before: Rule | null;
  readonly after: Rule | null;
  /** Its name before, if it was called otherwise. */
  readonly was?: string;
  /** Not one rule but all that an import has changed. */
  readonly together?: ChangedTogether;
}

/** What an import has changed, as it was before; null: it was not there. */
export interface ChangedTogether {
  readonly rules: readonly { readonly kind: RuleKind; readonly name: string; readonly before: Rule | null }[];
  readonly variables: readonly { readonly name: string; readonly before: string | null }[];
  readonly settings: readonly { readonly path: readonly string[]; readonly before: unknown }[];
  /** Worlds that it has made. */
  readonly worlds: readonly string[];
}

/** A change that is not in automation.toml yet. */
export interface UnsavedRule {
  readonly id: number;
  readonly kind: RuleKind;
  readonly name: string;
  /** Null: it is to go. */
  readonly rule: Rule | null;
}

/** Lines that rules send to a world, so many a second at most. */
export interface SendQueue {
  lines: string[];
  /** How many may go at once, when that was known, and whether the user knows that some were dropped. */
  tokens: number;
  at: number;
  told: boolean;
}

export interface Automation {
  /** False: no rule acts. */
  on: boolean;
  /** All rules, encoded (automation/rules.ts): they are decoded when a line first needs them. Empty = there are none. */
  block: Uint8Array;
  /** Which automation.toml was read last, and which one was refused. */
  read: string;
  refused: string;
  /** Changes that are not in the file yet, and the number of the last one. */
  unsaved: UnsavedRule[];
  edits: number;
  /** Groups that are switched off. */
  groupsOff: string[];
  /** By kind and name: `trigger heal`. */
  counts: Record<string, RuleCount>;
  /** By world. */
  queues: Record<string, SendQueue>;
  /** Changes that can be undone, newest last. */
  undo: RuleChange[];
  /** Where the numbers for `chance` go on. */
  seed: number;
  /** What is entered is recorded, for this key. */
  recording?: {
    readonly key: string;
    readonly lines: string[];
    /** There were too many lines, and that was said. */
    isFull?: true;
  };
  /** When it was last told that there was no time for all rules (Unix ms). */
  overrun?: number;
  /** Rules that are half done. */
  open?: OpenMatch[];
  speech?: Speech;
  /** By world: how many blank lines are still to be hidden. */
  blank?: Record<string, number>;
  /** By name. */
  timers?: Record<string, RuleTimer>;
  /** By world ('' = all worlds), then by name. */
  variables?: Record<string, Record<string, string>>;
  /** `world name` of those that are in automation.toml, and the number of those changes that are not there yet. */
  kept?: string[];
  unkept?: UnkeptVariable[];
}

export function emptyAutomation(seed = 0): Automation {
  return {
    on: true,
    block: new Uint8Array(0),
    read: '',
    refused: '',
    unsaved: [],
    edits: 0,
    groupsOff: [],
    counts: {},
    queues: {},
    undo: [],
    seed,
  };
}

/** Rules of a file with changes made that are not in it yet, which are told by their numbers. */
export interface ChangedRules {
  readonly block: Uint8Array;
  readonly edits: readonly number[];
}

/** automation.toml as it was read: its rules encoded, or why it is of no use. */
export type AutomationRead =
  | {
      readonly id: string;
      readonly block: Uint8Array;
      readonly variables?: readonly Variable[];
      readonly changed?: ChangedRules;
    }
  | { readonly id: string; readonly fault: Fault };

/** Read automation.toml, unless it is the file `known`, with the changes that are not in it yet; the host answers with `automation read`. */
export interface ReadAutomation {
  readonly type: 'read automation';
  readonly known: string;
  readonly asked: boolean;
  readonly block?: Uint8Array;
  readonly unsaved?: readonly UnsavedRule[];
  /** As in `counts`, rules that lines have met: they are made ready for the next ones. */
  readonly met?: readonly string[];
}

/** What a rule has to be done by others than whoever passes the line on, in order. */
export type Deed =
  | { readonly type: 'send'; readonly world: string; readonly text: string }
  /** A command, with what was filled in as data (automation/data.ts). */
  | { readonly type: 'run'; readonly world: string; readonly line: string; readonly by: Author };

/**
 * Who wants what a body says: somebody who has typed an alias or pressed a key, a rule by itself, a timer among them, a script
 * that was granted the command, or a file of macros while it is read.
 */
export type Author = 'user' | 'rule' | 'script' | 'file';
