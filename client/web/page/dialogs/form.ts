/** A form as Clay describes it: one row a setting. Only what was changed here goes back; secrets go there and never come. */
import type { FormRow } from '../../protocol.ts';
import { button, element } from '../element.ts';

export interface FormView {
  readonly element: HTMLElement;
  /** What was changed, by the keys of the rows. */
  changed(): Record<string, string>;
  /** What is wrong with a row, or with '' the form as a whole. */
  refuse(key: string, fault: string): void;
}

interface RowView {
  readonly row: FormRow;
  readonly element: HTMLElement;
  readonly control: HTMLElement;
  readonly fault: HTMLElement;
  value(): string;
  /** What that was when the form was opened: a control may hold less than the value that it was given. */
  readonly before: string;
}

/** `first`: keys of the rows that are seen at once; all others are behind one click, or one word in the filter. */
export function createForm(rows: readonly FormRow[], first: readonly string[] | null): FormView {
  const views = rows.map(rowView);
  const whole = element('p', { class: 'fault', role: 'alert' });
  const list = element('div', { class: 'rows' });
  const rest = element('details', {}, element('summary', {}, 'All settings'));
  const filter = element('input', {
    type: 'search',
    placeholder: 'Filter',
    'aria-label': 'Filter the settings',
  });
  const none = element('p', { class: 'dim' }, 'No setting has this in its name or its description.');
  none.hidden = true;
  const isFirst = ({ row }: RowView) => first === null || first.includes(row.key);
  for (const view of views) (isFirst(view) ? list : rest).append(view.element);

  filter.addEventListener('input', () => {
    const words = filter.value.toLowerCase().split(/\s+/);
    for (const { row, element: shown } of views) {
      const text = `${row.key} ${row.label} ${row.note}`.toLowerCase();
      shown.hidden = !words.every(word => text.includes(word));
    }
    if (filter.value !== '') rest.open = true;
    none.hidden = views.some(({ element: shown }) => !shown.hidden);
  });
  const body = element('div', { class: 'form' }, whole, list, none);
  if (first === null) body.prepend(filter);
  else rest.firstElementChild?.after(filter);
  if (rest.childElementCount > 2) body.append(rest);
  const begin = views.find(isFirst);
  if (first !== null && begin) begin.control.autofocus = true;

  return {
    element: body,
    changed: () =>
      Object.fromEntries(
        views.filter(({ value, before }) => value() !== before).map(({ row, value }) => [row.key, value()]),
      ),
    refuse(key, fault) {
      for (const view of views) {
        view.fault.textContent = view.row.key === key ? fault : '';
        view.control.toggleAttribute('aria-invalid', view.row.key === key);
      }
      const there = views.find(({ row }) => row.key === key);
      whole.textContent = there ? '' : fault;
      if (!there) return;
      there.element.hidden = false;
      if (!isFirst(there)) rest.open = true;
      there.control.focus();
    },
  };
}

/** Of a value with several lines; it scrolls. */
const MOST_ROWS = 10;

/** What a secret says that is to be forgotten. */
const GONE = '\0';

function rowView(row: FormRow): RowView {
  const { key, label, note, about } = row;
  const [control, value] = controlOf(row);
  const id = `row-${key.replace(/\W/g, '-')}`;
  control.id = id;
  const fault = element('p', { class: 'fault', id: `${id}-fault`, role: 'alert' });
  control.setAttribute('aria-describedby', `${id}-note ${id}-fault`);
  const words = element('p', { class: 'note', id: `${id}-note`, title: about }, note);
  const name = element('label', { for: id }, label);
  const controls = element('div', { class: 'control' }, control);
  if (row.kept) {
    control.setAttribute('placeholder', 'kept; type to replace it');
    if (key !== 'password')
      controls.append(
        button('Forget', () => {
          (control as HTMLInputElement).placeholder = 'forgotten when this is saved';
          control.dataset.gone = 'yes';
        }),
      );
  }
  const shown = element(
    'div',
    { class: row.type === 'toggle' ? 'row toggle' : 'row' },
    element('div', {}, name, words, fault),
    controls,
  );
  return { row, element: shown, control, fault, value, before: value() };
}

/** The element to change it by, and what it holds. */
function controlOf({ type, value, choices = [] }: FormRow): [HTMLElement, () => string] {
  if (type === 'toggle') {
    const box = element('input', { type: 'checkbox', role: 'switch' });
    box.checked = value === 'true';
    return [box, () => String(box.checked)];
  }
  if (type === 'choice') {
    const select = element(
      'select',
      {},
      choices.map(one => element('option', { value: one }, one)),
    );
    select.value = value;
    return [select, () => select.value];
  }
  // A field of one line would drop them.
  if (type === 'text' && /[\r\n]/.test(value)) {
    const area = element('textarea', {
      rows: String(Math.min(value.split('\n').length + 1, MOST_ROWS)),
      autocapitalize: 'off',
      spellcheck: 'false',
    });
    area.value = value;
    return [area, () => area.value];
  }
  const field = element('input', {
    type: type === 'secret' ? 'password' : 'text',
    ...(type === 'number' && { inputmode: 'numeric' }),
    autocomplete: type === 'secret' ? 'new-password' : 'off',
    autocapitalize: 'off',
    spellcheck: 'false',
  });
  field.value = value;
  return [field, () => (field.value === '' && field.dataset.gone ? GONE : field.value)];
}

/** As Clay takes it: what is to be forgotten is empty. */
export function asValues(changed: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(changed).map(([key, value]) => [key, value === GONE ? '' : value]),
  );
}
