/** What a command of TinyFugue's is to the client. */
import type { Value } from '../../../state/tinyfugue/tinyfugue.ts';
import { printable } from '../../../stream/printable.ts';
import type { Definer } from '../../../tinyfugue/macros/define.ts';
import { revealed } from '../../../tinyfugue/marks.ts';
import { say } from '../../world.ts';
import type { Job } from '../job.ts';
import { globalOf } from '../variables.ts';

/** `rest`: what stands behind its name. Throws what is wrong. */
export type ClientCommand = (job: Job, rest: string) => Value;

/** By their names. */
export type ClientCommands = Readonly<Record<string, ClientCommand>>;

/** Tells something, in the way of Clay's own; what a program gathers it is given. */
export function tell({ turn, thread, world, later }: Job, text: string): void {
  const gathering = thread.frames.findLast(({ out }) => out)?.out;
  if (gathering) gathering.push(`% ${text}`);
  else later(() => say(turn, world, printable(revealed(text))));
}

/** The line as it is, without a sign before it. */
export function tellBare({ turn, thread, world, later }: Job, text: string): void {
  const gathering = thread.frames.findLast(({ out }) => out)?.out;
  if (gathering) gathering.push(text);
  else later(() => say(turn, world, printable(revealed(text))));
}

/** Where it comes from: a file and its line. */
export function placeOf({ thread }: Job): string {
  const file = thread.frames.findLast(({ kind }) => kind === 'file');
  return file ? `${file.name}, line ${file.line ?? 1}: ` : '';
}

/** What /def has to know of it. */
export function definerOf({ turn, world, thread, evaluate }: Job): Definer {
  return { thread, evaluate, host: { global: name => globalOf(turn.state, world, name) } };
}
