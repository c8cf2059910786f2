/** How lines look for triggers: what `-a` makes of a whole line, and `-P` of its parts. */
import { matchesIn } from '../../../automation/act.ts';
import { overlaid } from '../../../automation/restyle.ts';
import type { Hit } from '../../../automation/run.ts';
import type { StyledText } from '../../../state/stream.ts';
import type { Macro } from '../../../state/tinyfugue/tinyfugue.ts';
import { applySgr } from '../../../stream/text/sgr.ts';
import { attributesOf, type LookUp, laid, partsOf } from '../../../tinyfugue/attributes.ts';

/** A macro that acts on a line. */
export interface Painter {
  readonly macro: Macro;
  readonly hit: Hit;
}

/** What all of them make of the whole line, the first first: colours of one ground replace each other, all else adds up. */
export function wholeStyle(painters: readonly Painter[], lookUp: LookUp): string {
  let style = '';
  for (const { macro } of painters)
    if (macro.attributes !== undefined) style = laid(style, attributesOf(macro.attributes, lookUp));
  return style;
}

/** The line with it: under what the game has painted, and parts on top of both, whatever the priorities. */
export function painted(line: StyledText, painters: readonly Painter[], lookUp: LookUp): StyledText {
  const whole = wholeStyle(painters, lookUp);
  const under = (style: string) => (style === '' ? whole : applySgr(whole, style));
  let done = whole === '' ? line : overlaid(line, [0, line.text.length], under);
  for (const { macro, hit } of painters)
    if (macro.partial !== undefined) done = withParts(done, macro.partial, hit, lookUp);
  return done;
}

function withParts(line: StyledText, partial: string, hit: Hit, lookUp: LookUp): StyledText {
  const parts = partsOf(partial).map(({ of, attributes }) => ({
    of,
    look: attributesOf(attributes, lookUp),
  }));
  let done = line;
  for (const { slots } of matchesIn(hit, line.text))
    for (const { of, look } of parts)
      if (look.style !== '' || look.exclusive)
        done = overlaid(done, spanOf(of, slots, line.text), style => laid(style, look));
  return done;
}

/** Of a group; of what stands left of the match, or right of it. */
function spanOf(of: number | 'L' | 'R', slots: readonly number[], { length }: string): [number, number] {
  const [start = 0, end = 0] = slots;
  if (of === 'L') return [0, start];
  if (of === 'R') return [end, length];
  return [slots[2 * of] ?? -1, slots[2 * of + 1] ?? -1];
}
