/** What a few bytes of a server may cost: answers, values and slices are counted. */
import {
  allowSounds,
  emptyStream,
  findEncoding,
  partial,
  receive,
  type StreamContext,
  type StreamValue,
} from '../../../client/stream/stream.ts';
import { BUDGET, CELL, VALUE } from '../../../client/stream/work.ts';
import { bytes, context, DO, feed, IAC, lines, notices, replied, sb, stateAfter, WILL } from './helpers.ts';

const KIB = 1024;
/** Answers between two lines of text. */
const MAX_ANSWERS = 64 * KIB;

/** A variable for each byte, and so on. */
const many = (count: number, make: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => make(n)).join('');

const sizeOf = (values: readonly StreamValue[]) => replied(values).length;

describe('answers between two lines of text', () => {
  const asking = [DO, WILL].flatMap(verb => [24, 31, 39, 42, 6, 201, 0].map(option => [IAC, verb, option]));
  const questions: readonly (readonly [string, Buffer])[] = [
    ['5,000 bare VARs', sb(39, `\x01${'\0'.repeat(5000)}`)],
    ['65,000 bare VARs', sb(39, `\x01${'\0'.repeat(65_000)}`)],
    ['VAR and USERVAR', sb(39, `\x01${'\0\x03'.repeat(30_000)}`)],
    ['a variable by name', sb(39, `\x01${'\0CLIENT_NAME'.repeat(5000)}`)],
    ['variables that nobody has', sb(39, `\x01${many(12_000, n => `\0${n}`)}`)],
    ['one of 64 KiB', sb(39, `\x01\0${'x'.repeat(65_000)}`)],
    ['one of escapes', sb(39, `\x01\0${'\x02\x01'.repeat(32_000)}`)],
    ['SEND', sb(39, 1)],
    ['TTYPE', sb(24, 1)],
    ['CHARSET', sb(42, '\x01;UTF-8')],
    ['CHARSET with a long name', sb(42, `\x01;${' '.repeat(60_000)}UTF-8`)],
    ['TTABLE', sb(42, `\x04${'x'.repeat(60_000)}`)],
    ['TIMING-MARK', bytes(IAC, DO, 6)],
    ['GMCP on and off', bytes(IAC, WILL, 201, IAC, 252, 201)],
    ['MCCP3 on and off', bytes(IAC, WILL, 87, IAC, 252, 87)],
  ];

  test.each(questions)('%s: 64 KiB at most, however often it is asked', (_name, question) => {
    for (const mccp3 of [[], [IAC, WILL, 87]]) {
      const state = stateAfter(Buffer.from(asking.flat()), Buffer.from(mccp3), '\n');
      let total = 0;
      for (let n = 0; n < 5; n++) total += sizeOf(feed(state, question));
      for (let n = 0; n < 2; n++)
        total += sizeOf(feed(state, Buffer.concat(new Array(500).fill(question.subarray(0, 200)))));
      expect(total).toBeLessThanOrEqual(MAX_ANSWERS);
    }
  });

  test('a variable that is asked for twice is answered once', () => {
    const state = stateAfter(IAC, DO, 39);
    expect(replied(feed(state, sb(39, `\x01${'\0'.repeat(5000)}`)))).toEqual(
      replied(feed(state, sb(39, '\x01\0'))),
    );
    expect(replied(feed(state, sb(39, '\x01\0MTTS\0MTTS')))).toEqual(sb(39, 0, 0, 'MTTS', 1, '781'));
  });

  test('a variable of the user that is not ASCII is found by its bytes, and unknown bytes come back as they were', () => {
    const state = stateAfter(IAC, DO, 39);
    const environ = { STRAßE: 'grün' };
    const asked = sb(39, 1, 3, Buffer.from('STRAßE'), 3, 0xc3);
    const answer = sb(39, 0, 3, Buffer.from('STRAßE'), 1, Buffer.from('grün'), 3, 0xc3);
    expect(replied(receive(state, asked, { ...context, environ }).values)).toEqual(answer);
  });

  test('what does not fit is not answered by half, is told of once, and asked again after a line', () => {
    const environ = { MOOD: 'x'.repeat(40_000) };
    const large: StreamContext = { ...context, environ };
    const state = stateAfter(IAC, DO, 39);
    const ask = (more: string) => receive(state, bytes(more, sb(39, '\x01\x03')), large).values;
    expect(sizeOf(ask(''))).toBeGreaterThan(40_000);
    expect(ask('')).toMatchObject([{ type: 'notice', code: 'option-storm' }]);
    expect(ask('')).toEqual([]);
    expect(sizeOf(ask('text\n'))).toBeGreaterThan(40_000);
  });

  test('a character set is not used before the answer that agrees to it', () => {
    const state = stateAfter(IAC, DO, 42);
    state.options.replied = MAX_ANSWERS;
    expect(notices(feed(state, sb(42, '\x01;CP437')))).toEqual(['option-storm']);
    expect(lines(feed(state, 'é\n'))).toEqual(['\ufffd']);
  });

  test('in a storm of requests what a server tells is still taken in', () => {
    const state = stateAfter(IAC, WILL, 201);
    state.options.replied = MAX_ANSWERS;
    expect(feed(state, sb(201, 'Char.Vitals {"hp":1}'))).toMatchObject([
      { type: 'data', name: 'gmcp:char.vitals' },
    ]);
  });
});

describe('names of character sets', () => {
  test('that are unknown are looked up without trying a decoder', () => {
    const Original = globalThis.TextDecoder;
    let made = 0;
    globalThis.TextDecoder = class extends Original {
      constructor(label?: string, options?: ConstructorParameters<typeof Original>[1]) {
        super(label, options);
        made++;
      }
    };
    try {
      const before = findEncoding('koi8-r');
      made = 0;
      const state = stateAfter(IAC, DO, 42);
      for (let n = 0; n < 3; n++) feed(state, sb(42, `\x01${many(9000, k => `;x${n}-${k}`)}`), '\n');
      expect(findEncoding('koi8-r')).toBe(before);
      expect(made).toBe(0);
    } finally {
      globalThis.TextDecoder = Original;
    }
  });

  test('the one that can be read is found behind thousands that cannot', () => {
    const state = stateAfter(IAC, DO, 42);
    const request = sb(42, `\x01${many(9000, n => `;x${n}`)};koi8-r`);
    expect(replied(feed(state, request))).toEqual(sb(42, 2, 'koi8-r'));
  });
});

describe('tables that are too large', () => {
  test.each([
    ['MSDP', 69, `\x01A\x02\x05${'\x02x'.repeat(5000)}\x06`],
    ['MSDP', 69, many(5000, n => `\x01${n}\x02x`)],
    ['MSDP', 69, '\x01'.repeat(60_000)],
    ['MSSP', 70, many(5000, n => `\x01${n}\x02x`)],
    ['MSSP', 70, `\x01A${'\x02x'.repeat(5000)}`],
  ])('%s: are ignored and told of once', (protocol, option, payload) => {
    const state = stateAfter(IAC, WILL, option);
    const received = [...feed(state, sb(option, payload)), ...feed(state, sb(option, payload))];
    expect(received).toMatchObject([{ type: 'notice', code: 'data-too-many' }]);
    expect(JSON.stringify(received)).toContain(`${protocol} with more than 4096 values`);
    expect(state.data.count).toBe(0);
    expect(feed(state, sb(option, '\x01HP\x025'))).toHaveLength(1);
  });

  test('four thousand values are taken', () => {
    const state = stateAfter(IAC, WILL, 69);
    feed(state, sb(69, `\x01A\x02\x05${'\x02x'.repeat(4000)}\x06`));
    expect(JSON.parse(state.data.entries['msdp:A']!.text)).toHaveLength(4000);
  });
});

describe('MSP', () => {
  test('sixteen triggers of a line count, the rest is text', () => {
    const state = emptyStream();
    allowSounds(state);
    expect(lines(feed(state, `${'!!SOUND(a)'.repeat(20)}\n`))).toEqual(['!!SOUND(a)'.repeat(4)]);
  });

  test('an open trigger is waited for, but not for ever', () => {
    const state = emptyStream();
    allowSounds(state);
    feed(state, '!!SOUND(');
    expect(partial(state).text).toBe('');
    feed(state, 'x'.repeat(2000));
    expect(partial(state).text).toBe(`!!SOUND(${'x'.repeat(2000)}`);
  });
});

test('plain bytes are worked off in slices too, and none is lost', () => {
  const state = emptyStream();
  const input = bytes('\n'.repeat(100_000));
  const first = receive(state, input, context);
  expect(first.rest).not.toBeNull();
  expect(first.values.length).toBeLessThan(BUDGET / VALUE + 2);
  expect(first.values.length + lines(feed(state, first.rest!)).length).toBe(100_000);
});

test('a character that came in two packets and breaks off a sequence is not given back by half', () => {
  const state = stateAfter('\x1b[31\xc3');
  for (let rest: Uint8Array | null = bytes('\xa9x\xc3\xa9'); rest !== null; )
    ({ rest } = receive(state, rest, context, 1));
  expect(partial(state).text).toBe('éxé');
});

test('the rest is a copy: the caller reads into its buffer again', () => {
  const state = emptyStream();
  const input = bytes('\n'.repeat(50_000), 'last\n');
  const { rest } = receive(state, input, context);
  input.fill(0);
  expect(lines(feed(state, rest!)).at(-1)).toBe('last');
});

describe('who takes lines as they end', () => {
  const input = bytes('one\r\n\x07two\r\nthree\r\nfour\r\nrest');
  const textOf = (value: StreamValue) => (value.type === 'line' ? value.text : value.type);

  test('is given all values in order, and the rest as usual', () => {
    const state = emptyStream();
    const taken: string[] = [];
    const { values, rest } = receive(state, input, context, BUDGET, value => {
      taken.push(textOf(value));
      return 0;
    });
    expect(taken).toEqual(['one', 'bell', 'two', 'three', 'four']);
    expect([values, rest, partial(state).text]).toEqual([[], null, 'rest']);
  });

  test('has no line more when what was done about the last one is enough for a turn', () => {
    const state = emptyStream();
    const taken: string[] = [];
    const { rest } = receive(state, input, context, BUDGET, value => {
      taken.push(textOf(value));
      return value.type === 'line' && value.text === 'two' ? BUDGET : 0;
    });
    expect(taken).toEqual(['one', 'bell', 'two']);
    expect(Buffer.from(rest!).toString()).toBe('three\r\nfour\r\nrest');
  });

  test('has few more of what was compressed, or is in another character set, where each is dear', () => {
    const foreign = { ...context, encoding: 'latin1' };
    const state = emptyStream();
    let taken = 0;
    const { rest } = receive(state, bytes('caf\xe9\r\n'.repeat(1000)), foreign, BUDGET, () => {
      taken++;
      return BUDGET;
    });
    expect(taken).toBeLessThan(50);
    expect(rest).not.toBeNull();
  });
});

test('to measure a line up to a cursor counts what takes no cells, too', () => {
  // All but the first of them take none, and the first cells hold so much of it.
  const text = `a${'\u0301'.repeat(60_000)}`;
  const state = stateAfter(Buffer.from(`${text}\r\x1b[255C\x1b[K`));
  const measured = state.line.text.length;
  expect(measured).toBeGreaterThan(10_000);
  const times = 500;
  let calls = 0;
  for (let rest: Uint8Array | null = bytes('\r\x1b[255C\x1b[K'.repeat(times)); rest !== null; calls++)
    ({ rest } = receive(state, rest, context));
  expect(calls).toBeGreaterThan((times * measured * CELL) / BUDGET / 2);
});
