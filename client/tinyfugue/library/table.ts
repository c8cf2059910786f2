/**
 * Macros that TinyFugue 5 has from the start, beside its commands: programs like any other, read when one of them is called
 * for the first time. They are nobody's: a macro of the same name goes before, and `/@name` passes them over.
 */
import type { Macro } from '../../state/tinyfugue/tinyfugue.ts';
import type { Bodies } from './bodies.ts';
import { clientBodies } from './client.ts';
import { listBodies } from './lists.ts';
import { timeBodies } from './times.ts';

/** Each key that `/dokey` knows has a macro. */
const KEYS = [
  ...['bspc', 'bword', 'dch', 'deol', 'dline', 'down', 'dword', 'end', 'flush', 'home', 'hpage', 'hpageback'],
  ...[
    'left',
    'line',
    'lineback',
    'lnext',
    'newline',
    'page',
    'pageback',
    'pgdn',
    'pgup',
    'recallb',
    'recallf',
  ],
  ...['redraw', 'right', 'searchb', 'searchf', 'selflush', 'socketb', 'socketf', 'up', 'wleft', 'wright'],
];

export const libraryBodies: Bodies = {
  ...listBodies,
  ...timeBodies,
  ...clientBodies,
  ...Object.fromEntries(KEYS.map(key => [`dokey_${key}`, `/dokey ${key}`])),
};

/** The macro of this name, whatever its case. It has no number, for none of the user's is meant by it. */
export function libraryMacro(name: string): Macro | null {
  const folded = name.toLowerCase();
  if (!Object.hasOwn(libraryBodies, folded)) return null;
  return { number: 0, name: folded, body: libraryBodies[folded] as string, invisible: true };
}

/** Files of TinyFugue's whose macros are here: who requires one that is not installed has them. */
export const libraryFiles: ReadonlySet<string> = new Set([
  ...['alias.tf', 'at.tf', 'lisp.tf', 'stack-q.tf', 'stack_queue.tf', 'stdlib.tf', 'textencode.tf'],
]);
