/** Actions, aliases, tickers, keys, events and functions as a script registers them. */
import { define } from '../../../automation/define.ts';
import { argumentsOf, commandsOf } from '../parse.ts';
import { type TinTinPattern, translatePattern } from '../pattern.ts';
import { bodyOf, registered } from './body.ts';
import { literalOf } from './pattern.ts';
import { jsName, type Scope } from './scope.ts';
import { quoted, textOf } from './text.ts';
import { later } from './timers.ts';

function priorityOf(given: string | undefined): string {
  const number = given === undefined || given.trim() === '' ? 5 : Number(given);
  if (!(number >= 0 && number <= 1000)) throw new Error(`${given} is no priority from 0 to 1000`);
  return String(-Math.round(number * 100) - 100);
}

/** A pattern as a script has it, and what else belongs to it. */
function asked(translated: TinTinPattern): { code: string; options: string[] } {
  const { pattern, mode, exact, style } = translated;
  checkRule('trigger', translated);
  const styled = style === undefined ? [] : [`style: ${quoted(style)}`];
  if (mode === 'regexp') return { code: literalOf(pattern, exact), options: styled };
  const modes = mode === 'text' ? [] : [`mode: ${quoted(mode)}`];
  return { code: quoted(pattern), options: [...modes, ...(exact ? ['case: true'] : []), ...styled] };
}

/** What no rule could have would end the whole script as it is loaded. */
function checkRule(kind: 'trigger' | 'alias', { pattern, mode, exact, style }: TinTinPattern): void {
  const styled = style === undefined ? {} : { style };
  const defined = define(kind, { name: 'import', pattern, mode, case: exact, send: 'x', ...styled });
  if ('fault' in defined) throw new Error(defined.fault);
}

function groupOf({ groups }: TinTinPattern, of: string) {
  return (number: number) =>
    number === 0 ? `${of}[0]` : groups.has(number) ? `${of}[${groups.get(number)}]` : "''";
}

/** `m` is the line that the body around it is about. */
const nameIn = (scope: Scope, name: string) => (scope.inBody ? `${name}${scope.depth}` : name);

function action(rest: string, scope: Scope): string[] {
  const [given = '', body = '', priority] = argumentsOf(rest, 3, 1);
  const translated = translatePattern(given);
  const m = nameIn(scope, 'm');
  const { lines, locals } = bodyOf(body, scope, groupOf(translated, m), !scope.inBody);
  const { code, options } = asked(translated);
  const all = [...options, `priority: ${priorityOf(priority)}`, 'fall: false'];
  scope.note('rules that match the same line act as well');
  return registered(`clay.trigger(${code}, ${m} => {`, lines, locals, `}, { ${all.join(', ')} });`);
}

function alias(rest: string, scope: Scope): string[] {
  const [given = '', body = ''] = argumentsOf(rest, 3, 1);
  if (given === '') throw new Error('it has no name');
  const a = nameIn(scope, 'a');
  if (/^[^\s%{}\\^$~]+$/.test(given)) {
    const { lines, locals } = bodyOf(more(body, scope.file.sign), scope, number => `${a}[${number}]`);
    return registered(`alias(${quoted(given)}, ${a} => {`, lines, locals, '});');
  }
  const translated = translatePattern(given, true);
  const m = nameIn(scope, 'm');
  const { lines, locals } = bodyOf(body, scope, groupOf(translated, m));
  const { pattern, mode, exact } = translated;
  const source = mode === 'regexp' ? pattern : `^${pattern.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}$`;
  checkRule('alias', { ...translated, pattern: source, mode: 'regexp' });
  return registered(`clay.alias(${literalOf(source, exact)}, ${m} => {`, lines, locals, '});');
}

/** As TinTin++ does it: what is typed behind it goes along with words for the game that stand last. */
function more(body: string, sign: string): string {
  const isPlain = !/(?:^|[^%])%\d/.test(body) && commandsOf(body).at(-1)?.startsWith(sign) === false;
  return isPlain ? `${body.replace(/[\s;]+$/, '')} %0` : body;
}

function gag(rest: string): string[] {
  const [given = ''] = argumentsOf(rest, 1);
  const { code, options } = asked(translatePattern(given));
  return [
    `clay.trigger(${code}, line => {`,
    '  line.gag();',
    options.length > 0 ? `}, { ${options.join(', ')} });` : '});',
  ];
}

function substitute(rest: string, scope: Scope): string[] {
  const [given = '', words = ''] = argumentsOf(rest, 2);
  const translated = translatePattern(given);
  const text = textOf(words, { ...scope, argument: groupOf(translated, 'm') });
  const { code, options } = asked(translated);
  const tail = options.length > 0 ? `}, { ${options.join(', ')} });` : '});';
  return [`clay.trigger(${code}, m => {`, `  m.replace(m.text.replace(m[0], () => ${text}));`, tail];
}

/** What a function has by its arguments: `%0` is all of them. */
function functions(rest: string, scope: Scope): string[] {
  const [name = '', body = ''] = argumentsOf(rest, 2);
  if (!/^[A-Za-z_]\w*$/.test(name)) throw new Error('its name is no name of a function here');
  const argument = (number: number) => (number === 0 ? "a.join(';')" : `(a[${number - 1}] ?? '')`);
  const { lines, locals } = bodyOf(body, { ...scope, inBody: false }, argument);
  const answers = lines.some(line => /(?:^|\s)set\('result'/.test(line));
  const whole = answers || !lines.at(-1)?.startsWith('return ') ? [...lines, "return get('result');"] : lines;
  return registered(`function ${jsName(name)}(...a) {`, whole, locals, '}');
}

const HOOKS: Readonly<Record<string, string>> = {
  ...{ 'SESSION CONNECTED': 'connect', 'SESSION DISCONNECTED': 'disconnect', 'SESSION TIMED OUT': 'confail' },
  ...{ 'SESSION ACTIVATED': 'world', 'SCREEN RESIZE': 'resize', 'RECEIVED PROMPT': 'prompt' },
  ...{ 'SCREEN FOCUS': 'focus', 'SCREEN UNFOCUS': 'blur', 'RECEIVED LINE': 'line', 'SENT OUTPUT': 'sent' },
};
const CLOCKS: Readonly<Record<string, number>> = { SECOND: 1, MINUTE: 60, HOUR: 3600, DAY: 86_400 };
const ABOUT = new Set(['prompt', 'line', 'sent']);

function event(rest: string, scope: Scope): string[] {
  const [given = '', body = ''] = argumentsOf(rest, 2);
  const name = given.trim().toUpperCase();
  const seconds = CLOCKS[name];
  if (seconds !== undefined) {
    scope.note('it goes by no clock');
    const { lines, locals } = bodyOf(body, scope, null);
    return registered(`clay.every(${seconds * 1000}, ${quoted(name)}, () => {`, lines, locals, '});');
  }
  const gmcp = /^IAC SB GMCP(?: (\S+))?(?: IAC SE)?$/i.exec(given.trim());
  if (gmcp) {
    const { lines, locals } = bodyOf(body, scope, number =>
      number === 0 ? 'JSON.stringify(what.value)' : "''",
    );
    const [, package_] = gmcp;
    const only = package_ === undefined ? [] : [`if (what.name !== ${quoted(package_)}) return;`];
    return registered("clay.hook('gmcp', what => {", [...only, ...lines], locals, '});');
  }
  const hook = HOOKS[name];
  if (hook === undefined) throw new Error(`there is nothing here that happens as ${name} does`);
  const argument = (number: number) => (ABOUT.has(hook) && number === 0 ? 'm.text' : "''");
  const { lines, locals } = bodyOf(body, scope, argument, hook === 'line' || hook === 'prompt');
  return registered(`clay.hook(${quoted(hook)}, m => {`, lines, locals, '});');
}

/** `key`: how the key of its sequence is called here. */
export function macroOf(key: string, body: string, scope: Scope): string[] {
  const { lines, locals } = bodyOf(body, scope, null);
  return registered(`clay.key(${quoted(key)}, () => {`, lines, locals, '});');
}

/** What the command registers; `macro` has a function of its own. Throws an Error with a reason. */
export function definitionOf(kind: string, rest: string, scope: Scope): string[] {
  switch (kind) {
    case 'action':
      return action(rest, scope);
    case 'alias':
      return alias(rest, scope);
    case 'gag':
      return gag(rest);
    case 'substitute':
      return substitute(rest, scope);
    case 'function':
      return functions(rest, scope);
    case 'event':
      return event(rest, scope);
    case 'ticker':
      return (later.ticker as NonNullable<(typeof later)['ticker']>)(rest, scope);
    default:
      throw new Error(`#${kind} has no counterpart here`);
  }
}
