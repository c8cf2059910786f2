/**
 * The proxy's own log: one JSON object a line, `{time, event, ...}`, mode 0600. It has no terminal to complain
 * on, and a disk that is full must not end a session: lines that cannot be written are counted, and the
 * count goes into the next one that can.
 */
import { closeSync, constants, fstatSync, openSync, renameSync, writeSync } from 'node:fs';

export type Log = (event: string, fields?: Readonly<Record<string, unknown>>) => void;

/** Some ten thousand sessions; the one before it is kept as `.1`. */
const MAX_SIZE = 1024 * 1024;

export function openLog(file: string): Log {
  let missed = 0;
  return (event, fields = {}) => {
    const line = {
      time: new Date().toISOString(),
      pid: process.pid,
      event,
      ...fields,
      ...(missed > 0 && { missed }),
    };
    try {
      write(file, `${JSON.stringify(line)}\n`);
      missed = 0;
    } catch {
      missed++;
    }
  };
}

/** Opened for each line: proxies of several builds write to one file, and any of them may rename it. */
function write(file: string, line: string): void {
  const { O_APPEND, O_CREAT, O_WRONLY, O_NOFOLLOW } = constants;
  const fd = openSync(file, O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW, 0o600);
  try {
    writeSync(fd, line);
    if (fstatSync(fd).size > MAX_SIZE) renameSync(file, `${file}.1`);
  } finally {
    closeSync(fd);
  }
}
