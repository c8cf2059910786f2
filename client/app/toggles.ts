/** Keys that switch a setting. */
import { changeSetting } from '../settings/change.ts';
import type { Turn } from '../state/state.ts';
import { sayHere } from '../world/world.ts';

/** What is sent stands in the output, or no longer. */
export function toggleEcho(turn: Turn): void {
  const on = !turn.state.settings.echo;
  changeSetting(turn, ['echo'], on);
  sayHere(
    turn,
    on ? 'What you send stands in the output from now on.' : 'What you send is not shown from now on.',
  );
}

/** Time and origin before each line, or no longer. */
export function toggleTags(turn: Turn): void {
  changeSetting(turn, ['show_tags'], !turn.state.settings.show_tags);
}
