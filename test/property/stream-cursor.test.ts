/** A line whose cursor moves, against an emulator: what it shows at the end of the line is the text of ours. */
import fc from 'fast-check';
import type { StreamState } from '../../client/state/stream.ts';
import { emptyStream } from '../../client/stream/stream.ts';
import { textWidth } from '../../client/text/width.ts';
import { feed, lines } from '../unit/stream/helpers.ts';
import { newTerminal, write } from './terminal-emulator.ts';

/** More columns than anything here gets to. */
const COLUMNS = 250;
const FURTHEST = 200;

type Step =
  | { readonly print: string }
  | { readonly forward: number }
  | { readonly column: number }
  | { readonly control: '\r' | '\b' | '\t' | '\x1b[K' | '\x1b[2K' };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ print: fc.constantFrom('a', 'bc', 'def', '世', '界x', 'y世') }),
  fc.record({ forward: fc.integer({ min: 0, max: 12 }) }),
  fc.record({ column: fc.integer({ min: 0, max: 40 }) }),
  fc.record({ control: fc.constantFrom('\r', '\r', '\b', '\t', '\x1b[K', '\x1b[2K') }),
);

/** Where our cursor is, if it does not stand where the text ends. */
function standing({ line }: StreamState) {
  const width = textWidth(line.text);
  const moved = line.column ?? -1;
  const isFree = moved >= 0 || line.end === 'cr';
  return {
    isFree,
    width,
    column: moved >= 0 ? moved : line.end === 'cr' ? 0 : width,
    isBehind: line.end === 'cr',
  };
}

/** What says to us and to the emulator what a step means; null: it means something else to each (docs/protocols.md). */
function said(state: StreamState, one: Step): { ours: string; theirs: string } | null {
  const { isFree, width, column, isBehind } = standing(state);
  if (column > FURTHEST) return null;
  // Text replaces the rest of the line here.
  if ('print' in one) return { ours: one.print, theirs: `\x1b[K${one.print}` };
  if ('forward' in one) {
    const sequence = `\x1b[${one.forward}C`;
    return one.forward > 1 || isFree ? { ours: sequence, theirs: sequence } : null;
  }
  if ('column' in one) {
    const to = Math.max(0, one.column - 1);
    const sequence = `\x1b[${one.column}G`;
    return to === 0 || isBehind || to > width ? { ours: sequence, theirs: sequence } : null;
  }
  const { control } = one;
  if (control === '\t' && !isFree) return { ours: '\t', theirs: ' '.repeat(8 - (column % 8)) };
  if (control === '\x1b[2K') return { ours: control, theirs: '\r\x1b[K' };
  if (control === '\b' && !isFree) {
    const last = state.line.text.at(-1) ?? '';
    return { ours: '\b', theirs: `${'\b'.repeat(textWidth(last))}\x1b[K` };
  }
  return { ours: control, theirs: control };
}

const carried = (state: StreamState): StreamState => structuredClone(state);

test('it is the row of an emulator, whatever moves, and wherever a reload cuts it', async () => {
  const terminal = newTerminal(COLUMNS, 4, true);
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 24 }), async steps => {
      let state = emptyStream();
      let [ours, theirs] = ['', '\x1bc'];
      for (const one of steps) {
        const both = said(state, one);
        if (!both) continue;
        ours += both.ours;
        theirs += both.theirs;
        for (const byte of Buffer.from(both.ours)) {
          feed(state, byte);
          state = carried(state);
        }
      }
      await write(terminal, theirs);
      const row = terminal.buffer.active.getLine(0)!.translateToString(true);
      const [line] = lines(feed(state, '\n'));
      // What is erased behind blanks that the cursor has gone over leaves them: a row has none there.
      expect(line!.trimEnd()).toBe(row.trimEnd());
      expect(lines(feed(emptyStream(), Buffer.from(`${ours}\n`)))).toEqual([line]);
    }),
    { numRuns: 500 },
  );
});
