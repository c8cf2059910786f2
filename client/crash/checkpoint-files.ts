/** The file system as checkpoints need it. */

import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { unlinkIfThere } from '../../shared/unlink.ts';
import type { CheckpointFiles } from './checkpoint.ts';

const NEW = { mode: 0o600, flag: 'wx' } as const;

export const CHECKPOINT_FILES: CheckpointFiles = {
  remove: unlinkIfThere,
  write: (path, bytes) => writeFileSync(path, bytes, NEW),
  writeSoon: (path, bytes) => writeFile(path, bytes, NEW),
  rename: renameSync,
  exists: existsSync,
};
