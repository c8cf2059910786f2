/** A view without a screen: whenever it prints, and with reloads in between, each line is there once, and the input is whole. */
import fc from 'fast-check';
import { createPlay, type Play } from '../support/play.ts';
import { type Printing, printing } from '../support/printing.ts';

type Step =
  | { readonly type: 'line' | 'prompt' | 'half' | 'print' | 'reload' }
  | { readonly type: 'press'; readonly keys: string }
  | { readonly type: 'wait'; readonly ms: number };

const press = fc
  .constantFrom(
    'x',
    'y',
    'z',
    'é',
    '東',
    'Backspace',
    'Left',
    'Right',
    'C-a',
    'C-e',
    'C-w',
    'C-k',
    'Up',
    'Enter',
  )
  .map((keys): Step => ({ type: 'press', keys }));
const step = fc.oneof(
  { weight: 4, arbitrary: press },
  {
    weight: 4,
    arbitrary: fc.constantFrom('line', 'line', 'prompt', 'half', 'print').map((type): Step => ({ type })),
  },
  { weight: 1, arbitrary: fc.constantFrom(1, 299, 400).map((ms): Step => ({ type: 'wait', ms })) },
);
const reload: fc.Arbitrary<Step> = fc.constant({ type: 'reload' });

interface Session {
  readonly play: Play;
  readonly paper: Printing;
  /** Lines that were sent. */
  lines: number;
}

function begin(): Session {
  const play = createPlay({ worlds: { Alpha: {} }, columns: 30, rows: 10 });
  const paper = printing(play);
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  return { play, paper, lines: 0 };
}

function perform(steps: readonly Step[], session: Session): void {
  const { play, paper } = session;
  for (const one of steps) {
    if (one.type === 'press') pressKey(play, one.keys);
    else if (one.type === 'wait') play.advance(one.ms);
    else if (one.type === 'print') paper.print();
    else if (one.type === 'reload') play.reload();
    else if (one.type === 'line') play.receive('Alpha', `line ${session.lines++}.\r\n`);
    else play.receive('Alpha', one.type === 'half' ? 'half ' : Buffer.from('> \xff\xf9', 'latin1'));
  }
}

function pressKey(play: Play, keys: string): void {
  if (keys.length === 1) play.type(keys);
  else play.press(keys);
}

test('every line is printed once and in order, in a row of its own or behind its beginning', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ weight: 9, arbitrary: step }, { weight: 1, arbitrary: reload })),
      steps => {
        const one = begin();
        perform(steps, one);
        one.paper.print();
        const numbers = one.paper.rows().flatMap(row => /line (\d+)\.$/.exec(row)?.[1] ?? []);
        expect(numbers.map(Number)).toEqual(Array.from({ length: one.lines }, (_, at) => at));
        expect(one.paper.text()).not.toMatch(/[\x00-\x07\x09\x0b-\x1f]/);
      },
    ),
  );
});

test('the last row is the prompt with what is typed, as far as it fits', () => {
  fc.assert(
    fc.property(fc.array(step), steps => {
      const one = begin();
      perform(steps, one);
      one.paper.print();
      const { plain, editor } = one.play.terminal;
      const last = one.paper.rows().at(-1) as string;
      // Wide characters take two columns of a terminal, and one here.
      if (/[東]/.test(one.paper.text())) return;
      expect(last).toBe(plain?.printed.row.trimEnd());
      if (editor.text !== '') expect(last.endsWith(editor.text.trimEnd())).toBe(true);
    }),
  );
});

test('a reload changes nothing of what is printed', () => {
  fc.assert(
    fc.property(fc.array(step), fc.nat(), (steps, at) => {
      const whole = begin();
      perform(steps, whole);
      whole.paper.print();
      const cut = begin();
      const place = at % (steps.length + 1);
      perform(steps.slice(0, place), cut);
      cut.play.reload();
      perform(steps.slice(place), cut);
      cut.paper.print();
      expect(cut.paper.text()).toBe(whole.paper.text());
    }),
  );
});
