/**
 * A login in steps of its own, for games that ask otherwise: pairs of what the server says and what is answered. Where a
 * login stands in it is in the state, so it goes on after a reload.
 */
import type { WorldSettings } from '../../state/settings.ts';
import { matches, parsePattern } from '../../text/glob.ts';

export interface RecipeStep {
  /** A pattern of what the server says; '' = anything. */
  readonly expect: string;
  /** May hold `$user` and `$password`; `$$` is a dollar. */
  readonly reply: string;
}

/** What is looked at is bounded, whatever the server sends (UTF-16 units). */
const LONGEST = 300;

/** Returns the step, or null behind the last one. */
export function recipeStep({ login }: WorldSettings, at: number): RecipeStep | null {
  const [expect, reply] = login.slice(2 * at, 2 * at + 2);
  return expect === undefined || reply === undefined ? null : { expect, reply };
}

export function isExpected({ expect }: RecipeStep, text: string): boolean {
  return expect === '' || matches(parsePattern(expect), text.slice(-LONGEST));
}

const PLACEHOLDER = /\$(user|password|\$)/g;

export function mentions({ reply }: RecipeStep, what: 'user' | 'password'): boolean {
  return [...reply.matchAll(PLACEHOLDER)].some(([, name]) => name === what);
}

/** Returns the line to send. */
export function filledIn({ reply }: RecipeStep, user: string, password: string): string {
  return reply.replace(PLACEHOLDER, (_, name) =>
    name === 'user' ? user : name === 'password' ? password : '$',
  );
}
