/** What rules want done: what is for the eye at once, the rest when all bytes of the event are worked off. */
import type { Wish } from '../../automation/act.ts';
import type { Author, Automation } from '../../state/automation.ts';
import type { Turn } from '../../state/state.ts';
import type { World } from '../../state/world.ts';
import { printable } from '../../stream/printable.ts';
import { addLine, complain, sayHere } from '../world.ts';
import { noteLine } from './files.ts';
import { speak } from './speech.ts';
import { setFromRule } from './values.ts';

/** Whatever no script has to be called for. */
export type Plain = Exclude<Wish, { type: 'call' }>;

/** `world`: null where there is none; `style`: of what is said. */
export function grant(turn: Turn, world: World | null, wish: Plain, by: Author, style?: string): void {
  const name = world?.name ?? '';
  if (wish.type === 'echo') echo(turn, world, wish.text, style);
  else if (wish.type === 'bell') ring(turn);
  else if (wish.type === 'notify') notify(turn, name, wish.text);
  else if (wish.type === 'speak') speak(turn, wish.text);
  else if (wish.type === 'log') {
    if (world) noteLine(turn, world, wish.file, wish.text);
  } else if (wish.type === 'switch') switchGroup(turn.state.automation, wish.group, wish.on);
  else if (wish.type === 'set') setFromRule(turn.state.automation, name, wish.name, wish.text);
  else if (wish.type === 'send' && wish.bare && turn.state.settings.strict_send)
    complain(
      turn,
      world,
      `Not sent, for strict_send is on: ${wish.text} – a rule sends by /send or send = only.`,
    );
  else if (wish.type === 'send') turn.deeds.push({ type: 'send', world: name, text: wish.text });
  else turn.deeds.push({ type: 'run', world: name, line: wish.text, by });
}

/** No more than one in this time (ms) on a terminal, as of what comes in unseen. */
const NOTIFY_PAUSE = 2000;

/** On each terminal that can. */
function notify({ state, effects }: Turn, title: string, text: string): void {
  for (const view of Object.values(state.views)) {
    const since = state.now - (view.notifiedAt ?? 0);
    if (
      view.kind !== 'terminal' ||
      view.plain ||
      !view.device?.notify ||
      (since >= 0 && since < NOTIFY_PAUSE)
    )
      continue;
    view.notifiedAt = state.now;
    effects.push({ type: 'notify', view: view.id, title: title || 'Clay', text });
  }
}

/** All rules of the group are on or off from now on. */
export function switchGroup(automation: Automation, group: string, on: boolean): void {
  automation.groupsOff = automation.groupsOff.filter(one => one !== group);
  if (!on) automation.groupsOff.push(group);
}

const ECHO_STYLE = '36';

/** A line that a rule says; it is not the game's. */
function echo(turn: Turn, world: World | null, text: string, style = ECHO_STYLE): void {
  if (!world) return sayHere(turn, printable(text));
  const runs = [{ at: 0, style }];
  addLine(turn, world, { text: printable(text), runs, time: turn.state.now, kind: 'again' });
}

/** Rings the bell of every terminal. */
export function ring({ state, effects }: Turn): void {
  for (const { kind, id } of Object.values(state.views))
    if (kind === 'terminal') effects.push({ type: 'bell', view: id });
}
