import type { LeftoverBytes } from '../../../client/crash/read-buffer.ts';
import { unrecorded } from '../../../client/crash/unrecorded.ts';
import type { Event } from '../../../client/state/events.ts';
import type { State } from '../../../client/state/state.ts';

const found: LeftoverBytes = {
  sockets: Buffer.from('line 8\r\nold'),
  typed: Buffer.from('say hi\r'),
  position: { file: 1, size: 0 },
};

/** As much of a state as is looked at: a world for each link, which has processed so many bytes. */
function stateWith(links: Record<number, number>): State {
  const worlds = Object.entries(links).map(([id, received]) => [id, { link: { id: Number(id), received } }]);
  return { worlds: Object.fromEntries([...worlds, ['idle', { link: null }]]) } as State;
}

const received = (link: number, text: string): Event => ({
  type: 'received',
  link,
  bytes: Buffer.from(text),
});
const typed: Event = { type: 'input', bytes: Buffer.from('say hi\r') };

test.each<
  [what: string, links: { link: number; read: number | null }[], last: Event | null, events: Event[]]
>([
  [
    'the link that has read more than it has processed',
    [
      { link: 1, read: 100 },
      { link: 2, read: 58 },
    ],
    null,
    [received(2, 'line 8\r\n')],
  ],
  [
    'none if all is processed',
    [
      { link: 1, read: 100 },
      { link: 2, read: 50 },
    ],
    null,
    [],
  ],
  [
    'none if the rest is on the tape',
    [
      { link: 1, read: 100 },
      { link: 2, read: 58 },
    ],
    received(2, 'line 8\r\n'),
    [],
  ],
  [
    'what is on the journal is of another link',
    [{ link: 2, read: 58 }],
    received(1, 'line 8\r\n'),
    [received(2, 'line 8\r\n')],
  ],
  ['none where the kernel does not tell', [{ link: 2, read: null }], null, []],
  [
    'none if the numbers cannot be right',
    [
      { link: 1, read: 99 },
      { link: 2, read: 5000 },
    ],
    null,
    [],
  ],
])('of a socket: %s', (_, links, last, events) => {
  const state = stateWith({ 1: 100, 2: 50 });
  expect(unrecorded(found, state, links, last && { now: 0, event: last }, true)).toEqual(events);
  expect(unrecorded(found, state, links, last && { now: 0, event: last }, false)).toEqual([...events, typed]);
});

test('of the terminal: nothing if nothing was typed', () => {
  const nothing = { ...found, typed: new Uint8Array() };
  expect(unrecorded(nothing, stateWith({}), [], null, false)).toEqual([]);
});
