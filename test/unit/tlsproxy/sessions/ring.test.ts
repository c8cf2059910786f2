import fc from 'fast-check';
import {
  append,
  handOn,
  held,
  newRing,
  piece,
  type Ring,
  release,
  room,
  space,
  take,
  trim,
} from '../../../../tlsproxy/sessions/ring.ts';

const bytes = (text: string) => Buffer.from(text);

it('costs nothing until it holds something, and gives its memory back', () => {
  const ring = newRing(1024);
  expect(ring.bytes).toBeNull();
  append(ring, bytes('hello'));
  expect(ring.bytes).toHaveLength(4096);
  trim(ring);
  expect(held(ring)).toBe(5);
  release(ring, 5);
  trim(ring);
  expect(ring).toEqual({ bytes: null, first: 5, next: 5, limit: 1024 });
});

it('hands its buffer on to the next one that needs one, but only while it holds nothing', () => {
  const [one, other] = [newRing(1024), newRing(1024)];
  append(one, bytes('hello'));
  const buffer = one.bytes;
  handOn(one);
  expect(one.bytes).toBe(buffer);
  release(one, 5);
  handOn(one);
  expect(one.bytes).toBeNull();
  append(other, bytes('world!'));
  expect(other.bytes).toBe(buffer);
  append(one, bytes('again'));
  expect(one.bytes).not.toBe(buffer);
  expect([piece(one, 5, 99).toString(), piece(other, 0, 99).toString()]).toEqual(['again', 'world!']);
});

it('does not hand on what reads may still go into', () => {
  const ring = newRing(1 << 20);
  append(ring, Buffer.alloc(20_000));
  const buffer = ring.bytes;
  release(ring, 20_000);
  handOn(ring);
  expect(ring.bytes).toBe(buffer);
});

it('says how much room there is', () => {
  const ring = newRing(8);
  append(ring, bytes('hello'));
  expect(room(ring)).toBe(3);
  release(ring, 4);
  expect(room(ring)).toBe(7);
});

it('takes more than its limit rather than lose a byte', () => {
  const ring = newRing(4);
  append(ring, bytes('hello'));
  expect(piece(ring, 0, 9).toString()).toBe('hello');
  expect(room(ring)).toBe(0);
});

it('releases nothing twice and nothing it does not have', () => {
  const ring = newRing(100);
  append(ring, bytes('hello'));
  release(ring, 3);
  release(ring, 1);
  expect(ring.first).toBe(3);
  release(ring, 99);
  expect(ring.first).toBe(5);
});

it('has what was read straight into its space without a copy, and copies what was read elsewhere', () => {
  const ring = newRing(1 << 20);
  expect(space(ring, 1, 100)).toBeNull();
  append(ring, bytes('hello'));
  expect(space(ring, 4092, 9000)).toBeNull();
  const free = space(ring, 4091, 9000)!;
  free.write(' world');
  take(ring, free, 6);
  take(ring, bytes('!!!!'), 1);
  expect(piece(ring, 0, 99).toString()).toBe('hello world!');
});

it('loses no byte that was read into a space it has given up meanwhile', () => {
  const ring = newRing(1 << 20);
  append(ring, bytes('hello'));
  const free = space(ring, 1, 100)!;
  release(ring, 5);
  trim(ring);
  free.write('again');
  take(ring, free, 5);
  expect(piece(ring, 5, 99).toString()).toBe('again');
});

it('keeps what a view shows while it grows and wraps', () => {
  const ring = newRing(1 << 20);
  append(ring, Buffer.alloc(4000, 'a'));
  const view = piece(ring, 0, 4000);
  append(ring, Buffer.alloc(9000, 'b'));
  expect(view.equals(Buffer.alloc(4000, 'a'))).toBe(true);
});

it('holds exactly the bytes from the last release on, whatever came before', () => {
  const step = fc.oneof(
    fc.record({ add: fc.nat({ max: 9000 }) }),
    fc.record({ read: fc.nat({ max: 9000 }) }),
    fc.record({ drop: fc.nat({ max: 9000 }) }),
    fc.constant({ trim: true }),
    fc.constant({ handOn: true }),
  );
  fc.assert(
    fc.property(fc.array(step), steps => {
      const ring = newRing(1 << 16);
      for (const one of steps) {
        if ('add' in one) append(ring, numbered(ring.next, one.add));
        else if ('read' in one) readInto(ring, one.read);
        else if ('drop' in one) release(ring, ring.first + one.drop);
        else if ('handOn' in one) handOn(ring);
        else trim(ring);
      }
      for (let offset = ring.first; offset < ring.next; ) {
        const part = piece(ring, offset, 5000);
        expect(part.equals(numbered(offset, part.length))).toBe(true);
        offset += part.length;
      }
    }),
  );
});

/** Each byte tells its offset. */
function numbered(from: number, length: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, i) => (from + i) % 251));
}

/** As a socket does: fills what space there is, of what comes. */
function readInto(ring: Ring, length: number): void {
  const buffer = space(ring, 1, length) ?? Buffer.alloc(length);
  buffer.set(numbered(ring.next, buffer.length));
  take(ring, buffer, buffer.length);
}
