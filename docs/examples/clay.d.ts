/** What scripts of Clay see. For editors: put this file beside your scripts and begin each with `/// <reference path="clay.d.ts" />`. */

// biome-ignore lint/suspicious/noExplicitAny: only the script knows what a server tells it, or what it keeps
type ClayData = any;

/** A line that a trigger, an alias or `clay.line()` has matched. */
interface ClayMatch {
  /** The whole line, without its colours. */
  readonly text: string;
  /** The world that it comes from. */
  readonly world: string;
  /** What has matched, and what each group has; '' for one that took no part. */
  readonly [group: number]: string;
  readonly length: number;
  /** Groups with a name: `(?<who>\w+)`. */
  readonly groups: Readonly<Record<string, string>>;
  /** Hides the line; F2 shows it. This and the next two must be done at once: after an `await` the line is on screen. */
  gag(): void;
  /** Other words in place of the line. */
  replace(text: string): void;
  /** Paints what has matched, the whole line, or the group of this number: `hilite('bold red', 'line')`. */
  hilite(style: string, part?: 'match' | 'line' | number): void;
  /** Sends to the world of the line. */
  send(text: string): void;
}

/** As the keys of the same names in automation.toml. */
interface ClayOptions {
  /** Of patterns that are texts; a text that stands anywhere in the line, if nothing is said. */
  mode?: 'text' | 'begins' | 'exact' | 'glob' | 'regexp';
  /** Capitals count. Of regular expressions the flag `i` says so. */
  case?: boolean;
  priority?: number;
  /** False: no other trigger of a script is asked. */
  fall?: boolean;
  shots?: number;
  chance?: number;
  /** Seconds. */
  cooldown?: number;
  worlds?: string[];
  /** What matches has this style: `'bold red'`. */
  style?: string;
  on?: 'line' | 'prompt' | 'both' | 'sent';
}

/** Texts, or regular expressions, of which any may match. Of these: what docs/automation.md says of patterns. */
type ClayPattern = string | RegExp | readonly string[] | readonly RegExp[];

interface ClayEvents {
  /** All lines, prompts, and what you send, as triggers see them. */
  line: ClayMatch;
  prompt: ClayMatch;
  sent: ClayMatch;
  /** What a server has told. */
  gmcp: { world: string; name: string; value: ClayData };
  msdp: { world: string; name: string; value: ClayData };
  connect: ClayHappening;
  /** A connection could not be made; `text`: why. */
  confail: ClayHappening;
  login: ClayHappening;
  disconnect: ClayHappening;
  /** The server hides what is typed; and not any more. */
  mask: ClayHappening;
  unmask: ClayHappening;
  /** Something unread has come to a world that nobody looks at; `bgtext`: each line of it. */
  activity: ClayHappening;
  bgtext: ClayHappening;
  beep: ClayHappening;
  /** Another world is on screen. */
  world: ClayHappening;
  resize: ClayHappening;
  focus: ClayHappening;
  blur: ClayHappening;
  /** The code is about to be replaced, if the new one passes its trial; and it has been. Nothing is to be done about it. */
  reloading: ClayHappening;
  reload: ClayHappening;
}

interface ClayHappening {
  readonly world: string;
  readonly text: string;
}

interface ClayTimer {
  stop(): void;
}

interface ClayRegistered {
  remove(): void;
}

interface ClayRun {
  /** What it ended with; null: by a signal. */
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
}

declare const clay: {
  trigger(pattern: ClayPattern, run: (match: ClayMatch) => unknown, options?: ClayOptions): ClayRegistered;
  /** A word, what follows it being `m[1]`; or a regular expression for the whole line that was typed. */
  alias(pattern: string | RegExp, run: (match: ClayMatch) => unknown, options?: ClayOptions): ClayRegistered;
  hook<E extends keyof ClayEvents>(
    event: E,
    run: (what: ClayEvents[E]) => unknown,
    options?: { worlds?: string[] },
  ): ClayRegistered;
  /** `'F5'`, `'Ctrl+R'`, `'Esc j'`. */
  key(name: string, run: () => unknown): ClayRegistered;
  /** `/name words` calls it with the words. */
  command(name: string, run: (words: string) => unknown): ClayRegistered;
  /** A function that rules can call: `call = "script.name"`. The line that they are about is on screen by then. */
  export(name: string, run: (match: ClayMatch) => unknown): ClayRegistered;
  /** Milliseconds. */
  after(ms: number, run: () => unknown): ClayTimer;
  every(ms: number, run: () => unknown): ClayTimer;
  /** One with a name takes the place of the one before. */
  every(ms: number, name: string, run: () => unknown): ClayTimer;
  /** Goes on after so many milliseconds, and after however many reloads. */
  wait(ms: number): Promise<void>;
  /** The next line that matches; null if none has come `within` so many milliseconds. */
  line(
    pattern: ClayPattern,
    options?: ClayOptions & { within?: number; world?: string },
  ): Promise<ClayMatch | null>;
  /** To the world that the script is called for; `world`: to another one, which has to be granted. */
  send(text: string, options?: { world?: string }): void;
  /** A line for the eye. */
  echo(text: string, options?: { style?: string; world?: string }): void;
  /** A command of Clay's, which has to be granted. */
  run(command: string, options?: { world?: string }): void;
  /**
   * A program, by its name and its arguments and without a shell, which has to be granted: `clay.run(['notify-send', 'Hi'])`. It has
   * half a minute; of what it prints there are 32 KiB. Fails if it cannot be run, and if Clay was replaced before it ended.
   */
  run(program: readonly string[]): Promise<ClayRun>;
  /** Files in directories that were granted, of 128 KiB at most. Fails with why it cannot be. */
  readonly file: {
    read(path: string): Promise<string>;
    /** Whole, or not at all. */
    write(path: string, text: string): Promise<void>;
  };
  /** As /walk: `clay.walk('3n2e(open door)w')`, a step a room. */
  walk(path: string, options?: { world?: string }): void;
  bell(): void;
  /** On terminals that can show notifications. */
  notify(text: string): void;
  /** What the server has told: `clay.gmcp('Char.Vitals.hp')`. Null: nothing. */
  gmcp(path: string): ClayData;
  msdp(path: string): ClayData;
  /** The world that the script is called for; '' if it is none. */
  readonly world: string;
  readonly worlds: readonly { readonly name: string; readonly connected: boolean }[];
  /** The variables of /set, which rules use, too: texts. `delete` takes one away, `Object.keys()` lists them. */
  readonly vars: Record<string, string>;
  /** What is in here is kept on disk: an object of plain data, without Map, Set and BigInt. */
  store: ClayData;
};

declare const console: { log(...all: unknown[]): void; error(...all: unknown[]): void };
