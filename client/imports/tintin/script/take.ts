/** What rules cannot do, as a part of a script. */
import { keyLabel } from '../../../settings/keys/names.ts';
import type { ImportPlace } from '../../../state/imports/found.ts';
import { argumentsOf } from '../parse.ts';
import { keyOf, keyOfSequence, redefine, type TinTin } from '../triggers.ts';
import { definitionOf, macroOf } from './definitions.ts';
import type { Scope } from './scope.ts';
import { statementsOf } from './statements.ts';

/** A command that is no rule, with the reason. */
export interface Missed {
  readonly place: ImportPlace;
  readonly name: string;
  readonly command: string;
  readonly rest: string;
  readonly why: string;
  /** For those that write it as a script; undefined: nothing that one does. */
  readonly source: string | undefined;
}

/** What a script registers; what a file does as it is read. All else that stands in a file is none of a script's. */
const DEFINED: ReadonlySet<string> = new Set([
  'action',
  'alias',
  'ticker',
  'event',
  'function',
  'substitute',
  'macro',
]);
const DONE: ReadonlySet<string> = new Set([
  ...['math', 'list', 'format', 'cat', 'replace', 'regexp', 'variable', 'showme', 'echo'],
  ...['if', 'switch', 'foreach', 'loop', 'while', 'parse', 'repeat'],
]);

/** Takes it down as a part of the script, or says why it is none. */
export function toScript(tintin: TinTin, { place, name, command, rest, why, source }: Missed): void {
  const { taker, room } = tintin;
  if (!DEFINED.has(name) && !DONE.has(name)) return taker.refuse(place, why, source);
  const changed: string[] = [];
  try {
    const scope = topScope(tintin, changed);
    const code = (DEFINED.has(name) ? defined(name, rest, scope) : statementsOf(command, scope)).join('\n');
    if (DEFINED.has(name) && tintin.open !== '') changed.push('no group switches it: /scripts off does');
    room.left -= code.length + command.length;
    if (room.left < 0) throw new Error('the script would be too long: split the file');
    if (DEFINED.has(name)) redefine(tintin, keyFor(name, rest), place);
    taker.script(place, command, code, changed);
  } catch (error) {
    taker.refuse(place, error instanceof Error ? error.message : String(error), source);
  }
}

function topScope({ sign, sessions, functions }: TinTin, changed: string[]): Scope {
  return {
    file: { sign, sessions, functions, translate: statementsOf },
    ...{ argument: null, inner: null, found: null, locals: new Map() },
    ...{ inLine: false, inLoop: false, inBody: false, depth: 0 },
    note: one => changed.push(one),
  };
}

function defined(name: string, rest: string, scope: Scope): string[] {
  if (name !== 'macro') return definitionOf(name, rest, scope);
  const [sequence = '', body = ''] = argumentsOf(rest, 2);
  const key = keyOfSequence(sequence);
  if (key === null) throw new Error(`${sequence} is no key that has a name here`);
  return macroOf(keyLabel(key), body, scope);
}

function keyFor(name: string, rest: string): string {
  const [given = ''] = argumentsOf(rest, 1);
  if (name === 'macro') return keyOf('macro', keyOfSequence(given) ?? given);
  return keyOf(name, name === 'event' ? given.trim().toUpperCase() : given);
}

/** An alias that is a rule, for a script that says its name: rules are no concern of a script. */
export function aliasForScript(tintin: TinTin, place: ImportPlace, rest: string, command: string): void {
  const [name = ''] = argumentsOf(rest, 1);
  if (!/^\w+$/.test(name)) return;
  let code: string;
  try {
    code = definitionOf('alias', rest, topScope(tintin, [])).join('\n');
  } catch {
    // It has no such words then: they go to the game.
    return;
  }
  tintin.taker.under(null);
  tintin.taker.script(place, command, code.replace(/^alias\(/, 'aliases.set('), [], `say ${name}`);
}
