/** Boxes over the game: they have the keys until they are closed, by Escape or their button. */
import { button, element } from '../element.ts';

export interface Box {
  readonly dialog: HTMLDialogElement;
  readonly body: HTMLElement;
  readonly foot: HTMLElement;
  close(): void;
}

let count = 0;

/** Opens one; `closed` is called when it is gone. `wide`: it is for much text. */
export function openBox(title: string, closed: () => void = () => {}, wide = false): Box {
  const id = `box-${++count}`;
  const heading = element('h2', { id, tabindex: '-1' }, title);
  // On a phone a field with the focus would bring the keyboard.
  heading.autofocus = matchMedia('(pointer: coarse)').matches;
  const body = element('div', { class: 'body' });
  const foot = element('footer');
  const dialog = element('dialog', { 'aria-labelledby': id, class: wide ? 'wide' : '' });
  const close = () => {
    if (dialog.open) dialog.close();
    else dialog.remove();
  };
  const cross = button('✕', close, { class: 'quiet cross', 'aria-label': 'Close' });
  // The cross comes last: what the box is about has the focus.
  dialog.append(element('header', {}, heading), body, foot, cross);
  dialog.addEventListener('close', () => {
    dialog.remove();
    closed();
  });
  // Beside it is out of it.
  dialog.addEventListener('pointerdown', event => {
    if (event.target === dialog) close();
  });
  document.body.append(dialog);
  // With all that is put into it now.
  queueMicrotask(() => {
    if (dialog.isConnected && !dialog.open) dialog.showModal();
  });
  return { dialog, body, foot, close };
}

/** Whether one is open. */
export function isBoxOpen(): boolean {
  return document.querySelector('dialog[open]') !== null;
}

export function closeBoxes(): void {
  for (const dialog of document.querySelectorAll<HTMLDialogElement>('dialog[open]')) dialog.close();
}
