import { judge } from '../../../../shared/tls/certificate-policy.ts';

const A = 'AA'.repeat(32);
const B = 'BB'.repeat(32);
const changed = { accepted: false, code: 'TLS_CERTIFICATE_CHANGED' };
const untrusted = { accepted: false, code: 'TLS_CERTIFICATE_UNTRUSTED' };
const ok = (trust: string, remember: boolean) => ({ accepted: true, trust, remember });

it.each([
  ['auto takes what a CA vouches for, and remembers it', 'auto', true, [], ok('ca', true)],
  ['auto takes a renewed certificate that a CA vouches for', 'auto', true, [B], ok('ca', true)],
  ['auto writes nothing down twice', 'auto', true, [A], ok('ca', false)],
  ['auto pins an unknown certificate at first sight', 'auto', false, [], ok('first-sight', true)],
  ['auto takes the pinned one again', 'auto', false, [B, A], ok('pinned', false)],
  ['auto refuses another one', 'auto', false, [B], changed],
  ['ca takes what a CA vouches for, whatever is pinned', 'ca', true, [B], ok('ca', false)],
  ['ca refuses all else, pinned or not', 'ca', false, [A], untrusted],
  ['pin pins at first sight even what a CA vouches for', 'pin', true, [], ok('first-sight', true)],
  ['pin takes the pinned one', 'pin', false, [A], ok('pinned', false)],
  ['pin refuses a change even if a CA vouches for it', 'pin', true, [B], changed],
  ['none takes anything', 'none', false, [B], ok('unchecked', false)],
] as const)('%s', (_what, policy, authorized, pins, verdict) => {
  expect(judge({ policy, authorized, isForAnother: false, fingerprint: A, pins })).toEqual(verdict);
});

it.each([
  ['auto pins no certificate of another host by itself', 'auto', [], untrusted],
  ['auto takes it once it is pinned', 'auto', [A], ok('pinned', false)],
  ['pin pins it, as it does any', 'pin', [], ok('first-sight', true)],
  ['none takes it', 'none', [], ok('unchecked', false)],
] as const)('%s', (_what, policy, pins, verdict) => {
  expect(judge({ policy, authorized: false, isForAnother: true, fingerprint: A, pins })).toEqual(verdict);
});

it('compares fingerprints however they are written', () => {
  const colons = A.toLowerCase().match(/../g)!.join(':');
  const given = {
    policy: 'pin',
    authorized: false,
    isForAnother: false,
    fingerprint: A,
    pins: [colons],
  } as const;
  expect(judge(given)).toEqual(ok('pinned', false));
});
