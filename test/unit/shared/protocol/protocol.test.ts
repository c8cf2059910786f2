import { MAX_REPLAY, readRequest } from '../../../../shared/protocol/protocol.ts';
import { openRequest } from '../../../support/tlsproxy.ts';

const open = { type: 'open', id: 1, ...openRequest(4000) };

it('takes a request as it is, with fields of a newer version', () => {
  const request = { ...open, later: 1 };
  expect(readRequest(request)).toBe(request);
});

it.each([
  ['no map', 7, 'REQUEST_MALFORMED'],
  ['no type', { id: 1 }, 'REQUEST_MALFORMED'],
  ['an unknown type', { type: 'sing' }, 'REQUEST_UNKNOWN'],
  ['a type that every object has', { type: 'constructor' }, 'REQUEST_UNKNOWN'],
  ['a missing field', { type: 'ack', session: 'a' }, 'REQUEST_MALFORMED'],
  ['a negative offset', { type: 'ack', session: 'a', offset: -1 }, 'REQUEST_MALFORMED'],
  ['a fraction', { type: 'ack', session: 'a', offset: 0.5 }, 'REQUEST_MALFORMED'],
  ['port 0', { ...open, port: 0 }, 'REQUEST_MALFORMED'],
  ['a policy that is none', { ...open, policy: 'any' }, 'REQUEST_MALFORMED'],
  ['pins that are no strings', { ...open, pins: [1] }, 'REQUEST_MALFORMED'],
  ['a replay buffer without bounds', { ...open, replay: MAX_REPLAY + 1 }, 'REQUEST_MALFORMED'],
])('refuses %s', (_what, value, code) => {
  expect(readRequest(value)).toMatchObject({ code });
});
