/** Links that send: listed with what they send, followed by the user alone, and never a command. */
import { createPlay, type Play } from '../../support/play.ts';
import { printing } from '../../support/printing.ts';

const WILL_MXP = '\xff\xfb\x5b';
const secure = (text: string) => `\x1b[1z${text}\r\n`;
const screen = (play: Play) => play.screen().join('\n');

function playing(...lines: string[]): Play {
  const play = createPlay({ worlds: { Alpha: { mxp: true } }, columns: 80, rows: 24 });
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  play.receive('Alpha', Buffer.from(WILL_MXP, 'latin1'));
  for (const line of lines) play.receive('Alpha', secure(line));
  sent(play);
  return play;
}

const looked = new WeakMap<Play, number>();
/** What was sent since the last look. */
function sent(play: Play): string {
  const all = play.sent('Alpha');
  const from = looked.get(play) ?? 0;
  looked.set(play, all.length);
  return all.subarray(from).toString();
}

test('nothing is sent by itself; the list shows what would be, the newest first, and Enter sends it', () => {
  const play = playing('<SEND>north</SEND>', '<SEND href="drop all|look orc" hint="|harmless">a gift</SEND>');
  expect(sent(play)).toBe('');
  play.type('\x1bo');
  expect(screen(play)).toMatch(/drop all +a gift[\s\S]*look orc +a gift: harmless[\s\S]*north/);
  play.reload();
  play.type('\x1b[B\r');
  expect(sent(play)).toBe('look orc\r\n');
  expect(screen(play)).not.toContain('Links of Alpha');
});

test('what a link sends is no command, no alias and one line', () => {
  const play = playing('<SEND href="/quit">a</SEND>', '<SEND href="k orc;;quit&#10;say">b</SEND>');
  play.enter('/alias k = /disconnect');
  play.enter('/setup command_separator ;;');
  for (const expected of ['k orc;;quitsay\r\n', '/quit\r\n']) {
    play.enter('/links');
    play.type(expected.startsWith('/') ? '\x1b[B\r' : '\r');
    expect(sent(play)).toBe(expected);
  }
  expect(play.world('Alpha').phase).toBe('connected');
});

test('a link that begins a line goes into the input; what is typed there is not lost by it', () => {
  const play = playing('<SEND href="tell Bob " PROMPT>Bob</SEND>');
  play.type('\x1bo\r');
  expect([play.terminal.editor.text, sent(play)]).toEqual(['tell Bob', '']);
  play.type('\x1bo\r');
  expect(play.terminal.editor.text).toBe('tell Bob');
  expect(screen(play)).toContain('something stands in the input already');
});

test('what a link puts into the input is no command of Clay, whatever it begins with', () => {
  const play = playing('<SEND href="/quit" PROMPT>help</SEND>');
  play.type('\x1bo\r');
  expect(play.terminal.editor.text).toBe('//quit');
  play.type('\r');
  expect(sent(play)).toBe('/quit\r\n');
  expect(play.asked.some(({ type }) => type === 'quit')).toBe(false);
});

test.each([
  [';', `kill rat${' '.repeat(200)};/setup editor touch /tmp/pwned;`],
  [';;', 'a;;;b;;/quit'],
  ['', 'a;b'],
  [';', '/quit;/quit'],
  [';', '.3n'],
])('what a link puts into the input is one line of words, with the separator "%s": %s', (sign, command) => {
  const play = playing(`<SEND href="${command}" PROMPT>attack</SEND>`);
  const editor = play.state.settings.editor;
  if (sign !== '') play.enter(`/setup command_separator ${sign}`);
  expect(play.state.settings.command_separator).toBe(sign);
  play.type('\x1bo\r\r');
  expect(sent(play).trim()).toBe(command);
  expect(play.state.settings.editor).toBe(editor);
  expect(play.asked.some(({ type }) => type === 'quit')).toBe(false);
});

test('what a link puts into the input is no alias and goes as it is, with the sign between commands in it', () => {
  const play = playing('<SEND href="k orc;flee" PROMPT>attack</SEND>');
  play.enter('/alias k = /disconnect');
  play.enter('/setup command_separator ;');
  play.type('\x1bo\r');
  expect(play.terminal.editor.text).toBe('/send k orc;flee');
  play.type('\r');
  expect(sent(play).trim()).toBe('k orc;flee');
});

test.each([
  ['/alias k = /disconnect', 'k orc', '/send k orc'],
  ['/alias -r ^gr (.+)$ = /disconnect', 'gr all', '/send gr all'],
  ['/alias -r ^-w = /disconnect', '-w Beta x', ' -w Beta x'],
  ['/alias k = /disconnect', 'kill orc', 'kill orc'],
])('what a link puts into the input is no alias, with %s: %s', (alias, command, typed) => {
  const play = playing(`<SEND href="${command}" PROMPT>attack</SEND>`);
  play.enter(alias);
  play.type('\x1bo\r');
  expect(play.terminal.editor.text).toBe(typed);
  play.type('\r');
  expect(sent(play).trim()).toBe(command);
  expect(play.world('Alpha').phase).toBe('connected');
});

test('the end of a long command is seen in the list, which says that it goes into the input', () => {
  const play = playing(
    `<SEND href="kill rat${' '.repeat(200)};/setup editor x" PROMPT>attack</SEND>`,
    '<SEND>look</SEND>',
  );
  play.type('\x1bo');
  expect(screen(play)).toMatch(/kill rat +… +;\/setup editor x …/);
  expect(screen(play)).toContain('Enter: send it');
  play.type('\x1b[B');
  expect(screen(play)).toContain('Enter: put it into the input');
});

describe('what is listed is bounded', () => {
  const listed = (play: Play) => {
    play.enter('/links');
    const top = play.terminal.dialogs.at(-1);
    return top?.kind === 'links' ? top.links : [];
  };
  const size = (play: Play) => JSON.stringify(listed(play)).length;

  test('a command that becomes too long with the text of its link is none', () => {
    const play = playing(
      `<SEND href="${'&text;'.repeat(600)}|look">${'x'.repeat(1000)}</SEND>`,
      '<SEND href="say &text;">hello</SEND>',
    );
    expect(listed(play).map(({ commands }) => commands)).toEqual([['say hello'], ['look']]);
  });

  test('in what the dialog keeps', () => {
    const long = (n: number) =>
      `<SEND href="${n}${'|&text;&text;&text;&text;'.repeat(31)}">${'x'.repeat(1000)}</SEND>`;
    const play = playing(...Array.from({ length: 60 }, (_, n) => long(n)));
    expect(size(play)).toBeLessThan(128 * 1024);
  });

  test('in how many there are, the newest first, also of one line', () => {
    const play = playing(
      '<SEND>old</SEND>',
      Array.from({ length: 100 }, (_, n) => `<SEND>go${n}</SEND>`).join(' '),
    );
    const links = listed(play);
    expect([links.length, links[0]!.text, links[59]!.text]).toEqual([60, 'go99', 'go40']);
  });

  test('in what is looked at: a flood of one link does not hold it up', () => {
    const play = playing('<SEND>old</SEND>');
    const many = secure('<SEND look>x</SEND>'.repeat(200));
    for (let n = 0; n < 40; n++) play.receive('Alpha', many);
    const links = listed(play);
    expect(links.map(({ text }) => text)).toEqual(['x']);
  });

  test('in what is put together of links that are too long to be listed', () => {
    const long = `<SEND href="x${'|&text;&text;&text;&text;'.repeat(31)}">${'x'.repeat(1000)}</SEND>`;
    const play = playing('<SEND>old</SEND>', ...Array.from({ length: 20 }, () => long));
    expect(listed(play)).toEqual([]);
  });
});

test('what the game has ended is not listed, and not sent by a list of before', () => {
  const play = playing('<SEND href="buy sword" expire=shop>sword</SEND>');
  play.enter('/links');
  play.receive('Alpha', secure('<EXPIRE shop>'));
  play.type('\r');
  expect([sent(play), screen(play)]).toEqual(['', expect.stringContaining('has ended this link')]);
  play.enter('/links');
  expect(screen(play)).toContain('Alpha has no links in its last 300 lines.');
});

test('a link is not sent while the server hides what is typed, nor by a rule', () => {
  const play = playing('<SEND>north</SEND>');
  play.receive('Alpha', Buffer.from('\xff\xfb\x01', 'latin1'));
  sent(play);
  play.type('\x1bo\r');
  expect(sent(play)).toBe('');
  play.receive('Alpha', Buffer.from('\xff\xfc\x01', 'latin1'));
  play.enter('/action go boo = /links');
  play.receive('Alpha', 'boo\r\n');
  expect(screen(play)).toContain('type it yourself');
});

describe('clicks', () => {
  const click = (column: number, row: number) =>
    `\x1b[<0;${column + 1};${row + 1}M\x1b[<0;${column + 1};${row + 1}m`;
  /** The cell where the words begin. */
  function find(play: Play, words: string): [number, number] {
    const row = play.screen().findLastIndex(text => text.includes(words));
    return [play.screen()[row]!.indexOf(words), row];
  }

  test.each([
    [false, ''],
    [true, 'north\r\n'],
  ])('with mouse = %s', (mouse, expected) => {
    const play = playing('You may go <SEND>north</SEND> or <SEND href="give gold to Bob">south</SEND>.');
    play.enter(`/setup mouse ${mouse}`);
    play.enter('');
    sent(play);
    const [column, row] = find(play, 'north or');
    play.type(click(column + 2, row));
    expect(sent(play)).toBe(expected);
  });

  test('what does not say what it sends is shown first', () => {
    const play = playing('You may go <SEND>north</SEND> or <SEND href="give gold to Bob">south</SEND>.');
    play.enter('/setup mouse on');
    play.enter('');
    sent(play);
    const [column, row] = find(play, 'south.');
    play.type(click(column, row));
    expect([sent(play), screen(play)]).toEqual(['', expect.stringContaining('give gold to Bob')]);
    play.type('\r');
    expect(sent(play)).toBe('give gold to Bob\r\n');
    play.type(click(column + 5, row));
    expect(sent(play)).toBe('');
  });
});

test('without MXP the list says how it is switched on', () => {
  const play = createPlay({ worlds: { Alpha: {} }, columns: 100 });
  play.enter('/worlds Alpha');
  play.enter('/links');
  expect(screen(play).replace(/\s+/g, ' ')).toContain('/setup worlds.Alpha.mxp on');
});

test('without a screen the links are asked about by number', () => {
  const play = createPlay({ worlds: { Alpha: { mxp: true } }, columns: 80, rows: 24 });
  const paper = printing(play);
  play.type('/worlds Alpha\r');
  play.advance(1);
  play.connect('Alpha');
  play.receive('Alpha', Buffer.from(WILL_MXP, 'latin1'));
  play.receive('Alpha', secure('<SEND>north</SEND> <SEND href="look orc">orc</SEND>'));
  sent(play);
  paper.print();
  play.type('/links\r');
  play.advance(1);
  expect(paper.print()).toMatch(/1.*look orc[\s\S]*2.*north/);
  play.type('2\r');
  play.advance(1);
  expect(sent(play)).toBe('north\r\n');
});

describe('a click hits the link that stands there', () => {
  const press = (column: number, row: number) => `\x1b[<0;${column + 1};${row + 1}M`;

  test.each([
    ['at the end of the output', 60, '', ''],
    ['with tags and an indent, scrolled back', 60, '/setup wrap_indent 4', '\x1bOQ\x1b[5~'],
    ['beside the column of worlds', 130, '/setup world_column on', ''],
    ['on a screen that is split', 70, '/setup split_view on', '\x1b[5~\x1b[5~'],
  ])('%s', (_, columns, setting, keys) => {
    const play = createPlay({ worlds: { Alpha: { mxp: true } }, columns, rows: 24 });
    play.enter('/worlds Alpha');
    play.connect('Alpha');
    play.receive('Alpha', Buffer.from(WILL_MXP, 'latin1'));
    for (let n = 10; n < 60; n++)
      play.receive(
        'Alpha',
        secure(`Some words of the game, 東京, then <SEND>LINK${n}</SEND> and <SEND>KNIL${n}</SEND>.`),
      );
    play.enter('/setup mouse on');
    // What is sent moves nothing.
    play.enter('/setup echo off');
    if (setting !== '') play.enter(setting);
    play.type(`\x1bj${keys}`);
    sent(play);
    let hits = 0;
    play.screen().forEach((text, row) => {
      for (const { 0: word, index } of text.matchAll(/(?:LINK|KNIL)\d\d/g)) {
        // Wide characters before it take two cells.
        const before = text.slice(0, index);
        const cell = index + (before.match(/[東京]/g)?.length ?? 0);
        play.type(press(cell + 5, row));
        expect(sent(play)).toBe(`${word}\r\n`);
        play.type(press(cell - 1, row));
        expect(sent(play)).toBe('');
        hits++;
      }
    });
    expect(hits).toBeGreaterThan(8);
  });
});
