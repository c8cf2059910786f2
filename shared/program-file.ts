/** What kind of file a program is, before anything is asked of it. */

import { closeSync, openSync, readSync } from 'node:fs';

/** As far as an ELF header says for which machine it is: magic, class, byte order; then type and machine. */
const HEADER = 20;
const ELF = Buffer.from('\u007fELF', 'latin1');
/** Of the types of ELF files, those that run: at fixed addresses, or anywhere. */
const RUNNABLE = [2, 3];

/**
 * Why the system could not run this file as it runs `like`; null if it could. A script, or what the kernel does not
 * know, would be handed to a shell by the C library. Throws if a file cannot be read. Sources: elf(5), execvp(3).
 */
export function whyNoProgram(file: string, like: string): string | null {
  const header = headOf(file);
  const known = headOf(like);
  // Systems with other formats tell by themselves.
  if (!isElf(known)) return null;
  if (header.toString('latin1', 0, 2) === '#!') return 'is a script';
  if (!isElf(header)) return 'is no program';
  const order = header[5] === 2 ? 'readUInt16BE' : 'readUInt16LE';
  const isSameMachine =
    header.subarray(4, 6).equals(known.subarray(4, 6)) && header.subarray(18).equals(known.subarray(18));
  return isSameMachine && RUNNABLE.includes(header[order](16)) ? null : 'is no program for this machine';
}

function isElf(header: Buffer): boolean {
  return header.length === HEADER && header.subarray(0, ELF.length).equals(ELF);
}

function headOf(file: string): Buffer {
  const fd = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(HEADER);
    return bytes.subarray(0, readSync(fd, bytes, 0, HEADER, 0));
  } finally {
    closeSync(fd);
  }
}
