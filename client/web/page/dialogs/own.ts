/** The menu, what this browser does its own way, which keys there are, and texts to read. */
import type { WireLine } from '../../protocol.ts';
import { beep } from '../bar/attention.ts';
import { choices, choose } from '../choices.ts';
import { button, element } from '../element.ts';
import { lineElement } from '../log/line.ts';
import { openBox } from './box.ts';

const MENU = {
  worlds: ['Worlds', 'connect, disconnect, add and change'],
  rules: ['Rules', 'triggers, aliases, timers; make one of a line'],
  settings: ['Settings', 'of Clay, for all its screens'],
  own: ['This browser', 'colours, size, notifications'],
  keys: ['Keys', 'what they do here'],
} as const;

/** `does`: what each row opens. */
export function openMenu(does: Readonly<Record<keyof typeof MENU, () => void>>, closed: () => void): void {
  const box = openBox('Clay', closed);
  box.dialog.classList.add('menu');
  for (const [name, [label, about]] of Object.entries(MENU)) {
    const item = button('', () => {
      box.close();
      does[name as keyof typeof MENU]();
    });
    item.append(element('b', {}, label), element('span', {}, about));
    box.body.append(item);
  }
}

/** A text that Clay has answered with. */
export function openText(title: string, lines: readonly WireLine[], closed: () => void): void {
  const box = openBox(title, closed, true);
  box.body.append(element('div', { class: 'text', tabindex: '0' }, lines.map(lineElement)));
  box.foot.append(button('Close', box.close, { class: 'first' }));
}

type Row = readonly [label: string, note: string, control: HTMLElement];

function rowOf([label, note, control]: Row, at: number): HTMLElement {
  control.id = `own-${at}`;
  const words = element('p', { class: 'note' }, note);
  return element(
    'div',
    { class: control instanceof HTMLInputElement ? 'row toggle' : 'row' },
    element('div', {}, element('label', { for: control.id }, label), words),
    element('div', { class: 'control' }, control),
  );
}

/** `suggests`: whether the keyboard of a phone suggests words in the world on screen; '' is none. */
export function openOwn(world: string, changed: () => void, closed: () => void): void {
  const box = openBox('This browser', closed);
  const theme = select(['auto', 'light', 'dark'], ['As the system', 'Light', 'Dark'], choices.theme, value =>
    choose({ theme: value as typeof choices.theme }),
  );
  const size = select(
    ['13', '15', '17', '20', '24'],
    ['Small', 'Usual', 'Large', 'Larger', 'Largest'],
    String(choices.size),
    value => choose({ size: Number(value) }),
  );
  const calls = select(
    ['highlights', 'activity'],
    ['Words of mine', 'Whatever a game says'],
    choices.calls,
    value => choose({ calls: value as typeof choices.calls }),
  );
  const rows: Row[] = [
    ['Colours', 'light or dark', theme],
    ['Text', 'size of the output and of the input', size],
    ['Notifications', 'while this page is open and hidden', toggle(choices.notify, allow)],
    ['What calls me', 'highlight words of the world, or all of it', calls],
    ['Sound', 'a soft tone with them', toggle(choices.sound, setSound)],
  ];
  if (world !== '')
    rows.push([
      'Suggestions',
      `the keyboard of a phone suggests and corrects words in ${world}`,
      toggle(choices.suggest.includes(world), on => {
        const others = choices.suggest.filter(one => one !== world);
        choose({ suggest: on ? [...others, world] : others });
        changed();
      }),
    ]);
  box.body.append(element('div', { class: 'form' }, rows.map(rowOf)));
  box.foot.append(button('Close', box.close, { class: 'first' }));
}

function setSound(on: boolean): void {
  choose({ sound: on });
  if (on) beep();
}

/** The browser asks the user itself. */
async function allow(on: boolean, box: HTMLInputElement): Promise<void> {
  const may = on && 'Notification' in globalThis && (await Notification.requestPermission()) === 'granted';
  box.checked = may;
  choose({ notify: may });
}

function toggle(on: boolean, changed: (on: boolean, box: HTMLInputElement) => unknown): HTMLInputElement {
  const box = element('input', { type: 'checkbox', role: 'switch' });
  box.checked = on;
  box.addEventListener('change', () => void changed(box.checked, box));
  return box;
}

function select(
  values: readonly string[],
  names: readonly string[],
  value: string,
  changed: (value: string) => void,
): HTMLSelectElement {
  const made = element(
    'select',
    {},
    values.map((one, at) => element('option', { value: one }, names[at] ?? one)),
  );
  made.value = value;
  made.addEventListener('change', () => changed(made.value));
  return made;
}

/** The keys of the page: none that a browser has a use for. */
const KEYS: readonly (readonly [keys: string, what: string])[] = [
  ['Enter', 'send; with Shift a new line'],
  ['Tab', 'complete what is being typed'],
  ['Up, Down', 'inputs of before'],
  ['Page Up, Page Down', 'scroll the output'],
  ['Esc', 'close what is open; back to the newest line'],
  ['F4', 'search in the output'],
  ['Ctrl+Up, Ctrl+Down', 'the world before, the next one'],
  ['Alt+A', 'the world where most is unread that matters'],
  ['Alt+U', 'the first unread line'],
  ['Alt+1 … Alt+9', 'read the last line, … the ninth from the end'],
  ['Alt+W', 'worlds'],
];

export function openKeys(closed: () => void): void {
  const box = openBox('Keys', closed);
  const rows = KEYS.map(([keys, what]) =>
    element('tr', {}, element('th', {}, element('kbd', {}, keys)), element('td', {}, what)),
  );
  box.body.append(element('table', { class: 'keys' }, rows));
  box.foot.append(button('Close', box.close, { class: 'first' }));
}
