/** What a key is meant to be, where the keyboard tells more apart than Clay has a use for. */
import type { ActionName } from '../settings/bindings.ts';
import { actionOf } from '../settings/keys/bound.ts';
import type { State } from '../state/state.ts';
import type { Key } from '../state/terminal.ts';
import type { View } from '../state/view.ts';
import { legacyKey } from '../terminal/keyboard/legacy.ts';
import { topDialog } from '../view/dialog/kinds.ts';

/** A key that nothing is bound to is what a keyboard that knows fewer of them would have sent. */
export function meantKey(state: State, view: View, key: Key): Key {
  if (key.type !== 'key') return key;
  const open = topDialog(view);
  if (open?.kind.takesAll) return key;
  const action = actionOf(state.settings.keys, key.name);
  const isBound = action !== null && (!isWalking(state, action) || (open === null && walks(state, view)));
  return isBound ? key : (legacyKey(key.name) ?? key);
}

/** By its usual keys, which are those of the keypad. */
function isWalking({ settings }: State, action: ActionName): boolean {
  return action.startsWith('walk-') && !Object.hasOwn(settings.keys, action);
}

/** Digits may be part of a password. */
function walks({ settings }: State, { editor }: View): boolean {
  return settings.keypad_walk && !editor.masked;
}
