/** The file system as checkpoints need it. */

import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { CheckpointFiles } from './checkpoint.ts';

const NEW = { mode: 0o600, flag: 'wx' } as const;

export const CHECKPOINT_FILES: CheckpointFiles = {
  remove: path => rmSync(path, { force: true }),
  write: (path, bytes) => writeFileSync(path, bytes, NEW),
  writeSoon: (path, bytes) => writeFile(path, bytes, NEW),
  rename: renameSync,
  exists: existsSync,
};
