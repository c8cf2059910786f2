/** Questions of pages, and their answers. */
import { isFault } from '../../../shared/fault.ts';
import type { State, Turn } from '../../state/state.ts';
import type { Browser, Login } from '../../state/web.ts';
import { BUDGET, newSlice, type Slice } from '../../view/search/slices.ts';
import { begunBy } from '../../world/links/begun.ts';
import { tell } from '../feed.ts';
import type { Hands } from '../hands.ts';
import type { Answer, FromPage } from '../protocol.ts';
import { findLines } from './find.ts';
import { setForm, showForm } from './forms.ts';
import { listLines, listRules } from './rules.ts';

export type Question = Extract<FromPage, { q: number }>;

/** Inputs of before that a page is given: as many as anybody goes back by hand, and their UTF-16 units. */
const MOST_INPUTS = 500;
const MOST_SIZE = 64 * 1024;
/** UTF-16 units of an input that something is looked up in. */
const TEXT_LIMIT = 64 * 1024;

/** What any other answer costs, in units of a slice. */
const ANSWER = BUDGET / 8;

/** For what is asked in one turn: all of it together is answered in the time of one slice. */
export interface Share {
  readonly slice: Slice;
  isUsed: boolean;
  /** Whether there is time for searches: a page that searches without end is kept waiting. */
  searches: boolean;
}

export function newShare(): Share {
  return { slice: newSlice(), isUsed: false, searches: true };
}

const WATCHES = { fault: 'This login may only watch.' };
const TOO_MUCH = { fault: 'Too much is asked at once.' };

/** Whoever may only watch can search, and nothing else. */
export function onQuestion(
  turn: Turn,
  browser: Browser,
  login: Login,
  message: Question,
  hands: Hands,
  share: Share,
): void {
  const may = login.role === 'play' || message.t === 'find';
  const reply = may ? replyTo(turn, browser, message, hands, share) : WATCHES;
  tell(browser, { t: 'answer', q: message.q, ...reply });
}

function replyTo(
  turn: Turn,
  browser: Browser,
  message: Question,
  hands: Hands,
  share: Share,
): Omit<Answer, 't' | 'q'> {
  const { slice, isUsed, searches } = share;
  share.isUsed = true;
  if (message.t !== 'find') {
    if (!slice.hasTime()) return message.t === 'complete' ? { complete: null } : TOO_MUCH;
    slice.pass(ANSWER);
  }
  switch (message.t) {
    case 'find': {
      const found = findLines(turn, message, searches ? slice : null, !isUsed);
      return isFault(found) ? { fault: found.sentence } : { found };
    }
    case 'complete': {
      const { w, text, cursor } = message;
      if (text.length > TEXT_LIMIT) return { complete: null };
      return {
        complete: hands.complete(hands.acting(turn, browser, w), text, Math.min(cursor, text.length)),
      };
    }
    case 'ask': {
      const { what, name } = message;
      if (what === 'history') return { history: inputsOf(turn.state, name) };
      if (what === 'begun') return { begun: begunBy(name, turn.state) };
      if (what === 'rules') return listRules(turn.state, name);
      if (what === 'lines') return listLines(hands.acting(turn, browser, name));
      return showForm(hands.acting(turn, browser, ''), what, name);
    }
    case 'set': {
      const { what, name, values, press } = message;
      return setForm(hands.acting(turn, browser, ''), what, name, values, press);
    }
  }
}

/** What Up goes through, by the setting `history`; oldest first. */
function inputsOf({ history, historyWorlds, settings }: State, name: string): string[] {
  const isOwn = (at: number) => {
    const world = historyWorlds?.length === history.length ? historyWorlds[at] : null;
    return settings.history === 'common' || world === null || world === undefined || world === name;
  };
  const inputs: string[] = [];
  let size = 0;
  for (let at = history.length - 1; at >= 0 && inputs.length < MOST_INPUTS; at--) {
    const input = history[at] as string;
    if (!isOwn(at)) continue;
    size += input.length;
    if (size > MOST_SIZE) break;
    inputs.push(input);
  }
  return inputs.reverse();
}
