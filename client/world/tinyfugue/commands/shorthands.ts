/** Commands that are short for a /def or a /purge. */
import { raise } from '../../../../shared/fault.ts';
import type { Value } from '../../../state/tinyfugue/tinyfugue.ts';
import { takeOptions } from '../../../tinyfugue/options.ts';
import { integer } from '../../../tinyfugue/values.ts';
import type { Job } from '../job.ts';
import { globalOf, setGlobal } from '../variables.ts';
import type { ClientCommands } from './command.ts';
import { macroCommands } from './macros.ts';

const def = (job: Job, line: string): Value => macroCommands.def?.(job, line) ?? 0;
const purge = (job: Job, line: string): Value => macroCommands.purge?.(job, line) ?? 0;
const list = (job: Job, line: string): Value => macroCommands.list?.(job, line) ?? 0;

/** In quotes, as an option takes it. */
function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** `pattern = body`. */
function sides(text: string): { pattern: string; body: string } {
  const at = text.search(/(^|\s)=(\s|$)/);
  if (at < 0) return { pattern: text.trim(), body: '' };
  return { pattern: text.slice(0, at).trim(), body: text.slice(text.indexOf('=', at) + 1).trim() };
}

/** A trigger of this pattern, with options of its own before it. */
function trigger(options: (job: Job) => string): (job: Job, rest: string) => Value {
  return (job, rest) => {
    const { pattern, body } = sides(rest);
    if (pattern === '') return list(job, '-t""');
    return def(job, `${options(job)} -t${quoted(pattern)} = ${body}`);
  };
}

const priority = (job: Job, name: string) => `-p${integer(globalOf(job.turn.state, job.world, name) ?? 0)}`;

function words(rest: string, count: number): string[] {
  const found: string[] = [];
  let left = rest;
  for (let n = 0; n < count; n++) {
    const [all = '', word = ''] = /^(\S+)\s*/.exec(left) ?? [];
    found.push(word);
    left = left.slice(all.length);
  }
  return [...found, left];
}

/** Short for a /set of the variable of that name, which is one like others here. */
const setting =
  (name: string) =>
  ({ turn, world }: Job, rest: string): Value => {
    const fault = setGlobal(turn.state, world, name, rest.trim() === '' ? 'on' : rest.trim());
    if (fault !== null) raise('TF', `${name}: ${fault}`);
    return 1;
  };

export const shorthandCommands: ClientCommands = {
  gag: trigger(job => `${priority(job, 'gpri')} -ag`),
  nogag: (job, rest) => purge(job, rest === '' ? '-t"" -ag' : `-msimple -t${quoted(rest)} -ag`),
  hilite: trigger(job => `${priority(job, 'hpri')} -ah`),
  nohilite: (job, rest) => purge(job, rest === '' ? '-t"" -aurBhC' : `-msimple -t${quoted(rest)} -aurBhC`),
  partial: trigger(job => `-F ${priority(job, 'hpri')} -Ph`),
  trig: trigger(() => ''),
  act: trigger(() => ''),
  trigp(job, rest) {
    const [number = '0', text = ''] = words(rest, 1);
    return trigger(() => `-p${number}`)(job, text);
  },
  trigc(job, rest) {
    const [chance = '100', text = ''] = words(rest, 1);
    return trigger(() => `-c${chance}`)(job, text);
  },
  trigpc(job, rest) {
    const [number = '0', chance = '100', text = ''] = words(rest, 2);
    return trigger(() => `-p${number} -c${chance}`)(job, text);
  },
  untrig(job, rest) {
    const { given, rest: pattern } = takeOptions(rest, 'a:');
    return purge(job, `-i -msimple -t${quoted(pattern)}${given.a === undefined ? '' : ` -a${given.a}`}`);
  },
  undeft: (job, rest) => purge(job, `-i -msimple -t${quoted(rest)}`),
  hook(job, rest) {
    const { pattern, body } = sides(rest);
    return pattern === '' ? list(job, '-h""') : def(job, `-h${quoted(pattern)} = ${body}`);
  },
  unhook: (job, rest) => purge(job, `-i -h${quoted(rest)}`),
  bind(job, rest) {
    const at = rest.indexOf('=', 1);
    if (at < 0) return list(job, '-b""');
    return def(job, `-b${quoted(rest.slice(0, at).trim())} = ${rest.slice(at + 1).trim()}`);
  },
  ...{ histsize: setting('histsize'), watchdog: setting('watchdog'), watchname: setting('watchname') },
  // Of TinyFugue's own library, for files that count on it: keys are known by their names here, whatever they send.
  '~keyseq': () => 1,
  '~bind_if_not_bound'(job, rest) {
    const [keys = '', body = ''] = words(rest, 1);
    const isBound = macroCommands.ismacro?.(job, `-msimple -b${quoted(keys)}`) ?? 0;
    return isBound === 0 ? def(job, `-i -b${quoted(keys)} = ${body}`) : 1;
  },
  unbind: (job, rest) => purge(job, `-i -msimple -b${quoted(rest.trim())}`),
  listtrig: (job, rest) => list(job, `-t${quoted(rest)} -an`),
  listgag: (job, rest) => list(job, `-t${quoted(rest)} -ag`),
  listhilite: (job, rest) => list(job, `-t${quoted(rest)} -aurBhC`),
  listhook: (job, rest) => list(job, `-h${quoted(rest)}`),
  listbind: (job, rest) => list(job, `-b${quoted(rest)}`),
  purgetrig: (job, rest) => purge(job, `-t${quoted(rest)}`),
  purgegag: (job, rest) => purge(job, `-t${quoted(rest)} -ag`),
  purgehilite: (job, rest) => purge(job, `-t${quoted(rest)} -aurBhC`),
  purgehook: (job, rest) => purge(job, `-h${quoted(rest)}`),
  purgebind: (job, rest) => purge(job, `-b${quoted(rest)}`),
};
