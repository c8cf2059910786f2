/** `[action:NAME]` of the Clay in Rust as rules: what they match, and what their commands do. */
import { pushAll } from '../../../shared/arrays.ts';
import type { ImportPlace } from '../../state/imports/found.ts';
import { translateRegexp } from '../regexp.ts';
import type { Taker } from '../taker.ts';
import { isYes, type Section, unescaped } from './ini.ts';

/** One at a time, the first that matches: below rules of one's own, which are all asked. */
const PRIORITY = -100;

export function takeAction(taker: Taker, section: Section, named: string): void {
  const values = new Map(section.entries.map(({ key, value }) => [key.toLowerCase(), unescaped(value)]));
  const name = values.get('name') || named;
  const place: ImportPlace = { line: section.line, what: `action ${name}` };
  try {
    takeChecked(taker, place, name, values);
  } catch (error) {
    taker.refuse(place, error instanceof Error ? error.message : String(error));
  }
}

function takeChecked(
  taker: Taker,
  place: ImportPlace,
  name: string,
  values: ReadonlyMap<string, string>,
): void {
  const changed: string[] = [];
  const does = commandsOf(values.get('command') ?? '');
  const worlds = (values.get('world') ?? '')
    .split(',')
    .map(one => one.trim())
    .filter(one => one !== '');
  const common = {
    name,
    ...(worlds.length > 0 && { worlds }),
    ...(values.get('enabled') !== undefined && !isYes(values.get('enabled')) && { enabled: false }),
  };
  if (values.get('gui_shortcut'))
    changed.push(`its shortcut ${values.get('gui_shortcut')} is not taken: /bind makes one`);
  const patterns = patternsOf(values, changed);
  const isStartup = isYes(values.get('startup'));
  if (isStartup) takeStartup(taker, place, common, does, changed);
  if (patterns.length > 0) {
    const mode = /^wild/i.test(values.get('match_type') ?? '') ? 'glob' : 'regexp';
    if (Object.keys(does).length === 0) throw new Error('it does nothing');
    const blank = isYes(values.get('suppress_blanks')) && { blank: true };
    const table = { ...common, patterns, mode, priority: PRIORITY, fall: false, ...does, ...blank };
    taker.rule(place, 'trigger', table, changed);
  } else if (!isStartup) takeManual(taker, place, common, does, changed);
}

/** What is run at the start, and then also when it matches. */
function takeStartup(
  taker: Taker,
  place: ImportPlace,
  { worlds: _, ...common }: Record<string, unknown>,
  { body }: Done,
  changed: readonly string[],
): void {
  if (body === undefined) throw new Error('at the start it does nothing that is done here');
  taker.rule(place, 'hook', { ...common, event: 'START', body }, [
    ...changed,
    'it is done at the start only, and not again after a reload',
  ]);
}

/** Without a pattern it is run by its name. */
function takeManual(
  taker: Taker,
  place: ImportPlace,
  common: Record<string, unknown>,
  { body, echo }: Done,
  changed: readonly string[],
): void {
  if (body === undefined && echo === undefined) throw new Error('it does nothing that an alias does');
  if (/\s/.test(String(common.name))) throw new Error('an alias is one word: its name has a blank');
  const done = { ...(body !== undefined && { body }), ...(echo !== undefined && { echo }) };
  taker.rule(place, 'alias', { ...common, ...done }, [
    ...changed,
    `it is typed without the /: ${common.name}`,
  ]);
}

function patternsOf(values: ReadonlyMap<string, string>, changed: string[]): string[] {
  const numbered = [...values]
    .flatMap(([key, value]) => {
      const number = /^pattern(?:\.(\d+)\.text)?$/.exec(key);
      return number && value !== '' ? [{ number: Number(number[1] ?? 0), value }] : [];
    })
    .sort((one, other) => one.number - other.number);
  if (/^wild/i.test(values.get('match_type') ?? '')) return numbered.map(({ value }) => value);
  return numbered.map(({ value }) => {
    const translated = translateRegexp(value);
    pushAll(changed, translated.changed);
    return translated.pattern;
  });
}

interface Done {
  gag?: true;
  hilite?: string;
  part?: 'line';
  notify?: string;
  speak?: string;
  bell?: true;
  echo?: string;
  body?: string;
}

/** The commands of an action: `;` parts them, `\;` does not. */
function commandsOf(text: string): Done {
  const done: Done = {};
  const lines: string[] = [];
  const parts = (text.match(/(?:\\;|[^;\n])+/g) ?? []).map(part => part.replace(/\\;/g, ';').trim());
  for (const part of parts.filter(one => one !== '')) takeCommand(part, done, lines);
  if (lines.length > 0) done.body = lines.join(';');
  return done;
}

function takeCommand(part: string, done: Done, lines: string[]): void {
  const [, name, rest = ''] = /^\/(\w+)\s*([\s\S]*)$/.exec(part) ?? [];
  if (name === undefined) return void lines.push(bodyText(part));
  const command = name.toLowerCase();
  const act = Object.hasOwn(ACTS, command) ? ACTS[command] : undefined;
  if (act) act(rest, done);
  else if (Object.hasOwn(SAME, command)) lines.push(`/${SAME[command]} ${bodyText(rest)}`.trimEnd());
  else if (command === 'set') lines.push(`/set ${bodyText(rest.replace(/^(\w+)\s*=\s*/, '$1 '))}`);
  else throw new Error(`/${name} in its commands has no counterpart in rules`);
}

/** Commands that are the same here, and what they are called. */
const SAME: Readonly<Record<string, string>> = {
  ...{
    echo: 'echo',
    send: 'send',
    worlds: 'worlds',
    world: 'worlds',
    disconnect: 'disconnect',
    dc: 'disconnect',
  },
  ...{
    connect: 'connect',
    flush: 'flush',
    reload: 'reload',
    unset: 'unset',
    repeat: 'repeat',
    recall: 'recall',
  },
};

const ACTS: Readonly<Record<string, (rest: string, done: Done) => void>> = {
  gag(_, done) {
    done.gag = true;
  },
  highlight(rest, done) {
    done.hilite = backgroundOf(rest);
    done.part = 'line';
  },
  notify(rest, done) {
    done.notify = filled(rest);
  },
  beep(_, done) {
    done.bell = true;
  },
  say(rest, done) {
    done.speak = filled(rest);
  },
};

const COLORS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];

/** `/highlight red`, `/highlight 58`, `/highlight 40,0,80`: a background. */
function backgroundOf(text: string): string {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return '48;5;58';
  const named = COLORS.indexOf(wanted === 'purple' ? 'magenta' : wanted);
  if (named >= 0) return String(40 + named);
  const numbers = wanted.split(',').map(one => one.trim());
  if (!numbers.every(one => /^\d{1,3}$/.test(one) && Number(one) < 256) || ![1, 3].includes(numbers.length))
    throw new Error(`/highlight ${text}: this colour is not known here`);
  return numbers.length === 1 ? `48;5;${numbers[0]}` : `48;2;${numbers.join(';')}`;
}

/** `$1` to `$9`, `$0` and `$*` stay; any other dollar is one. */
function filled(text: string): string {
  return text.replace(/\$(?![\d*])/g, '$$$$').replace(/\s*\n\s*/g, ' ');
}

/** A backslash that means nothing. */
const BACKSLASH = `$${'{"\\\\"}'}`;

/** The same in a body, where `;` and a backslash mean something. */
function bodyText(text: string): string {
  return filled(text).replace(/\\/g, BACKSLASH).replace(/;/g, '\\;');
}
