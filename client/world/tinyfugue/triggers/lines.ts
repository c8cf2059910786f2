/** Lines of the game, as triggers of macros see them. */
import type { Shown } from '../../../automation/act.ts';
import type { Asked, Hit } from '../../../automation/run.ts';
import type { Turn } from '../../../state/state.ts';
import type { World } from '../../../state/world.ts';
import { printable } from '../../../stream/printable.ts';
import { attributesOf, styledOf } from '../../../tinyfugue/attributes.ts';
import { grant } from '../../rules/wishes.ts';
import type { LineAtHand } from '../job.ts';
import { actOn, hasMacros, NOTHING as NOTHING_ACTED } from './acting.ts';
import { fireMacros, handsAt } from './hooks.ts';

export { hasMacros };

/** What macros do about a line. */
interface Passed {
  readonly hits: readonly Hit[];
  /** With /substitute: what is shown in its place. */
  shown(painted: Shown): Shown;
  /** Says and sends what they have said and sent. */
  finish(): void;
}

const NOTHING: Passed = { hits: [], shown: painted => painted, finish() {} };

/** Of what the game has brought about. */
const HANDS = handsAt(0);

export function passMacros(turn: Turn, world: World, asked: Asked): Passed {
  if (!hasMacros(turn.state)) return NOTHING;
  const acted = actOn(turn, HANDS, world, asked, null);
  if (acted.hits.length === 0)
    return acted === NOTHING_ACTED ? NOTHING : { ...NOTHING, finish: acted.finish };
  return {
    hits: acted.hits,
    shown: painted => substituted(painted, acted.line),
    finish() {
      acted.finish();
      if (acted.hits.some(({ rule }) => rule.bell)) grant(turn, world, { type: 'bell' }, 'rule');
      if (acted.count > 0 && isUnseen(turn, world)) fireMacros(turn, world, 'BGTRIG', world.name);
    },
  };
}

function isUnseen({ state }: Turn, { name }: World): boolean {
  return !Object.values(state.views).some(({ current }) => current === name);
}

function substituted(painted: Shown, { replaced }: LineAtHand): Shown {
  if (!replaced) return painted;
  const { style, gag, exclusive } = attributesOf(replaced.attributes);
  const before = exclusive ? '' : (painted.line.runs[0]?.style ?? '');
  const line = styledOf(printable(replaced.text), [before, style].filter(Boolean).join(';'), replaced.inline);
  return { line, hidden: painted.hidden || gag };
}
