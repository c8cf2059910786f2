/** From a rule as it is written to one that is checked: every mistake is a sentence that names the key. */
import { isFault } from '../../shared/fault.ts';
import { hookEvents, type Rule, type RuleKind } from '../state/automation.ts';
import { eventNamed } from './events.ts';
import { needsOf } from './matching/matcher.ts';
import { styleOf } from './style.ts';
import { parseCondition } from './when.ts';

export type Defined = { readonly rule: Rule } | { readonly fault: string; readonly key: string };

/** Of a value: what it becomes, or what it is not. */
type Check = (value: unknown) => { readonly value: unknown } | { readonly is: string };

const text: Check = value => (typeof value === 'string' ? { value } : { is: 'a text' });
const flag: Check = value => (typeof value === 'boolean' ? { value } : { is: 'true or false' });
const texts: Check = value => {
  const list = typeof value === 'string' ? [value] : value;
  const isList = Array.isArray(list) && list.every(one => typeof one === 'string');
  return isList ? { value: list } : { is: 'a text, or a list of texts' };
};
const someTexts: Check = value => {
  const checked = texts(value);
  return 'value' in checked && (checked.value as string[]).length === 0
    ? { is: 'at least one text' }
    : checked;
};
const style: Check = value => {
  const found = typeof value === 'string' ? styleOf(value) : null;
  return found === null ? { is: 'a style, such as "bold red on black" or "1;31"' } : { value: found };
};

const condition: Check = value => {
  if (typeof value !== 'string') return { is: 'a text, such as "{hp} < 100"' };
  const parsed = parseCondition(value);
  return isFault(parsed) ? { is: `a condition: ${parsed.sentence}` } : { value };
};

function number(least: number, most: number, whole: boolean): Check {
  return value => {
    const isFit =
      typeof value === 'number' && value >= least && value <= most && (!whole || Number.isInteger(value));
    return isFit ? { value } : { is: `a ${whole ? 'whole ' : ''}number from ${least} to ${most}` };
  };
}

function oneOf(words: readonly string[]): Check {
  return value =>
    words.includes(value as string)
      ? { value }
      : { is: `one of ${words.map(word => `"${word}"`).join(', ')}` };
}

const part: Check = value => {
  const group = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 100;
  return group || value === 'match' || value === 'line'
    ? { value }
    : { is: '"match", "line" or the number of a group' };
};

const on: Check = value =>
  typeof value === 'string' && /^(?:line|prompt|both|sent|(?:gmcp|msdp)(?: \S.*)?)$/.test(value)
    ? { value }
    : { is: 'one of "line", "prompt", "both", "sent", "gmcp", "msdp", or "gmcp" and the name of a message' };

const event: Check = value => {
  if (typeof value !== 'string') return { is: 'a text, such as "CONNECT"' };
  const named = eventNamed(value);
  return 'event' in named ? { value: named.event } : { is: named.none };
};

/** Days have files of that name already. */
const file: Check = value =>
  typeof value === 'string' && /^(?!\d{4}-\d\d-\d\d$)\w[\w-]{0,63}$/.test(value)
    ? { value }
    : { is: 'the name of a file without .log: letters, digits, _ and -, and no date' };

const call: Check = value =>
  typeof value === 'string' && /^[\w-]{1,64}\.[A-Za-z_]\w{0,63}$/.test(value)
    ? { value }
    : { is: 'a script and what it exports, such as "greet.wave"' };

const switches: Check = value => {
  const isTable = typeof value === 'object' && value !== null && !Array.isArray(value);
  const isFit =
    isTable && Object.entries(value).every(([group, one]) => group !== RESERVED && typeof one === 'boolean');
  return isFit
    ? { value: { ...value } }
    : { is: 'a table of groups and whether they are on, such as { combat = true }' };
};

const variables: Check = value => {
  const isTable = typeof value === 'object' && value !== null && !Array.isArray(value);
  const isFit =
    isTable && Object.entries(value).every(([name, one]) => isName(name) && typeof one === 'string');
  return isFit ? { value: { ...value } } : { is: 'a table of names and texts, such as { hp = "$1" }' };
};

/** What no table can keep anything under. */
export const RESERVED = '__proto__';

/** Whether a variable can be called so. */
export function isName(name: string): boolean {
  return /^[A-Za-z_]\w{0,63}$/.test(name) && name !== RESERVED;
}

const MILLION = 1_000_000;
/** Seconds. */
const MONTH = 30 * 24 * 3600;

const common: Record<string, Check> = {
  name: text,
  mode: oneOf(['text', 'begins', 'exact', 'glob', 'regexp']),
  case: flag,
  priority: number(-MILLION, MILLION, true),
  shots: number(1, MILLION, true),
  worlds: texts,
  group: text,
  enabled: flag,
  send: texts,
  echo: text,
  body: text,
  set: variables,
  speak: text,
  call,
};

/** What each kind of rule can say. */
const fields: Record<RuleKind, Record<string, Check>> = {
  trigger: {
    ...common,
    fall: flag,
    chance: number(0, 1, false),
    cooldown: number(0, MILLION, false),
    on,
    rearm: text,
    notify: text,
    switch: switches,
    gag: flag,
    hilite: style,
    part,
    substitute: text,
    bell: flag,
    log: file,
    when: condition,
    style,
    all: flag,
    lines: number(1, 1000, true),
    until: text,
    max: number(1, 1000, true),
    blank: flag,
  },
  alias: common,
  bind: { ...common, key: text },
  timer: {
    name: text,
    every: number(0.1, MONTH, false),
    world: text,
    shots: number(1, MILLION, true),
    group: text,
    enabled: flag,
    ...{ send: texts, echo: text, body: text, set: variables, bell: flag, notify: text, switch: switches },
    speak: text,
    call,
  },
  hook: {
    ...common,
    when: condition,
    event,
    chance: number(0, 1, false),
    cooldown: number(0, MILLION, false),
  },
};

/** The keys that a rule of this kind can have, `pattern` aside. */
export function keysOf(kind: RuleKind): readonly string[] {
  return Object.keys(fields[kind]);
}

/** More would be no name. */
const LONGEST_NAME = 100;
/** Patterns of one rule, and how long each is (UTF-16 units). */
const MOST_PATTERNS = 1000;
const LONGEST_PATTERN = 10_000;

/** The rule that a table of automation.toml, or a command, says. */
export function define(kind: RuleKind, written: Readonly<Record<string, unknown>>): Defined {
  // Several patterns that are met one after the other.
  const table = Array.isArray(written.all) ? { ...written, patterns: written.all, all: true } : written;
  const known = fields[kind];
  const rule: Record<string, unknown> = { kind };
  for (const [key, value] of Object.entries(table)) {
    if (key === 'pattern' || key === 'patterns') continue;
    const check = Object.hasOwn(known, key) ? known[key] : undefined;
    if (!check) return { fault: `a ${kind} has no key ${key}`, key };
    const checked = check(value);
    if ('is' in checked) return { fault: `${key} is ${checked.is}`, key };
    rule[key] = checked.value;
  }
  const key = 'patterns' in table ? 'patterns' : 'pattern';
  if ('pattern' in table && 'patterns' in table) return { fault: 'it has both pattern and patterns', key };
  const patterns = key in table ? someTexts(table[key]) : { value: [] };
  if (!('value' in patterns)) return { fault: `${key} is ${patterns.is}`, key };
  rule.patterns = patterns.value;
  const made = rule as unknown as Rule;
  const fault = nameFault(made) ?? patternFault(made);
  return fault ? { fault: fault.sentence, key: fault.key ?? key } : { rule: made };
}

function nameFault({ kind, name }: Rule): { sentence: string; key: string } | null {
  if (name === RESERVED)
    return { sentence: `a ${kind} cannot be called "${name}": the name is reserved`, key: 'name' };
  const isFit = typeof name === 'string' && name.trim() !== '' && name.length <= LONGEST_NAME;
  return isFit && !/[\0-\x1f]/.test(name)
    ? null
    : { sentence: `a ${kind} has a name, of at most ${LONGEST_NAME} characters`, key: 'name' };
}

/** What is about the looks of a line, or about several. */
const OF_LINES = ['gag', 'hilite', 'substitute', 'blank', 'part', 'style', 'all', 'lines'] as const;

function patternFault(rule: Rule): { sentence: string; key?: string } | null {
  const {
    kind,
    patterns,
    mode,
    case: exact,
    event,
    key,
    every,
    until,
    rearm,
    shots,
    on: about = 'line',
  } = rule;
  const isTold = /^(?:gmcp|msdp)/.test(about);
  if (kind === 'trigger' && patterns.length === 0 && !isTold) return { sentence: 'it has no pattern' };
  const ofLines = isTold ? OF_LINES.find(one => Object.hasOwn(rule, one)) : undefined;
  if (ofLines !== undefined)
    return { sentence: `${ofLines} is for lines, not for what servers tell`, key: ofLines };
  if (isTold && until !== undefined)
    return { sentence: 'until is for lines, not for what servers tell', key: 'until' };
  if (rearm !== undefined && shots === undefined)
    return { sentence: 'rearm is for a rule that has shots', key: 'rearm' };
  if (kind === 'hook' && event === undefined)
    return { sentence: `it has no event: ${hookEvents.join(', ')}`, key: 'event' };
  if (kind === 'timer' && every === undefined)
    return { sentence: 'it does not say every how many seconds', key: 'every' };
  if (kind === 'bind' && key === undefined) return { sentence: 'it has no key', key: 'key' };
  if (patterns.length > MOST_PATTERNS) return { sentence: `more than ${MOST_PATTERNS} patterns` };
  for (const pattern of [...patterns, ...[until, rearm].filter(one => one !== undefined)]) {
    if (pattern === '') return { sentence: 'an empty pattern matches everything' };
    if (pattern.length > LONGEST_PATTERN)
      return { sentence: `a pattern has more than ${LONGEST_PATTERN} characters` };
    const needs = needsOf(pattern, mode ?? 'text', exact ?? false);
    if (isFault(needs)) return { sentence: `${short(pattern)}: ${needs.sentence}` };
  }
  return null;
}

function short(pattern: string): string {
  return pattern.length > 60 ? `${pattern.slice(0, 60)}…` : pattern;
}
