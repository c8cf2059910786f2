import { setTag, withoutNodeCode } from '../../../client/reload/startup-file.ts';

const number = (value: number, size: number): Buffer => {
  const bytes = Buffer.alloc(size);
  bytes.writeUInt32LE(value);
  return bytes;
};
const text = (value: string) => Buffer.concat([number(value.length, 8), Buffer.from(value)]);

/** As Node 20 writes it; `tag`: without it as later ones do. */
function file({
  tag = [number(0xabcdef01, 4)],
  code = [
    ['zlib', 'code'],
    ['internal/url', 'more'],
  ],
} = {}): Buffer {
  const head = [
    number(0x143da19, 4),
    Buffer.of(1),
    text('v1'),
    text('x64'),
    text('linux'),
    ...tag,
    number(0, 4),
  ];
  const heap = Buffer.alloc(1000, 'heap');
  const list = code.flatMap(([name, bytes]) => [text(name!), text(bytes!)]);
  return Buffer.concat([
    ...head,
    number(heap.length, 4),
    heap,
    Buffer.alloc(50, 1),
    number(code.length, 8),
    ...list,
  ]);
}

test.each([
  ['with a tag', {}],
  ['without one', { tag: [] }],
])('%s: each module keeps its name, and has what V8 refuses at a glance', (_, options) => {
  const lean = withoutNodeCode(file(options));
  const refused = '\0'.repeat(8);
  const code = [
    ['zlib', refused],
    ['internal/url', refused],
  ];
  expect(lean?.equals(file({ ...options, code }))).toBe(true);
});

test.each([
  ['nothing', Buffer.alloc(0)],
  ['something else', Buffer.alloc(5000, 'else')],
  ['cut off', file().subarray(0, -1)],
  ['followed by more', Buffer.concat([file(), Buffer.of(0)])],
  ['without a list', file({ code: [] })],
])('%s is left alone', (_, bytes) => {
  expect(withoutNodeCode(bytes)).toBeNull();
});

test('the tag is changed where it is the one that is known, and nothing else', () => {
  const bytes = file();
  setTag(bytes, 1, 2);
  expect(bytes.equals(file())).toBe(true);
  setTag(bytes, 0xabcdef01, 7);
  expect(bytes.equals(file({ tag: [number(7, 4)] }))).toBe(true);
});
