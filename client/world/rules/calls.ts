/** Functions that scripts export, for rules to call. */
import type { Match } from '../../automation/matching/matcher.ts';
import type { State, Turn } from '../../state/state.ts';
import type { World } from '../../state/world.ts';
import { callAtOnce } from '../scripts/call.ts';
import { registeredOf } from '../scripts/carried/packed.ts';
import { groupsOf } from '../scripts/lines.ts';
import { actsIn, fileOf, isActive, packageNamed } from '../scripts/packages.ts';

/** Calls `script.name` with what the rule has matched. Returns why there is none; null: it was called, or its script is off. */
export function callExported(
  turn: Turn,
  world: World | null,
  called: string,
  match: Match | null,
  text: string,
): string | null {
  const [script = '', name = ''] = called.split('.');
  const of = packageNamed(turn.state, script);
  if (!of) return isComing(turn.state, script) ? null : `there is no script ${script}`;
  const found = registeredOf(of).findLast(one => one.kind === 'export' && one.name === name);
  if (!found) return `${fileOf(of)} exports no ${name}`;
  const where = world?.name ?? '';
  if (!isActive(turn.state, of) || !actsIn(turn.state, of, where)) return null;
  const groups = match ? groupsOf(match) : (['', ''] as const);
  callAtOnce(turn, of, world, ['called', found.id, where, text, ...groups]);
  return null;
}

/** At a start rules are there a little earlier. */
function isComing({ scripts }: State, name: string): boolean {
  return scripts?.loading?.includes(name) === true;
}
