/** `[bindings]` of the Clay in Rust as `[keys]` of settings.toml. */
import { type ActionName, actions } from '../../settings/bindings.ts';
import { keySpelling, parseKey } from '../../settings/keys/names.ts';
import type { ImportPlace } from '../../state/imports/found.ts';
import type { Taker } from '../taker.ts';
import type { Section } from './ini.ts';

/** By its names for them, and others that are as good. */
const NAMES: Readonly<Record<string, ActionName>> = {
  ...{
    reload: 'reload',
    redraw: 'redraw',
    suspend: 'suspend',
    help: 'help',
    quit: 'interrupt',
    spell: 'spelling',
  },
  ...{ spellcheck: 'spelling', spellsuggest: 'spelling', tags: 'toggle-tags', toggletags: 'toggle-tags' },
  ...{ filter: 'search', search: 'search', find: 'search', historysearch: 'search-history' },
  ...{
    worldnext: 'next-world',
    nextworld: 'next-world',
    worldprev: 'previous-world',
    worldprevious: 'previous-world',
  },
  ...{
    worldforward: 'next-of-all-worlds',
    worldallnext: 'next-of-all-worlds',
    worldallprev: 'previous-of-all-worlds',
  },
  ...{
    worldactivity: 'next-activity',
    nextactivity: 'next-activity',
    recentworlds: 'worlds',
    lastworld: 'last-world',
  },
  ...{ pageup: 'page-up', scrollpageup: 'page-up', pagedown: 'page-down', scrollpagedown: 'page-down' },
  ...{ halfpageup: 'half-page-up', scrollhalfpageup: 'half-page-up', halfpage: 'half-page-down' },
  ...{
    scrollhalfpage: 'half-page-down',
    flush: 'release-all',
    releaseall: 'release-all',
    jumptoend: 'release-all',
  },
  ...{
    cursorleft: 'backward-char',
    charleft: 'backward-char',
    cursorright: 'forward-char',
    charright: 'forward-char',
  },
  ...{ wordleft: 'backward-word', cursorwordleft: 'backward-word', wordright: 'forward-word' },
  ...{ cursorwordright: 'forward-word', home: 'beginning-of-line', linestart: 'beginning-of-line' },
  ...{
    cursorhome: 'beginning-of-line',
    end: 'end-of-line',
    lineend: 'end-of-line',
    cursorend: 'end-of-line',
  },
  ...{ cursorup: 'previous-line', up: 'previous-line', cursordown: 'next-line', down: 'next-line' },
  ...{ backspace: 'backward-delete-char', deletebackward: 'backward-delete-char', delete: 'delete-char' },
  ...{
    deleteforward: 'delete-char',
    deletewordbackward: 'unix-word-rubout',
    killwordback: 'unix-word-rubout',
  },
  ...{ deletewordforward: 'kill-word', killword: 'kill-word', deletewordbackwardpunct: 'backward-kill-word' },
  ...{
    killtoend: 'kill-line',
    killline: 'kill-line',
    clearline: 'unix-line-discard',
    killall: 'kill-whole-line',
  },
  ...{ yank: 'yank', undo: 'undo', transpose: 'transpose-chars', transposechars: 'transpose-chars' },
  ...{ literalnext: 'quoted-insert', quotedinsert: 'quoted-insert', capitalizeword: 'capitalize-word' },
  ...{ lowercaseword: 'downcase-word', uppercaseword: 'upcase-word', matchingbracket: 'matching-bracket' },
  ...{
    gotomatchingbracket: 'matching-bracket',
    historyprev: 'previous-history',
    historynext: 'next-history',
  },
  ...{ historysearchbackward: 'history-search-backward', historysearchforward: 'history-search-forward' },
  ...{ tab: 'complete', complete: 'complete', menu: 'menu' },
};

function dropFrom(keys: string[], key: string): void {
  const at = keys.indexOf(key);
  if (at >= 0) keys.splice(at, 1);
}

/** `file`: where it stands, if not in the file that was named. */
export function takeKeys(taker: Taker, { entries }: Section, file: string | undefined): void {
  /** Keys of actions, as they come to be; and where that is said. */
  const wanted = new Map<ActionName, { keys: string[]; place: ImportPlace }>();
  const keysOf = (name: ActionName, place: ImportPlace) => {
    const known = wanted.get(name) ?? { keys: [...actions[name].keys], place };
    wanted.set(name, known);
    return known.keys;
  };
  for (const { key: given, value, line } of entries) {
    const place = { line, what: `key ${given} = ${value}`, ...(file !== undefined && { file }) };
    const key = parseKey(given.replace(/^esc[-+]/i, 'Esc '));
    const name = NAMES[value.toLowerCase().replace(/[^a-z]/g, '')];
    if (key === null) taker.refuse(place, `${given} is no key that has a name here`);
    else if (/^unbound$/i.test(value)) {
      const usual = (Object.keys(actions) as ActionName[]).filter(one =>
        (actions[one].keys as readonly string[]).includes(key),
      );
      if (usual.length === 0) taker.refuse(place, 'it does nothing here anyway');
      for (const one of usual) dropFrom(keysOf(one, place), key);
    } else if (!name) taker.refuse(place, 'there is nothing here that it would do; /keys lists what keys do');
    else {
      const keys = keysOf(name, place);
      if (!keys.includes(key)) keys.unshift(key);
    }
  }
  for (const [name, { keys, place }] of wanted) {
    const isUsual = keys.join(' ') === actions[name].keys.join(' ');
    if (isUsual) taker.refuse(place, `it is so here anyway: ${name}`);
    else taker.setting(place, ['keys', name], keys.map(keySpelling));
  }
}
