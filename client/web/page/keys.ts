/** Keys of the page, wherever the focus is: none that a browser has a use for. */

export interface KeyActions {
  find(): void;
  escape(): void;
  scrollPages(count: number): void;
  neighbour(step: -1 | 1): void;
  active(): void;
  unread(): void;
  review(back: number): void;
  worlds(): void;
}

/** `isBusy`: a box has the keys. */
export function listenForKeys(actions: KeyActions, isBusy: () => boolean): void {
  addEventListener('keydown', event => {
    if (isBusy() || event.isComposing || event.defaultPrevented || event.metaKey) return;
    if (act(event, actions)) event.preventDefault();
  });
}

/** True: the key is one of the page's. */
function act({ key, code, altKey, ctrlKey, shiftKey }: KeyboardEvent, actions: KeyActions): boolean {
  const digit = /^Digit([1-9])$/.exec(code)?.[1];
  if (altKey && !ctrlKey && digit) actions.review(Number(digit));
  else if (altKey && !ctrlKey && code === 'KeyA') actions.active();
  else if (altKey && !ctrlKey && code === 'KeyU') actions.unread();
  else if (altKey && !ctrlKey && code === 'KeyW') actions.worlds();
  else if (altKey || shiftKey) return false;
  else if (ctrlKey && (key === 'ArrowUp' || key === 'ArrowDown'))
    actions.neighbour(key === 'ArrowUp' ? -1 : 1);
  else if (ctrlKey) return false;
  else if (key === 'F4') actions.find();
  else if (key === 'PageUp' || key === 'PageDown') actions.scrollPages(key === 'PageUp' ? -1 : 1);
  else if (key === 'Escape') actions.escape();
  else return false;
  return true;
}
