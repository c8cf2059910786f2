/** Commands about timers: something again and again, once later, or the beat of the game. */
import { keptBody, revealed } from '../../automation/data.ts';
import { RESERVED } from '../../automation/define.ts';
import type { RuleTimer } from '../../state/automation.ts';
import type { Turn } from '../../state/state.ts';
import { tableRows } from '../../view/worlds/table.ts';
import { fireHook } from '../../world/rules/hooks.ts';
import {
  secondsLeft,
  startTimer,
  stopTimer,
  TICK,
  timerDue,
  timersOf,
  TICK_WARNING as WARNING,
} from '../../world/rules/timers.ts';
import { markedData } from '../../world/tinyfugue/job.ts';
import { runTyped } from '../../world/tinyfugue/typed.ts';
import { complainHere, sayHere } from '../../world/world.ts';
import { type Command, takeDataFlags, takeFlags } from '../table.ts';
import { keepRule, removeRule, sayUnknownWorld, worldMeant } from './keep.ts';

export const timerCommands: readonly Command[] = [
  {
    names: ['repeat'],
    usage: '/repeat [-s] [-w world] [-n name] seconds times body',
    summary: 'do something again and again, every so many seconds',
    details: [
      'times is a number, or i for ever. The first time is after so many seconds. Timers go on over reloads and crashes.',
    ],
    options: [
      { flag: '-w', help: 'in that world, whatever is on screen', value: 'world' },
      { flag: '-n', help: 'what it is called; another one of this name ends' },
      { flag: '-s', help: 'keep it in automation.toml: it runs at each start' },
    ],
    examples: [
      ['/repeat -w Avalon 30 5 look', 'looks five times, every 30 seconds'],
      ['/repeat -n save 600 i save;/echo saved', 'every ten minutes, for ever'],
    ],
    related: ['delay', 'tick', 'timers', 'automation'],
    late: true,
    takesData: true,
    run: repeat,
  },
  {
    names: ['delay'],
    usage: '/delay [-w world] [-n name] seconds body',
    summary: 'do something once, in so many seconds',
    options: [
      { flag: '-w', help: 'in that world, whatever is on screen', value: 'world' },
      { flag: '-n', help: 'what it is called; another one of this name ends' },
    ],
    examples: [['/delay 5 stand', 'stands up in five seconds']],
    related: ['repeat', 'timers', 'automation'],
    late: true,
    takesData: true,
    run: delay,
  },
  {
    names: ['tick'],
    usage: '/tick [seconds | set | off]',
    summary: 'count the beat of the game, and say when one is about to come',
    examples: [
      ['/tick 75', 'the beat has 75 seconds from now'],
      ['/tick set', 'one is now'],
      ['/tick', 'how long until the next one'],
    ],
    related: ['repeat', 'timers', 'automation'],
    late: true,
    run: tick,
  },
  {
    names: ['timers'],
    usage: '/timers [word] | -d name',
    summary: 'list the timers with the time that is left, or end one',
    options: [{ flag: '-d', help: 'ends the one of that name' }],
    examples: [
      ['/timers', 'all of them'],
      ['/timers look', 'those with this word'],
      ['/timers -d save', 'ends one'],
    ],
    related: ['repeat', 'delay', 'tick', 'automation'],
    isText: true,
    late: true,
    takesData: true,
    run: timers,
  },
];

const LONGEST = 30 * 24 * 3600;

/** In ms; null: that is no time. */
function timeOf(text: string): number | null {
  const seconds = Number(text);
  return text !== '' && seconds >= 0.1 && seconds <= LONGEST ? Math.round(seconds * 1000) : null;
}

function start(
  turn: Turn,
  command: string,
  flags: Record<string, string>,
  timer: Omit<RuleTimer, 'name' | 'world'>,
): void {
  const world = worldMeant(turn, flags, turn.world?.name);
  if (world === null) return;
  const name = flags.n || freeName(turn, command);
  if (name === RESERVED)
    return complainHere(turn, `A timer cannot be called "${name}": the name is reserved.`);
  if (!startTimer(turn, { ...timer, name, world }, timer.every))
    return complainHere(turn, 'There are too many timers. /timers lists them.');
  sayHere(turn, `Timer ${name}: in ${timer.every / 1000} s${times(timer.left)}: ${timer.body}`);
  sayUnknownWorld(turn, world);
}

/** In automation.toml, which starts it. */
function keep(turn: Turn, flags: Record<string, string>, written: Record<string, unknown>): void {
  if (!flags.n) return complainHere(turn, 'A timer that is kept has a name: /repeat -s -n save 600 i save.');
  const world = worldMeant(turn, flags);
  if (world === null) return;
  keepRule(turn, '/repeat', 'timer', { name: flags.n, ...written, world: world || undefined });
  sayUnknownWorld(turn, world);
}

function times(left: number | null): string {
  if (left === null) return ', again and again';
  return left === 1 ? '' : `, ${left} times`;
}

function freeName({ state }: Turn, command: string): string {
  for (let number = 1; ; number++)
    if (!state.automation.timers || !Object.hasOwn(state.automation.timers, `${command} ${number}`))
      return `${command} ${number}`;
}

function repeat(turn: Turn, args: string): void {
  // As TinyFugue has it: -5, -0:30, -S.
  if (/^-(?:[\d.]|S\b)/.test(args)) return runTyped(turn, `/repeat ${markedData(args)}`);
  const { flags, rest, unknown } = takeDataFlags(args, 's', 'wn');
  if (unknown) return complainHere(turn, `/repeat: there is no option -${unknown}.`);
  const [, seconds = '', count = '', body = ''] = /^(\S+)\s+(\S+)\s+(.+)$/s.exec(rest) ?? [];
  const every = timeOf(revealed(seconds));
  const left = count === 'i' ? null : Number(revealed(count));
  if (every === null || (left !== null && !(Number.isInteger(left) && left > 0)) || body === '')
    return complainHere(turn, 'Usage: /repeat seconds times body, as in /repeat 30 5 look. i is for ever.');
  if ('s' in flags)
    return keep(turn, flags, { body: keptBody(body), every: every / 1000, shots: left ?? undefined });
  start(turn, 'repeat', flags, { body: keptBody(body), every, left });
}

function delay(turn: Turn, args: string): void {
  const { flags, rest, unknown } = takeDataFlags(args, '', 'wn');
  if (unknown) return complainHere(turn, `/delay: there is no option -${unknown}.`);
  const [, seconds = '', body = ''] = /^(\S+)\s+(.+)$/s.exec(rest) ?? [];
  const every = timeOf(revealed(seconds));
  if (every === null || body === '')
    return complainHere(turn, 'Usage: /delay seconds body, as in /delay 5 stand.');
  start(turn, 'delay', flags, { body: keptBody(body), every, left: 1 });
}

function tick(turn: Turn, args: string): void {
  const { state } = turn;
  const running = state.automation.timers?.[TICK];
  if (args === 'off') {
    sayHere(turn, stopTimer(turn, TICK) ? 'The beat is not counted any more.' : 'No beat is counted.');
    return;
  }
  if (args === '') {
    if (!running) return sayHere(turn, 'No beat is counted. /tick 75 counts one of 75 seconds.');
    return sayHere(turn, `The next beat is in ${secondsLeft(state, TICK)} s.`);
  }
  const every = args === 'set' ? (running?.every ?? null) : timeOf(args);
  if (every === null || every <= WARNING)
    return complainHere(
      turn,
      args === 'set'
        ? 'No beat is counted yet: /tick 75.'
        : `Usage: /tick seconds, more than ${WARNING / 1000}; set; off.`,
    );
  const body = `/echo A beat is ${WARNING / 1000} seconds away.`;
  startTimer(turn, { name: TICK, world: turn.world?.name ?? '', body, every, left: null }, every - WARNING);
  sayHere(turn, `A beat every ${every / 1000} s.`);
}

function timers(turn: Turn, args: string): void {
  const { state } = turn;
  const { flags, rest, unknown } = takeFlags(args, '', 'd');
  if (unknown) return complainHere(turn, `/timers: there is no option -${unknown}.`);
  const name = /^-d\s+(.+)$/.exec(revealed(args))?.[1]?.replace(/^"(.*)"$/, '$1') ?? flags.d;
  if (name) {
    if (state.automation.timers?.[name]?.kept) return removeRule(turn, '/timers', 'timer', name);
    if (!stopTimer(turn, name)) return complainHere(turn, `There is no timer "${name}". /timers lists them.`);
    sayHere(turn, `Ended: ${name}.`);
    return fireHook(turn, turn.world, 'KILL', name);
  }
  if (/^-d\b/.test(args)) return complainHere(turn, 'Usage: /timers -d name.');
  const word = rest.toLowerCase();
  const has = (...texts: readonly string[]) => texts.some(text => text.toLowerCase().includes(word));
  const all = [...timersOf(state)]
    .filter(({ name, world, body }) => has(name, world, body))
    .sort((one, other) => timerDue(state, one.name) - timerDue(state, other.name));
  const waiting = Object.entries(state.automation.queues).filter(
    ([world, { lines }]) => lines.length > 0 && has(world),
  );
  for (const [world, { lines }] of waiting)
    sayHere(turn, `${world}: ${lines.length} lines of rules wait to be sent.`);
  if (all.length === 0) return sayHere(turn, word === '' ? 'No timer runs.' : `No timer has "${rest}".`);
  const columns = [
    { title: 'Timer', cells: all.map(one => one.name) },
    {
      title: 'In',
      cells: all.map(one => `${Math.max(0, Math.ceil((timerDue(state, one.name) - state.now) / 1000))} s`),
      isNumber: true as const,
    },
    { title: 'Left', cells: all.map(({ left }) => (left === null ? 'for ever' : String(left))) },
    { title: 'World', cells: all.map(({ world }) => world || '(on screen)') },
    { title: 'Does', cells: all.map(({ body, kept }) => (kept ? `${body} (kept)` : body).trim()) },
  ];
  for (const row of tableRows(columns, Number.POSITIVE_INFINITY)) sayHere(turn, row);
}
