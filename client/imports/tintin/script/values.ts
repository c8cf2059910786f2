/** Commands that make and change variables, in JavaScript. */
import { argumentsOf } from '../parse.ts';
import { patternOf } from './pattern.ts';
import { block, jsName, type Scope, type Statement } from './scope.ts';
import { isVariable, tagged, target, textOf } from './text.ts';

/** What a variable becomes: a table, if braces say so or it is one that is copied. */
export function valueText(given: string, scope: Scope): string {
  const text = textOf(given, scope);
  return /^\s*\{/.test(given) || isVariable(given.trim()) ? `table(${text})` : text;
}

const LISTS = [
  'add',
  'clear',
  'collapse',
  'create',
  'delete',
  'explode',
  'insert',
  'find',
  'get',
  'order',
  'shuffle',
];
const MORE_LISTS = ['set', 'size', 'sort', 'tokenize', 'reverse'];

/** As older files have it. */
const OLDER: Readonly<Record<string, string>> = { clr: 'clear', fnd: 'find', len: 'size', srt: 'sort' };

export const values: Readonly<Record<string, Statement>> = {
  variable(rest, scope) {
    const [name = '', ...given] = argumentsOf(rest, 3);
    if (given.length === 0) {
      scope.note(`#variable ${name} shows nothing`);
      return [];
    }
    return [
      target(name, scope).assign(
        given.length > 1 ? textOf(given.join(' '), scope) : valueText(given[0] as string, scope),
      ),
    ];
  },
  local(rest, scope) {
    const [name = '', value = ''] = argumentsOf(rest, 2);
    if (!/^[A-Za-z_]\w*$/.test(name)) throw new Error(`#local ${name.slice(0, 20)} has no counterpart`);
    if (!scope.inBody) throw new Error('#local stands in no body');
    const text = textOf(value, scope);
    scope.locals.set(name, jsName(name));
    return [`${jsName(name)} = ${text};`];
  },
  unvariable(rest, scope) {
    const names = argumentsOf(rest, 20);
    if (names.length === 0) throw new Error('#unvariable names none');
    return names.map(name => `unset(${target(name, scope).names});`);
  },
  math(rest, scope) {
    const [name = '', expression = ''] = argumentsOf(rest, 2);
    if (expression.trim() === '') throw new Error('#math has nothing to reckon');
    return [target(name, scope).assign(tagged('math', expression, scope))];
  },
  cat(rest, scope) {
    const [name = '', more = ''] = argumentsOf(rest, 2);
    const { read, assign } = target(name, scope);
    return [assign(`${read} + ${textOf(more, scope)}`)];
  },
  format(rest, scope) {
    const [name = '', format = '', ...given] = argumentsOf(rest, 30);
    const odd = /%[-+]?[\d.]*([a-zA-Z])/g;
    for (const [whole, letter = ''] of format.matchAll(odd))
      if (!'aAcdDghlLmnprstTuUxX'.includes(letter))
        throw new Error(`#format with ${whole} has no counterpart`);
    const all = [format, ...given].map(one => textOf(one, scope));
    return [target(name, scope).assign(`format(${all.join(', ')})`)];
  },
  replace(rest, scope) {
    const [name = '', old = '', text = ''] = argumentsOf(rest, 3);
    const { read, assign } = target(name, scope);
    const { literal, groups } = patternOf(old, scope);
    const found = (number: number) => (number === 0 ? 'found[0]' : `found[${groups.get(number) ?? number}]`);
    return [assign(`${read}.replace(${literal}g, (...found) => ${textOf(text, { ...scope, found })})`)];
  },
  regexp(rest, scope) {
    const [text = '', pattern = '', yes = '', no] = argumentsOf(rest, 4, 2);
    const { literal, groups } = patternOf(pattern, scope);
    const found = (number: number) => `(found[${number === 0 ? 0 : (groups.get(number) ?? number)}] ?? '')`;
    const inner = block(yes, scope, { found });
    const uses = inner.some(line => line.includes('found['));
    const test = uses
      ? [`const found = ${literal}.exec(${textOf(text, scope)});`, 'if (found) {']
      : [`if (${literal}.test(${textOf(text, scope)})) {`];
    const all = [...test, ...inner, ...(no === undefined ? [] : ['} else {', ...block(no, scope)]), '}'];
    return uses ? ['{', ...all.map(line => `  ${line}`), '}'] : all;
  },
  list(rest, scope) {
    const [name = '', typed = '', ...given] = argumentsOf(rest, 30);
    const called = typed.toLowerCase();
    const older = Object.hasOwn(OLDER, called) ? OLDER[called] : undefined;
    const what = older ?? [...LISTS, ...MORE_LISTS].find(one => one.startsWith(called));
    if (typed === '' || what === undefined) throw new Error(`#list {${name}} {${typed}} has no counterpart`);
    const { names } = target(name, scope);
    if (scope.locals.has(name)) throw new Error('#list of a local variable has no counterpart');
    const texts = given.map(one => textOf(one, scope));
    const answer = { size: 0, find: 1, get: 1 }[what];
    if (answer === undefined) return [`list.${what}(${[names, ...texts].join(', ')});`];
    const into = given[answer];
    if (into === undefined) throw new Error(`#list {${name}} {${what}} has no variable for its answer`);
    const asked = what === 'find' ? soughtIn(given[0] ?? '', scope) : (texts[0] as string);
    return [
      target(into, scope).assign(`list.${what}(${[names, ...(answer === 1 ? [asked] : [])].join(', ')})`),
    ];
  },
};

/** A pattern, or a text in which something is filled in and that is sought as it is. */
function soughtIn(given: string, scope: Scope): string {
  const isText = /^(?:%\d|[\w $[\]])+$/.test(given);
  return isText ? textOf(given, scope) : patternOf(given, scope, true).literal;
}
