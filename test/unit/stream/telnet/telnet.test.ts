import { emptyStream, partial, receive, send } from '../../../../client/stream/stream.ts';
import {
  bytes,
  context,
  DO,
  DONT,
  EOR,
  feed,
  GA,
  IAC,
  lines,
  notices,
  replied,
  SB,
  SE,
  sb,
  stateAfter,
  values,
  WILL,
  WONT,
} from '../helpers.ts';

const latin = { ...context, encoding: 'cp437' };

test('IAC IAC in text is one byte 255', () => {
  const state = emptyStream();
  const received = receive(state, bytes('a', IAC, IAC, 'b\r\n'), latin);
  expect(lines(received.values)).toEqual(['a\u00a0b']);
});

test('IAC IAC may be cut between two packets', () => {
  const state = emptyStream();
  receive(state, bytes('a', IAC), latin);
  expect(partial(state).text).toBe('a');
  expect(lines(receive(state, bytes(IAC, 'b\n'), latin).values)).toEqual(['a\u00a0b']);
});

test('two-byte commands vanish from the text', () => {
  expect(lines(values('a', IAC, 241, 'b', IAC, 246, 'c', IAC, 240, 'd\n'))).toEqual(['abcd']);
});

test('a command inside a character does not tear it', () => {
  expect(lines(values('caf\xc3', IAC, 241, '\xa9\n'))).toEqual(['café']);
});

test('GA and EOR end a prompt, whatever was negotiated', () => {
  expect(values('HP:10> ', IAC, GA)).toEqual([{ type: 'prompt', text: 'HP:10> ', runs: [] }]);
  expect(values('HP:10> ', IAC, EOR)).toEqual([{ type: 'prompt', text: 'HP:10> ', runs: [] }]);
});

test('GA in a packet of its own ends the prompt before it', () => {
  const state = stateAfter('HP:10> ');
  expect(partial(state).text).toBe('HP:10> ');
  expect(feed(state, IAC, GA)).toEqual([{ type: 'prompt', text: 'HP:10> ', runs: [] }]);
  expect(partial(state).text).toBe('');
});

test('GA without text before it says nothing', () => {
  expect(values('a\r\n', IAC, GA)).toEqual([{ type: 'line', text: 'a', runs: [] }]);
});

test('a line that arrives between a prompt and its GA takes the prompt along', () => {
  expect(values('> ', 'You are hit!\r\n', IAC, GA)).toEqual([
    { type: 'line', text: '> You are hit!', runs: [] },
  ]);
});

describe('subnegotiations', () => {
  test('an option that is off is ignored', () => {
    expect(values(sb(201, 'Core.Ping'), 'x\n')).toEqual([{ type: 'line', text: 'x', runs: [] }]);
  });

  test('IAC IAC inside is one byte 255', () => {
    const state = stateAfter(IAC, WILL, 69);
    feed(state, sb(69, 1, 'A', 2, 'x', IAC, IAC, 'y'));
    expect(state.data.entries['msdp:A']!.text).toBe('"x\ufffdy"');
  });

  test('IAC SE without one is ignored', () => {
    expect(values('a', IAC, SE, 'b\n')).toEqual([{ type: 'line', text: 'ab', runs: [] }]);
  });

  test('IAC SB IAC SE without an option is ignored', () => {
    expect(values(IAC, SB, IAC, SE, 'b\n')).toEqual([{ type: 'line', text: 'b', runs: [] }]);
  });

  test('one inside another drops the first and carries out the second', () => {
    const state = stateAfter(IAC, WILL, 69);
    const received = feed(state, IAC, SB, 69, 1, 'A', 2, 'x', sb(69, 1, 'B', 2, 'y'), 'text\n');
    expect(notices(received)).toEqual(['sb-unfinished']);
    expect(Object.keys(state.data.entries)).toEqual(['msdp:B']);
    expect(lines(received)).toEqual(['text']);
  });

  test('a command inside drops it and is carried out', () => {
    const received = values(IAC, SB, 201, 'lost', IAC, DO, 31, 'text\n');
    expect(notices(received)).toEqual(['sb-unfinished']);
    expect(replied(received)).toEqual(bytes(IAC, WILL, 31, sb(31, 0, 120, 0, 40)));
    expect(lines(received)).toEqual(['text']);
  });

  test('it is told once', () => {
    const state = stateAfter(IAC, SB, 1, IAC, GA);
    expect(notices(feed(state, IAC, SB, 1, IAC, GA))).toEqual([]);
  });

  test('64 KiB are taken, one byte more is not', () => {
    const state = stateAfter(IAC, WILL, 201);
    const name = 'A.B ';
    feed(state, sb(201, name, `"${'x'.repeat(65536 - name.length - 2)}"`));
    expect(state.data.entries['gmcp:a.b']!.text).toHaveLength(65536 - name.length);
    const received = feed(state, sb(201, name, `"${'x'.repeat(65537 - name.length - 2)}"`), 'text\n');
    expect(notices(received)).toEqual(['sb-too-long']);
    expect(lines(received)).toEqual(['text']);
  });

  test('without an end it swallows a MiB at most, in bounded memory', () => {
    const state = stateAfter(IAC, SB, 201);
    const kilobyte = bytes('x'.repeat(1023), '\n');
    let shown = 0;
    for (let n = 0; n < 3 * 1024; n++) {
      shown += lines(feed(state, kilobyte)).length;
      expect(state.telnet.payload.length).toBeLessThanOrEqual(64 * 1024);
    }
    expect(shown).toBeGreaterThan(2000);
  });
});

describe('options that are refused', () => {
  test.each([34, 85, 88, 91, 93, 102, 200, 77])('DO and WILL %d', option => {
    expect(replied(values(IAC, DO, option))).toEqual(bytes(IAC, WONT, option));
    expect(replied(values(IAC, WILL, option))).toEqual(bytes(IAC, DONT, option));
  });

  test('a refused request that is repeated is not answered again', () => {
    const state = stateAfter(IAC, WILL, 91);
    expect(feed(state, IAC, WILL, 91, IAC, WILL, 91)).toEqual([]);
    expect(replied(feed(state, IAC, WONT, 91, IAC, WILL, 91))).toEqual(bytes(IAC, DONT, 91));
  });
});

test('a flood of WILL and WONT is answered up to 64 KiB, until text comes', () => {
  const state = emptyStream();
  const flood = Buffer.concat(Array.from({ length: 50_000 }, () => bytes(IAC, WILL, 25, IAC, WONT, 25)));
  const received = feed(state, flood);
  expect(notices(received)).toEqual(['option-storm']);
  expect(replied(received).length).toBeLessThan(65_600);
  expect(replied(feed(state, '\n', IAC, DO, 0))).toEqual(bytes(IAC, WILL, 0));
});

test('a timing mark is answered each time', () => {
  expect(replied(values(IAC, DO, 6, IAC, DO, 6))).toEqual(bytes(IAC, WILL, 6, IAC, WILL, 6));
});

describe('a server that does not double the letter at 255', () => {
  /** Lines and prompts in a character set, of bytes that come one by one or as a whole. */
  function read(encoding: string, whole: Buffer, size: number): string[] {
    const state = emptyStream();
    const texts: string[] = [];
    for (let at = 0; at < whole.length; at += size) {
      for (const value of receive(state, whole.subarray(at, at + size), { ...context, encoding }).values)
        if (value.type === 'line' || value.type === 'prompt') texts.push(value.text);
    }
    return [...texts, partial(state).text];
  }

  test.each([
    ['latin1', bytes('a\xff, \xff\xff b\xff\r\n'), ['aÿ, ÿ bÿ', '']],
    ['windows-1252', bytes('\xff\x1b[1m\xff\n'), ['ÿÿ', '']],
    ['koi8-r', bytes('\xff\xc1\xff\x80\n'), ['ЪаЪ─', '']],
    [
      'cp1251',
      bytes('\xff\xf0\xea\xee, \xff\xed\xe2\xe0\xf0\xfc, \xff \xe8 \xff\xff.\n'),
      ['ярко, январь, я и я.', ''],
    ],
    ['cp1251', bytes('\xec\xe5\xed\xff> ', IAC, GA, '\xff.'), ['меня> ', 'я.']],
    ['cp1251', bytes('\xff ', IAC, WILL, 25, '\xff!', IAC, 241, '?\n'), ['я я!?', '']],
    ['utf-8', bytes('a\xff, b\n'), ['a b', '']],
    ['cp437', bytes('a\xff, b\n'), ['a b', '']],
    ['gbk', bytes('a\xff, b\n'), ['a b', '']],
  ])('is read in %s as it is meant: %j', (encoding, whole, texts) => {
    const size = whole.length;
    for (const cut of [1, 2, 3, size]) expect(read(encoding, whole, cut)).toEqual(texts);
  });

  test('nor in a message, which goes on to its end', () => {
    const state = emptyStream();
    const message = bytes(IAC, WILL, 69, IAC, SB, 69, 1, 'NAME', 2, '\xff\xe1', IAC, SE, 'after\n');
    const koi8 = { ...context, encoding: 'koi8-r' };
    const texts = [...message].flatMap(byte => lines(receive(state, Buffer.of(byte), koi8).values));
    expect(texts).toEqual(['after']);
    expect(Object.keys(state.data.entries)).toEqual(['msdp:NAME']);
  });

  test.each(['latin1', 'koi8-r', 'cp1251'])('gets it doubled: %s', encoding => {
    const letter = new TextDecoder(encoding).decode(Buffer.of(255));
    const { bytes: sent } = send(emptyStream(), `a${letter}b`, { ...context, encoding });
    expect([...sent]).toEqual([97, 255, 255, 98, 13, 10]);
  });
});
