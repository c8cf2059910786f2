/** Variables of macros: they are those that rules have, by the same names. */
import type { State, Turn } from '../../state/state.ts';
import type { Value } from '../../state/tinyfugue/tinyfugue.ts';
import type { World } from '../../state/world.ts';
import { marked, revealed } from '../../tinyfugue/marks.ts';
import { LIBRARY } from '../../tinyfugue/places.ts';
import { textOf } from '../../tinyfugue/values.ts';
import { setVariable, variable } from '../rules/values.ts';
import { tinyFugueOf } from './store.ts';

/**
 * Of the world, or of all. What a program or the user has set is as it was set; what a rule has set may be something that the
 * game has said, and is marked as such.
 */
export function globalOf(
  { automation, tinyfugue }: State,
  world: World | null,
  name: string,
): Value | undefined {
  const text = variable(automation, world?.name ?? '', name) ?? variable(automation, '', name);
  if (text === undefined) return Object.hasOwn(USUAL, name) ? USUAL[name] : undefined;
  const own = tinyfugue && Object.hasOwn(tinyfugue.globals, name) ? tinyfugue.globals[name] : undefined;
  return own !== undefined && revealed(textOf(own)) === text ? own : marked(text);
}

/** What TinyFugue has from the start, as far as programs go by it. */
const USUAL: Readonly<Record<string, Value>> = {
  maxpri: 2147483647,
  pi: { f: Math.PI },
  e: { f: Math.E },
  TFLIBDIR: LIBRARY,
  ...{ matching: 'glob', ptime: '1', time_format: '%H:%M', max_iter: '1000', sigfigs: '15' },
  ...{
    background: 'on',
    shpause: 'on',
    borg: 'on',
    insert: 'on',
    login: 'on',
    redef: 'on',
    hook: 'on',
    gag: 'on',
    hilite: 'on',
  },
  ...{
    bamf: 'off',
    cleardone: 'off',
    clearfull: 'off',
    lp: 'off',
    lpquote: 'off',
    more: 'off',
    quiet: 'off',
  },
  ...{ quitdone: 'off', sockmload: 'off', sub: 'off', kecho: 'off', mecho: 'off', qecho: 'off' },
  ...{ visual: 'on', clock: 'on', wrap: 'on', isize: '3', gpri: '0', hpri: '0', wrapspace: '4' },
};

/** Sets it; returns what is wrong. A world that has one of the name has it set. */
export function setGlobal(state: State, world: World | null, name: string, value: Value): string | null {
  if (name === '__proto__') return `"${name}" cannot be the name of a variable`;
  const where = world && variable(state.automation, world.name, name) !== undefined ? world.name : '';
  if (!setVariable(state.automation, where, name, revealed(textOf(value))))
    return 'there are too many variables';
  tinyFugueOf(state).globals[name] = value;
  return null;
}

export function unsetGlobal(state: State, world: World | null, name: string): boolean {
  const { variables = {} } = state.automation;
  const where = world && variable(state.automation, world.name, name) !== undefined ? world.name : '';
  const own = Object.hasOwn(variables, where) ? variables[where] : undefined;
  if (!own || !Object.hasOwn(own, name)) return false;
  delete own[name];
  if (state.tinyfugue) delete state.tinyfugue.globals[name];
  return true;
}

/** The user has typed it: it is theirs, not the game's. */
export function noteTyped({ state }: Turn, name: string, value: string): void {
  tinyFugueOf(state).globals[name] = value;
}
