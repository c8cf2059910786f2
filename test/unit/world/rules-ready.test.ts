/** Making patterns ready is work, too: much of it is done in turns of its own, or ends a turn. */
import { encodeRules, preparing } from '../../../client/automation/rules.ts';
import type { Rule } from '../../../client/state/automation.ts';
import { createCapturer } from '../../../client/text/regexp/capturer.ts';
import { parse } from '../../../client/text/regexp/parse.ts';
import { compileCapturing } from '../../../client/text/regexp/program.ts';
import { type Play, playAlpha } from '../../support/play.ts';

const COUNT = 300;
const AUTOMATION = Array.from(
  { length: COUNT },
  (_, n) =>
    `[[trigger]]\nname = "t${n}"\npattern = '^Orc${n} hits (\\w+)$'\nmode = "regexp"\nset = { last = "$1" }\n`,
).join('');
const LINES = Array.from({ length: COUNT }, (_, n) => `Orc${n} hits you\r\n`).join('');

const player = () => playAlpha({ automation: AUTOMATION, settings: { more_mode: false } });

/** Turns that lines take which come at once. */
function turns(play: Play, lines: string): number {
  const { Alpha } = play.state.worlds;
  const link = Alpha?.link;
  if (!link) throw new Error('not connected');
  play.dispatch({ type: 'received', link: link.id, bytes: Buffer.from(lines) });
  let count = 1;
  for (; link.inbox.length > 0 && count < 1000; count++) play.dispatch({ type: 'tick' });
  return count;
}

test('lines for rules that none was for before are worked off in more turns, and no more once they were', () => {
  const play = player();
  expect(turns(play, LINES)).toBeGreaterThan(2);
  expect(turns(play, LINES)).toBe(1);
  const hits = Object.values(play.state.automation.counts).map(one => one.hits);
  expect(hits).toEqual(Array.from({ length: COUNT }, () => 2));
  expect(play.output().at(-1)).toBe(`Orc${COUNT - 1} hits you`);
});

test('a reload or a crash in between has them cut at the same places', () => {
  const [one, other] = [player(), player()];
  const half = LINES.slice(0, LINES.indexOf('Orc150 '));
  for (const play of [one, other]) turns(play, half);
  other.reload();
  expect(turns(other, LINES)).toBe(turns(one, LINES));
});

const ruleOf = (n: number, pattern: string): Rule => ({
  kind: 'trigger',
  name: `r${n}`,
  patterns: [pattern],
  mode: 'regexp',
});
const many = (pattern: string) => Array.from({ length: 400 }, (_, n) => ruleOf(n, pattern));
const steps = (block: Uint8Array, met?: readonly string[]) => [...preparing(block, met)].length;

test('those that any line is for are made ready before one comes, as are those that were met', () => {
  const few = steps(encodeRules(many('^word (\\w+)$')));
  expect(steps(encodeRules(many('^(\\w+)(\\d+)$')))).toBeGreaterThan(few + 40);
  const block = encodeRules(many('^word (\\w+)$'));
  const met = Array.from({ length: 200 }, (_, n) => `trigger r${n}`);
  expect(steps(block, met)).toBeGreaterThan(few + 20);
});

test('words that patterns have in common are there once', () => {
  const lettersIn = (pattern: string) =>
    createCapturer(compileCapturing(parse(pattern), false)).letters.filter(one => one !== null);
  const [one, other] = [lettersIn('^Orc (\\w+) hits you$'), lettersIn('(.*) HITS YOU')];
  expect(one.at(-1)?.small).toEqual(Uint8Array.from(Buffer.from(' hits you')));
  expect(other).toContain(one.at(-1));
});
