/** `/def -P`: parts of a line in attributes of their own, as rules would paint them. */
import type { Match, Matcher } from '../../../automation/matching/matcher.ts';
import type { Hit } from '../../../automation/run.ts';
import type { Macro } from '../../../state/tinyfugue/tinyfugue.ts';
import { attributesOf } from '../../../tinyfugue/attributes.ts';

/** `1Cred;RCblue`: a group, what stands left of the match, what stands right of it. */
export function partialHits({ partial }: Macro, { rule, match, matcher }: Hit): Hit[] {
  if (partial === undefined) return [];
  return partial.split(';').flatMap((one): Hit[] => {
    const [, part = '', attributes = ''] = /^([LR]|\d*)(.*)$/s.exec(one) ?? [];
    const { style } = attributesOf(attributes);
    if (style === '') return [];
    const { kind, name, patterns } = rule;
    const painted = { kind, name, patterns, hilite: style };
    const beside = part === 'L' || part === 'R' ? sideOf(match, part) : null;
    if (beside)
      return [{ rule: { ...painted, part: 'match' as const }, match: beside, matcher: only(beside) }];
    return [{ rule: { ...painted, part: Number(part || 0) }, match, matcher }];
  });
}

function sideOf(match: Match, side: 'L' | 'R'): Match {
  const [start = 0, end = 0] = match.slots;
  return { ...match, slots: side === 'L' ? [0, start] : [end, match.text.length], groups: [''] };
}

/** Finds this and nothing more. */
function only(found: Match): Matcher {
  return { required: [], match: (_text, _meter, from = 0) => (from <= (found.slots[0] ?? 0) ? found : null) };
}
