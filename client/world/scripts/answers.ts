/** What a script asks of Clay while it runs, answered at once: from the state, and with what the user has granted it. */
import { isName } from '../../automation/define.ts';
import { styleOf } from '../../automation/style.ts';
import type { Question, Reply } from '../../script/protocol.ts';
import type { Rule } from '../../state/automation.ts';
import type { Package, ScriptJob } from '../../state/script/scripts.ts';
import type { State, Turn } from '../../state/state.ts';
import type { World } from '../../state/world.ts';
import { printable } from '../../stream/printable.ts';
import { placeOf, valueAt } from '../../stream/telnet/told.ts';
import { attendedView, worldNamed, worldOn } from '../audience.ts';
import { setVariable, valueIn, variable } from '../rules/values.ts';
import type { Plain } from '../rules/wishes.ts';
import { parsePath } from '../walk/path.ts';
import { commandFault, sendingFault } from './grants.ts';
import { beginJob } from './jobs/begin.ts';
import { MOST_REGISTERED, type Registering, register, unregister } from './registry.ts';
import { countTimers, isTimer, MOST_TIMERS } from './timers.ts';

/** What is to be done to the line that a script is about: as a rule says it. */
export type Mark = Pick<Rule, 'gag' | 'hilite' | 'part' | 'substitute'>;

/** A call of a script, while it lasts. */
export interface Call {
  /** Once it has asked or wanted something, that of its world. */
  turn: Turn;
  readonly of: Package;
  readonly world: World | null;
  readonly marks: Mark[];
  /** What is done behind the line. */
  readonly wishes: { readonly world: World | null; readonly wish: Plain; readonly style?: string }[];
  /** What becomes of which of its timers; null: of none. */
  timers: Map<number, number | null> | null;
  /** The timer whose time has come, if it is for one. */
  timer?: number;
  /** It is about a text that somebody else has said: what it waits for ends with that. */
  isAboutText?: true;
  /** How many run, with what it has started and stopped; null: it has done neither. */
  running: number | null;
  /** Something was registered, or is not any more. */
  changed: boolean;
  readonly registering: Registering;
  /** What it has registered and which timers it has started, whatever has become of them. */
  registrations: number;
  starts: number;
  /** Takes back what is done at once, the last first, in case the script is not to be; none: it is there. */
  undo?: (() => void)[];
  /** Gives it so many steps more. */
  give?(steps: number): void;
}

/** Of one call: more is a script that runs away. */
const MOST_WISHES = 1000;
/** To register something, or to start a timer, takes so many: all that a script may have is to be had. */
const STEPS_TO_REGISTER = 6000;
const STEPS_TO_START = 2000;
const LONGEST = 10_000;
const MOST_WAIT = 10 * 365 * 24 * 3600 * 1000;

type Of<K extends Question[0]> = Extract<Question, readonly [K, ...unknown[]]>;

/** `text`: a long one that goes beside the question. */
const answers: { readonly [K in Question[0]]: (call: Call, question: Of<K>, text: string) => Reply } = {
  on: (call, [, id, spec]) => registered(call, id, spec),
  off: forget,
  timer: (call, [, id, delay]) => startTimer(call, id, delay),
  stop: (call, [, id]) => stopTimer(call, id),
  hilite: (call, [, style, part]) => hilite(call, style, part),
  send: (call, [, text, world, isNamed]) => send(call, text, world, isNamed),
  echo: (call, [, text, style, world]) => echo(call, text, style, world),
  run: (call, [, line, world]) => run(call, line, world),
  var: ({ turn: { state } }, [, name, world]) => ({
    value: isName(name) ? valueIn(state, worldNamed(state, world), name) : '',
  }),
  set: (call, [, name, text, world]) => set(call, name, text, world),
  unset: (call, [, name, world]) => unset(call, name, world),
  vars: ({ turn: { state } }, [, world]) => ({ value: namesOf(state, world) }),
  told: (call, [, name, world]) => told(call, name, world),
  job: begin,
  walk: (call, [, path, world, isNamed]) => walk(call, path, world, isNamed),
  worlds: ({ turn: { state } }) => ({
    value: Object.values(state.worlds).map(({ name, phase }) => ({ name, connected: phase === 'connected' })),
  }),
};

/** A script may ask for what another build knows. */
export function replyTo(call: Call, question: Question, text: string): Reply {
  if (!Object.hasOwn(answers, question[0]))
    return { fault: 'this build of Clay does not know what the script asks for' };
  const answer = answers[question[0]] as (call: Call, question: Question, text: string) => Reply;
  return answer(call, question, text);
}

const NOTHING: Reply = { value: null };

function registered(call: Call, id: number, spec: Parameters<typeof register>[2]): Reply {
  const command = spec.kind === 'command' ? String(spec.command).replace(/^\//, '') : '';
  const known = command === '' ? null : call.turn.commandNamed?.(`/${command}`) || null;
  if (known !== null) return { fault: `/${command} is a command of Clay's own (/${known})` };
  call.changed = true;
  // To register and remove without end is to end, too.
  if (call.registrations++ < MOST_REGISTERED) call.give?.(STEPS_TO_REGISTER);
  return orFault(register(call.of, id, spec, call.registering));
}

function orFault(fault: string | null): Reply {
  return fault === null ? NOTHING : { fault };
}

function forget(call: Call, [, id]: Of<'off'>): Reply {
  call.changed = true;
  unregister(call.turn.state.scripts, call.of, id);
  return NOTHING;
}

function set(call: Call, name: string, text: string, world: string): Reply {
  const { state } = call.turn;
  if (!isName(name)) return { fault: `${name} is no name of a variable` };
  const own = variable(state.automation, world, name) === undefined ? '' : world;
  keepBefore(call, own, name);
  return setVariable(state.automation, own, name, text) ? NOTHING : { fault: 'there are too many variables' };
}

/** The world's own, if it has one of that name. */
function unset(call: Call, name: string, world: string): Reply {
  const { automation } = call.turn.state;
  const of = [world, ''].find(one => variable(automation, one, name) !== undefined);
  if (of === undefined) return NOTHING;
  keepBefore(call, of, name);
  delete automation.variables?.[of]?.[name];
  return NOTHING;
}

function keepBefore({ turn, undo }: Call, of: string, name: string): void {
  if (!undo) return;
  const { automation } = turn.state;
  const before = variable(automation, of, name);
  undo.push(() => {
    if (before === undefined) delete automation.variables?.[of]?.[name];
    else setVariable(automation, of, name, before);
  });
}

/** Of all variables that the world has or shares with others. */
function namesOf({ automation: { variables = {} } }: State, world: string): readonly string[] {
  const all = [world, ''].flatMap(of => Object.keys((Object.hasOwn(variables, of) && variables[of]) || {}));
  return [...new Set(all)];
}

function told({ turn: { state } }: Call, name: string, where: string): Reply {
  const place = placeOf(name);
  const world = worldNamed(state, where);
  return { value: place && world ? valueAt(world.stream.data, place) : null };
}

function startTimer(call: Call, id: number, delay: number): Reply {
  if (call.starts++ < MOST_TIMERS) call.give?.(STEPS_TO_START);
  const running = runningIn(call);
  const isNew = !runs(call, id);
  if (isNew && running >= MOST_TIMERS) return { fault: `a script has ${MOST_TIMERS} timers at most` };
  if (isNew) call.running = running + 1;
  (call.timers ??= new Map()).set(id, Math.min(delay, MOST_WAIT));
  return NOTHING;
}

/** One that is stopped leaves its place to another at once. */
function stopTimer(call: Call, id: number): Reply {
  const running = runningIn(call);
  if (runs(call, id)) call.running = running - 1;
  (call.timers ??= new Map()).set(id, null);
  return NOTHING;
}

function runningIn(call: Call): number {
  call.running ??= countTimers(call.turn.state, call.of);
  return call.running;
}

function runs({ timers, turn, of }: Call, id: number): boolean {
  const change = timers?.get(id);
  return change === undefined ? isTimer(turn.state, of, id) : change !== null;
}

function hilite({ marks }: Call, words: string, part: unknown): Reply {
  const style = styleOf(words);
  if (style === null) return { fault: `${words} is no style, such as bold red on black` };
  const isPart = part === 'match' || part === 'line' || (Number.isInteger(part) && Number(part) >= 0);
  if (!isPart) return { fault: 'a part is "match", "line" or the number of a group' };
  marks.push({ hilite: style, part: part as 'match' | 'line' | number });
  return NOTHING;
}

/** The world that is named; '' is the one on screen. */
function worldFor({ turn: { state } }: Call, name: string): World | null {
  const view = attendedView(state);
  return name === '' ? view && worldOn(state, view) : worldNamed(state, name);
}

function send(call: Call, text: string, name: string, isNamed: boolean): Reply {
  const world = worldFor(call, name);
  if (name !== '' && !world) return { fault: `there is no world ${name}` };
  const fault =
    world && sendingFault(call.turn.state, call.of, world.name, isNamed && name !== call.turn.world?.name);
  if (fault !== null) return { fault };
  // Each is one line: nothing of it can be a command, of Clay or of telnet.
  for (const line of text.split(/\r\n|\r|\n/)) {
    const wished = wish(call, world, { type: 'send', text: printable(line).slice(0, LONGEST) });
    if ('fault' in wished) return wished;
  }
  return NOTHING;
}

/** `length`: that of the text in the script; a NUL ends it on its way. */
function begin({ turn, of }: Call, [, id, kind, what, length]: Of<'job'>, text: string): Reply {
  if (length !== undefined && text.length !== length)
    return { fault: 'a text to write has no NUL and no half of a letter in it' };
  return orFault(beginJob(turn, of, id, jobOf(kind, what, text)));
}

function jobOf(kind: 'read' | 'write' | 'run', what: unknown, text: string): ScriptJob {
  if (kind === 'run') return { kind, argv: Array.isArray(what) ? what.map(String) : [] };
  return kind === 'read' ? { kind, path: String(what) } : { kind, path: String(what), text };
}

/** Its steps are sent as what it says is. */
function walk(call: Call, path: string, name: string, isNamed: boolean): Reply {
  const world = worldFor(call, name);
  if (!world) return { fault: name === '' ? 'there is no world to walk in' : `there is no world ${name}` };
  const steps = parsePath(path);
  if ('fault' in steps) return { fault: `${path.slice(0, 100)} ${steps.fault}` };
  if (path.includes(';')) return { fault: 'a path has no ; in it' };
  const isOther = isNamed && name !== call.turn.world?.name;
  const fault = sendingFault(call.turn.state, call.of, world.name, isOther);
  return fault === null ? wish(call, world, { type: 'run', text: `/walk ${path}` }) : { fault };
}

function echo(call: Call, text: string, words: string, name: string): Reply {
  const style = words === '' ? undefined : styleOf(words);
  if (style === null) return { fault: `${words} is no style, such as bold red on black` };
  for (const line of text.split(/\r\n|\r|\n/)) {
    const wished = wish(call, worldFor(call, name), { type: 'echo', text: line.slice(0, LONGEST) }, style);
    if ('fault' in wished) return wished;
  }
  return NOTHING;
}

function run(call: Call, asked: string, name: string): Reply {
  // As it will be run: a sign that is taken out of it only then might make another command of it.
  const line = printable(asked.replace(/\s/g, ' '));
  const command = call.turn.commandNamed?.(line) ?? '';
  if (command === '') return { fault: `${line} is no command` };
  const fault = commandFault(call.turn.state, call.of, command);
  return fault === null ? wish(call, worldFor(call, name), { type: 'run', text: line }) : { fault };
}

function wish({ wishes }: Call, world: World | null, what: Plain, style?: string): Reply {
  if (wishes.length >= MOST_WISHES) return { fault: `a script does ${MOST_WISHES} things at a time at most` };
  wishes.push({ world, wish: what, ...(style !== undefined && { style }) });
  return NOTHING;
}
