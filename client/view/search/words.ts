/** How far a search has come, in words: which match of how many, when it was said. */
import type { State } from '../../state/state.ts';
import type { Search, View } from '../../state/view.ts';
import { when } from '../when.ts';
import { foundBy } from './search.ts';

/** `3 of 17, 14:49:12`; a `+` while lines are still to be looked through. */
export function foundWords(state: State, view: View, search: Search): string {
  const { rank, count, isWhole } = foundBy(state, view, search);
  if (!search.looked) return '';
  const words = [rankWords(rank, count, isWhole)];
  if (search.time !== undefined) words.push(when(search.time, state.now));
  if (search.wrapped) words.push('from the other end');
  if (search.wanted) words.push('searching');
  if (search.filter) words.push('only matches are shown');
  return words.join(', ');
}

function rankWords(rank: number, count: number, isWhole: boolean): string {
  if (isWhole && count === 0) return 'no match';
  const all = isWhole ? String(count) : `${count}+`;
  return rank > 0 ? `${rank} of ${all}` : `${all} ${count === 1 && isWhole ? 'match' : 'matches'}`;
}
