/** Law: with reloads, crashes and checkpoints at any place, and whatever is typed meanwhile, a walk takes each step once. */
import fc from 'fast-check';
import { createWalker, newGame, type Telling } from '../support/corridor.ts';

const act = fc.constantFrom(
  'event',
  'event',
  'event',
  'reload',
  'crash',
  'checkpoint',
  'say',
  'pause',
  'resume',
);

test.each(['gmcp', 'prompt', 'text'] satisfies Telling[])(
  'a walk that is cut anywhere takes each step once (%s)',
  telling => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), fc.integer({ min: 1, max: 12 }), (acts, length) => {
        const walker = createWalker(telling, newGame(3));
        walker.enter(`/walk 2e(open door)${length}e 2w`);
        for (const one of acts) {
          if (one === 'event') walker.next(10_000);
          else if (one === 'reload' || one === 'crash' || one === 'checkpoint') walker[one]();
          else walker.enter(one === 'say' ? 'hello' : `/walk ${one}`);
        }
        walker.enter('/walk resume');
        walker.settle(120_000);
        const ways = walker.game.heard.filter(line => line !== 'hello');
        expect(ways).toEqual(['e', 'e', 'open door', ...'e'.repeat(length), 'w', 'w']);
        expect(walker.state.worlds.Alpha?.walk?.phase).toBe('over');
      }),
      { numRuns: 25 },
    );
  },
);
