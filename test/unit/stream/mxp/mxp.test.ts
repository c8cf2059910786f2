/** MXP: which tags count where, what they do, and that nothing else comes of them. */
import type { StreamState, StyledText } from '../../../../client/state/stream.ts';
import { isOver } from '../../../../client/stream/mxp/elements.ts';
import { readSendLink } from '../../../../client/stream/mxp/send-link.ts';
import { emptyStream, partial, receive, type StreamValue } from '../../../../client/stream/stream.ts';
import { bytes, context, DO, GA, IAC, lines, notices, replied, SB, SE, WILL } from '../helpers.ts';

const MXP = 91;
const mxpContext = { ...context, mxp: true };

function feed(state: StreamState, ...parts: (number | string)[]): StreamValue[] {
  const values: StreamValue[] = [];
  for (let rest: Uint8Array | null = bytes(...parts); rest !== null; ) {
    const received = receive(state, rest, mxpContext);
    for (const value of received.values) values.push(value);
    rest = received.rest;
  }
  return values;
}

function agreed(): StreamState {
  const state = emptyStream();
  feed(state, IAC, WILL, MXP, IAC, SB, MXP, IAC, SE);
  return state;
}

/** The lines of a connection with MXP that says this. */
function shown(text: string): StyledText[] {
  return feed(agreed(), text).flatMap(value =>
    value.type === 'line' ? [{ text: value.text, runs: value.runs }] : [],
  );
}

const textOf = (text: string) => shown(`${text}\r\n`).map(line => line.text);
/** A line in pieces: its text and its style. */
function styled(text: string): string {
  const line = shown(`${text}\r\n`)[0]!;
  return line.runs
    .map((run, n) => `${run.style}:${line.text.slice(run.at, line.runs[n + 1]?.at ?? line.text.length)}`)
    .join(' | ');
}

/** The links of a line: what they are drawn as, what they send. */
function sends(text: string) {
  return shown(`${text}\r\n`).flatMap(line =>
    line.runs.flatMap((run, n) => {
      const part = line.text.slice(run.at, line.runs[n + 1]?.at ?? line.text.length);
      const link = readSendLink(run.link ?? '', part);
      return link ? [{ text: part, ...link }] : [];
    }),
  );
}

describe('the option', () => {
  test.each([
    ['WILL', WILL, 253],
    ['DO', DO, 251],
  ])('is agreed to at %s if the setting says so, and refused if not', (_, verb, answer) => {
    const state = emptyStream();
    expect([...replied(feed(state, IAC, verb, MXP))]).toEqual([IAC, answer, MXP]);
    expect(state.mxp).toBeDefined();
    const refusing = emptyStream();
    const { values } = receive(refusing, bytes(IAC, verb, MXP, '<b>x\r\n'), context);
    expect([...replied(values)]).toEqual([IAC, answer === 253 ? 254 : 252, MXP]);
    expect(lines(values)).toEqual(['<b>x']);
  });

  test('ends, and what was begun ends with it', () => {
    const state = agreed();
    feed(state, '\x1b[6z<SEND look><b>see', IAC, 252, MXP);
    expect(state.mxp).toBeUndefined();
    const [line] = feed(state, ' <i>\r\n');
    expect(line).toMatchObject({
      text: 'see <i>',
      runs: [
        { at: 0, style: '1' },
        { at: 3, style: '' },
      ],
    });
  });
});

describe('modes of lines', () => {
  test.each([
    ['open: styles count, links do not', '<b>x</b> <SEND>y</SEND>', ['x y'], 0],
    ['secure: links count', '\x1b[1z<SEND>y</SEND>', ['y'], 1],
    ['secure is for one line', '\x1b[1za\r\n<SEND>y</SEND>', ['a', 'y'], 0],
    ['secure for all lines', '\x1b[6za\r\n<SEND>y</SEND>', ['a', 'y'], 1],
    ['locked: nothing is a tag', '\x1b[2z<b>&lt;</b>', ['<b>&lt;</b>'], 0],
    ['locked is for one line', '\x1b[2z<b>\r\n<b>x', ['<b>', 'x'], 0],
    ['locked for all lines', '\x1b[7z<b>\r\n<b>x', ['<b>', '<b>x'], 0],
    ['once: the next tag', '\x1b[7z\x1b[4z<SEND>y\x1b[4z</SEND> <b>', ['y <b>'], 1],
    ['once: no tag, no other', '\x1b[4zx<SEND>y', ['xy'], 0],
    ['reset', '\x1b[7z\x1b[3z<b>x', ['x'], 0],
    ['the mode of a line that says what it is for', '\x1b[12zHall', ['Hall'], 0],
  ])('%s', (_, text, expected, links) => {
    expect(textOf(text)).toEqual(expected);
    expect(sends(text)).toHaveLength(links);
  });

  test('what was begun in open mode ends with the line or the mode', () => {
    expect(shown('<b>x\r\ny\r\n')[1]!.runs).toEqual([]);
    expect(styled('<b>x\x1b[1zy')).toBe('1:x | :y');
  });

  test('a link of a secure line ends with it, one of a secure text does not', () => {
    expect(shown('\x1b[1z<SEND a>x\r\ny\r\n')[1]!.runs).toEqual([]);
    expect(shown('\x1b[6z<SEND a>x\r\ny\r\n')[1]!.runs).toHaveLength(1);
  });

  test('in open mode nobody ends what the game has begun', () => {
    expect(sends("\x1b[6z<SEND href='look'>a\x1b[0z</SEND>b")).toMatchObject([
      { text: 'ab', commands: ['look'] },
    ]);
  });
});

describe('styles', () => {
  test.each([
    ['<b>x</b>y', '1:x | :y'],
    ['<BOLD>a<i>b<u>c</u></i></BOLD>d', '1:a | 1;3:b | 1;3;4:c | :d'],
    ['<s>x</S>', '9:x'],
    ['<H>x', '1:x'],
    ['<C red>x</C>', '38;2;255;0;0:x'],
    ['<COLOR FORE=#00FF00 BACK=navy>x', '38;2;0;255;0;48;2;0;0;128:x'],
    ['<FONT COLOR=Red,Blink>x</FONT>', '5;38;2;255;0;0:x'],
    ['<FONT "Comic Sans MS" 12 blue>x', '38;2;0;0;255:x'],
    ['<b>x\x1b[31my</b>z', '1:x | 1;31:y | 31:z'],
    ['<C nosuch>x</C>', ''],
    ['<b><C red>x</b>y', '1;38;2;255;0;0:x | :y'],
  ])('%s', (text, expected) => {
    expect(styled(text)).toBe(expected);
  });
});

describe('entities', () => {
  test.each([
    ['&lt;b&gt; &amp;&quot;&apos;&nbsp;', ['<b> &"\' ']],
    ['&#60;b&#x3e;', ['<b>']],
    ['&#27;[2J&#7;&#x202e;|', ['[2J|']],
    ['&#xd800;&#1114112;', ['&#xd800;&#1114112;']],
    ['fish & chips &nosuch; &;', ['fish & chips &nosuch; &;']],
    ["\x1b[1z<!ENTITY hp '<b>12&lt;'>&hp; &HP;", ['<b>12< <b>12<']],
    ["\x1b[1z<!ENTITY hp 'x' DELETE>&hp;", ['&hp;']],
    ["<!ENTITY hp 'open'>&hp;", ['&hp;']],
  ])('%s', (text, expected) => {
    expect(textOf(text)).toEqual(expected);
  });
});

describe('links', () => {
  const link = (text: string) => sends(`\x1b[1z${text}`);

  test('what they send, and what is said of it', () => {
    expect(link('<SEND>north</SEND>')).toMatchObject([{ text: 'north', commands: ['north'], prompt: false }]);
    expect(link("<SEND href='look &quot;&text;&quot;' PROMPT>orc</SEND>")).toMatchObject([
      { text: 'orc', commands: ['look "orc"'], prompt: true },
    ]);
    expect(link('<SEND "buy a|sell &text;" "Right click|Buy it|Sell it">b</SEND>')).toMatchObject([
      { commands: ['buy a', 'sell b'], hints: ['Buy it', 'Sell it'] },
    ]);
    expect(link('<SEND>n</SEND><SEND>s</SEND>').map(({ text }) => text)).toEqual(['n', 's']);
  });

  test('line ends and controls are in none of it', () => {
    expect(link("<SEND href='say a&#13;&#10;quit&#27;'>x</SEND>")).toMatchObject([
      { commands: ['say aquit'] },
    ]);
    expect(link("<SEND href='&#0;'>x</SEND>")).toEqual([]);
  });

  test('a page that may be opened is a link, another is none', () => {
    expect(shown('\x1b[1z<A "https://a.example/">x</A>y\r\n')[0]!.runs).toEqual([
      { at: 0, style: '', link: 'https://a.example/' },
      { at: 1, style: '' },
    ]);
    for (const address of ['file:///etc/passwd', 'javascript:x', 'claysend:%5B%5B%22quit%22%5D%5D'])
      expect(shown(`\x1b[1z<A "${address}">x</A>\r\n`)[0]!.runs).toEqual([]);
    expect(shown('\x1b]8;;claysend:%5B%5D\x07x\r\n')[0]!.runs).toEqual([]);
  });

  test('are over by their name, those with none never', () => {
    const state = agreed();
    const generation = (text: string) => {
      const [line] = feed(state, `\x1b[1z${text}\r\n`).flatMap(value =>
        value.type === 'line' ? [value] : [],
      );
      return readSendLink(line!.runs[0]!.link!, 'x')!;
    };
    const old = generation('<SEND href=a expire=exits>x</SEND>');
    const other = generation('<SEND href=a expire=shop>x</SEND>');
    const plain = generation('<SEND href=a>x</SEND>');
    feed(state, '\x1b[1z<EXPIRE Exits>\r\n');
    const fresh = generation('<SEND href=a expire=exits>x</SEND>');
    const over = () => [old, other, plain, fresh].map(one => isOver(state.mxp, one.expire, one.generation));
    expect(over()).toEqual([true, false, false, false]);
    feed(state, '\x1b[1z<EXPIRE>\r\n');
    expect(over()).toEqual([true, true, false, true]);
    expect(isOver(undefined, old.expire, old.generation)).toBe(true);
  });
});

describe('elements', () => {
  const defined = (definition: string, text: string) => `\x1b[6z<!ELEMENT ${definition}>${text}`;

  test('stand for other tags, with their attributes filled in', () => {
    expect(sends(defined("Ex '<SEND>'", '<Ex>north</Ex> x'))).toMatchObject([
      { text: 'north', commands: ['north'] },
    ]);
    const list =
      "List \"<send href='buy &#39;&name;&#39;|look &text;' hint='Buy &desc;|See'>\" ATT='name desc=it'";
    expect(sends(defined(list, "<List 'a | b' Good>sword</List>"))).toMatchObject([
      { commands: ["buy 'a | b'", 'look sword'], hints: ['Buy Good', 'See'] },
    ]);
    expect(styled(defined('RName \'<FONT COLOR=Red><B>\' FLAG="RoomName"', '<RName>Hall</RName>x'))).toBe(
      '1;38;2;255;0;0:Hall | :x',
    );
  });

  test('count in open mode if they say so', () => {
    const elements = "\x1b[1z<!ELEMENT chat '<C red>' OPEN><!ELEMENT tell '<C red>'>\r\n";
    expect(shown(`${elements}<chat>x</chat>y\r\n`)[1]!.runs).toHaveLength(2);
    expect(shown(`${elements}<tell>x</tell>y\r\n`)[1]!.runs).toEqual([]);
  });

  test('are bounded, and so are those inside of them', () => {
    const state = agreed();
    feed(state, '\x1b[6z');
    const told = feed(
      state,
      Array.from({ length: 2000 }, (_, n) => `<!ELEMENT e${n} '<b>' ATT='a'>`).join(''),
    );
    expect(notices(told)).toEqual(['mxp-definitions']);
    expect(Object.keys(state.mxp!.elements).length).toBeLessThanOrEqual(512);
    const nested = agreed();
    feed(nested, `\x1b[6z<!ELEMENT a '${'<a>'.repeat(100)}'>`, '<a>'.repeat(1000));
    expect(nested.mxp!.tags.length).toBeLessThanOrEqual(64);
    feed(nested, `<!ELEMENT long '${'<b>'.repeat(1000)}'>x\r\n`);
    const { long } = nested.mxp!.elements;
    expect(long!.inner).toHaveLength(16);
  });
});

describe('what is no tag', () => {
  test.each([
    ['<10hp 20mp> ', ['<10hp 20mp> ']],
    ['a < b > c', ['a < b > c']],
    ['a <b and <i>c', ['a <b and c']],
    ['a <b\r\nc>', ['a <b', 'c>']],
    [`<b "${'x'.repeat(5000)}">y`, [`<b "${'x'.repeat(5000)}">y`]],
    ["<b it's>x", ['x']],
    ['<nosuch x="<b>">y</nosuch>', ['y']],
    ['<!-- <b> "it\'s" -->x', ['x']],
    ['</>x<>y', ['</>x<>y']],
    ['\x1b[1z<IMAGE x.png><FRAME a>x<SCRIPT>', ['x']],
  ])('%j', (text, expected) => {
    expect(textOf(text)).toEqual(expected);
  });

  test('is text where a prompt ends, and no part of what is unfinished before', () => {
    const state = agreed();
    feed(state, 'HP <b');
    expect(partial(state).text).toBe('HP ');
    expect(feed(state, IAC, GA)).toMatchObject([{ type: 'prompt', text: 'HP <b' }]);
  });
});

test('what a flood of tags costs is counted: it is worked off in slices', () => {
  const start = "\x1b[6z<!ELEMENT many '<b><i><u><s><C red><send x>'>";
  for (const unit of [
    '<b></b>',
    '<SEND a>x</SEND>',
    '<many>',
    "<!ELEMENT e '<b>'>",
    '<EXPIRE a>',
    '&lt;',
    '<<',
  ]) {
    const state = agreed();
    feed(state, start);
    let calls = 0;
    for (let rest: Uint8Array | null = bytes(unit.repeat(4000)); rest !== null; calls++)
      ({ rest } = receive(state, rest, mxpContext));
    // Hundreds of units of work for each tag, half a million in a slice; what is left is worked off at the same pace.
    expect(calls).toBeGreaterThanOrEqual(unit.startsWith('<<') || unit.startsWith('&') ? 1 : 3);
    expect(calls).toBeLessThan(100);
  }
});

test('breaks: <BR> ends a line, the end behind <NOBR> does not', () => {
  expect(textOf('\x1b[1za<BR>b<NOBR>\r\nc')).toEqual(['a', 'bc']);
  expect(textOf('\x1b[6z<P>a</P>b')).toEqual(['a', 'b']);
});

test('questions are answered on secure lines only, and not without end', () => {
  const state = agreed();
  const asked = (text: string) => replied(feed(state, `${text}\r\n`)).toString();
  expect(asked('<VERSION><SUPPORT>')).toBe('');
  expect(asked('\x1b[1z<VERSION>')).toBe('\x1b[1z<VERSION MXP=1.0 CLIENT=CLAY VERSION=1.2>\r\n');
  expect(asked('\x1b[1z<SUPPORT send.expire image color.* frame.x "x y">')).toBe(
    '\x1b[1z<SUPPORTS +send.expire -image +color.fore +color.back -frame.x>\r\n',
  );
  expect(asked('\x1b[1z<SUPPORT>')).toContain('+send ');
  const storm = feed(state, `\x1b[1z${'<SUPPORT>'.repeat(5000)}`);
  expect(notices(storm)).toEqual(['option-storm']);
  expect(replied(storm).length).toBeLessThanOrEqual(64 * 1024);
});
