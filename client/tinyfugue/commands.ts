/** Commands of the language itself: variables, evaluation, loops, lists. What reaches the client is the client's (world/tinyfugue/). */
import { raise } from '../../shared/fault.ts';
import type { Value } from '../state/tinyfugue/tinyfugue.ts';
import { checkAttributes } from './attributes.ts';
import { escaped } from './functions/texts.ts';
import { hasMarks, revealed } from './marks.ts';
import { takeOptions } from './options.ts';
import { captured } from './patterns.ts';
import { assign, lookUp, parametersOf, setCaptured, setLocal, shift } from './scopes.ts';
import { BEGUN, begin, echo, exitFiles, LONGEST, type Machine } from './threads.ts';
import { integer, isTrue, textOf } from './values.ts';

/** `rest`: what stands behind the name, without the blanks before it. */
export type LanguageCommand = (machine: Machine, rest: string, name: string) => Value | typeof BEGUN;

export const languageCommands: Readonly<Record<string, LanguageCommand>> = {
  set: (machine, rest) => assigned(machine, rest, 'set'),
  setenv: (machine, rest) => assigned(machine, rest, 'setenv'),
  let: (machine, rest) => assigned(machine, rest, 'let'),
  export: () => 1,
  eval: (machine, rest) => evaluated(machine, rest),
  not: (machine, rest) =>
    begin(machine, { kind: 'body', text: takeOptions(rest, 's:').rest, locals: {}, gives: 'negated' }),
  test: (machine, rest) => begin(machine, { kind: 'expression', text: rest }),
  expr: (machine, rest) => said(machine, textOf(machine.evaluate(rest))),
  echo: echoCommand,
  _echo: (machine, rest) => said(machine, rest),
  shift: (machine, rest) => shifted(machine, rest),
  for: loop,
  repeat: repeated,
  break: () => 1,
  exit(machine, rest) {
    // Typed by somebody who wants to leave, most likely.
    if (!machine.thread.frames.some(({ kind }) => kind === 'file' || kind === 'body'))
      echo(machine, '% /exit leaves a file that is being loaded; /quit ends Clay.');
    exitFiles(machine, Math.max(1, integer(rest)));
    return BEGUN;
  },
  true: () => 1,
  ':': () => 1,
  false: () => 0,
  toggle: (machine, rest) => toggled(machine, rest.trim()),
  split: (machine, rest) => split(machine, rest),
  escape: (machine, rest) => escapedText(machine, rest),
  replace: (machine, rest) => replaced(machine, rest),
};

const VARIABLE = /^([A-Za-z_]\w*)(?:=|[ \t]+|$)/;

/** `name=value` or `name value`; without a value it is shown. */
function assigned(machine: Machine, rest: string, how: 'set' | 'let' | 'setenv'): Value {
  const { thread, host } = machine;
  const [all, name] = VARIABLE.exec(rest) ?? [];
  if (all === undefined || name === undefined || hasMarks(name)) {
    if (rest.trim() === '') return host.command(thread, 'listvar', '') ?? 0;
    raise('TF', `${how}: "${revealed(rest.split(/[= ]/)[0] ?? '')}" cannot be the name of a variable`);
  }
  // What is filled in may be nothing: `/set v $(/true)` is no question.
  if (all === rest && /\w$/.test(all)) {
    const value = how === 'let' ? lookUp(thread, host, name) : host.global(name);
    if (value === undefined) {
      echo(machine, `% ${name} not set globally`);
      return 0;
    }
    echo(machine, `% ${name}=${textOf(value)}`);
    return 1;
  }
  const value = rest.slice(all.length);
  const fault = how === 'let' ? setLocal(thread, host, name, value) : host.setGlobal(name, value);
  if (fault !== null) raise('TF', fault);
  return 1;
}

/** `-s0`: as it stands; else it is read as a body. */
function evaluated(machine: Machine, rest: string): typeof BEGUN {
  const { given, rest: text } = takeOptions(rest, 's:');
  if (/^(?:0|off)$/i.test(given.s ?? '')) return begin(machine, { kind: 'line', text, locals: {} });
  return begin(machine, { kind: 'body', text, locals: {} });
}

function said(machine: Machine, text: string): Value {
  echo(machine, text);
  return 1;
}

function echoCommand(machine: Machine, rest: string): Value {
  const { given, rest: text } = takeOptions(rest, 'a:poerAw:');
  const world = given.w === undefined ? '' : revealed(given.w) || machine.thread.world;
  const isFault = given.e !== undefined && { isFault: true };
  checkAttributes('echo', revealed(given.a ?? ''), text, given.p !== undefined);
  echo(machine, text, {
    attributes: revealed(given.a ?? ''),
    inline: given.p !== undefined,
    world,
    ...isFault,
  });
  return 1;
}

function shifted({ thread, evaluate }: Machine, rest: string): Value {
  const frame = parametersOf(thread);
  const count = rest.trim() === '' ? 1 : integer(evaluate(rest));
  if (frame && count > 0) shift(thread, frame, count);
  return 1;
}

/** `/for i 1 3 body`: the body is read in each round. */
function loop(machine: Machine, rest: string): typeof BEGUN {
  const [, name = '', from = '', to = '', body = ''] = /^(\S+)\s+(\S+)\s+(\S+)\s+(.*)$/s.exec(rest) ?? [];
  if (!/^[A-Za-z_]\w*$/.test(name)) raise('TF', 'for: usage is /for variable first last commands');
  const text = `/let ${name}=${from}%;/while (${name} <= (${to})) ${body}%;/test ++${name}%;/done`;
  return begin(machine, { kind: 'body', text, locals: {} });
}

const MOST_TIMES = 1000;

/** `/repeat -S`: at once; any other is a process of the client's. */
function repeated(machine: Machine, rest: string): Value | typeof BEGUN {
  const found = /^-S[ \t]+(\S+)[ \t]+(.*)$/s.exec(rest);
  if (!found) return machine.host.command(machine.thread, 'repeat', rest) ?? 0;
  const times = integer(machine.evaluate(found[1] as string));
  if (times > MOST_TIMES) raise('TF', `repeat -S: more than ${MOST_TIMES} times`);
  const left = new Array<string>(Math.max(0, times)).fill(found[2] as string);
  return begin(machine, { kind: 'body', text: '', left });
}

function toggled(machine: Machine, name: string): Value {
  const value = Number(!isTrue(lookUp(machine.thread, machine.host, name)));
  const fault = assign(machine.thread, machine.host, name, value);
  if (fault !== null) raise('TF', fault);
  return value;
}

/** `%P1` is what stands before the first `=`, `%P2` what stands behind it. */
function split({ thread }: Machine, rest: string): Value {
  const found = captured(rest, '^([^=]*[^ =])? *=? *(.*)');
  if (found) setCaptured(thread, found);
  return found ? found.slots.length / 2 : 0;
}

/** `/escape signs text`. */
function escapedText(machine: Machine, rest: string): Value {
  const [, signs = '', text = ''] = /^(\S+) ?(.*)$/s.exec(rest) ?? [];
  const value = escaped(signs, text);
  echo(machine, value);
  return value;
}

/** `/replace old new text`. */
function replaced(machine: Machine, rest: string): Value {
  const [, from = '', to = '', text = ''] = /^(\S+)\s+(\S+)\s?(.*)$/s.exec(rest) ?? [];
  const value = text.split(from).join(to);
  if (value.length > LONGEST) raise('TF', `a text gets longer than ${LONGEST} characters`);
  return said(machine, value);
}
