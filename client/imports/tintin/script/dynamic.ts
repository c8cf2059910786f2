/** Actions, aliases and the like that a body makes, in JavaScript. */
import { argumentsOf } from '../parse.ts';
import { definitionOf } from './definitions.ts';
import type { Scope, Statement } from './scope.ts';
import { constant, quoted } from './text.ts';

/**
 * The pattern as it is when the body runs: `%%1` is its own `%1`; what the body around fills in is not known. They are known by kind
 * and pattern, so that they can be taken out again, and another takes the place of one. Throws an Error with a reason.
 */
function patternIn(kind: string, given: string, scope: Scope): { pattern: string; key: string } {
  const isFilled = scope.argument !== null && /(?:^|[^%])%\d/.test(given);
  if (isFilled || constant(given.replace(/%/g, ''), scope) === null)
    throw new Error(`#${kind} ${given.slice(0, 20)}: its pattern is not known yet`);
  const pattern = scope.argument === null ? given : given.replace(/%%(?=\d)/g, '%');
  return { pattern, key: quoted(`${kind} ${pattern}`) };
}

function making(kind: string): Statement {
  return (rest, scope) => {
    const [given = '', ...others] = argumentsOf(rest, 3, 1);
    const { pattern, key } = patternIn(kind, given, scope);
    const lines = definitionOf(kind, [pattern, ...others].map(one => `{${one}}`).join(' '), scope);
    const [first = '', ...more] = lines;
    const last = more.at(-1)?.replace(/;$/, ');') ?? '';
    return [`on(${key}, ${first}`, ...more.slice(0, -1), last];
  };
}

function taking(kind: string): Statement {
  return (rest, scope) => {
    scope.note(`#un${kind} takes out what bodies of this script have made, and no rule`);
    return [`off(${patternIn(kind, argumentsOf(rest, 1)[0] ?? '', scope).key});`];
  };
}

export const dynamic: Readonly<Record<string, Statement>> = {
  ...{ action: making('action'), alias: making('alias'), gag: making('gag') },
  ...{ unaction: taking('action'), unalias: taking('alias'), ungag: taking('gag') },
};
