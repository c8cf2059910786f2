import { createHash } from 'node:crypto';
import { sha1, sha256 } from '../../../client/web/wire/digest.ts';

test.each([0, 1, 55, 56, 63, 64, 65, 119, 120, 1000])(
  'of %d bytes both are what everybody else computes',
  size => {
    const bytes = Buffer.from(Array.from({ length: size }, (_, i) => (i * 37 + size) & 255));
    expect(sha1(bytes).toString('hex')).toBe(createHash('sha1').update(bytes).digest('hex'));
    expect(sha256(bytes).toString('hex')).toBe(createHash('sha256').update(bytes).digest('hex'));
  },
);
