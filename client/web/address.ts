/** Addresses of visitors. Nothing is looked up. */

/** The address as 4 or 16 bytes; null: it is none. An IPv4 address in IPv6 clothes is one of IPv4. */
export function parseAddress(text: string): Uint8Array | null {
  const four = parseFour(text);
  if (four) return four;
  // A link-local address has the name of its network behind it.
  const six = parseSix(text.replace(/%[\w.-]+$/, ''));
  if (!six) return null;
  const isMapped = six.subarray(0, 10).every(byte => byte === 0) && six[10] === 255 && six[11] === 255;
  return isMapped ? six.subarray(12) : six;
}

/** Bytes of an IPv6 address that a provider gives to one customer: whoever has one address of them has all. */
const CUSTOMER = 8;

/** What tells one visitor from another: an IPv4 address, or the first half of one of IPv6. */
export function networkOf(text: string): string {
  const bytes = parseAddress(text);
  if (!bytes) return text;
  return bytes.length === 4 ? bytes.join('.') : Buffer.from(bytes.subarray(0, CUSTOMER)).toString('hex');
}

function parseFour(text: string): Uint8Array | null {
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) return null;
  const bytes = text.split('.').map(Number);
  return bytes.some(byte => byte > 255) ? null : Uint8Array.from(bytes);
}

function parseSix(text: string): Uint8Array | null {
  const last = /^(.*:)(\d+(?:\.\d+){3})$/.exec(text);
  const four = last ? parseFour(last[2] as string) : null;
  if (last && !four) return null;
  const tail = four ? [(four[0]! << 8) | four[1]!, (four[2]! << 8) | four[3]!] : [];
  const words = four ? (last![1] as string) : text;
  const halves = (four && !words.endsWith('::') ? words.slice(0, -1) : words).split('::');
  if (halves.length > 2) return null;
  const [head, rest] = halves.map(wordsIn);
  if (!head || rest === null) return null;
  const end = [...(rest ?? []), ...tail];
  const missing = 8 - head.length - end.length;
  if (rest === undefined ? missing !== 0 : missing < 1) return null;
  const all = [...head, ...Array<number>(missing).fill(0), ...end];
  return Uint8Array.from(all.flatMap(word => [word >> 8, word & 255]));
}

/** null: one of them is none. */
function wordsIn(text: string): number[] | null {
  if (text === '') return [];
  const words = text.split(':');
  return words.every(word => /^[0-9a-f]{1,4}$/i.test(word))
    ? words.map(word => Number.parseInt(word, 16))
    : null;
}
