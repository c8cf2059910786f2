/** /load, /require, /loaded. */
import { raise } from '../../../../shared/fault.ts';
import type { Value } from '../../../state/tinyfugue/tinyfugue.ts';
import { revealed } from '../../../tinyfugue/marks.ts';
import { takeOptions } from '../../../tinyfugue/options.ts';
import { exitFiles } from '../../../tinyfugue/threads.ts';
import { askFile } from '../asking.ts';
import type { Job } from '../job.ts';
import { tinyFugueOf } from '../store.ts';
import type { ClientCommands } from './command.ts';

export const fileCommands: ClientCommands = {
  load: (job, rest) => load(job, rest, false),
  require: (job, rest) => load(job, rest, true),
  loaded,
};

/** Files in files. */
const DEEPEST = 10;

/** The thread waits until the host has read it. */
function load(job: Job, rest: string, isRequired: boolean): Value {
  const { thread, turn } = job;
  const { rest: name } = takeOptions(rest, 'q');
  if (name.trim() === '') raise('TF', 'load: which file?');
  const files = thread.frames.filter(({ kind }) => kind === 'file');
  if (files.length >= DEEPEST) raise('TF', `load: files load each other more than ${DEEPEST} deep`);
  const id = ++tinyFugueOf(turn.state).last.file;
  const path = revealed(name).trim();
  const beside = files.at(-1)?.path ?? '';
  thread.waits = { file: id, path, beside, ...(isRequired && { required: true as const }) };
  askFile(turn, thread.waits);
  return 1;
}

/** A file that says so is read once by /require. */
function loaded(job: Job, rest: string): Value {
  const { thread, turn } = job;
  const tinyfugue = tinyFugueOf(turn.state);
  const token = revealed(rest).trim();
  if (!tinyfugue.loaded.includes(token)) {
    tinyfugue.loaded.push(token);
    return 1;
  }
  const file = thread.frames.findLast(({ kind }) => kind === 'file');
  if (file?.required) exitFiles({ thread }, 1);
  return 1;
}
