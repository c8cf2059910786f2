/**
 * clay.log: what the program itself did, a JSON object a line. It never reaches the screen, and never grows beyond twice
 * its limit: what goes wrong again and again must not fill the disk.
 */
import { closeSync, constants, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

export type ProgramLog = (code: string, details?: Record<string, unknown>) => void;

/** Some ten thousand lines; those before are kept as `.1`. */
const MAX_SIZE = 1024 * 1024;
/** A line is cut beyond this: an error can quote what it was about. */
const MAX_LINE = 16 * 1024;

export function createProgramLog(path: string): ProgramLog {
  let usable = true;
  return (code, details = {}) => {
    if (!usable) return;
    const line = JSON.stringify({ time: new Date().toISOString(), pid: process.pid, code, ...details });
    const short = line.length > MAX_LINE ? JSON.stringify({ code, cut: line.slice(0, MAX_LINE) }) : line;
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      write(path, `${short}\n`);
    } catch {
      // Nowhere to write to is no reason to trouble the game; the next start tries again.
      usable = false;
    }
  };
}

/** Opened each time: all clients of a profile write to one file, and any of them may rename it. */
function write(path: string, line: string): void {
  const { O_APPEND, O_CREAT, O_WRONLY, O_NONBLOCK } = constants;
  const fd = openSync(path, O_APPEND | O_CREAT | O_WRONLY | O_NONBLOCK, 0o600);
  try {
    writeSync(fd, line);
    const stats = fstatSync(fd);
    if (stats.isFile() && stats.size > MAX_SIZE) renameSync(path, `${path}.1`);
  } finally {
    closeSync(fd);
  }
}
