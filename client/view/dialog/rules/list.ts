/** /rules: all rules in a list that is narrowed down by typing; Enter opens one. Lines of the game can be picked to make one of. */
import { ruleKey, rulesOf } from '../../../automation/rules.ts';
import { changeRule, findRule } from '../../../settings/rules/change.ts';
import type { Automation, Rule, RuleKind } from '../../../state/automation.ts';
import type { RulesDialog } from '../../../state/dialog.ts';
import type { State, Turn } from '../../../state/state.ts';
import type { View } from '../../../state/view.ts';
import { printable } from '../../../stream/printable.ts';
import { heard, lineAt } from '../../../world/scrollback.ts';
import { complainHere, sayHere } from '../../../world/world.ts';
import { paneOn } from '../../panes.ts';
import { linesBelow } from '../../viewport.ts';
import type { FieldRow, Form, FormButton, FormRow } from '../form/form.ts';
import { formState } from '../form/form.ts';
import { formKind } from '../form/kind.ts';
import { closeDialog, NOWHERE, openDialog } from '../stack.ts';
import { openRule } from './editor.ts';

const FILTER = 'filter';
/** Rows that a list has at most: whoever has more types. */
const MOST_LISTED = 200;
/** Lines to pick from. */
const MOST_LINES = 50;
const KINDS: readonly RuleKind[] = ['trigger', 'alias', 'bind', 'hook', 'timer'];

export function openRules(turn: Turn): void {
  const { view } = turn;
  if (!view) return complainHere(turn, NOWHERE);
  openDialog(view, { kind: 'rules', form: formState({ [FILTER]: '' }), lines: null });
}

/** The last lines of the game that are on screen, to make a rule of one. */
export function openLines(turn: Turn): void {
  const { view } = turn;
  if (!view) return complainHere(turn, NOWHERE);
  const lines = linesOn(turn, view);
  if (lines.length === 0) return complainHere(turn, 'There is no line of a game here to make a rule of.');
  const focus = `line ${lines.length - 1}`;
  openDialog(view, { kind: 'rules', form: formState({ [FILTER]: '' }, focus), lines });
}

/** Texts of the last lines of the game that the view has on it, oldest first. */
export function linesOn({ state, readChunk }: Turn, view: View): string[] {
  const pane = paneOn(state, view);
  const { scrollback } = pane;
  const lines: string[] = [];
  const last = scrollback.next - linesBelow(pane, state.settings.more_mode) - 1;
  for (let at = last; at >= 0 && lines.length < MOST_LINES; at--) {
    const line = lineAt(scrollback, at, readChunk);
    if (!line) break;
    const { text } = heard(line);
    if (line.kind === 'game' && text.trim() !== '') lines.unshift(text.slice(0, 1000));
  }
  return lines;
}

export const rulesKind = formKind<RulesDialog>({
  describe,
  press,
  key: (turn, _view, dialog, key) =>
    key.type === 'key' && key.name === 'Delete' && removeFocused(turn, dialog),
});

const filterRow: FieldRow = {
  kind: 'field',
  id: FILTER,
  label: 'Filter',
  field: { type: 'text', hint: 'type to filter' },
  about: 'Letters of a name, a pattern, or of what it does.',
};
const close: FormButton = { id: 'close', label: 'Close', letter: 'c' };
const pick: FormButton = {
  id: 'pick',
  label: 'From a line',
  letter: 'l',
  about: 'A rule about a line that the game has said.',
};

function describe(state: State, _view: View, dialog: RulesDialog): Form {
  const words = (dialog.form.values[FILTER] ?? '').toLowerCase();
  const { automation } = state;
  const rows = dialog.lines ? linesFor(dialog.lines, words) : rulesWith(automation, words);
  const shown = dialog.lines
    ? linesFor(dialog.lines, words).slice(0, MOST_LISTED)
    : rulesWith(automation, words)
        .slice(0, MOST_LISTED)
        .map(rule => rowOf(rule, automation.groupsOff));
  const none: FormRow = { kind: 'text', text: words === '' ? NONE : 'None has this in it.' };
  const more: FormRow = { kind: 'text', text: '… and more: type to find them.' };
  return {
    title: dialog.lines ? 'A rule about which line?' : 'Rules',
    sign: `${rows.length}`,
    typing: FILTER,
    columns: 76,
    rows: [filterRow, ...(shown.length > 0 ? shown : [none]), ...(rows.length > shown.length ? [more] : [])],
    buttons: dialog.lines ? [close] : [close, ...news, pick],
  };
}

const NONE = 'There are none yet: a button makes one, and so do /action, /gag and /alias.';

const news: readonly FormButton[] = [
  { id: 'new trigger', label: 'New trigger', letter: 't', about: 'Acts when the game says something.' },
  { id: 'new alias', label: 'New alias', letter: 'a', about: 'A word of your own for what you would type.' },
  { id: 'new timer', label: 'New timer', letter: 'm', about: 'Acts again and again.' },
];

function linesFor(lines: readonly string[], words: string): FormRow[] {
  return lines.flatMap((text, at) =>
    text.toLowerCase().includes(words) ? [{ kind: 'item' as const, id: `line ${at}`, label: text }] : [],
  );
}

/** What was found last: a form is asked for several times with each key, and there may be ten thousand rules. */
let found: {
  readonly block: Uint8Array;
  readonly groupsOff: readonly string[];
  readonly words: string;
  readonly rules: readonly Rule[];
} | null = null;

/** Those that have the words, which are in small letters, in what is shown of them. */
export function rulesWith(automation: Automation, words: string): readonly Rule[] {
  const { block, groupsOff } = automation;
  if (found?.block === block && found.groupsOff === groupsOff && found.words === words) return found.rules;
  // Whoever types one more letter narrows down what there is.
  const isNarrower = found?.block === block && found.groupsOff === groupsOff && words.startsWith(found.words);
  const among = isNarrower && found ? found.rules : rulesOf(automation).all;
  const rules = words === '' ? among : among.filter(rule => searched(rule, groupsOff).includes(words));
  found = { block, groupsOff, words, rules };
  return rules;
}

/** All that is looked through, in small letters; with `(off)` of those that are off. Made once of each rule, when letters are typed. */
function searched(rule: Rule, groupsOff: readonly string[]): string {
  const known = smallTexts.get(rule) ?? `${rule.kind} ${rule.name} ${aboutOf(rule)}`.toLowerCase();
  smallTexts.set(rule, known);
  return isOff(rule, groupsOff) ? `${known} (off)` : known;
}

const smallTexts = new WeakMap<Rule, string>();

function isOff({ enabled, group }: Rule, groupsOff: readonly string[]): boolean {
  return enabled === false || groupsOff.includes(group ?? '');
}

function rowOf(rule: Rule, groupsOff: readonly string[]): FormRow {
  const off = isOff(rule, groupsOff) ? ' (off)' : '';
  const label = printable(`${rule.kind} ${rule.name}${off}`);
  return { kind: 'item', id: `rule ${ruleKey(rule)}`, label, note: printable(aboutOf(rule)) };
}

/** What it looks for and does, in short. */
export function aboutOf({ event, key, patterns, body, send, gag, every }: Rule): string {
  const about = [event, key, patterns.join(' | '), every === undefined ? '' : `every ${every} s`].filter(
    Boolean,
  );
  const does = body ?? send?.join(';') ?? (gag ? 'hidden' : '');
  return [about.join(' '), does].filter(Boolean).join(' = ').slice(0, 200);
}

function press(turn: Turn, view: View, dialog: RulesDialog, id: string): undefined {
  const [, kind, name = ''] = /^rule (\w+) (.*)$/s.exec(id) ?? [];
  const [, made] = /^new (\w+)$/.exec(id) ?? [];
  const line = dialog.lines?.[Number(/^line (\d+)$/.exec(id)?.[1] ?? -1)];
  if (id === 'close') closeDialog(view, dialog);
  else if (id === 'pick') openLines(turn);
  else if (line !== undefined) {
    closeDialog(view, dialog);
    openRule(turn, 'trigger', null, line);
  } else if (made !== undefined) openRule(turn, kindNamed(made), null);
  else if (kind !== undefined) openRule(turn, kindNamed(kind), name);
}

function kindNamed(word: string): RuleKind {
  return KINDS.find(one => one === word) ?? 'trigger';
}

/** Takes the rule away that has the keys. */
function removeFocused(turn: Turn, { form }: RulesDialog): boolean {
  const [, word = '', name = ''] = /^rule (\w+) (.*)$/s.exec(form.focus) ?? [];
  const kind = kindNamed(word);
  if (word === '' || !findRule(turn.state.automation, kind, name)) return false;
  changeRule(turn, kind, name, null);
  sayHere(turn, `Removed: the ${kind} ${name}. /undo brings it back.`);
  return true;
}
