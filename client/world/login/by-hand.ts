/** The words by which users of MUSHes and MOOs log in themselves. */

const WORDS = ['connect', 'create'] as const;
/** Of MUSHes: connected dark, hidden, with a veil. */
const SHORT = ['cd', 'ch', 'cv'] as const;

/** Whether it reads as `connect NAME PASSWORD`; shortened, as `co`, it needs the password: games have such words, too. */
export function isLoginByHand(text: string): boolean {
  const [word = '', ...names] = text.trim().toLowerCase().split(/\s+/, 3);
  if (WORDS.some(whole => whole === word)) return names.length > 0;
  const isShort = word.length > 1 && [...WORDS, ...SHORT].some(whole => whole.startsWith(word));
  return isShort && names.length > 1;
}
