/** Laws of the status bar, whatever its formats, its worlds and its width are. */
import fc from 'fast-check';
import { formatFault } from '../../client/text/fields.ts';
import { textWidth } from '../../client/text/width.ts';
import { statusBar } from '../../client/view/status/bar.ts';
import { createPlay } from '../support/play.ts';

const NAMES = ['Alpha', '世界👍🏽', 'e\u0301a', 'Discworld-of-the-many-guilds'] as const;
const PIECES = [
  ...[
    '{sign}',
    '{world}',
    '{state}',
    '{activity}',
    '{active}',
    '{tls}',
    '{log}',
    '{clock}',
    '{more}',
    '{said}',
  ],
  ...[
    '{latency}',
    '{nobody}',
    '{gmcp.A.x}',
    '{gmcp.A.x|gauge:7:9}',
    '{msdp.B}',
    ' ',
    '  ',
    'hp',
    '世',
    '{{',
    '}}',
  ],
] as const;

const piece = fc.nat(PIECES.length - 1).map(index => PIECES[index] as string);
const format = fc.array(piece, { maxLength: 12 }).map(pieces => pieces.join(''));

/** What may happen between two looks at the bar. */
const event = fc.constantFrom('text', 'flood', 'gmcp', 'close', 'switch', 'wait', 'other');

test('the bar is exactly as wide as the screen, and the same after a reload', () => {
  fc.assert(
    fc.property(
      fc.record({ left: format, right: format }),
      fc.array(event, { maxLength: 8 }),
      fc.array(fc.integer({ min: 4, max: 120 }), { minLength: 1, maxLength: 4 }),
      (status, events, widths) => {
        expect([formatFault(status.left), formatFault(status.right)]).toEqual([null, null]);
        const worlds = Object.fromEntries(
          NAMES.map(name => [name, { log: true, reconnect: 7, highlight: ['x'] }]),
        );
        const play = createPlay({ worlds, settings: { status }, columns: 80, rows: 10 });
        let at = 0;
        const here = () => NAMES[at % NAMES.length] as string;
        const go = () => {
          play.enter(`/worlds ${here()}`);
          if (play.world(here()).phase === 'connecting') play.connect(here());
        };
        const happen: Record<string, () => void> = {
          text: () => play.receive(here(), 'some x\r\n'),
          flood: () => play.receive(here(), 'line\r\n'.repeat(50)),
          gmcp: () => play.receive(here(), Buffer.from('\xff\xfa\xc9A {"x":"世\\u001b7"}\xff\xf0', 'latin1')),
          close: () => play.close(here()),
          switch: () => {
            at++;
            go();
          },
          wait: () => play.advance(1500),
          other: () => {
            const other = NAMES[(at + 1) % NAMES.length] as string;
            if (play.state.worlds[other]?.phase === 'connected') play.receive(other, 'x\r\n');
          },
        };
        go();
        for (const name of events) {
          const isThere = play.world(here()).phase === 'connected';
          if (isThere || name === 'switch' || name === 'wait') happen[name]!();
          if (play.world(here()).phase === 'connecting') play.connect(here());
        }
        for (const columns of widths) {
          play.resize(columns, 10);
          const bar = () => statusBar(play.state, play.terminal);
          const before = bar();
          expect(textWidth(before.map(({ text }) => text).join(''))).toBe(columns);
          play.reload();
          expect(bar()).toEqual(before);
        }
      },
    ),
    { numRuns: 60 },
  );
});
