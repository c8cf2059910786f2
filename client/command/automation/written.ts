/** Rules as one types them in commands, and how they are shown. */
import { hasData, keptBody, revealed } from '../../automation/data.ts';
import { keysOf } from '../../automation/define.ts';
import { styleWords } from '../../automation/style.ts';
import { keyLabel, parseKey } from '../../settings/keys/names.ts';
import type { Rule, RuleKind } from '../../state/automation.ts';

/** Options of one letter, and the keys of automation.toml that they stand for; `=` and a value: they take none. */
export const letters: Readonly<Record<string, string>> = {
  r: 'mode=regexp',
  x: 'mode=exact',
  b: 'mode=begins',
  m: 'mode',
  p: 'priority',
  n: 'shots',
  c: 'chance',
  g: 'group',
  w: 'worlds',
  s: 'hilite',
};

export interface Written {
  readonly table: Record<string, unknown>;
  /** `-d`: what is named is to go. */
  readonly removes: boolean;
  readonly rest: string;
}

const WORD = /^(?:"((?:[^"\\]|\\.)*)"|(\S+))\s*/;

/** With a value behind a blank or, where it has a whole word, behind a `=`. */
const OPTION = /^(?:--([a-z]+)(?:(=)|\s+|$)|-([a-z])(?:\s+|$))/;

/** The options at the beginning, as keys of a rule; a fault is a sentence. */
export function takeOptions(kind: RuleKind, args: string): Written | string {
  const table: Record<string, unknown> = {};
  let rest = args;
  let removes = false;
  for (;;) {
    const [option, long, sign, letter] = OPTION.exec(rest) ?? [];
    // What has a = in it and is no option may be a text.
    if (option === undefined || (sign === '=' && !keysOf(kind).includes(long as string)))
      return { table, removes, rest };
    rest = rest.slice(option.length);
    if (letter === 'd') {
      removes = true;
      continue;
    }
    const [key, fixed] = (long ?? letters[letter as string] ?? '').split('=');
    if (!key || !keysOf(kind).includes(key)) return `there is no option ${option.trim()}`;
    if (fixed !== undefined) {
      table[key] = fixed;
      continue;
    }
    const word = takeWord(rest);
    if (YES_OR_NO.has(key) && !(word && ANSWER.test(word.text))) {
      if (sign === '=') return `--${key} is on or off, not ${word?.text ?? 'nothing'}`;
      table[key] = true;
      continue;
    }
    if (!word) return `${option.trim()} wants a value`;
    rest = word.rest;
    if (FIXED.has(key) && hasData(word.text))
      return `${option.trim()} is what the rule says, never what is filled in`;
    table[key] = typedValue(key, word.text);
  }
}

/** What is true where nothing else is said: the next word is not about it. */
const YES_OR_NO: ReadonlySet<string> = new Set(['gag', 'blank', 'bell', 'case', 'fall', 'enabled']);
const ANSWER = /^(?:true|false|on|off)$/;

/** The next word, or what stands in quotes. */
export function takeWord(text: string): { text: string; rest: string } | null {
  const found = WORD.exec(text);
  if (!found) return null;
  const quoted = found[1]?.replace(/\\(["\\])/g, '$1');
  return { text: quoted ?? (found[2] as string), rest: text.slice(found[0].length) };
}

/** What is a text is one whatever it looks like. */
const TEXTS: ReadonlySet<string> = new Set([
  'name',
  'group',
  'send',
  'echo',
  'body',
  'substitute',
  'notify',
  'rearm',
  'until',
  'when',
  'hilite',
  'mode',
  'on',
  'speak',
  'log',
  'call',
]);

/** Of these, what would be another one with other signs in it. */
const FIXED: ReadonlySet<string> = new Set(['when', 'until', 'rearm', 'log', 'call']);
/** Texts that are filled in when the rule acts. */
const FILLED: ReadonlySet<string> = new Set(['send', 'echo', 'body', 'substitute', 'notify', 'speak']);

function typedValue(key: string, typed: string): unknown {
  if (FILLED.has(key)) return keptBody(typed);
  if (key === 'worlds') return typed.split(',').map(revealed);
  const text = revealed(typed);
  if (TEXTS.has(key)) return text;
  if (text === 'true' || text === 'on') return true;
  if (text === 'false' || text === 'off') return false;
  const number = Number(text);
  return text.trim() !== '' && Number.isFinite(number) ? number : text;
}

/** `left = right`; in quotes, the left side may have a ` = ` of its own. */
export function takeSides(text: string): { left: string; right: string | null } {
  const quoted = text.startsWith('"') ? takeWord(text) : null;
  if (quoted && (quoted.rest === '' || /^=(\s|$)/.test(quoted.rest)))
    return { left: quoted.text, right: quoted.rest === '' ? null : quoted.rest.slice(1).trim() };
  const at = text.search(/(^|\s)=(\s|$)/);
  if (at < 0) return { left: text.trim(), right: null };
  const sign = text.indexOf('=', at);
  return { left: text.slice(0, at).trim(), right: text.slice(sign + 1).trim() };
}

/** A pattern, in which what a rule has filled in stands for itself. */
export function patternOf(typed: string, mode: unknown): string {
  const signs = mode === 'regexp' ? /[\\^$.*+?()[\]{}|/-]/g : mode === 'glob' ? /[\\*?]/g : /(?!)/g;
  return typed
    .replace(OPEN_BACKSLASH, mode === 'regexp' || mode === 'glob' ? '$&\\' : '$&')
    .replace(DATA_OR_NOT, part => (hasData(part) ? revealed(part).replace(signs, '\\$&') : part));
}

/** Before data, with which it would make a pair: it stands for itself. */
const OPEN_BACKSLASH = /(?<!\\)\\(?:\\\\)*(?=[\u{dc00}-\u{dc92}])/gu;
const DATA_OR_NOT = /[\0-\x7f]+|[^\0-\x7f]+/gu;

/** With a star it is all of the line; else it is looked for in it. */
export function modeOf(pattern: string, given: unknown): unknown {
  return given ?? (/(?<!\\)\*/.test(pattern) ? 'glob' : undefined);
}

/** What is shown of a rule in its own way. */
const APART: ReadonlySet<string> = new Set(['patterns', 'name', 'kind', 'key', 'event', 'body']);

/** A rule in one line, as one might type it. */
export function shownRule(rule: Rule): string {
  const { patterns, name, kind, key, event, body } = rule;
  // Of thousands, as a list looks through them: no other object is made of any.
  let flags = '';
  for (const one in rule)
    if (!APART.has(one)) flags += `${flags && ', '}${one} = ${shownValue(one, rule[one as keyof Rule])}`;
  const called = kind === 'bind' && key !== undefined ? keyLabel(parseKey(key) ?? key) : name;
  const about = [event, patterns.join(' | ')].filter(Boolean).join(' ');
  // Many are called by what they are about.
  const of = about === called ? '' : about;
  const does = body === undefined ? '' : ` = ${body}`;
  return `${called}${of && `: ${of}`}${does}${flags && ` (${flags})`}`;
}

function shownValue(key: string, value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return key === 'hilite' || key === 'style' ? styleWords(value) : value;
}
