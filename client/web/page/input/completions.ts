/**
 * Completion as on the terminal: Tab goes as far as there is no choice, then shows what there is, then goes from one to the
 * next; what stands in the input is what Enter takes. Clay says what fits.
 */
import type { Completion } from '../../protocol.ts';
import { byId, element, put } from '../element.ts';

export interface Completions {
  ask(text: string, cursor: number): Promise<Completion | null>;
}

export interface CompletionKeys {
  /** True: the key was for the list. */
  key(event: KeyboardEvent): boolean;
  next(step: 1 | -1): Promise<void>;
  close(): void;
}

interface Events extends Completions {
  tell(text: string): void;
  /** The text is another one. */
  changed(): void;
}

/** More are not listed at once. */
const MOST_SHOWN = 60;

export function createCompletions(field: HTMLTextAreaElement, events: Events): CompletionKeys {
  const list = byId('choices');
  let found: Completion | null = null;
  let chosen = -1;
  /** What was typed where the choices stand. */
  let typed = '';
  let isAsking = false;

  function replace(text: string): void {
    if (!found) return;
    const { value, selectionStart } = field;
    field.value = value.slice(0, found.start) + text + value.slice(selectionStart);
    field.setSelectionRange(found.start + text.length, found.start + text.length);
    events.changed();
  }

  function close(): void {
    if (!found) return;
    found = null;
    chosen = -1;
    list.hidden = true;
    field.setAttribute('aria-expanded', 'false');
    field.removeAttribute('aria-activedescendant');
  }

  function draw(): void {
    if (!found) return;
    const items = found.items.slice(0, MOST_SHOWN).map(({ label, help }, at) => {
      const item = element(
        'div',
        { role: 'option', id: `choice-${at}`, 'aria-selected': String(at === chosen) },
        element('b', {}, label),
        element('span', {}, help),
      );
      item.addEventListener('pointerdown', event => {
        event.preventDefault();
        choose(at);
        close();
      });
      return item;
    });
    const rest = found.total - items.length;
    const more =
      rest > 0 ? [element('div', { class: 'rest', role: 'presentation' }, `and ${rest} more`)] : [];
    list.replaceChildren();
    put(list, [...items, ...more]);
    list.hidden = false;
    field.setAttribute('aria-expanded', 'true');
    if (chosen < 0) return;
    field.setAttribute('aria-activedescendant', `choice-${chosen}`);
    list.children[chosen]?.scrollIntoView({ block: 'nearest' });
  }

  function choose(at: number): void {
    const item = found?.items[at];
    if (!item) return;
    chosen = at;
    replace(item.text);
    events.tell(item.label);
    draw();
  }

  async function next(step: 1 | -1): Promise<void> {
    if (found && found.items.length > 0) {
      const count = Math.min(found.items.length, MOST_SHOWN);
      const from = chosen < 0 ? (step === 1 ? -1 : 0) : chosen;
      return choose((from + step + count) % count);
    }
    if (isAsking) return;
    isAsking = true;
    const { value, selectionStart } = field;
    const answer = await events.ask(value, selectionStart);
    isAsking = false;
    // What was typed meanwhile has another answer.
    if (field.value !== value || field.selectionStart !== selectionStart) return;
    if (!answer || (answer.total === 0 && !answer.note)) return events.tell('Nothing to complete.');
    found = answer;
    typed = value.slice(answer.start, selectionStart);
    const isOnly = answer.total === 1;
    if (answer.common.length > typed.length || (isOnly && answer.common !== typed && answer.common !== ''))
      replace(answer.common);
    if (isOnly) {
      events.tell(answer.items[0]?.label ?? '');
      return close();
    }
    if (answer.note && answer.items.length === 0) {
      list.replaceChildren(element('div', { class: 'rest' }, `${answer.note.label} – ${answer.note.help}`));
      list.hidden = false;
      events.tell(`${answer.note.label}: ${answer.note.help}`);
      return;
    }
    draw();
    events.tell(
      `${answer.total} choices: ${answer.items
        .slice(0, 5)
        .map(({ label }) => label)
        .join(', ')}`,
    );
  }

  return {
    close,
    next,
    key({ key, shiftKey, altKey }) {
      if (altKey) return false;
      if (key === 'Tab' && (found || (!shiftKey && field.value !== ''))) {
        void next(shiftKey ? -1 : 1);
        return true;
      }
      if (!found) return false;
      if (key === 'Escape') {
        if (chosen >= 0) replace(typed);
        close();
        return true;
      }
      if (chosen >= 0 && (key === 'ArrowUp' || key === 'ArrowDown')) {
        void next(key === 'ArrowUp' ? -1 : 1);
        return true;
      }
      if (key === 'Enter' && chosen < 0) close();
      return false;
    },
  };
}
