/** Lines of the game, as triggers of macros see them. */
import type { Shown } from '../../../automation/act.ts';
import type { Asked } from '../../../automation/run.ts';
import type { Turn } from '../../../state/state.ts';
import type { StyledText } from '../../../state/stream.ts';
import type { World } from '../../../state/world.ts';
import { printable } from '../../../stream/printable.ts';
import { attributesOf, type LookUp, laid, styledOf } from '../../../tinyfugue/attributes.ts';
import { printableMarked, revealed } from '../../../tinyfugue/marks.ts';
import { grant } from '../../rules/wishes.ts';
import { globalOf } from '../variables.ts';
import { type Acted, actOn, hasMacros, NOTHING as NOTHING_ACTED } from './acting.ts';
import { fireMacros, handsAt } from './hooks.ts';
import { painted, wholeStyle } from './paint.ts';

export { hasMacros };

/** What macros do about a line. */
interface Passed {
  /** Whether any acts. */
  readonly acts: boolean;
  /** The line as they paint it; with /substitute, what is shown in its place. */
  shown(painted: Shown): Shown;
  /** Says and sends what they have said and sent. */
  finish(): void;
}

const NOTHING: Passed = { acts: false, shown: painted => painted, finish() {} };

/** Of what the game has brought about. */
const HANDS = handsAt(0);

export function passMacros(turn: Turn, world: World, asked: Asked): Passed {
  if (!hasMacros(turn.state)) return NOTHING;
  const acted = actOn(turn, HANDS, world, asked, null);
  const { acting } = acted;
  if (acting.length === 0) return acted === NOTHING_ACTED ? NOTHING : { ...NOTHING, finish: acted.finish };
  const lookUp = (name: string) => globalOf(turn.state, world, name);
  return {
    acts: true,
    shown: ({ line, hidden }) => ({
      line: substituted(acted, lookUp) ?? painted(line, acting, lookUp),
      hidden: hidden || acting.some(({ hit }) => hit.rule.gag) || isHiddenBy(acted),
    }),
    finish() {
      acted.finish();
      if (acting.some(({ hit }) => hit.rule.bell)) grant(turn, world, { type: 'bell' }, 'rule');
      if (acted.count > 0 && isUnseen(turn, world)) fireMacros(turn, world, 'BGTRIG', world.name);
    },
  };
}

function isUnseen({ state }: Turn, { name }: World): boolean {
  return !Object.values(state.views).some(({ current }) => current === name);
}

/** The words in its place: they have what the whole line has, and nothing of its parts. */
function substituted({ acting, line: { replaced } }: Acted, lookUp: LookUp): StyledText | null {
  if (!replaced) return null;
  const style = laid(wholeStyle(acting, lookUp), attributesOf(replaced.attributes, lookUp));
  const { text, runs } = styledOf(printableMarked(printable(replaced.text)), style, replaced.inline, lookUp);
  return { text: revealed(text), runs };
}

function isHiddenBy({ line: { replaced } }: Acted): boolean {
  return replaced !== undefined && attributesOf(replaced.attributes).gag;
}
