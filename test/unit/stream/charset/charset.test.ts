import { emptyStream, findEncoding, partial, receive, send } from '../../../../client/stream/stream.ts';
import { bytes, context, IAC, lines, sb, stateAfter, WILL } from '../helpers.ts';

function decoded(encoding: string, ...parts: (number | string | Uint8Array)[]): string {
  return lines(receive(emptyStream(), bytes(...parts, '\n'), { ...context, encoding }).values).join('\n');
}

const sent = (encoding: string, text: string) => send(emptyStream(), text, { ...context, encoding });

test.each([
  ['utf-8', 'Þórr 東京 😀', Buffer.from('Þórr 東京 😀')],
  ['gbk', '你好', bytes(0xc4, 0xe3, 0xba, 0xc3)],
  ['gb18030', '㐀😀', bytes(0x81, 0x39, 0xee, 0x39, 0x94, 0x39, 0xfc, 0x36)],
  ['big5', '你好', bytes(0xa7, 0x41, 0xa6, 0x6e)],
  ['shift_jis', 'こんｱ', bytes(0x82, 0xb1, 0x82, 0xf1, 0xb1)],
  ['euc-kr', '한글', bytes(0xc7, 0xd1, 0xb1, 0xdb)],
  ['euc-jp', '日本ｱ丂', bytes(0xc6, 0xfc, 0xcb, 0xdc, 0x8e, 0xb1, 0x8f, 0xb0, 0xa1)],
  ['iso-2022-jp', 'a日本b', bytes('a', 0x1b, '$B', 'F|K\\', 0x1b, '(B', 'b')],
  ['koi8-r', 'орк', bytes(0xcf, 0xd2, 0xcb)],
  ['windows-1251', 'орк', bytes(0xee, 0xf0, 0xea)],
  ['latin1', '€é', bytes(0x80, 0xe9)],
  ['iso-8859-2', 'Łódź', bytes(0xa3, 0xf3, 'd', 0xbc)],
  ['iso-8859-16', 'șț', bytes(0xba, 0xfe)],
  ['cp437', '█é', bytes(0xdb, 0x82)],
  ['fansi', '╔═╗', bytes(0xc9, 0xcd, 0xbb)],
  ['x-user-defined', '\uf780', bytes(0x80)],
  ['ibm866', 'Я', bytes(0x9f)],
])('%s, in both directions', (encoding, text, wire) => {
  expect(decoded(encoding, wire)).toBe(text);
  expect(Buffer.from(sent(encoding, text).bytes)).toEqual(bytes(wire, '\r\n'));
});

test('UTF-16 is read and sent, odd as it is', () => {
  const state = emptyStream();
  const utf16 = { ...context, encoding: 'utf-16le' };
  const received = receive(state, Buffer.from('hé\n', 'utf16le'), utf16);
  expect(lines(received.values)).toEqual(['hé']);
  expect(Buffer.from(send(state, 'é', utf16).bytes)).toEqual(Buffer.from('é\r\n', 'utf16le'));
  expect(Buffer.from(send(state, 'é', { ...context, encoding: 'utf-16be' }).bytes)).toEqual(
    bytes(0, 0xe9, 0, 13, 0, 10),
  );
});

test('invalid UTF-8 becomes U+FFFD, overlong forms and surrogates too', () => {
  expect(decoded('utf-8', 'a\x80b')).toBe('a\ufffdb');
  expect(decoded('utf-8', 'a\xc0\xafb')).toBe('a\ufffd\ufffdb');
  expect(decoded('utf-8', 'a\xed\xa0\x80b')).toBe('a\ufffd\ufffd\ufffdb');
  expect(decoded('utf-8', 'a\xe2\x82b')).toBe('a\ufffdb');
});

test('half a character waits for the next packet', () => {
  const state = stateAfter('caf\xc3');
  expect(partial(state).text).toBe('caf');
  receive(state, bytes('\xa9'), context);
  expect(partial(state).text).toBe('café');
});

test('half a character of an encoding that is left becomes U+FFFD', () => {
  const state = stateAfter('a\xe6');
  receive(state, bytes('b'), { ...context, encoding: 'cp437' });
  expect(partial(state).text).toBe('a\ufffdb');
});

test('a colour between two kanji of ISO-2022-JP, and a line that forgot to shift back', () => {
  const text = bytes(0x1b, '$B', 'F|', 0x1b, '[31m', 'K\\', '\n', 'plain');
  expect(decoded('iso-2022-jp', text)).toBe('日本\nplain');
  expect(decoded('iso-2022-jp', 0x1b, '(I1', 0x1b, '(J\\~', 0x1b, '(B\\')).toBe('ｱ¥‾\\');
});

describe('sending', () => {
  test('a line ends in CR LF', () => {
    expect(Buffer.from(sent('utf-8', 'look').bytes)).toEqual(bytes('look\r\n'));
  });

  test('a byte 255 is doubled', () => {
    expect(Buffer.from(sent('windows-1251', 'яма').bytes)).toEqual(bytes(255, 255, 0xec, 0xe0, '\r\n'));
  });

  test('what cannot be encoded is named, and nothing is sent', () => {
    expect(sent('latin1', 'say 東京 東')).toEqual({ bytes: new Uint8Array(0), lost: '東京' });
    expect(sent('utf-8', 'a\ud800')).toEqual({ bytes: new Uint8Array(0), lost: '\ud800' });
    expect(sent('iso-2022-jp', '한')).toEqual({ bytes: new Uint8Array(0), lost: '한' });
    expect(sent('gbk', '😀').lost).toBe('😀');
  });

  test('the charset that was agreed on overrides the setting', () => {
    const state = stateAfter(IAC, WILL, 42, sb(42, 1, ';CP437'));
    expect(Buffer.from(send(state, 'é', context).bytes)).toEqual(bytes(0x82, '\r\n'));
  });
});

describe('labels', () => {
  test('are found in any case, and by the names that servers use', () => {
    expect(findEncoding('UTF8')!.name).toBe('utf-8');
    expect(findEncoding('ISO-8859-1')!.name).toBe('windows-1252');
    expect(findEncoding('US-ASCII')!.name).toBe('windows-1252');
    expect(findEncoding('GB2312')!.name).toBe('gbk');
    expect(findEncoding('IBM437')!.name).toBe('cp437');
  });

  test('unknown ones are null, and read as UTF-8', () => {
    for (const label of ['x-klingon', '', '__proto__', 'constructor', 'replacement']) {
      expect(findEncoding(label)).toBeNull();
    }
    expect(decoded('x-klingon', 'é')).toBe('\ufffd');
  });

  test('there are never too many of them', () => {
    for (let n = 0; n < 1000; n++) expect(findEncoding(`x-${n}`)).toBeNull();
    expect(findEncoding('utf-8')!.name).toBe('utf-8');
  });
});
