/** The keys of the search in the input history. */
import { cancelFind, findNext, findPattern, takeFound } from '../editor/find.ts';
import { actions } from '../settings/bindings.ts';
import { actionOf } from '../settings/keys/bound.ts';
import type { State } from '../state/state.ts';
import type { Key } from '../state/terminal.ts';
import type { View } from '../state/view.ts';
import { previousGrapheme } from '../text/width.ts';

type Step = (state: State, view: View) => void;

const older: Step = (state, { editor }) => findNext(editor, state, -1);
const newer: Step = (state, { editor }) => findNext(editor, state, 1);
const leave: Step = (_, { editor }) => cancelFind(editor);

/** By what the keys do else: who has bound them anew finds them here as well. */
const steps: Readonly<Record<string, Step>> = {
  'search-history': older,
  'previous-line': older,
  'previous-history': older,
  'history-search-backward': older,
  'next-line': newer,
  'next-history': newer,
  'history-search-forward': newer,
  'kill-whole-line': leave,
  interrupt: leave,
  menu: leave,
  'accept-line': (state, { editor }) => takeFound(editor, state),
  'backward-delete-char': (state, { editor }) => {
    const { pattern = '' } = editor.find ?? {};
    findPattern(editor, state, pattern.slice(0, previousGrapheme(pattern, pattern.length)));
  },
};

/**
 * A key while it is searched. False: it is none of the search, and acts as ever: on the output, while the search goes on; else
 * on what was found, which is the input then.
 */
export function findingKey(state: State, view: View, key: Key, name: string): boolean {
  const { editor } = view;
  if (key.type === 'mouse') return false;
  if (key.type !== 'key') {
    const text = key.text.replace(/[\r\n].*$/s, '').replace(/\p{Cc}/gu, '');
    // One by one: what comes together is what comes apart.
    for (const char of text) findPattern(editor, state, (editor.find?.pattern ?? '') + char);
    return true;
  }
  const action = name === 'Escape' ? 'menu' : actionOf(state.settings.keys, name);
  const step = action === null ? undefined : steps[action];
  if (step) step(state, view);
  else if (action !== null && actions[action].scope !== 'output') takeFound(editor, state);
  return step !== undefined;
}
