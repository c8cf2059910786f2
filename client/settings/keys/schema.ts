/** The actions of `[keys]` as settings: what each does, and the keys that it has by default. */
import { type Action, type ActionName, actions } from '../bindings.ts';
import { helpAlone } from './alone.ts';
import { keyFault, keySpelling } from './names.ts';

export const keySchema = Object.entries<Action>(actions).map(([key, { keys }]) => ({
  ...{ key, help: helpAlone(key as ActionName), default: keys.map(keySpelling) },
  type: { kind: 'list', check: keyFault } as const,
}));
