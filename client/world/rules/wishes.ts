/** What rules want done: what is for the eye at once, the rest when all bytes of the event are worked off. */
import type { Wish } from '../../automation/act.ts';
import type { Author } from '../../state/automation.ts';
import type { Turn } from '../../state/state.ts';
import type { World } from '../../state/world.ts';
import { printable } from '../../stream/printable.ts';
import { addLine, complain, sayHere } from '../world.ts';
import { setFromRule } from './values.ts';

/** `world`: null where there is none. */
export function grant(turn: Turn, world: World | null, wish: Wish, by: Author): void {
  const name = world?.name ?? '';
  if (wish.type === 'echo') echo(turn, world, wish.text);
  else if (wish.type === 'bell') ring(turn);
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

const ECHO_STYLE = '36';

/** A line that a rule says; it is not the game's. */
function echo(turn: Turn, world: World | null, text: string): void {
  if (!world) return sayHere(turn, printable(text));
  const runs = [{ at: 0, style: ECHO_STYLE }];
  addLine(turn, world, { text: printable(text), runs, time: turn.state.now, kind: 'again' });
}

function ring({ state, effects }: Turn): void {
  for (const { kind, id } of Object.values(state.views))
    if (kind === 'terminal') effects.push({ type: 'bell', view: id });
}
