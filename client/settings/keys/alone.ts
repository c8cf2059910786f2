/** What an action does where it is told of alone: in the help of keys it may share its words with its neighbours. */
import { type ActionName, actions } from '../bindings.ts';

const PAGE = 'a page';
const HALF = 'half a page';

/** Of those whose own words tell of others as well. */
const ALONE: Readonly<Partial<Record<ActionName, string>>> = {
  'page-up': `scroll ${PAGE} up`,
  'page-down': `scroll ${PAGE} down; while paused: to the next screenful`,
  'half-page-up': `scroll ${HALF} up`,
  'half-page-down': `scroll ${HALF} down`,
  'row-up': 'scroll a row up',
  'row-down': 'scroll a row down',
  'scroll-up': 'scroll three rows up',
  'scroll-down': 'scroll three rows down',
  'previous-world': 'the active world before; with world_switching unseen_first, one with unseen lines first',
  'next-world': 'the next active world; with world_switching unseen_first, one with unseen lines first',
  'previous-of-all-worlds': 'the world before, connected or not, by their numbers',
  'next-of-all-worlds': 'the next world, connected or not, by their numbers',
  ...Object.fromEntries(
    [1, 2, 3, 4, 5, 6, 7, 8, 9].map(number => [`world-${number}`, `the world with the number ${number}`]),
  ),
  ...Object.fromEntries(
    ['north', 'south', 'west', 'east', 'northwest', 'northeast', 'southwest', 'southeast', 'up', 'down'].map(
      way => [`walk-${way}`, `walk ${way} by the keypad (keypad_walk)`],
    ),
  ),
  'walk-look': 'look by the keypad (keypad_walk)',
  'previous-line': 'a row up; in the first one the input before, of the world on screen',
  'next-line': 'a row down; in the last one the input behind, of the world on screen',
  'history-search-backward': 'the input before that begins like this one up to the cursor',
  'history-search-forward': 'the input behind that begins like this one up to the cursor',
  'previous-history': 'the input before, of all worlds',
  'next-history': 'the input behind, of all worlds',
  'beginning-of-line': 'to the start of the line',
  'end-of-line': 'to the end of the line',
  'beginning-of-text': 'to the start of the whole text',
  'end-of-text': 'to the end of the whole text',
  'backward-char': 'a character left',
  'forward-char': 'a character right',
  'backward-word': 'a word left',
  'forward-word': 'a word right',
  'backward-delete-char': 'delete the character left of the cursor',
  'delete-char': 'delete the character under the cursor',
  'kill-line': 'delete to the end of the line',
  'unix-line-discard': 'delete to the start of the line',
  'unix-word-rubout': 'delete to the left as far as a blank',
  'backward-kill-word': 'delete the word left of the cursor',
  'kill-word': 'delete the word right of the cursor',
  yank: 'put back what was deleted',
  'yank-pop': 'behind that: an older piece in its place',
  undo: 'undo',
  redo: 'do again what was undone',
  'capitalize-word': 'Capitalise the word',
  'downcase-word': 'the word in lower case',
  'upcase-word': 'the word in UPPER case',
};

/** What this action does, and no other. */
export function helpAlone(name: ActionName): string {
  return ALONE[name] ?? actions[name].help;
}
