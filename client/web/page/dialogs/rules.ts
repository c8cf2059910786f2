/** All rules: found by typing, switched on and off, changed in their forms; and the last lines, to make one of. */
import type { Answer, RuleItem } from '../../protocol.ts';
import { button, element, put } from '../element.ts';
import type { Asked } from '../talk/ask.ts';
import { openBox } from './box.ts';

export interface RulesOptions {
  ask(question: Asked): Promise<Answer>;
  /** The world on screen. */
  world(): string;
  /** `name`: kind and name of the rule; of a new one its kind, and what it is to look for. */
  edit(what: 'rule' | 'new rule', name: string): void;
  told(text: string): void;
  closed(): void;
}

const NEW = [
  ['New trigger', 'trigger'],
  ['New alias', 'alias'],
  ['New timer', 'timer'],
] as const;

export async function openRules(options: RulesOptions): Promise<void> {
  let isLeft = false;
  const box = openBox('Rules', () => {
    // Whoever goes on to a form comes back by that.
    if (!isLeft) options.closed();
  });
  const filter = element('input', {
    type: 'search',
    placeholder: 'Filter',
    'aria-label': 'Filter the rules',
  });
  const list = element('ul', { class: 'worlds rules' });
  const more = element('p', { class: 'dim', role: 'status' });
  box.body.append(filter, list, more);
  filter.autofocus = true;

  function leave(what: 'rule' | 'new rule', name: string): void {
    isLeft = true;
    box.close();
    options.edit(what, name);
  }

  async function turn({ name, off }: RuleItem): Promise<void> {
    const enabled = String(off === 'self');
    const set = { t: 'set', what: 'rule', name, values: { enabled }, press: 'save' } as const;
    const { fault, told = '' } = await options.ask(set);
    options.told(fault ?? told);
    await draw();
  }

  function item(rule: RuleItem): HTMLElement {
    const { name, note, off } = rule;
    const edit = button('', () => leave('rule', name), { class: 'go' });
    const says = off === 'group' ? `its group is off; ${note}` : note;
    edit.append(element('b', {}, name), element('span', {}, says));
    const box = element('input', { type: 'checkbox', role: 'switch', 'aria-label': `${name} is on` });
    box.checked = off !== 'self';
    box.addEventListener('change', () => void turn(rule));
    return element('li', {}, edit, box);
  }

  /** Only the latest question counts. */
  let asked = 0;

  async function draw(): Promise<void> {
    const number = ++asked;
    const { rules, fault } = await options.ask({ t: 'ask', what: 'rules', name: filter.value });
    if (number !== asked) return;
    const { items, total } = rules ?? { items: [], total: 0 };
    list.replaceChildren();
    put(list, items.map(item));
    const none = filter.value === '' ? 'There are none yet.' : 'None has this in it.';
    const left = total - items.length;
    more.textContent =
      fault ?? (total === 0 ? none : left > 0 ? `… and ${left} more: type to find them.` : '');
  }

  filter.addEventListener('input', () => void draw());
  box.foot.append(button('From a line', () => void pick()));
  for (const [label, kind] of NEW) box.foot.append(button(label, () => leave('new rule', kind)));
  await draw();

  /** The last lines, in place of the rules. */
  async function pick(): Promise<void> {
    asked++;
    const { rules, fault } = await options.ask({ t: 'ask', what: 'lines', name: options.world() });
    filter.hidden = true;
    box.foot.replaceChildren();
    list.replaceChildren();
    put(
      list,
      (rules?.items ?? []).map(({ name }) => {
        const line = button(name, () => leave('new rule', `trigger ${name}`), { class: 'go' });
        return element('li', {}, line);
      }),
    );
    const none = rules?.total === 0 ? 'There is no line of a game here to make a rule of.' : '';
    more.textContent = fault ?? none;
  }
}
