/** A call in an expression: a function, or else a macro, or a command. */
import { raise } from '../../../shared/fault.ts';
import type { Frame, Macro, Value } from '../../state/tinyfugue/tinyfugue.ts';
import { languageCommands } from '../commands.ts';
import { getOptions } from '../getopts.ts';
import { revealed } from '../marks.ts';
import { captured } from '../patterns.ts';
import { parametersOf, setCaptured, shift } from '../scopes.ts';
import { BEGUN, begin, echo, type Machine } from '../threads.ts';
import { integer, textOf } from '../values.ts';
import { numberFunctions } from './numbers.ts';
import type { Functions } from './table.ts';
import { textFunctions } from './texts.ts';
import { timeFunctions } from './times.ts';

const text = (value: Value = '') => textOf(value);

const languageFunctions: Functions = {
  rand: [0, 2, ([from, to], { host }) => drawn(host.random(), from, to)],
  regmatch: [2, 2, ([pattern, of], machine) => matched(machine, text(pattern), text(of))],
  getopts: [1, 2, ([letters, initial], machine) => getOptions(machine, text(letters), initial)],
  shift: [0, 1, ([count = 1], machine) => shifted(machine, integer(count))],
  echo: [
    1,
    4,
    ([of, attributes, inline, to], machine) =>
      echoed(machine, text(of), text(attributes), text(inline), text(to)),
  ],
  isvar: [1, 1, ([name], { host }) => Number(host.global(revealed(text(name))) !== undefined)],
  ismacro: [1, 1, ([name], { host }) => numberOf(host.macro(revealed(text(name))))],
  whatis: [
    1,
    1,
    ([of = '']) => (typeof of === 'string' ? 'string' : typeof of === 'number' ? 'int' : 'decimal'),
  ],
  systype: [0, 0, () => 'unix'],
};

export const pureFunctions: Functions = {
  ...numberFunctions,
  ...textFunctions,
  ...timeFunctions,
  ...languageFunctions,
};

/** Those that are there from the start have none. */
function numberOf(macro: Macro | null): number {
  return macro ? macro.number || 1 : 0;
}

/** Calls it; its value is an operand of the frame then. */
export function callFunction(machine: Machine, frame: Frame, name: string, args: readonly Value[]): void {
  const { thread, host } = machine;
  const called = name.toLowerCase();
  thread.steps += args.reduce<number>((sum, arg) => sum + (typeof arg === 'string' ? arg.length / 64 : 0), 0);
  if (called === 'eval' || called === 'test') return evaluate(machine, called, text(args[0]));
  const known = Object.hasOwn(pureFunctions, called) ? pureFunctions[called] : undefined;
  if (known) {
    const [least, most, run] = known;
    if (args.length < least || args.length > most)
      raise('TF', `${called}: ${args.length < least ? 'too few' : 'too many'} arguments`);
    frame.stack.push(run(args, machine));
    return;
  }
  const asked = host.ask(thread, called, args);
  if (asked === BEGUN) return;
  if (asked !== undefined) {
    frame.stack.push(asked);
    return;
  }
  const macro = host.macro(name);
  if (macro) {
    const own = { name: macro.name, list: args.map(text), isFunction: true, gives: 'value' } as const;
    begin(machine, { kind: 'body', text: macro.body, locals: {}, ...own });
    return;
  }
  callCommand(machine, frame, called, text(args[0]), args.length);
}

/** A command as a function: its argument is its line. */
function callCommand(machine: Machine, frame: Frame, name: string, rest: string, count: number): void {
  const { thread, host } = machine;
  const own = Object.hasOwn(languageCommands, name) ? languageCommands[name] : undefined;
  if (count > 1) raise('TF', `${name}: no such function`);
  const before = thread.frames.length;
  const done = own ? own(machine, rest, name) : host.command(thread, name, rest);
  if (done === undefined) raise('TF', `${name}: no such function`);
  const begun = thread.frames[before];
  if (typeof done === 'symbol') {
    if (begun) begun.gives = 'value';
  } else frame.stack.push(done);
}

function evaluate(machine: Machine, name: string, of: string): void {
  if (name === 'test') begin(machine, { kind: 'expression', text: of, gives: 'value' });
  else begin(machine, { kind: 'body', text: of, locals: {}, isFunction: true, gives: 'value' });
}

function drawn(chance: number, from: Value | undefined, to: Value | undefined): Value {
  if (from === undefined) return Math.floor(chance * 2 ** 31);
  const [low, high] = to === undefined ? [0, integer(from) - 1] : [integer(from), integer(to)];
  return high < low ? low : low + Math.floor(chance * (high - low + 1));
}

/** How many groups there are, the whole one too; they are to be had as `%P0`, `%P1` … */
function matched({ thread }: Machine, pattern: string, of: string): Value {
  const found = captured(of, pattern);
  if (!found) return 0;
  setCaptured(thread, found);
  return found.slots.length / 2;
}

function shifted({ thread }: Machine, count: number): Value {
  const frame = parametersOf(thread);
  if (frame && count > 0) shift(thread, frame, count);
  return 1;
}

function echoed(machine: Machine, of: string, attributes: string, inline: string, to: string): Value {
  const world = /^w/.test(to) ? revealed(to.slice(1)) || machine.thread.world : '';
  const isInline = /^(?:on|[1-9]\d*)$/i.test(revealed(inline));
  echo(machine, of, {
    attributes: revealed(attributes),
    inline: isInline,
    world,
    ...(to === 'e' && { isFault: true }),
  });
  return 1;
}
