/** The fields of a rule's form: which keys of automation.toml they are, and how what they hold becomes a rule. */
import { type Defined, define } from '../../../automation/define.ts';
import { styleWords } from '../../../automation/style.ts';
import { hookEvents, type Rule, type RuleKind } from '../../../state/automation.ts';
import type { Field, FieldRow } from '../form/form.ts';

interface Described {
  readonly label: string;
  readonly note: string;
  readonly field: Field;
}

const TEXT: Field = { type: 'text' };

const described: Readonly<Record<string, Described>> = {
  name: { label: 'Name', note: 'what commands call it', field: TEXT },
  event: { label: 'Event', note: 'what it waits for', field: { type: 'choice', choices: hookEvents } },
  key: { label: 'Key', note: 'such as F5 or Ctrl+G; /keys shows what a key is called', field: TEXT },
  pattern: { label: 'Pattern', note: 'what it looks for; with a *, each * is $1, $2 and so on', field: TEXT },
  mode: {
    label: 'It is',
    note: 'how the pattern is meant',
    field: {
      type: 'choice',
      choices: ['text', 'begins', 'exact', 'glob', 'regexp'],
      names: [
        'anywhere in the line',
        'how the line begins',
        'all of the line',
        'all of it, with *',
        'a regular expression',
      ],
    },
  },
  on: {
    label: 'Looks at',
    note: 'lines, prompts, or what you send',
    field: { type: 'choice', choices: ['line', 'prompt', 'both', 'sent'] },
  },
  every: { label: 'Every', note: 'seconds', field: TEXT },
  world: { label: 'World', note: 'none: the one on screen', field: TEXT },
  gag: { label: 'Hide', note: 'the line is not shown', field: { type: 'toggle' } },
  hilite: { label: 'Paint', note: 'a style, such as bold red', field: TEXT },
  substitute: { label: 'Replace by', note: 'words in place of what matches', field: TEXT },
  send: { label: 'Send', note: 'a line for the game', field: TEXT },
  body: { label: 'Do', note: 'what you would type; ; parts several', field: TEXT },
  echo: { label: 'Say', note: 'a line for you', field: TEXT },
  speak: { label: 'Speak', note: 'words that are spoken', field: TEXT },
  log: { label: 'Write into', note: 'a file for the line, beside the log files, without .log', field: TEXT },
  call: { label: 'Call', note: 'what a script exports, such as greet.wave', field: TEXT },
  when: { label: 'Only if', note: 'a condition, such as {hp} < 50', field: TEXT },
  worlds: { label: 'Worlds', note: 'names with commas between; none: all', field: TEXT },
  group: { label: 'Group', note: '/group switches all of one', field: TEXT },
  shots: { label: 'How often', note: 'at most; none: always', field: TEXT },
  cooldown: { label: 'Pause', note: 'seconds in which it does not act again', field: TEXT },
  enabled: { label: 'On', note: 'or it does nothing', field: { type: 'toggle' } },
};

const PATTERN = ['pattern', 'mode'];
const LIMITS = ['worlds', 'group', 'shots'];
const keys: Readonly<Record<RuleKind, readonly string[]>> = {
  trigger: [
    ...['name', ...PATTERN, 'on', 'send', 'body', 'echo', 'gag', 'hilite', 'substitute'],
    ...['speak', 'log', 'call', 'when'],
    ...[...LIMITS, 'cooldown', 'enabled'],
  ],
  alias: ['name', ...PATTERN, 'body', ...LIMITS, 'enabled'],
  bind: ['name', 'key', 'body', ...LIMITS, 'enabled'],
  hook: ['name', 'event', ...PATTERN, 'body', 'when', ...LIMITS, 'cooldown', 'enabled'],
  timer: ['name', 'every', 'world', 'send', 'body', 'group', 'shots', 'enabled'],
};

/** What the keys are where a rule says nothing. */
const usual: Readonly<Record<string, string>> = {
  mode: 'text',
  on: 'line',
  gag: 'false',
  enabled: 'true',
  event: 'CONNECT',
};

/** Those of the rule; what a field cannot hold, several patterns or lines, stays as it is in the file. */
export function rowsOf(kind: RuleKind, rule: Rule | null): FieldRow[] {
  return keys[kind].flatMap(key => {
    const row = described[key];
    if (!row || !isPlain(rule, key)) return [];
    return [{ kind: 'field' as const, id: key, ...row, field: withOwn(row.field, rule, key) }];
  });
}

function isPlain(rule: Rule | null, key: string): boolean {
  if (!rule) return true;
  if (key === 'pattern') return rule.patterns.length <= 1 && !rule.all;
  return key !== 'send' || (rule.send?.length ?? 0) <= 1;
}

/** `gmcp Char.Vitals` is none of the usual ones. */
function withOwn(field: Field, rule: Rule | null, key: string): Field {
  const own = valueOfKey(rule, key);
  return field.type === 'choice' && own !== '' && !field.choices.includes(own)
    ? { type: 'choice', choices: [...field.choices, own] }
    : field;
}

function valueOfKey(rule: Rule | null, key: string): string {
  const value = key === 'pattern' ? rule?.patterns[0] : rule?.[key as keyof Rule];
  if (value === undefined) return usual[key] ?? '';
  if (key === 'hilite') return styleWords(String(value));
  return Array.isArray(value) ? value.join(', ') : String(value);
}

/** What the fields hold of the rule. */
export function valuesOf(kind: RuleKind, rule: Rule | null): Record<string, string> {
  return Object.fromEntries(keys[kind].map(key => [key, valueOfKey(rule, key)]));
}

const NUMBERS = ['every', 'shots', 'cooldown'];

/** The rule that the fields say, with what else it has; or what is wrong with it, and where. */
export function ruleFrom(
  kind: RuleKind,
  rule: Rule | null,
  values: Readonly<Record<string, string>>,
): Defined {
  const { kind: _, patterns = [], all, ...rest } = rule ?? {};
  const several = patterns.length > 1 || all;
  const before = several ? { ...rest, [all ? 'all' : 'patterns']: patterns } : rest;
  const table: Record<string, unknown> = { ...before };
  for (const { id } of rowsOf(kind, rule)) {
    const text = id === 'name' ? (values[id] ?? '').trim() : (values[id] ?? '');
    // What nobody has changed stays as it was written.
    if (rule && text === valueOfKey(rule, id) && Object.hasOwn(before, id)) continue;
    if (text === '' || text === usual[id]) delete table[id];
    else table[id] = typed(id, text);
  }
  if (kind === 'hook' && table.event === undefined) table.event = values.event || usual.event;
  return define(kind, table);
}

function typed(id: string, text: string): unknown {
  if (id === 'worlds') return text.split(',').map(name => name.trim());
  if (id === 'gag' || id === 'enabled') return text === 'true';
  return NUMBERS.includes(id) && text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}
