/**
 * What is noted of programs that play sounds, in files: a client that is killed cannot end them, and the next one may know nothing
 * of what it was about. A file each, named by the client's process and the number of the sound.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, type ProcessId, processIdentity } from '../../../shared/process-identity.ts';
import { endPrograms } from './end.ts';

/** Longest path of a socket that every system takes, in bytes. */
const LONGEST_SOCKET = 100;

export interface Notes {
  /** Path for the socket of a player; '' = there is no place for one. */
  socket(id: number): string;
  note(id: number, program: ProcessId): void;
  /** It has ended. */
  forget(id: number): void;
  /** Ends programs of clients that are no more, but for the ones that are `kept`. */
  sweep(kept: readonly ProcessId[]): void;
}

export function notesDirectory(home: string): string {
  return join(home, 'sounds/.playing');
}

export function createNotes(home: string): Notes {
  const directory = notesDirectory(home);
  const own = { pid: process.pid, identity: processIdentity(process.pid) };
  const stem = (id: number) => join(directory, `${process.pid}-${id}`);

  return {
    socket(id) {
      const path = `${stem(id)}.sock`;
      return Buffer.byteLength(path) <= LONGEST_SOCKET && isMade(directory) ? path : '';
    },
    note(id, { pid, identity }) {
      if (!isMade(directory)) return;
      try {
        // Whoever is killed meanwhile leaves no half of one, by which nobody would find the program.
        const text = JSON.stringify({ program: { pid, identity }, client: own });
        writeFileSync(`${stem(id)}.new`, text, { mode: 0o600 });
        renameSync(`${stem(id)}.new`, `${stem(id)}.json`);
      } catch {
        // The disk is full, say: it plays all the same, and ends with this client.
      }
    },
    forget(id) {
      try {
        for (const ending of ['json', 'new', 'sock']) rmSync(`${stem(id)}.${ending}`, { force: true });
      } catch {
        // The profile cannot be written to any more: a later client finds that it has ended.
      }
    },
    sweep(kept) {
      for (const name of namesIn(directory)) {
        const note = noteIn(join(directory, name));
        if (note && isAlive(note.client)) continue;
        if (note && !kept.some(({ pid }) => pid === note.program.pid)) endPrograms([note.program]);
        for (const ending of ['json', 'new', 'sock'])
          rmSync(join(directory, name.replace(/json$/, ending)), { force: true });
      }
    },
  };
}

function isMade(directory: string): boolean {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    return true;
  } catch {
    // A profile that cannot be written to: nothing is noted, and players take no commands.
    return false;
  }
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory).filter(name => /^\d+-\d+\.json$/.test(name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Null: half of one, written as the machine went down. */
function noteIn(path: string): { program: ProcessId; client: ProcessId } | null {
  try {
    const { program, client } = JSON.parse(readFileSync(path, 'utf8'));
    const isProcess = (one: unknown) =>
      typeof one === 'object' &&
      one !== null &&
      'pid' in one &&
      'identity' in one &&
      Number.isInteger(one.pid);
    return isProcess(program) && isProcess(client) && program.pid > 1 ? { program, client } : null;
  } catch {
    return null;
  }
}
