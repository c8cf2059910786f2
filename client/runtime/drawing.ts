/** What a painter writes next: on a screen what has changed of it, without one what has come. */
import type { Frame } from '../state/terminal.ts';
import { downgrade } from '../terminal/color.ts';
import { isSameProfile, type Profile } from '../terminal/profile.ts';
import { draw } from '../terminal/screen.ts';
import type { Composed, Paper } from '../view/plain/compose.ts';

export interface Drawing {
  /** `whole`: anything may stand on the terminal. `written` is called when it was given to the terminal. */
  next(whole: boolean, profile: Profile): Drawn;
  /** What is still to be written before the end; nothing where all goes with the screen. */
  last?(profile: Profile): Drawn;
}

export interface Drawn {
  readonly text: string;
  readonly isMore?: boolean;
  readonly written?: () => void;
}

/** Frames, each by what it has that the one before has not. */
export function screenDrawing(frame: () => Frame): Drawing {
  let shown: Frame | null = null;
  let shownFor: Profile | null = null;
  return {
    next(whole, profile) {
      if (whole || (shownFor && !isSameProfile(shownFor, profile))) shown = null;
      const next = frame();
      const text = draw(shown, next, profile);
      shown = next;
      shownFor = profile;
      return { text };
    },
  };
}

export interface PlainDrawing {
  compose(paper: Paper): Composed | null;
  /** What was printed; it is in the state from then on. */
  printed(composed: Composed): void;
}

/** Text that goes out once and stays. What stood there before is known by the state, also in a new image. */
export function plainDrawing({ compose, printed }: PlainDrawing): Drawing {
  let isFirst = true;
  function drawn(profile: Profile, how: Pick<Paper, 'fresh' | 'last'>): Drawn {
    isFirst = false;
    // Without colours there is no sequence at all.
    const style = (of: string) => (profile.depth === 'none' ? '' : downgrade(of, profile));
    const composed = compose({ style, ...how });
    if (!composed) return { text: '' };
    return { text: composed.text, isMore: composed.isMore, written: () => printed(composed) };
  }
  return {
    next: (whole, profile) => drawn(profile, { fresh: whole && !isFirst }),
    last: profile => drawn(profile, { last: true }),
  };
}
