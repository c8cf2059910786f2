/** Lines that programs of TinyFugue write to files: at once, for a client that ends waits for nothing. */
import { closeSync, constants, fstatSync, openSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Fault, fault, faultOf, raise } from '../../../shared/fault.ts';
import type { StreamEffect, StreamEvent } from '../../state/tinyfugue/streams.ts';
import { unreadable } from '../files.ts';
import { appendThrough } from '../profile/logs.ts';

type Write = Extract<StreamEffect, { type: 'write stream' }>;

const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_WRONLY } = constants;

/** Why the file cannot be opened, read or written. */
export function streamFault(path: string, verb: string, error: unknown): Fault {
  const { code, sentence } = faultOf(error, 'TF_FILE');
  return fault('TF_FILE', `${path} cannot be ${verb}: ${(unreadable(code) ?? sentence).replace(/\.$/, '')}.`);
}

/** Appends lines, at once, for a client that ends waits for nothing. */
export function writeStream({ handle, path, size, count, text }: Write): StreamEvent {
  try {
    const length = append(path, size, text);
    return { type: 'stream written', handle, count, size: length, fault: null };
  } catch (error) {
    return { type: 'stream written', handle, count: 0, size: 0, fault: streamFault(path, 'written', error) };
  }
}

function append(path: string, size: number | null, text: string): number {
  const directory = dirname(path);
  if (realpathSync(directory) !== directory) raise('TF_FILE', 'a link is in its place');
  const fd = openSync(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK, 0o600);
  try {
    if (!fstatSync(fd).isFile()) raise('TF_FILE', 'it is no file');
    return appendThrough(fd, size, text);
  } finally {
    closeSync(fd);
  }
}
