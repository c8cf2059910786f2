/** Searches of pages: a slice of a log at a time, by the same patterns as on the terminal. Where to go on is the page's to keep. */
import { type Fault, isFault } from '../../../shared/fault.ts';
import type { Turn } from '../../state/state.ts';
import type { PatternKind } from '../../state/view.ts';
import { finderOf } from '../../text/pattern.ts';
import { isSearched } from '../../view/search/search.ts';
import { BUDGET, type Slice } from '../../view/search/slices.ts';
import { lineAt } from '../../world/scrollback.ts';
import { LINE_LIMIT, logOf } from '../history.ts';
import type { Found, FromPage } from '../protocol.ts';

/** UTF-16 units of a pattern, and lines of an answer. */
const PATTERN_LIMIT = 256;
const MOST_HITS = 200;

const KINDS: readonly string[] = ['wild', 'text', 'regexp'] satisfies PatternKind[];

/** What it costs to get ready, in units of a slice: a pattern is read, and what matches is asked of it. */
const SETUP = BUDGET / 32;

/** Looks through what pages are shown of the lines, as far as the slice leads; null: there is none for it. */
export function findLines(
  { state, readChunk }: Turn,
  { w, text, how, exact, up, at }: Extract<FromPage, { t: 'find' }>,
  slice: Slice | null,
  isFirst: boolean,
): Found | Fault {
  if (!slice?.hasTime()) return { hits: [], at };
  slice.pass(SETUP);
  const log = logOf(state, w);
  const kind = KINDS.includes(how) ? (how as PatternKind) : 'wild';
  const finder = finderOf({ text: text.slice(0, PATTERN_LIMIT), kind, exact });
  if (isFault(finder)) return finder;
  const hits: [number, ...number[]][] = [];
  if (!log || text === '') return { hits, at: null };
  const start = up ? Math.min(at, log.next) - 1 : Math.max(at, log.first);
  for (let number = start; number >= log.first && number < log.next; number += up ? -1 : 1) {
    const here = up ? number + 1 : number;
    if (!slice.hasTime() || hits.length >= MOST_HITS) return { hits, at: here };
    const line = lineAt(log, number, readChunk);
    if (!line || !isSearched(line)) {
      slice.pass();
      continue;
    }
    const shown = line.text.slice(0, LINE_LIMIT);
    const matches = slice.look({}, finder, shown);
    // There was no time left for it; one that takes a whole slice matches nothing that anybody has meant.
    if (matches === null && !(isFirst && number === start)) return { hits, at: here };
    if (matches) hits.push([number, ...finder.spans(shown).flat()]);
  }
  return { hits, at: null };
}
