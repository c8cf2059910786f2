/** The input line, with a history for the tab; what is typed while the server hides it is not in there. */

export interface Input {
  /** What is typed is hidden. */
  setMasked(masked: boolean): void;
  setPlaceholder(text: string): void;
  focus(): void;
}

const HISTORY_LIMIT = 500;

/** `byId` finds the elements of the page. */
export function createInput(byId: (id: string) => HTMLElement, enter: (text: string) => void): Input {
  const field = byId('input') as HTMLInputElement;
  const history: string[] = [];
  let at = 0;
  let draft = '';
  let masked = false;

  function recall(step: number): void {
    const to = at + step;
    if (masked || to < 0 || to > history.length) return;
    if (at === history.length) draft = field.value;
    at = to;
    field.value = at === history.length ? draft : (history[at] as string);
    field.setSelectionRange(field.value.length, field.value.length);
  }

  byId('line').addEventListener('submit', event => {
    event.preventDefault();
    const text = field.value;
    if (!masked && text !== '' && history.at(-1) !== text) history.push(text);
    if (history.length > HISTORY_LIMIT) history.shift();
    [at, draft, field.value] = [history.length, '', ''];
    enter(text);
  });
  field.addEventListener('keydown', event => {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    recall(event.key === 'ArrowUp' ? -1 : 1);
  });
  const onTap = (id: string, step: number) =>
    byId(id).addEventListener('click', () => {
      recall(step);
      field.focus();
    });
  onTap('older', -1);
  onTap('newer', 1);

  return {
    setMasked(now) {
      if (now === masked) return;
      masked = now;
      field.type = now ? 'password' : 'text';
      field.value = '';
    },
    setPlaceholder(text) {
      field.placeholder = text;
    },
    focus: () => field.focus(),
  };
}
