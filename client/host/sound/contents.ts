/** What a file is, by its first bytes: only sounds are kept of what is fetched. A playlist or a page would have a player fetch more. */

/** Bytes that tell it. */
export const TELLING = 16;

const SIGNS: readonly (readonly [ending: string, at: number, sign: string])[] = [
  ['ogg', 0, 'OggS'],
  ['flac', 0, 'fLaC'],
  ['mp3', 0, 'ID3'],
  ['mid', 0, 'MThd'],
  ['m4a', 4, 'ftyp'],
  ['webm', 0, '\x1a\x45\xdf\xa3'],
  ['au', 0, '.snd'],
];

/** The ending that its name is to have; null: it is no sound. */
export function endingOf(head: Uint8Array): string | null {
  const text = Buffer.from(head.subarray(0, TELLING)).toString('latin1');
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WAVE') return 'wav';
  if (text.startsWith('FORM') && /^AIF[FC]/.test(text.slice(8))) return 'aiff';
  for (const [ending, at, sign] of SIGNS) if (text.startsWith(sign, at)) return ending;
  // A frame of MPEG audio, or of AAC in ADTS, begins with eleven bits.
  return head.length > 1 && head[0] === 0xff && (head[1]! & 0xe0) === 0xe0 ? 'mp3' : null;
}

/** All endings that there are. */
export const ENDINGS: readonly string[] = ['wav', 'aiff', ...SIGNS.map(([ending]) => ending)];
