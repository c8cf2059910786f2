/**
 * The input: as many rows as its lines need, or one that hides what is typed while the server does. Up and Down leave it for
 * the history at its first and last line; Tab completes what stands in it, and goes on through the page where nothing does.
 */
import { byId, onClick } from '../element.ts';
import { type Completions, createCompletions } from './completions.ts';
import { createHistory } from './history.ts';

export interface Input {
  /** What is typed is hidden. */
  setMasked(masked: boolean): void;
  setPlaceholder(text: string): void;
  /** Nothing can be typed. */
  setReadOnly(on: boolean): void;
  /** The inputs of another world are gone through. */
  setHistory(inputs: readonly string[]): void;
  /** What was typed for one world waits until it is on screen again. */
  swapDraft(from: string, to: string): void;
  /** Whether the keyboard of a phone is to suggest words. */
  setSuggestions(on: boolean): void;
  isEmpty(): boolean;
  focus(): void;
  /** The text stands in the input, if nothing else does. */
  begin(text: string): void;
}

export interface InputEvents {
  enter(text: string): void;
  complete: Completions['ask'];
  /** A sentence for screen readers. */
  tell(text: string): void;
}

/** Rows that it grows to. */
const MOST_ROWS = 8;

export function createInput(events: InputEvents): Input {
  const field = byId('input') as HTMLTextAreaElement;
  const secret = byId('secret') as HTMLInputElement;
  const history = createHistory();
  const drafts = new Map<string, string>();
  let masked = false;
  const completions = createCompletions(field, { ask: events.complete, tell: events.tell, changed: grow });

  /** As high as its lines. */
  function grow(): void {
    field.style.height = 'auto';
    const line = Number.parseFloat(getComputedStyle(field).lineHeight) || 20;
    const inside = field.scrollHeight;
    const most = line * MOST_ROWS + 20;
    field.style.height = `${Math.min(inside, most) + 2}px`;
    field.style.overflowY = inside > most ? 'auto' : 'hidden';
  }

  function put(text: string): void {
    field.value = text;
    field.setSelectionRange(text.length, text.length);
    grow();
  }

  function recall(step: -1 | 1): void {
    if (masked) return;
    completions.close();
    const text = history.go(step, field.value);
    if (text !== null) put(text);
  }

  function enter(): void {
    const text = masked ? secret.value : field.value;
    completions.close();
    if (!masked) history.add(text);
    if (masked) secret.value = '';
    else put('');
    events.enter(text);
  }

  byId('line').addEventListener('submit', event => {
    event.preventDefault();
    enter();
  });
  field.addEventListener('input', () => {
    completions.close();
    grow();
  });
  field.addEventListener('keydown', event => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    if (completions.key(event)) return event.preventDefault();
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      return enter();
    }
    if (event.altKey) return;
    const { value, selectionStart, selectionEnd } = field;
    const isUp = event.key === 'ArrowUp' && !value.slice(0, selectionStart).includes('\n');
    const isDown = event.key === 'ArrowDown' && !value.slice(selectionEnd).includes('\n');
    if (event.shiftKey || (!isUp && !isDown)) return;
    event.preventDefault();
    recall(isUp ? -1 : 1);
  });
  // The keyboard of a phone stays: the input keeps the focus.
  for (const id of ['tab', 'older', 'newer', 'send'])
    byId(id).addEventListener('pointerdown', event => event.preventDefault());
  onClick('older', () => recall(-1));
  onClick('newer', () => recall(1));
  onClick('tab', () => {
    field.focus();
    void completions.next(1);
  });

  return {
    setMasked(now) {
      if (now === masked) return;
      masked = now;
      const hadFocus = document.activeElement === field || document.activeElement === secret;
      [field.hidden, secret.hidden, secret.value] = [masked, !masked, ''];
      completions.close();
      if (hadFocus) (masked ? secret : field).focus();
    },
    setPlaceholder(text) {
      if (field.placeholder !== text) [field.placeholder, secret.placeholder] = [text, text];
    },
    setReadOnly(on) {
      [field.disabled, secret.disabled] = [on, on];
    },
    setHistory: history.set,
    swapDraft(from, to) {
      drafts.set(from, field.value);
      put(drafts.get(to) ?? '');
      completions.close();
    },
    setSuggestions(on) {
      field.setAttribute('autocapitalize', on ? 'sentences' : 'off');
      field.setAttribute('autocorrect', on ? 'on' : 'off');
      field.setAttribute('autocomplete', on ? 'on' : 'off');
      field.spellcheck = on;
    },
    isEmpty: () =>
      field.value === '' && secret.value === '' && [...drafts.values()].every(text => text === ''),
    focus: () => (masked ? secret : field).focus(),
    begin(text) {
      if (masked || field.value !== '') return;
      put(text);
      field.focus();
    },
  };
}
