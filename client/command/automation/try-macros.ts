/** `/try`: which triggers of macros would act on a line besides. Their programs are not run: what they say and send is theirs. */
import type { Turn } from '../../state/state.ts';
import { printable } from '../../stream/printable.ts';
import { shownMacro } from '../../tinyfugue/macros/shown.ts';
import { revealed } from '../../tinyfugue/marks.ts';
import { wouldActOn } from '../../world/tinyfugue/triggers/acting.ts';
import { isLongToFile } from '../../world/tinyfugue/triggers/filing.ts';
import { complainHere, sayHere } from '../../world/world.ts';

/** Each is said as it was defined, in their order, with its groups. */
export function tryMacros(turn: Turn, text: string): { readonly count: number; readonly hidden: boolean } {
  if (isLongToFile(turn.state)) {
    complainHere(turn, 'Thousands of macros are new, and not tried: once a line has come they are.');
    return { count: 0, hidden: false };
  }
  const acting = wouldActOn(turn, turn.world, text, null);
  const { on } = turn.state.automation;
  for (const { macro, hit } of acting) {
    sayHere(
      turn,
      `${on ? '' : '(would not act: all rules are off) '}${printable(revealed(shownMacro(macro)))}`,
    );
    if (macro.trigger?.matching !== 'regexp') continue;
    const { slots } = hit.match;
    for (let group = 1; 2 * group < slots.length; group++) {
      const start = slots[2 * group] ?? -1;
      if (start >= 0) sayHere(turn, `  %P${group} = ${text.slice(start, slots[2 * group + 1])}`);
    }
  }
  if (!on) return { count: 0, hidden: false };
  return { count: acting.length, hidden: acting.some(({ hit }) => hit.rule.gag === true) };
}
