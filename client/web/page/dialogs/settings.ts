/** Settings of Clay and of worlds, in forms that Clay describes. */
import type { Answer } from '../../protocol.ts';
import { button, element, put } from '../element.ts';
import type { Asked } from '../talk/ask.ts';
import { openBox } from './box.ts';
import { asValues, createForm } from './form.ts';

export interface FormsOptions {
  ask(question: Asked): Promise<Answer>;
  /** What was done. */
  told(text: string): void;
  closed(): void;
  /** A world was saved to be connected. */
  connected(name: string): void;
}

/** What it takes to play, before all else. */
const FIRST = ['name', 'host', 'port', 'tls', 'user', 'password', 'auto_login'];

/** Opens the form; `name`: of the world, or of the rule. */
export async function openForm(
  what: 'settings' | 'world' | 'new world' | 'rule' | 'new rule',
  name: string,
  options: FormsOptions,
): Promise<void> {
  const { form, fault } = await options.ask({ t: 'ask', what, name });
  if (!form) return options.told(fault ?? '');
  const isWorld = what === 'world' || what === 'new world';
  const isRule = what === 'rule' || what === 'new rule';
  const box = openBox(form.title, options.closed);
  const view = createForm(form.rows, isWorld ? FIRST : isRule ? form.rows.map(({ key }) => key) : null);
  const busy = (on: boolean) => {
    for (const one of box.foot.querySelectorAll('button')) one.disabled = on;
  };

  async function press(id: 'save' | 'connect'): Promise<void> {
    const values = asValues(view.changed());
    busy(true);
    const { told, fault: wrong, key = '' } = await options.ask({ t: 'set', what, name, values, press: id });
    busy(false);
    if (wrong !== undefined) return view.refuse(key, wrong);
    box.close();
    options.told(told ?? '');
    if (id === 'connect') options.connected(what === 'world' ? name : (values.name ?? '').trim());
  }

  box.body.append(view.element);
  const save = button('Save', () => void press('save'), { class: isWorld ? '' : 'first' });
  const connect = button('Save and connect', () => void press('connect'), { class: 'first' });
  box.foot.append(button('Cancel', box.close, { class: 'quiet' }), save);
  if (isWorld) box.foot.append(connect);
  if (what === 'world')
    box.body.append(button('Delete this world', () => void askRemoval(name, options, box.close)));
  box.body.addEventListener('keydown', event => {
    if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    void press(what === 'new world' ? 'connect' : 'save');
  });
}

/** The question of the terminal, over the form; `removed`: there is nothing left to be changed in it. */
async function askRemoval(name: string, options: FormsOptions, removed: () => void): Promise<void> {
  const what = 'remove world';
  const { form, fault } = await options.ask({ t: 'ask', what, name });
  if (!form) return options.told(fault ?? '');
  const box = openBox(form.title);
  put(
    box.body,
    (form.text ?? []).map(text => element('p', {}, text)),
  );
  const keep = button('Keep', box.close, { class: 'first' });
  // Whatever is pressed without a look keeps it.
  keep.autofocus = true;
  const remove = button('Delete', () => void press());
  box.foot.append(keep, remove);

  async function press(): Promise<void> {
    remove.disabled = true;
    const done = await options.ask({ t: 'set', what, name, values: {}, press: 'remove' });
    box.close();
    if (done.fault === undefined) removed();
    options.told(done.fault ?? done.told ?? '');
  }
}
