/** getopts(): a macro takes options as commands do. */
import { faultOf } from '../../shared/fault.ts';
import type { Value } from '../state/tinyfugue/tinyfugue.ts';
import { takeOptions } from './options.ts';
import { parametersOf, scopeOf } from './scopes.ts';
import { complain, type Machine } from './threads.ts';
import { integer } from './values.ts';

/** Sets `opt_x` for each option that was given, and leaves what stands behind them as parameters. 0: there is another one. */
export function getOptions(machine: Machine, letters: string, initial: Value | undefined): Value {
  const { thread } = machine;
  const frame = parametersOf(thread);
  const locals = scopeOf(thread)?.locals;
  if (!frame || !locals) return 1;
  if (initial !== undefined)
    for (const [letter] of letters.matchAll(/[A-Za-z0-9]/g)) locals[`opt_${letter}`] = initial;
  try {
    const { given, rest } = takeOptions(frame.list ? frame.list.join(' ') : (frame.raw ?? ''), letters);
    for (const [letter, value] of Object.entries(given)) {
      const isNumber = letters[letters.indexOf(letter) + 1] === '#';
      locals[`opt_${letter}`] = isNumber ? integer(machine.evaluate(value)) : value === '1' ? 1 : value;
    }
    frame.raw = rest;
    delete frame.list;
    return 1;
  } catch (error) {
    complain(machine, faultOf(error, 'TF').sentence);
    return 0;
  }
}
