/** Character sets: agreed on by either opening, set by the user, cut within characters, and typed. */
import { client, DO, hex, IAC, type Recording, sb, server, user, WILL, WONT } from './recording.ts';

const CHARSET = 42;
/** An option that nobody has. */
const UNKNOWN = 200;
const [REQUEST, ACCEPTED, REJECTED, TTABLE_IS, TTABLE_REJECTED] = [1, 2, 3, 4, 5];

/** As TinyMUX does: both sides at once, then the question. */
export const charsetByWill: Recording = {
  name: 'ByWill',
  settings: { encoding: 'iso-8859-2' },
  steps: [
    server(IAC, WILL, CHARSET, IAC, DO, CHARSET, 'Za\xbf\xf3\xb3\xe6\r\n'),
    client(IAC, DO, CHARSET, IAC, WILL, CHARSET),
    user('żółw'),
    client('\xbf\xf3\xb3w\r\n'),
    server(sb(CHARSET, REQUEST, ';koi8-x;UTF-8;US-ASCII'), hex('c5bcc3b3c582c487'), '\r\n'),
    client(sb(CHARSET, ACCEPTED, 'UTF-8')),
    user('żółw'),
    client(hex('c5bcc3b3c58277'), '\r\n'),
    server(sb(CHARSET, TTABLE_IS, 1, 'table'), sb(CHARSET, REQUEST, ' x-none')),
    client(sb(CHARSET, TTABLE_REJECTED), sb(CHARSET, REJECTED)),
  ],
  log: ['Zażółć', 'żółć'],
};

export const charsetByDo: Recording = {
  name: 'ByDo',
  steps: [
    server(IAC, DO, CHARSET),
    client(IAC, WILL, CHARSET),
    server(
      sb(CHARSET, REQUEST, '[TTABLE]', 1, ' X-NONE CP437'),
      hex('c9cdcdbb20b3b1b2b320ab20f720f1'),
      '\r\n',
    ),
    client(sb(CHARSET, ACCEPTED, 'CP437')),
    user('½ é'),
    client(hex('ab2082'), '\r\n'),
    // The pound of Latin-1 is 0xA3; byte 0xFF is a no-break space here, and doubled as everywhere.
    server(sb(CHARSET, REQUEST, ';x-none;latin1'), hex('a3'), IAC, IAC, '\r\n'),
    client(sb(CHARSET, ACCEPTED, 'latin1')),
    user('ÿ'),
    client(IAC, IAC, '\r\n'),
  ],
  log: ['╔══╗ │▒▓│ ½ ≈ ±', '£ÿ'],
};

interface Text {
  readonly name: string;
  readonly encoding: string;
  /** What the server says, with its bytes; then what the user does. */
  readonly said: readonly (readonly [string, string])[];
  readonly typed: readonly [string, string];
  /** Cannot be said in this encoding. */
  readonly lost?: string;
}

/** Colours and telnet commands stand between the characters, and half a character before the end of a line. */
function world({ name, encoding, said, typed, lost }: Text): Recording {
  // What cannot be said is told at once: the answer shows that what the server has said stands above it.
  const heard = [server(IAC, DO, UNKNOWN), client(IAC, WONT, UNKNOWN)];
  const lines = said.map(([, coded]) => server('\x1b[1;32m', hex(coded), IAC, 241, '\x1b[0m.\r\n'));
  return {
    name,
    settings: { encoding },
    steps: [
      ...lines,
      ...(lost ? [...heard, user(lost)] : []),
      user(typed[0]),
      client(hex(typed[1]), '\r\n'),
      ...lines,
    ],
    log: [...said, ...said].map(([text]) => `${text}.`),
  };
}

export const texts: readonly Recording[] = [
  world({
    name: 'Gbk',
    encoding: 'gbk',
    said: [
      ['你站在城门前。', 'c4e3d5bed4dab3c7c3c5c7b0a1a3'],
      ['【雨】', 'a1bed3ea a1bf'],
      // Four bytes of gb18030, of which gbk is read as a part.
      ['𠀀', '95328236'],
    ],
    typed: ['说 你好', 'cbb520c4e3bac3'],
    lost: '👍',
  }),
  world({
    name: 'Big5',
    encoding: 'big5',
    said: [
      ['你站在城門前。', 'a741afb8a662abb0aaf9ab65a143'],
      // The second bytes of the first three are a backslash.
      ['許功蓋：歡迎來到遊戲', 'b35ca55cbb5ca147c577aaefa8d3a8ecb943c0b8'],
    ],
    typed: ['說 許功蓋', 'bba120b35ca55cbb5c'],
    lost: '👍',
  }),
  world({
    name: 'ShiftJis',
    encoding: 'shift_jis',
    said: [
      ['あなたは門の前に立っている。', '82a082c882bd82cd96e582cc914f82c997a782c182c482a282e98142'],
      ['表示ソ能、ｶﾀｶﾅ', '955c8ea6835c945c8141b6c0b6c5'],
    ],
    typed: ['言う こんにちは', '8cbe82a42082b182f182c982bf82cd'],
    lost: '한',
  }),
  world({
    name: 'EucKr',
    encoding: 'euc-kr',
    said: [
      ['당신은 성문 앞에 서 있습니다.', 'b4e7bdc5c0ba20bcbab9ae20bed5bfa120bcad20c0d6bdc0b4cfb4d92e'],
      ['한글 테스트：가나다', 'c7d1b1db20c5d7bdbac6aea3bab0a1b3aab4d9'],
    ],
    typed: ['말 안녕', 'b8bb20bec8b3e7'],
    lost: '👍',
  }),
  world({
    name: 'Cp437',
    encoding: 'fansi',
    said: [
      ['╔══╗ │▒▓│ ½ ≈ ±', 'c9cdcdbb20b3b1b2b320ab20f720f1'],
      ['naïve Ω α ∞', '6e618b766520ea20e020ec'],
    ],
    typed: ['say ½ é', '73617920ab2082'],
    lost: '한',
  }),
  world({
    name: 'Utf8',
    encoding: 'utf-8',
    said: [
      ['Þórr 東京 👍🏽', 'c39ec3b37272 20 e69db1e4baac 20 f09f918df09f8fbd'],
      // Overlong and torn: a replacement for each part that can be none.
      ['a\ufffd\ufffdb\ufffdc', '61 c0af 62 e282 63'],
    ],
    typed: ['grüß 東', '6772c3bcc39f20e69db1'],
  }),
];
