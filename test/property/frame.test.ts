import fc from 'fast-check';
import { encodeFrame, feedFrames, newFrameReader, nextFrame } from '../../shared/protocol/frame.ts';

const message = fc.record({
  type: fc.string(),
  id: fc.nat(),
  offset: fc.maxSafeNat(),
  pins: fc.array(fc.string(), { maxLength: 5 }),
  on: fc.boolean(),
  bytes: fc.constantFrom(null, 'x'.repeat(1000)),
});

it('reads the same messages however the bytes are cut, also through a copied state', () => {
  fc.assert(
    fc.property(
      fc.array(message, { maxLength: 6 }),
      fc.array(fc.nat({ max: 300 }), { minLength: 1 }),
      (messages, cuts) => {
        const bytes = Buffer.concat(messages.map(one => encodeFrame(one)));
        let reader = newFrameReader();
        const read: unknown[] = [];
        for (let at = 0, i = 0; at < bytes.length; i++) {
          const length = 1 + cuts[i % cuts.length]!;
          feedFrames(reader, bytes.subarray(at, at + length));
          at += length;
          for (let frame = nextFrame(reader); frame && 'value' in frame; frame = nextFrame(reader))
            read.push(frame.value);
          reader = structuredClone(reader);
        }
        expect(read).toEqual(messages);
      },
    ),
  );
});

it('never throws, whatever the bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), body => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(body.length);
      const reader = newFrameReader();
      feedFrames(reader, length);
      feedFrames(reader, body);
      expect(nextFrame(reader)).not.toBeNull();
    }),
    { numRuns: 1000 },
  );
});

it('refuses a map whose key is no string', () => {
  const reader = newFrameReader();
  feedFrames(reader, Uint8Array.of(0, 0, 0, 3, 0x81, 0x80, 0x00));
  expect(nextFrame(reader)).toMatchObject({ code: 'FRAME_MALFORMED' });
});
