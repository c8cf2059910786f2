/** The user's editor: the file that it gets, and the program. A game has a say in neither: only the text is its. */
import { spawn } from 'node:child_process';
import { closeSync, constants, fstatSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { isAlive, type ProcessId, processIdentity } from '../../../shared/process-identity.ts';
import { unlinkIfThere } from '../../../shared/unlink.ts';
import { childEnvironment, type Environment } from '../environment.ts';
import { childrenOf } from '../reaper.ts';
import { nameOf } from './left.ts';

/** Bytes that are read back: more is no text that a game would take. */
const MOST = 4 * 1024 * 1024;

/** By it editors know what they edit. */
const ENDINGS: Readonly<Record<string, string>> = { 'moo-code': 'moo' };

/** Writes the text to a new file in `directory`, which is made if it is not there; nobody else may read either. Returns its path. */
export function writeEdit(directory: string, edit: number, kind: string, text: string): string {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const ending = Object.hasOwn(ENDINGS, kind) ? ENDINGS[kind] : 'txt';
  for (let copy = 1; ; copy++) {
    const path = `${directory}/${nameOf(edit, copy)}.${ending}`;
    const fd = openNew(path);
    if (fd === null) continue;
    try {
      writeFileSync(fd, `${text}\n`);
    } finally {
      closeSync(fd);
    }
    return path;
  }
}

/** null: there is something of that name, which may be all that is left of a text. */
function openNew(path: string): number | null {
  const { O_CREAT, O_EXCL, O_WRONLY, O_NOFOLLOW } = constants;
  try {
    return openSync(path, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW, 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return null;
  }
}

/** What is in the file, which is removed. Throws if it cannot be read; then it stays. */
export function takeEditBack(path: string): string {
  const fd = openSync(path, constants.O_RDONLY);
  let text: string;
  try {
    const { size } = fstatSync(fd);
    if (size > MOST) throw new Error(`it has ${size} bytes, and stays at ${path}`);
    text = readFileSync(fd, 'utf8');
  } finally {
    closeSync(fd);
  }
  unlinkIfThere(path);
  return text;
}

/** The editor as the setting or the environment has it; null = neither has one. */
export function editorCommand(setting: string, { VISUAL = '', EDITOR = '' }: Environment): string | null {
  return [setting, VISUAL, EDITOR].find(command => command.trim() !== '') ?? null;
}

/** Runs it on the terminal with the file. `ended` is called once: with '', or with why it did not start. */
export function startEditor(
  command: string,
  file: string,
  ended: (why: string) => void,
): { pid: number; identity: string } {
  let isOver = false;
  const end = (why: string) => {
    if (!isOver) ended(why);
    isOver = true;
  };
  // The path is an argument, never a part of what the shell reads.
  const child = spawn('/bin/sh', ['-c', `${command} "$1"`, 'sh', file], {
    stdio: 'inherit',
    env: childEnvironment(process.env) as NodeJS.ProcessEnv,
  });
  child.on('error', error => end(`the editor cannot be started (${error.message}).`));
  child.on('exit', status => end(status === NOT_FOUND ? `there is no editor ${command}.` : ''));
  const pid = child.pid ?? 0;
  return { pid, identity: pid > 0 ? processIdentity(pid) : '' };
}

/** What the shell says of a program that is not there. */
const NOT_FOUND = 127;

/** Editors know what a hangup is: they leave the terminal, and most write down what is not saved. Returns who was asked. */
export function hangUpEditor(editor: ProcessId): readonly ProcessId[] {
  if (!isAlive(editor)) return [];
  // Some shells stay beside the editor as its parent.
  const all = withChildren(editor.pid).map(pid => ({ pid, identity: processIdentity(pid) }));
  return all.filter(({ pid }) => {
    try {
      return process.kill(pid, 'SIGHUP');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // It has just ended by itself, or runs as somebody else.
      if (code !== 'ESRCH' && code !== 'EPERM') throw error;
      return false;
    }
  });
}

function withChildren(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(withChildren)];
}
