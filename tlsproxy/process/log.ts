/**
 * The proxy's own log: one JSON object a line, `{time, event, ...}`, mode 0600. It has no terminal to complain
 * on, and a disk that is full must not end a session: lines that cannot be written are counted, and the
 * count goes into the next one that can.
 */
import { closeSync, constants, fstatSync, openSync, renameSync, writeSync } from 'node:fs';

export type Log = (event: string, fields?: Readonly<Record<string, unknown>>) => void;

/** Some ten thousand sessions; the one before it is kept as `.1`. */
const MAX_SIZE = 1024 * 1024;

/** Lines of one turn of the event loop are written together, at its end or at the process's. */
export function openLog(file: string): Log {
  let missed = 0;
  let lines: string[] = [];
  const flush = () => {
    if (lines.length === 0) return;
    const written = lines;
    lines = [];
    try {
      write(file, written.join(''));
      missed = 0;
    } catch {
      missed += written.length;
    }
  };
  process.once('exit', flush);
  return (event, fields = {}) => {
    const line = {
      time: new Date().toISOString(),
      pid: process.pid,
      event,
      ...fields,
      ...(missed > 0 && { missed }),
    };
    if (lines.push(`${JSON.stringify(line)}\n`) === 1) setImmediate(flush);
  };
}

/** Opened each time: proxies of several builds write to one file, and any of them may rename it. */
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
