/** Law: with a reload at any place, rules do the same, cell by cell. */
import fc from 'fast-check';
import { type Play, playAlpha } from '../support/play.ts';

const automation = `
[[trigger]]
name = "answer"
pattern = "* tells you: *"
mode = "glob"
send = "say $1"
set = { last = "$1" }
[[trigger]]
name = "gag"
pattern = "spam"
gag = true
blank = true
[[trigger]]
name = "paint"
pattern = "orc"
hilite = "bold red"
[[trigger]]
name = "words"
pattern = "the Great"
substitute = "!"
[[trigger]]
name = "chance"
pattern = "orc"
chance = 0.5
echo = "lucky with $last"
[[trigger]]
name = "three"
pattern = "go"
shots = 3
cooldown = 1
body = "north;/echo gone"
[[trigger]]
name = "several"
all = ["A", "B"]
mode = "begins"
lines = 3
echo = "A then B"
[[trigger]]
name = "block"
pattern = "Begin"
until = "End"
echo = "$block"
[[trigger]]
name = "prompt"
pattern = "> *"
mode = "glob"
on = "prompt"
when = "!resting"
send = "look"
[[alias]]
name = "k"
body = "kill $*"
[[hook]]
name = "p"
event = "PROMPT"
set = { prompts = "$prompts." }
`;

const line = fc.constantFrom(
  ...[
    'Bob tells you: hi',
    'spam',
    '',
    'an orc',
    '\x1b[34mAl the Great orc\x1b[0m',
    'go',
    'A',
    'B',
    'Begin',
    'End',
    'x',
    '> \xff\xf9',
  ],
);
type Act = { readonly act: 'receive' | 'enter' | 'wait'; readonly text: string };
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.array(line, { minLength: 1, maxLength: 8 }).map(
      (all): Act => ({
        act: 'receive',
        text: all.map(one => (one.startsWith('>') ? one : `${one}\r\n`)).join(''),
      }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(
        'k orc',
        '/set resting 1',
        '/unset resting',
        '/repeat 1 3 tick',
        '/auto off',
        '/auto on',
        '/gag x',
        '/undo',
        'look',
      )
      .map((text): Act => ({ act: 'enter', text })),
  },
  { weight: 2, arbitrary: fc.constantFrom('10', '400', '3000').map((text): Act => ({ act: 'wait', text })) },
);

function perform(play: Play, { act: what, text }: Act): void {
  if (what === 'receive') play.receive('Alpha', Buffer.from(text, 'latin1'));
  else if (what === 'enter') play.enter(text);
  else play.advance(Number(text));
}

function outcome(play: Play) {
  const { automation: rules, timers } = play.state;
  const due = Object.entries(timers).filter(([name]) => /^(rule|pace) /.test(name));
  const block = Buffer.from(rules.block).toString('hex');
  const sent = play.sent('Alpha').toString();
  return { output: play.output(), sent, file: play.disk.automation, rules: { ...rules, block }, due };
}

test('random lines, typing and waiting, with a reload after each', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 12 }), acts => {
      const plays = [playAlpha({ automation, rows: 30 }), playAlpha({ automation, rows: 30 })] as const;
      for (const one of acts) {
        for (const play of plays) perform(play, one);
        plays[1].reload();
        plays[1].advance(0);
      }
      expect(outcome(plays[1])).toEqual(outcome(plays[0]));
    }),
    { numRuns: 60 },
  );
});
