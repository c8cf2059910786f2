/** Whose files can be taken over, and how. Another client is a row here and one in state/imports/found.ts. */
import type { ImportFormat } from '../state/imports/found.ts';
import { convertClay } from './clay/convert.ts';
import type { Convert } from './source.ts';
import { convertTinTin } from './tintin/convert.ts';
import { readTinyFugue } from './tinyfugue/read.ts';

export const converters: Readonly<Record<ImportFormat, Convert>> = {
  clay: convertClay,
  tintin: convertTinTin,
  tf: readTinyFugue,
};
