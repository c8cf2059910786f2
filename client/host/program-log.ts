/** clay.log: what the program itself did, a JSON object a line. It never reaches the screen. */
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

export type ProgramLog = (code: string, details?: Record<string, unknown>) => void;

export function createProgramLog(path: string): ProgramLog {
  let usable = true;
  return (code, details = {}) => {
    if (!usable) return;
    const line = `${JSON.stringify({ time: new Date().toISOString(), pid: process.pid, code, ...details })}\n`;
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      appendFileSync(path, line, { mode: 0o600 });
    } catch {
      // Nowhere to write to is no reason to trouble the game; the next start tries again.
      usable = false;
    }
  };
}
