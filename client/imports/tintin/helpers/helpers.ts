/** All that a script that was TinTin++ may have of its own, by name, in the order in which it stands there. */
import { DOING } from './doing.ts';
import { EXPRESSIONS } from './expressions.ts';
import { VALUES } from './values.ts';

export const HELPERS: Readonly<Record<string, string>> = { ...VALUES, ...EXPRESSIONS, ...DOING };
