/** What rules cost. */
import type { Turn } from '../../state/state.ts';

/** Rules have taken so many steps: a turn that works off bytes ends by them, too. */
export function spendSteps(turn: Turn, steps: number): void {
  turn.ruleSteps = (turn.ruleSteps ?? 0) + steps;
}
