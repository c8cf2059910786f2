/** Runs a command in a pseudo-terminal: by our helper program (pty.c), or by util-linux `script` without a compiler. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, renameSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export type Report =
  | { readonly kind: 'started'; readonly pid: number }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'continued' }
  | { readonly kind: 'ended'; readonly exit: Exit };

export interface PtyOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly columns: number;
  readonly rows: number;
}

export interface Pty {
  /** The process that holds the terminal; it ends when the command has ended and all output is out. */
  readonly helper: ChildProcess;
  readonly input: Writable;
  readonly output: Readable;
  resize(columns: number, rows: number): void;
  /** Closes the terminal under the command. */
  hangup(): void;
  /** Continues a command that has stopped, as a shell's `fg` does. */
  foreground(): void;
}

const SOURCE = resolve(__dirname, 'pty.c');
const PROGRAM = resolve(__dirname, '../../dist/test/pty');

/** Path of the compiled helper, compiled if need be; null when there is no working compiler. */
export function ptyProgram(): string | null {
  const built = statSync(PROGRAM, { throwIfNoEntry: false });
  if (built && built.mtimeMs >= statSync(SOURCE).mtimeMs) return PROGRAM;
  mkdirSync(dirname(PROGRAM), { recursive: true });
  const temporary = `${PROGRAM}.${process.pid}`; // other workers may be at it too
  for (const compiler of [process.env.CC, 'cc', 'gcc', 'clang']) {
    if (compiler && spawnSync(compiler, ['-O2', SOURCE, '-o', temporary]).status === 0) {
      renameSync(temporary, PROGRAM);
      return PROGRAM;
    }
  }
  return null;
}

export function openPty(program: string, options: PtyOptions, onReport: (report: Report) => void): Pty {
  const { columns, rows, command, args } = options;
  const helper = start(program, [String(columns), String(rows), command, ...args], options);
  const control = helper.stdio[3] as Writable;
  ignoreClosed(control);
  onLines(helper.stdio[4] as Readable, line => {
    const report = parseReport(line);
    if (report) onReport(report);
  });
  return {
    helper,
    input: helper.stdin!,
    output: helper.stdout!,
    resize: (newColumns, newRows) => control.write(`${newColumns} ${newRows}\n`),
    hangup: () => control.write('hangup\n'),
    foreground: () => control.write('foreground\n'),
  };
}

/** The same by `script`; without job control (the command is the session leader), and a resize comes in two steps. */
export function openPtyByScript(options: PtyOptions, onReport: (report: Report) => void): Pty {
  const { columns, rows, command, args, env } = options;
  const size = `stty cols ${columns} rows ${rows}`;
  const inner = `${size}; echo pid $$ >&4; tty >&4; exec ${[command, ...args].map(quote).join(' ')} 3>&- 4>&-`;
  const helper = start('script', ['-qfec', inner, '/dev/null'], {
    ...options,
    env: { ...env, SHELL: '/bin/sh' },
  });
  let tty = '';
  onLines(helper.stdio[4] as Readable, line => {
    const report = parseReport(line);
    if (report) onReport(report);
    else tty = line;
  });
  helper.once('exit', code => onReport({ kind: 'ended', exit: shellExit(code) }));
  return {
    helper,
    input: helper.stdin!,
    output: helper.stdout!,
    resize: (newColumns, newRows) =>
      void spawnSync('stty', ['-F', tty, 'cols', String(newColumns), 'rows', String(newRows)]),
    hangup: () => void helper.kill('SIGKILL'),
    foreground: () => {
      throw new Error('job control needs the compiled pty helper');
    },
  };
}

function start(program: string, args: readonly string[], { env, cwd }: PtyOptions): ChildProcess {
  const helper = spawn(program, args, { env, cwd, stdio: ['pipe', 'pipe', 'inherit', 'pipe', 'pipe'] });
  ignoreClosed(helper.stdin!);
  return helper;
}

/** Writing to a program that has just ended is no fault of the test's; that it has ended is reported. */
function ignoreClosed(stream: Writable): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET' && error.code !== 'ERR_STREAM_DESTROYED')
      throw error;
  });
}

function onLines(stream: Readable, handle: (line: string) => void): void {
  let kept = '';
  stream.setEncoding('utf8').on('data', (text: string) => {
    const lines = (kept + text).split('\n');
    kept = lines.pop()!;
    for (const line of lines) handle(line);
  });
}

function parseReport(line: string): Report | null {
  const [word, number] = line.split(' ');
  if (word === 'pid') return { kind: 'started', pid: Number(number) };
  if (word === 'stopped' || word === 'continued') return { kind: word };
  if (word === 'exit') return { kind: 'ended', exit: { code: Number(number), signal: null } };
  if (word === 'signal') return { kind: 'ended', exit: { code: null, signal: signalName(Number(number)) } };
  return null;
}

/** A shell's way to say "killed by signal N" is status 128 + N. */
function shellExit(status: number | null): Exit {
  if (status === null || status <= 128) return { code: status, signal: null };
  return { code: null, signal: signalName(status - 128) };
}

function signalName(number: number): NodeJS.Signals | null {
  const found = Object.entries(constants.signals).find(([, value]) => value === number);
  return found ? (found[0] as NodeJS.Signals) : null;
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
