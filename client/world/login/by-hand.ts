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

/** A login in whole words, or a shortened one, and what stands behind the name. */
const WHOLE = /^\s*(?:connect|create)\s/i;
const BEHIND_NAME = /^(\s*\S+\s+(?:"[^"]*"|\S+)\s+)\S.*$/s;

/**
 * Returns the line as it may be shown and logged: without the password of a login. Short words are commands of other
 * games, and logins only while nothing has been said to the server yet.
 */
export function withoutPassword(line: string, isGreeting: boolean): string {
  const isLogin = WHOLE.test(line) || (isGreeting && isLoginByHand(line));
  return isLogin ? line.replace(BEHIND_NAME, '$1******') : line;
}
