/** Special variables with a command of their own, and what each may be. In Clay they are variables like others. */
import { raise } from '../../../../shared/fault.ts';
import type { Value } from '../../../state/tinyfugue/tinyfugue.ts';
import { revealed } from '../../../tinyfugue/marks.ts';
import { secondsOf, textOf } from '../../../tinyfugue/values.ts';
import type { Job } from '../job.ts';
import { globalOf, setGlobal } from '../variables.ts';
import { type ClientCommands, tell } from './command.ts';

/** In their order, by number. */
const SWITCH = ['off', 'on'];
const switches: Readonly<Record<string, readonly string[]>> = {
  ...{
    background: SWITCH,
    borg: SWITCH,
    cleardone: SWITCH,
    clearfull: SWITCH,
    clock: SWITCH,
    insert: SWITCH,
  },
  ...{
    login: SWITCH,
    lp: SWITCH,
    lpquote: SWITCH,
    more: SWITCH,
    quiet: SWITCH,
    quitdone: SWITCH,
    redef: SWITCH,
  },
  ...{ shpause: SWITCH, sockmload: SWITCH, visual: SWITCH, wrap: SWITCH },
  ...{ bamf: ['off', 'on', 'old'], sub: ['off', 'on', 'full'] },
};
/** The least that each may be. */
const NUMBERS: Readonly<Record<string, number>> = {
  ...{ gpri: -2147483648, hpri: -2147483648, isize: 1, wrapspace: 0 },
};
/** What stands before lines of each kind, and whether it does. */
const ECHOES = ['kecho', 'mecho', 'qecho'];

function assign({ turn, world }: Job, name: string, value: Value): Value {
  const fault = setGlobal(turn.state, world, name, value);
  if (fault !== null) raise('TF', `${name}: ${fault}`);
  return 1;
}

function choiceIn(names: readonly string[], text: string): string | undefined {
  const named = text.toLowerCase();
  return names.find((one, at) => one === named || String(at) === named);
}

/** Throws what the variable cannot be. */
function choice(name: string, names: readonly string[], text: string): string {
  const found = choiceIn(names, text);
  const valid = names.map((one, at) => `${one} (${at})`).join(', ');
  return found ?? raise('TF', `invalid ${name} value "${text}"; there are ${valid}`);
}

const switched =
  (name: string, names: readonly string[]) =>
  (job: Job, rest: string): Value =>
    assign(job, name, choice(name, names, revealed(rest).trim()));

const numbered =
  (name: string, least: number) =>
  (job: Job, rest: string): Value => {
    const text = revealed(rest).trim();
    const number = Number(text);
    if (text === '' || !Number.isInteger(number) || number < least)
      raise('TF', `${name} must be an integer greater than or equal to ${least}`);
    return assign(job, name, number);
  };

/** Without a word it is told; a word that is none of a switch is the sign. */
const echoing =
  (name: string) =>
  (job: Job, rest: string): Value => {
    const text = revealed(rest).trim();
    const { turn, world } = job;
    if (text === '') tell(job, `${name}=${textOf(globalOf(turn.state, world, name) ?? 'off')}`);
    else if (choiceIn(SWITCH, text)) assign(job, name, choice(name, SWITCH, text));
    else {
      assign(job, `${name[0]}prefix`, rest.trim());
      tell(job, `${name[0]}prefix=${text}`);
      assign(job, name, 'on');
    }
    return 1;
  };

function pause(job: Job, rest: string): Value {
  const seconds = secondsOf(revealed(rest).trim() || 'none');
  if (!(seconds >= 0)) raise('TF', `ptime: "${revealed(rest)}" is no time`);
  return assign(job, 'ptime', { f: seconds, t: true });
}

/** A number is how wide, too. */
function wrap(job: Job, rest: string): Value {
  const width = Number(revealed(rest).trim());
  if (!(Number.isInteger(width) && width > 1)) return switched('wrap', SWITCH)(job, rest);
  assign(job, 'wrapsize', width);
  return assign(job, 'wrap', 'on');
}

const each = <T>(of: Readonly<Record<string, T>>, make: (name: string, one: T) => ClientCommands[string]) =>
  Object.fromEntries(Object.entries(of).map(([name, one]) => [name, make(name, one)]));

export const flagCommands: ClientCommands = {
  ...each(switches, switched),
  ...each(NUMBERS, numbered),
  ...Object.fromEntries(ECHOES.map(name => [name, echoing(name)])),
  ptime: pause,
  wrap,
};
