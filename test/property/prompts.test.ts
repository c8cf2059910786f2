/** Prompts: however the bytes are cut, and with a reload after each of them, screen and log say the same, and all of it. */

import fc from 'fast-check';
import type { WorldSettings } from '../../client/state/settings.ts';
import { gameText } from '../../client/world/lines/sent.ts';
import { createPlay, type Play } from '../support/play.ts';

type Step =
  | { readonly type: 'receive'; readonly bytes: Buffer }
  | { readonly type: 'send'; readonly line: string }
  | { readonly type: 'wait'; readonly ms: number };

const latin = (text: string) => Buffer.from(text, 'latin1');
const GA = '\xff\xf9';
const EOR = '\xff\xef';
const NOP = '\xff\xf1';
const ECHO_ON = '\xff\xfb\x01';
const ECHO_OFF = '\xff\xfc\x01';

const said = fc
  .array(
    fc.constantFrom(
      ...['HP> ', 'HP> ', '<9hp> ', '<100hp> ', 'Name: ', 'Password: ', 'Sure (y/n)? ', 'x'.repeat(30)],
      ...['A room', 'half a ', '\x1b[31m', '\x1b[0m', '\b', '\t', ' ', '\x1b[2J'],
      ...['\r\n', '\r\n', '\n', '\n\r', '\r\0', '\r\0\r\n', '\r', GA, GA, EOR, NOP, ECHO_ON, ECHO_OFF],
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts): Step => ({ type: 'receive', bytes: latin(parts.join('')) }));
const sent = fc.constantFrom('', '', 'look', '/send n').map((line): Step => ({ type: 'send', line }));
const waited = fc.constantFrom(1, 100, 299, 300, 700).map((ms): Step => ({ type: 'wait', ms }));
const sessions = (most: number) =>
  fc.array(
    fc.oneof(
      { weight: 4, arbitrary: said },
      { weight: 2, arbitrary: sent },
      { weight: 3, arbitrary: waited },
    ),
    {
      maxLength: most,
    },
  );

function begin(alpha: Partial<WorldSettings> = {}): Play {
  const play = createPlay({ worlds: { Alpha: { log: true, ...alpha } }, columns: 40, rows: 30 });
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  return play;
}

function perform(play: Play, step: Step): void {
  if (step.type === 'receive') play.receive('Alpha', step.bytes);
  else if (step.type === 'send') play.enter(step.line);
  else play.advance(step.ms);
}

/** Each byte on its own, with `between` behind it. */
function performInCrumbs(play: Play, step: Step, between: () => void): void {
  if (step.type !== 'receive') return perform(play, step);
  for (const byte of step.bytes) {
    play.receive('Alpha', Buffer.of(byte));
    between();
  }
}

function gameLines(play: Play): string[] {
  const { scrollback } = play.world('Alpha');
  return scrollback.open.map(gameText).filter(text => text !== null);
}

const logLines = (play: Play) => Object.values(play.disk.logs).join('').split('\n').slice(0, -1);

/** What there is to see now, and what is left of it at the end. */
function outcome(play: Play): unknown {
  const { world, frame } = play;
  const { prompt, promptOpen, prompts, masked, stream } = world('Alpha');
  const now = { prompt, promptOpen, prompts, masked, line: stream.line, frame: frame() };
  play.close('Alpha');
  play.advance(1000);
  const all = play.world('Alpha').scrollback.open;
  return {
    now,
    all,
    lines: gameLines(play),
    log: logLines(play),
    sent: play.sent('Alpha').toString('latin1'),
  };
}

test('cut and reloaded after every byte, a session ends as in one piece', () => {
  fc.assert(
    fc.property(sessions(14), steps => {
      const [stayed, carried] = [begin(), begin()];
      for (const step of steps) {
        perform(stayed, step);
        performInCrumbs(carried, step, () => carried.reload());
      }
      expect(outcome(carried)).toEqual(outcome(stayed));
    }),
    { numRuns: 60 },
  );
});

test('however it is cut, the login says the same, and the password only where it is asked for', () => {
  const logins = fc.constantFrom('prompt', 'moo_prompt', 'connect');
  fc.assert(
    fc.property(sessions(14), logins, (steps, auto_login) => {
      const alpha = { auto_login, user: 'bob', password: 'hunter2' } as const;
      const [whole, cut] = [begin(alpha), begin(alpha)];
      for (const step of steps) {
        perform(whole, step);
        performInCrumbs(cut, step, () => {});
      }
      const came = latin(
        steps.map(step => (step.type === 'receive' ? step.bytes.toString('latin1') : '')).join(''),
      );
      const isAskedFor = came.includes('Password: ') || came.includes(latin(ECHO_ON));
      expect(outcome(cut)).toEqual(outcome(whole));
      const passwords = whole.sent('Alpha').toString().split('hunter2').length - 1;
      expect(passwords).toBeLessThanOrEqual(auto_login === 'connect' || isAskedFor ? 1 : 0);
    }),
    { numRuns: 200 },
  );
});

test('screen and log have the same lines', () => {
  fc.assert(
    fc.property(sessions(20), steps => {
      const play = begin();
      for (const step of steps) perform(play, step);
      play.close('Alpha');
      play.advance(1000);
      // Fewer than are sealed: all are at hand.
      fc.pre(play.world('Alpha').scrollback.sealed === 0);
      expect(logLines(play)).toEqual(gameLines(play));
    }),
    { numRuns: 100 },
  );
});

test('every word that a server says is in the log once, in order, prompts or not', () => {
  const end = fc.constantFrom(GA, EOR, '\r\n', '', `${GA}\r\n`);
  const step = fc.oneof(
    { weight: 3, arbitrary: end.map(mark => ({ mark, type: 'say' as const })) },
    { weight: 2, arbitrary: fc.oneof(sent, waited) },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), steps => {
      const play = begin();
      let words = 0;
      for (const one of steps) {
        if (one.type === 'say')
          play.receive('Alpha', latin(`word${String.fromCharCode(97 + words++)} ${one.mark}`));
        else perform(play, one);
      }
      play.close('Alpha');
      play.advance(1000);
      const found =
        logLines(play)
          .join(' ')
          .match(/word[^ ]+/g) ?? [];
      expect(found).toEqual(
        Array.from({ length: words }, (_, word) => `word${String.fromCharCode(97 + word)}`),
      );
    }),
    { numRuns: 150 },
  );
});
