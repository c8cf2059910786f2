/** The reload law for the browser view: with reloads anywhere, pages hear the same and worlds are told the same. */

import fc from 'fast-check';
import type { FromPage } from '../../client/web/protocol.ts';
import { logIn, openPage, type Page, put, textFrame, turnOn } from '../support/browsers.ts';
import { type Play, playAlpha } from '../support/play.ts';

/** What happens next; a message of the page is cut where `cut` says, and `reload` comes in between. */
type Step =
  | { readonly what: 'line'; readonly count: number; readonly reload: boolean }
  | {
      readonly what: 'say' | 'ack' | 'want' | 'hide' | 'show';
      readonly cut: number;
      readonly reload: boolean;
    };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    what: fc.constant('line' as const),
    count: fc.integer({ min: 1, max: 90 }),
    reload: fc.boolean(),
  }),
  fc.record({
    what: fc.constantFrom('say' as const, 'ack' as const, 'want' as const, 'hide' as const, 'show' as const),
    cut: fc.nat({ max: 60 }),
    reload: fc.boolean(),
  }),
);

/** What a page says next, going by what it has heard. */
function messageOf(what: Step['what'], page: Page, said: number, start: number): FromPage {
  const next = page.lines().reduce((most, { number }) => Math.max(most, number + 1), start);
  if (what === 'say') return { t: 'say', n: said, w: 'Alpha', text: `command ${said}` };
  if (what === 'ack') return { t: 'ack', w: 'Alpha', to: next };
  if (what === 'want') return { t: 'want', w: 'Alpha', from: next };
  return { t: 'visible', on: what === 'show' };
}

function outcome(steps: readonly Step[], withReloads: boolean) {
  const play: Play = playAlpha();
  turnOn(play);
  const page = openPage(play, logIn(play));
  const start = play.world('Alpha').scrollback.next;
  let [said, count] = [0, 0];
  page.say({ t: 'want', w: 'Alpha', from: start });
  for (const one of steps) {
    const reload = () => withReloads && one.reload && play.reload();
    if (one.what === 'line') {
      for (let i = 0; i < one.count; i++) play.receive('Alpha', `line ${++count}\r\n`);
      reload();
    } else {
      if (one.what === 'say') said++;
      const bytes = textFrame(messageOf(one.what, page, said, start));
      put(play, page.id, bytes.subarray(0, one.cut));
      reload();
      put(play, page.id, bytes.subarray(one.cut));
    }
    void page.heard;
  }
  return { lines: page.lines(), sent: play.sent('Alpha').toString(), said, closed: page.closed(), start };
}

test('reloads anywhere change nothing of what a page hears and what it has done', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), steps => {
      const { lines, sent, said, closed, start } = outcome(steps, true);
      expect({ lines, sent, said, closed, start }).toEqual(outcome(steps, false));
      expect(closed).toBeNull();
      expect(sent).toBe(Array.from({ length: said }, (_, at) => `command ${at + 1}\r\n`).join(''));
      expect(lines.map(({ number }) => number)).toEqual(lines.map((_, at) => start + at));
    }),
    { numRuns: 25 },
  );
});
