/** What happens later, in JavaScript. */
import { argumentsOf } from '../parse.ts';
import { bodyOf, registered } from './body.ts';
import { block, type Scope, type Statement } from './scope.ts';
import { tagged, textOf } from './text.ts';

/** Milliseconds, as a number or an expression. */
function milliseconds(seconds: string, scope: Scope): string {
  if (/^\s*\d+(?:\.\d+)?\s*$/.test(seconds)) return String(Math.max(10, Math.round(Number(seconds) * 1000)));
  if (!/[$%@]/.test(seconds)) throw new Error(`${seconds.trim() || 'nothing'} is no number of seconds`);
  return `${tagged('math', seconds, scope)} * 1000`;
}

/** The line is on screen by then, and what is left of the loop is over. */
const LATER: Partial<Scope> = { inLine: false, inLoop: false, inBody: true };

function timed(head: string, body: string, scope: Scope): string[] {
  if (scope.inBody) return [head, ...block(body, scope, LATER), '});'];
  const { lines, locals } = bodyOf(body, scope, null);
  return registered(head, lines, locals, '});');
}

export const later: Readonly<Record<string, Statement>> = {
  delay(rest, scope) {
    const [first = '', second = '', third] = argumentsOf(rest, 3, 1);
    const body = second;
    const seconds = third ?? first;
    const head = third === undefined ? 'delay(null, ' : `delay(${textOf(first, scope)}, `;
    return timed(`${head}${milliseconds(seconds, scope)}, () => {`, body, scope);
  },
  undelay: (rest, scope) => [`undelay(${textOf(argumentsOf(rest, 1)[0] ?? '', scope)});`],
  ticker(rest, scope) {
    const [name = '', body = '', seconds = '60'] = argumentsOf(rest, 3, 1);
    return timed(`ticker(${textOf(name, scope)}, ${milliseconds(seconds, scope)}, () => {`, body, scope);
  },
  unticker: (rest, scope) => [`unticker(${textOf(argumentsOf(rest, 1)[0] ?? '', scope)});`],
};
