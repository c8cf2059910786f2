/** Patterns of TinTin++ as regular expressions of JavaScript. */
import { translatePattern } from '../pattern.ts';
import type { Scope } from './scope.ts';
import { constant } from './text.ts';

/** `%1` in it is what has matched before, not a group of its own: that is `%%1`, where something has. */
function isFilled(given: string, { argument }: Scope): boolean {
  return argument !== null && /(?:^|[^%])%\d/.test(given);
}

/** A pattern in which nothing is filled in, as a regular expression. Throws an Error with a reason. */
export function patternOf(given: string, scope: Scope, whole = false) {
  if (isFilled(given, scope) || constant(given.replace(/%/g, ''), scope) === null)
    throw new Error(`${given.slice(0, 20)}: a pattern with something that is filled in has no counterpart`);
  const { pattern, mode, exact, groups, style } = translatePattern(
    scope.argument === null ? given : given.replace(/%%(?=\d)/g, '%'),
    whole,
  );
  if (style !== undefined) throw new Error('a pattern with colours has no counterpart here');
  const escaped = mode === 'regexp' ? pattern : pattern.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const source = mode === 'regexp' || mode === 'text' ? escaped : `^${escaped}${mode === 'exact' ? '$' : ''}`;
  return { literal: literalOf(source, exact), groups };
}

/** A regular expression between two slashes. Throws an Error with a reason if it is none of JavaScript's. */
export function literalOf(source: string, exact: boolean): string {
  try {
    return String(new RegExp(source, exact ? '' : 'i'));
  } catch (error) {
    throw new Error(`a pattern that is none here: ${(error as Error).message}`);
  }
}
