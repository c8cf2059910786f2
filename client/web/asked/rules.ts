/** Rules, as pages list them; their forms are those of the terminal. */
import { ruleKey } from '../../automation/rules.ts';
import { findRule } from '../../settings/rules/change.ts';
import type { RuleKind } from '../../state/automation.ts';
import type { State } from '../../state/state.ts';
import { openRule } from '../../view/dialog/rules/editor.ts';
import { aboutOf, linesOn, rulesWith } from '../../view/dialog/rules/list.ts';
import type { PageTurn } from '../hands.ts';
import type { Answer, RuleItem } from '../protocol.ts';

type Listed = Pick<Answer, 'rules'>;

/** Whoever has more types a word of those that are meant. */
const MOST = 200;
const KINDS: readonly RuleKind[] = ['trigger', 'alias', 'bind', 'hook', 'timer'];

/** Those with the words in them. */
export function listRules({ automation }: State, words: string): Listed {
  const found = rulesWith(automation, words.toLowerCase());
  const items = found.slice(0, MOST).map((rule): RuleItem => {
    const isOff = rule.enabled === false;
    const isGroupOff = automation.groupsOff.includes(rule.group ?? '');
    const off = isOff ? 'self' : isGroupOff ? 'group' : undefined;
    return { name: ruleKey(rule), note: aboutOf(rule), ...(off && { off }) };
  });
  return { rules: { items, total: found.length } };
}

/** The last lines of the world, newest first, to make a rule of one. */
export function listLines(turn: PageTurn): Listed {
  const items = linesOn(turn, turn.view)
    .reverse()
    .map(name => ({ name, note: '' }));
  return { rules: { items, total: items.length } };
}

/** Opens the form of the rule `trigger heal`; or of a new one, `trigger`, with what it is to look for behind that. */
export function openRuleNamed(turn: PageTurn, named: string, isNew: boolean): void {
  const [, word = '', rest = ''] = /^(\w+) ?(.*)$/s.exec(named) ?? [];
  const kind = KINDS.find(one => one === word);
  if (!kind || (!isNew && !findRule(turn.state.automation, kind, rest))) return;
  if (isNew) openRule(turn, kind, null, rest);
  else openRule(turn, kind, rest);
}
