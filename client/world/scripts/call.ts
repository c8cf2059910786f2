/** A call of a script: what it may take, what it wants, and what becomes of its faults. */
import { type Moment, OVER } from '../../script/inside.ts';
import type { Answer } from '../../script/machine.ts';
import { lackOf, machineOf } from '../../script/machines.ts';
import { type Question, questionIn, replyText, type Want, wantsIn } from '../../script/protocol.ts';
import type { Package } from '../../state/script/scripts.ts';
import type { Turn } from '../../state/state.ts';
import type { World } from '../../state/world.ts';
import { printable } from '../../stream/printable.ts';
import { grant } from '../rules/wishes.ts';
import { complain, complainHere, sayHere } from '../world.ts';
import { type Call, type Mark, replyTo } from './answers.ts';
import { blame, excuse, outgrow } from './faults.ts';
import { fileAfter } from './filing.ts';
import { isTooMuch } from './memory.ts';
import { fileOf } from './packages.ts';
import { noteStore } from './store/store.ts';
import { changeTimers, LEAST_REST } from './timers.ts';

/** Steps of a call, of 5 to 20 ns, and of all calls of an event: some 10 ms. Whoever comes late has some, too. */
export const MOST_STEPS = 700_000;
const LEAST_STEPS = 50_000;
/**
 * Steps to hand over what it wants, which the prelude holds short; that of a build before did not, and what could not be
 * handed over put the script back.
 */
const TO_SAY = 1_500_000;
/** A step as one of rules (automation/run.ts), for a turn ends by those. */
const AS_RULE = 0.3;

/** What a call has led to: what is for the line that it is about, and what comes behind that. */
export interface Outcome {
  readonly marks: readonly Mark[];
  /** Does the rest. */
  readonly finish: () => void;
}

export const NOTHING: Outcome = { marks: [], finish() {} };

/** It has asked for nothing that is to be done. */
function isUnused({ marks, wishes, timers, changed }: Call): boolean {
  return !changed && marks.length === 0 && wishes.length === 0 && timers === null;
}

/** Calls the script, for a world or for none. `isTyped`: the code is the user's, and so are its mistakes. */
export function callScript(
  turn: Turn,
  of: Package,
  world: World | null,
  args: readonly (string | number)[],
  isTyped = false,
): Outcome {
  const machine = turn.state.scripts ? machineOf(turn.state.scripts, of) : null;
  if (!machine) return { marks: [], finish: () => lackMachine(turn, of) };
  const call = beginCall(turn, of, world);
  if (args[0] === 'timer') call.timer = Number(args[1]);
  if (typeof args[0] === 'number') call.isAboutText = true;
  const size = machine.size();
  const answer = machine.call(momentOf(call), args);
  count(turn, of, answer);
  const outcome = endCall(call, world, answer, isTyped);
  return machine.size() > size ? bounded(call, world, outcome) : outcome;
}

/** The same, with all that it wants done at once. */
export function callAtOnce(
  turn: Turn,
  of: Package,
  world: World | null,
  args: readonly (string | number)[],
): void {
  callScript(turn, of, world, args).finish();
}

/** Runs a line that the user has typed, in the script: a mistake in it is said, and is no fault of the script. */
export function callTyped(
  turn: Turn,
  of: Package,
  world: World | null,
  args: readonly (string | number)[],
): void {
  callScript(turn, of, world, args, true).finish();
}

/** What it runs on, or what it was, is not there any more; or there is no room for it now. */
export function lackMachine(turn: Turn, of: Package): void {
  const lack = turn.state.scripts ? lackOf(turn.state.scripts, of) : 'memory';
  const [why, how] = LACKS[lack];
  of.stopped = why;
  complainHere(turn, `${fileOf(of)} is off: ${why}. ${how(of.name)}`);
}

const LACKS = {
  engine: ['its engine is not to be found', (name: string) => `/load ${name} starts it anew on another one.`],
  memory: ['its memory is not to be found', (name: string) => `/load ${name} starts it anew.`],
  room: ['there is no memory for it', (name: string) => `/scripts on ${name} tries it again.`],
} as const;

/** `world`: for which it acts. Lines are many, and each thing that is made for one of them is felt: the turn of that world is, once it is asked for. */
export function beginCall(turn: Turn, of: Package, world: World | null): Call {
  const asked = { changed: false, registering: { list: null }, registrations: 0 };
  return { turn, of, world, marks: [], wishes: [], timers: null, running: null, starts: 0, ...asked };
}

/** Its turn is that of its world from now on. */
function settleIn(call: Call): void {
  if (call.turn.world !== call.world) call.turn = { ...call.turn, world: call.world };
}

/** What a call goes by. */
export function momentOf(call: Call, fuel?: number): Moment {
  const { state, scriptWork } = call.turn;
  const left = MOST_STEPS - (scriptWork?.steps ?? 0);
  return {
    now: state.now,
    fuel: fuel ?? Math.max(LEAST_STEPS, left),
    say: TO_SAY,
    ask(question, text, give, isOver) {
      settleIn(call);
      call.give = give;
      const asked = questionIn(question);
      return replyText(isOver && !isToEnd(asked) ? { fault: OVER } : replyTo(call, asked, text));
    },
  };
}

/** What it gives back it may give back at any time. */
function isToEnd([what]: Question): boolean {
  return what === 'off' || what === 'stop';
}

/** `isOwn`: it is the work of the script, and not of Clay's about it. */
export function count(turn: Turn, of: Package, { steps, forInput = 0 }: Answer, isOwn = true): void {
  of.calls++;
  of.steps += steps;
  if (turn.scriptWork && isOwn) turn.scriptWork.steps += Math.max(0, steps - forInput);
  turn.ruleSteps = (turn.ruleSteps ?? 0) + Math.ceil(steps * AS_RULE);
}

/** Its memory has grown. */
function bounded(call: Call, world: World | null, { marks, finish }: Outcome): Outcome {
  settleIn(call);
  const { turn, of } = call;
  const { scripts } = turn.state;
  if (!scripts || of.stopped !== undefined || !isTooMuch(scripts)) return { marks, finish };
  const said = outgrow(turn, of);
  return {
    marks,
    finish() {
      finish();
      complainAbout(turn, world, said);
    },
  };
}

function endCall(call: Call, world: World | null, answer: Answer, isTyped: boolean): Outcome {
  const { faults } = answer;
  if (faults.length === 0 && answer.text === '' && isUnused(call)) return NOTHING;
  settleIn(call);
  const { turn, of } = call;
  const isBroken = faults.some(({ kind }) => kind === 'broken');
  const said = faults.length === 0 ? [] : isTyped ? excuse(turn, of, faults) : blame(turn, of, faults);
  if (!isBroken) keepChanges(call);
  const wants = wantsIn(answer.text);
  for (const want of wants) mark(call, want);
  const { marks, wishes } = call;
  if (marks.length + wishes.length + wants.length + said.length === 0) return NOTHING;
  return {
    marks,
    finish() {
      fulfil(call, wants);
      for (const sentence of said) complainAbout(turn, world, sentence);
    },
  };
}

/** Where it was called for, or else where somebody looks. */
function complainAbout(turn: Turn, world: World | null, sentence: string): void {
  if (world) complain(turn, world, sentence);
  else complainHere(turn, sentence);
}

/** What it has registered and which timers run. */
export function keepChanges(call: Call): void {
  const { turn, of, timers, changed, registrations } = call;
  const { state } = turn;
  if (timers && changeTimers(state, of, timers, call)) complainHere(turn, neverRests(of));
  if (changed) fileAfter(state, registrations);
}

function neverRests(of: Package): string {
  const rest = `${LEAST_REST} ms`;
  return `${fileOf(of)} never rests: it waits less than ${rest} again and again. Each such wait takes ${rest} as long as it goes on so.`;
}

function mark({ marks }: Call, want: Want): void {
  if (want[0] === 'gag') marks.push({ gag: true });
  // What is put in is data: a dollar in it is one.
  else if (want[0] === 'replace') marks.push({ substitute: want[1].replaceAll('$', '$$$$'), part: 'line' });
}

export function fulfil(call: Call, wants: readonly Want[]): void {
  settleIn(call);
  const { turn, of, wishes } = call;
  for (const { world, wish, style } of wishes) grant(turn, world, wish, 'script', style);
  for (const want of wants) {
    if (want[0] === 'bell') grant(turn, null, { type: 'bell' }, 'rule');
    else if (want[0] === 'answer') answer(turn, want[1]);
    else if (want[0] === 'notify') notify(turn, of, want[1]);
    else if (want[0] === 'dirty') noteStore(turn.state, of);
  }
}

/** UTF-16 units: nobody reads more. */
const LONGEST_ANSWER = 10_000;

function answer(turn: Turn, text: string): void {
  for (const line of text.slice(0, LONGEST_ANSWER).split('\n')) sayHere(turn, printable(line));
}

/** On each terminal that can. */
function notify({ state, effects }: Turn, of: Package, text: string): void {
  for (const { id, device } of Object.values(state.views))
    if (device?.notify) effects.push({ type: 'notify', view: id, title: of.name, text: text.slice(0, 1000) });
}
