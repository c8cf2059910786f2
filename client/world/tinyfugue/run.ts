/** Programs under way: each runs at once as far as it may, and the rest in slices, between which everything else has its turn. */
import type { State, Turn } from '../../state/state.ts';
import type { Thread } from '../../state/tinyfugue/tinyfugue.ts';
import type { World } from '../../state/world.ts';
import { evaluateNow, run } from '../../tinyfugue/machine.ts';
import { attendedView, worldNamed, worldOn } from '../audience.ts';
import { complain } from '../world.ts';
import { hostOf } from './host.ts';
import type { Begun, Hands, Job, LineAtHand } from './job.ts';
import { tinyFugueOf } from './store.ts';
import { wake } from './threads.ts';
import { isLongToFile } from './triggers/filing.ts';

/** Steps of all programs in one turn: some 10 ms, in a process that was just started. One that comes late has some, too. */
const SLICE = 4000;
const LEAST = 200;
/** Programs that bring each other about, as a trigger that triggers itself. */
const DEEPEST = 8;
/** Programs under way at most. */
const MOST = 200;
/** A step as one of rules (automation/run.ts), for a turn ends by those. */
const AS_RULE = 8;

export interface Start {
  readonly author?: 'user' | 'rule';
  readonly line?: LineAtHand;
  /** Where what it says waits; none: it is said at once. */
  readonly later?: (() => void)[];
}

/** Runs it, on behalf of the turn. Returns the thread, which is done or goes on by itself. */
export function start(turn: Turn, hands: Hands, world: World | null, frame: Begun, how: Start = {}): Thread {
  const tinyfugue = tinyFugueOf(turn.state);
  const thread: Thread = {
    id: ++tinyfugue.last.thread,
    frames: [{ ...frame, at: 0, stack: [] }],
    world: world?.name ?? '',
    view: turn.view?.id ?? '',
    author: how.author ?? inheritedAuthor(turn),
    result: 1,
    steps: 0,
  };
  if (hands.depth > DEEPEST) {
    complain(turn, world, 'Macros bring each other about without an end: the rest is left out.');
    return thread;
  }
  const phase = work(jobFor(turn, thread, hands, world, how), SLICE);
  if (phase !== 'done') goOn(turn, thread);
  return thread;
}

function inheritedAuthor({ author = 'user' }: Turn): Thread['author'] {
  return author === 'script' ? 'rule' : author;
}

function jobFor(turn: Turn, thread: Thread, hands: Hands, world: World | null, { line, later }: Start): Job {
  const job: Job = {
    turn,
    thread,
    world,
    line: line ?? null,
    hands: counting(turn, thread, hands),
    later: act => (later ? void later.push(act) : act()),
    evaluate: text => evaluateNow(thread, hostOf(job), text),
  };
  return job;
}

/** What a program has others do is its own work. */
function counting(turn: Turn, thread: Thread, hands: Hands): Hands {
  function counted<T>(act: () => T): T {
    const before = turn.scriptWork?.macros ?? 0;
    const value = act();
    thread.steps += (turn.scriptWork?.macros ?? 0) - before + BROUGHT;
    return value;
  }
  return {
    ...hands,
    fire: (...args) => counted(() => hands.fire(...args)),
    isTaken: (...args) => counted(() => hands.isTaken(...args)),
    trigger: (...args) => counted(() => hands.trigger(...args)),
  };
}

/** What it costs to ask which triggers act, in steps. */
const BROUGHT = 20;

function work(job: Job, budget: number): ReturnType<typeof run> {
  const { turn, thread } = job;
  const before = thread.steps;
  const done = turn.scriptWork?.macros ?? 0;
  const phase = run(thread, hostOf(job), Math.max(LEAST, Math.min(budget, SLICE - done)));
  // Those that it has brought about have counted themselves.
  if (turn.scriptWork) turn.scriptWork.macros = done + thread.steps - before;
  turn.ruleSteps = (turn.ruleSteps ?? 0) + AS_RULE * (thread.steps - before);
  return phase;
}

function goOn(turn: Turn, thread: Thread): void {
  const { threads } = tinyFugueOf(turn.state);
  if (threads.length >= MOST) return complain(turn, null, 'Too many macros run at a time: one is left out.');
  threads.push(thread);
  wake(turn);
}

/** The next slice of all that do not wait for something. */
export function goOnWithAll(turn: Turn, hands: Hands): void {
  const tinyfugue = tinyFugueOf(turn.state);
  // What a program defines meanwhile would have the filing begin anew, and the line wait for the end of the program.
  if (linesWait(turn.state)) return wake(turn);
  const ready = tinyfugue.threads.filter(({ waits }) => waits === undefined);
  for (const thread of ready) {
    const view = turn.state.views[thread.view] ?? attendedView(turn.state);
    const world = worldNamed(turn.state, thread.world) ?? (view && worldOn(turn.state, view));
    const behalf = { ...turn, view, world };
    const phase = work(jobFor(behalf, thread, hands, world, {}), Math.ceil(SLICE / ready.length));
    if (phase === 'done') tinyfugue.threads = tinyfugue.threads.filter(one => one !== thread);
  }
  if (tinyfugue.threads.some(({ waits }) => waits === undefined)) wake(turn);
}

/** Whether lines of the game wait for macros to be filed. */
function linesWait(state: State): boolean {
  return isLongToFile(state) && Object.values(state.worlds).some(({ link }) => link && link.inbox.length > 0);
}
