/** A program in a terminal, for tests: see its screen, press its keys, change its window, take it away. */
import { EventEmitter, once } from 'node:events';
import { type Cell, createEmulator, type Emulator, type Modes } from './emulator.ts';
import { keyBytes } from './keys.ts';
import { type Exit, openPty, openPtyByScript, type Pty, ptyProgram, type Report } from './pty.ts';
import { atEnd } from './temporary.ts';
import { createUpdates } from './updates.ts';
import { createWaiting, inTime } from './waiting.ts';

export interface TerminalOptions {
  readonly command: string;
  readonly args?: readonly string[];
  /** The whole environment of the program; default: this process's own, with TERM=xterm-256color. */
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly columns?: number;
  /** Default: as many as 20 rows of output take. */
  readonly rows?: number;
  /** It does not answer what it is asked (cursor position, device attributes): the test does. */
  readonly isMute?: boolean;
  /** Use util-linux `script` even where there is a compiler. */
  readonly withoutCompiler?: boolean;
}

export interface Terminal {
  /** Process id of the program (not of the helper between). */
  readonly pid: number;
  /** When the program has ended and all its output is on the screen; both null if the helper was lost. */
  readonly exit: Promise<Exit>;
  /** The same for who waits for it: rejects with the screen's contents after `timeout` ms (default 30 000). */
  ended(timeout?: number): Promise<Exit>;
  /** The rows on screen, without trailing blanks. */
  screen(): string[];
  /** Zero-based. */
  cursor(): { x: number; y: number };
  /** Zero-based column and row. */
  cell(x: number, y: number): Cell;
  modes(): Modes;
  /** Every byte the program has written that is on the screen: of an update that has not come whole there is nothing. */
  raw(): Buffer;
  type(text: string | Uint8Array): void;
  /** Presses keys by name: `C-r`, `Enter`, `PageUp`, `Esc j`, `C-Up`, `F1` (see keys.ts). */
  press(names: string): void;
  /** Pastes as a terminal does: in brackets if the program asked for them. */
  paste(text: string): void;
  resize(columns: number, rows: number): void;
  /**
   * Waits until the screen holds the text, matches the expression, or the predicate says true; looked at after
   * each synchronised update and each other piece of output. Rejects with the screen's contents after
   * `timeout` ms (default 30 000), or once the program has ended without it.
   */
  waitFor(wanted: Wanted, options?: { readonly timeout?: number }): Promise<void>;
  /** Stops reading what the program writes, as ^S does; the pty fills up and the program's writes block. */
  pauseOutput(): void;
  resumeOutput(): void;
  /** The program was stopped (Ctrl+Z) and not yet continued. */
  stopped(): boolean;
  /** Continues it, as a shell's `fg` does. */
  foreground(): void;
  /** Closes the terminal under the program: it gets SIGHUP, and EIO from then on. */
  hangup(): void;
  /** Ends the program (SIGKILL to its process group) if it still runs. Done by itself at the end of a test file. */
  stop(): Promise<void>;
}

export type Wanted = string | RegExp | ((terminal: Terminal) => boolean);

/** Starts the program; resolves when it runs. Rejects when no pty can be had. */
export async function startTerminal(options: TerminalOptions): Promise<Terminal> {
  const { columns = 80, rows = 22 } = options;
  const waiting = createWaiting();
  const output: Buffer[] = [];
  const job = startJob(options, columns, rows, waiting.look);
  const { pty } = job;
  const emulator = createEmulator(columns, rows, answer => {
    if (!options.isMute) pty.input.write(answer);
  });
  const updates = createUpdates();
  const showing = showOneByOne(emulator, bytes => {
    output.push(bytes);
    waiting.look();
  });
  pty.output.on('data', (bytes: Buffer) => showing.show(updates.take(bytes)));
  const exit = job.closed.then(async () => {
    showing.show(updates.rest());
    await showing.done();
    waiting.end(`the program ended (${JSON.stringify(job.exit)}) without`);
    return job.exit;
  });
  const stopThis = () => stop(job, exit);
  atEnd(stopThis);
  const terminal: Terminal = {
    pid: await job.started,
    exit,
    ended: timeout => inTime(exit, () => `end of the program\n${picture(emulator)}`, timeout),
    ...viewOf(emulator),
    ...keyboardOf(pty, emulator),
    raw: () => Buffer.concat(output),
    resize: (newColumns, newRows) => {
      emulator.resize(newColumns, newRows);
      pty.resize(newColumns, newRows);
    },
    waitFor: (wanted, { timeout } = {}) =>
      waiting.until(
        () => isThere(terminal, wanted),
        () => `${nameOf(wanted)}\n${picture(emulator)}`,
        timeout,
      ),
    pauseOutput: () => void pty.output.pause(),
    resumeOutput: () => void pty.output.resume(),
    stopped: () => job.stopped,
    foreground: () => pty.foreground(),
    hangup: () => pty.hangup(),
    stop: stopThis,
  };
  return terminal;
}

interface Showing {
  show(pieces: readonly Buffer[]): void;
  /** All that was to be shown is. */
  done(): Promise<void>;
}

/** Whoever has waited for a piece, which `shown` tells of, sees the screen as it is with that one and without the next. */
function showOneByOne(emulator: Emulator, shown: (bytes: Buffer) => void): Showing {
  const waiting: Buffer[] = [];
  const finished = new EventEmitter();
  let isShowing = false;
  function next(): void {
    const bytes = waiting.shift();
    isShowing = bytes !== undefined;
    if (!bytes) return void finished.emit('done');
    emulator.feed(bytes, () => {
      shown(bytes);
      setImmediate(next);
    });
  }
  return {
    show(pieces) {
      for (const piece of pieces) waiting.push(piece);
      if (!isShowing) next();
    },
    done: async () => {
      while (isShowing) await once(finished, 'done');
    },
  };
}

interface Job {
  readonly pty: Pty;
  readonly started: Promise<number>;
  /** The helper is gone and its pipes are read to the end. */
  readonly closed: Promise<void>;
  /** Known, and not yet reaped by anybody else, from start to end. */
  pid: number | null;
  exit: Exit;
  stopped: boolean;
}

function startJob(options: TerminalOptions, columns: number, rows: number, look: () => void): Job {
  const {
    command,
    args = [],
    env = { ...process.env, TERM: 'xterm-256color' },
    cwd = process.cwd(),
  } = options;
  const program = options.withoutCompiler ? null : ptyProgram();
  const ptyOptions = { command, args, env, cwd, columns, rows };
  const reports = new EventEmitter();
  const onReport = (report: Report) => {
    if (report.kind === 'started') job.pid = report.pid;
    else if (report.kind === 'ended') Object.assign(job, { exit: report.exit, pid: null });
    else job.stopped = report.kind === 'stopped';
    reports.emit(report.kind);
    look();
  };
  const pty = program ? openPty(program, ptyOptions, onReport) : openPtyByScript(ptyOptions, onReport);
  const job: Job = {
    pty,
    started: new Promise((resolve, reject) => {
      reports.once('started', () => resolve(job.pid!));
      pty.helper.once('error', reject);
      pty.helper.once('close', () => reject(new Error(`there is no terminal to run ${command} in`)));
    }),
    closed: new Promise(resolve => pty.helper.once('close', () => resolve())),
    pid: null,
    exit: { code: null, signal: null },
    stopped: false,
  };
  return job;
}

function viewOf(emulator: Emulator): Pick<Terminal, 'screen' | 'cursor' | 'cell' | 'modes'> {
  return { screen: emulator.screen, cursor: emulator.cursor, cell: emulator.cell, modes: emulator.modes };
}

function keyboardOf(pty: Pty, emulator: Emulator): Pick<Terminal, 'type' | 'press' | 'paste'> {
  const type = (text: string | Uint8Array) => void pty.input.write(text);
  return {
    type,
    press: names => type(keyBytes(names, emulator.modes().applicationCursorKeys)),
    paste: text => {
      const pasted = text.replaceAll(/\r?\n/g, '\r'); // as xterm does
      type(emulator.modes().bracketedPaste ? `\x1b[200~${pasted}\x1b[201~` : pasted);
    },
  };
}

function isThere(terminal: Terminal, wanted: Wanted): boolean {
  if (typeof wanted === 'function') return wanted(terminal);
  const text = terminal.screen().join('\n');
  return typeof wanted === 'string' ? text.includes(wanted) : text.search(wanted) >= 0;
}

function nameOf(wanted: Wanted): string {
  return typeof wanted === 'string' ? JSON.stringify(wanted) : String(wanted);
}

function picture(emulator: Emulator): string {
  const { x, y } = emulator.cursor();
  return [...emulator.screen().map(row => `| ${row}`), `cursor at ${x},${y}`].join('\n');
}

async function stop(job: Job, exit: Promise<Exit>): Promise<void> {
  if (job.pid !== null) kill(job.pid);
  job.pty.output.resume(); // or a paused output would never end
  const timer = setTimeout(() => job.pty.helper.kill('SIGKILL'), 5_000); // then the helper itself hangs
  await exit;
  clearTimeout(timer);
}

/** The whole process group: the program may have children in it. */
function kill(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // it has just ended by itself
  }
}
