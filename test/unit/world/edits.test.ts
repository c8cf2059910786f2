/** Texts that a MOO hands over: noted, edited, sent back; none is lost, and the game opens nothing against the user. */
import { createPlay, type Play } from '../../support/play.ts';

const KEY = '000102030405060708090a0b0c0d0e0f';
const random = Uint8Array.from({ length: 16 }, (_, at) => at);
const screen = (play: Play) => play.screen().join('\n');
const edits = (play: Play) => play.asked.filter(({ type }) => type === 'edit');

function connect(play: Play): void {
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  play.receive('Alpha', '#$#mcp version: 2.1 to: 2.1\r\n');
  const { link } = play.world('Alpha');
  play.dispatch({ type: 'key made', link: link!.id, random });
  play.receive(
    'Alpha',
    `#$#mcp-negotiate-can ${KEY} package: dns-org-mud-moo-simpleedit min-version: 1.0 max-version: 1.0\r\n`,
  );
}

function playing(settings: Record<string, unknown> = { editor: 'box' }, mcp = true): Play {
  const play = createPlay({ worlds: { Alpha: { mcp } }, settings, columns: 90, rows: 24 });
  connect(play);
  return play;
}

function handOver(play: Play, text: readonly string[], reference = '#12:look'): void {
  const start = `#$#dns-org-mud-moo-simpleedit-content ${KEY} reference: "${reference}" name: "verb ${reference}" type: moo-code content*: "" _data-tag: 1`;
  const lines = text.map(line => `#$#* 1 content: ${line}`);
  play.receive('Alpha', `${[start, ...lines, '#$#: 1'].join('\r\n')}\r\n`);
}

const looked = new WeakMap<Play, number>();
/** What was sent since the last look. */
function sent(play: Play): string[] {
  const all = play.sent('Alpha');
  const from = looked.get(play) ?? 0;
  looked.set(play, all.length);
  return all.subarray(from).toString().split('\r\n').slice(0, -1);
}

test('the hello is answered once the host has made a key, also behind a reload', () => {
  const play = createPlay({ worlds: { Alpha: {} } });
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  play.receive('Alpha', '#$#mcp version: 2.1 to: 2.1\r\n');
  expect(sent(play)).toEqual([]);
  play.reload();
  const { link } = play.world('Alpha');
  expect(play.asked.filter(({ type }) => type === 'make key')).toHaveLength(2);
  play.dispatch({ type: 'key made', link: link!.id, random });
  play.dispatch({ type: 'key made', link: link!.id, random: random.slice().fill(9) });
  expect(sent(play)[0]).toBe(`#$#mcp authentication-key: ${KEY} version: 2.1 to: 2.1`);
  expect([sent(play), screen(play)]).toEqual([[], expect.not.stringContaining('#$#')]);
});

test('where MCP is off nothing is answered, and all is text', () => {
  const play = createPlay({ worlds: { Alpha: { mcp: false } } });
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  play.receive('Alpha', '#$#mcp version: 2.1 to: 2.1\r\n');
  expect(play.asked.filter(({ type }) => type === 'make key')).toEqual([]);
  expect(screen(play)).toContain('#$#mcp version: 2.1 to: 2.1');
});

test('asked for by the user it opens in a box; Ctrl+S sends it as it is then, over reloads', () => {
  const play = playing();
  play.enter('@edit #12:look');
  sent(play);
  handOver(play, ['say("hi");', 'return;']);
  expect(screen(play)).toMatch(/verb #12:look \(Alpha\)[\s\S]*say\("hi"\);/);
  play.type('if (1)\r  ');
  play.reload();
  play.type('\x1b[B\x1b[B\x1b[F "x"\r\x13');
  expect(sent(play)).toEqual([
    `#$#dns-org-mud-moo-simpleedit-set ${KEY} reference: "#12:look" type: moo-code content*: "" _data-tag: clay1`,
    ...['if (1)', '  say("hi");', 'return; "x"', ''].map(line => `#$#* clay1 content: ${line}`),
    '#$#: clay1',
  ]);
  expect(screen(play)).toContain('verb #12:look is sent to Alpha.');
  expect(play.state.edits!.list).toMatchObject([{ text: 'if (1)\n  say("hi");\nreturn; "x"\n' }]);
});

test('what was left is kept and goes on; what was not changed is not sent', () => {
  const play = playing();
  play.enter('@edit');
  handOver(play, ['one']);
  sent(play);
  play.type('x\x1b');
  play.advance(1000);
  play.reload();
  expect([sent(play), play.state.edits!.list[0]!.text]).toEqual([[], 'xone']);
  play.enter('/edits');
  expect(screen(play)).toContain('changed and not sent');
  play.type('\r');
  expect(screen(play)).toContain('xone');
  play.type('\x1b[3~\x7f\x13');
  play.enter('/edits 1');
  play.type('\x13');
  expect(screen(play)).toContain('is as it was: nothing is sent.');
});

test('one text is in one box: a second one, or an editor, would undo what the first has sent', () => {
  const play = playing({ editor: 'vi' });
  handOver(play, ['one']);
  play.openView('second', 90, 24);
  play.openView('third', 90, 24);
  play.enter('/edits 1', 'second');
  play.reload();
  play.enter('/edits 1', 'third');
  play.enter('/edits 1');
  expect(play.state.views.third!.dialogs).toEqual([]);
  expect(play.screen('third').join('\n')).toContain(
    'is open in a box of another terminal; Esc there leaves it.',
  );
  expect([edits(play), screen(play)]).toEqual([[], expect.stringContaining('in a box of another terminal')]);
  sent(play);
  play.input(Buffer.from('x\x13'), 'second');
  expect([sent(play)[1], play.state.edits!.list[0]!.text]).toEqual(['#$#* clay1 content: xone', 'xone']);
  play.enter('/edits 1', 'third');
  expect(play.state.views.third!.dialogs).toMatchObject([{ kind: 'edit', editor: { text: 'xone' } }]);
});

test('who is asked whether to quit is told of texts that are not sent', () => {
  const play = playing();
  play.enter('@edit');
  handOver(play, ['one']);
  play.type('x\x1b');
  play.advance(1000);
  play.close('Alpha');
  play.enter('/quit -a');
  expect(screen(play)).toContain('Not sent to the game: verb #12:look (Alpha).');
  play.type('q');
  expect(play.asked.at(-1)).toEqual({ type: 'quit' });
});

test('a game opens nothing by itself: not while something is typed, in another place, or twice for one line', () => {
  const open = (play: Play) => play.terminal.dialogs.map(({ kind }) => kind);
  const typing = playing();
  typing.enter('@edit');
  typing.type('tell Bob');
  handOver(typing, ['x']);
  expect([open(typing), screen(typing)]).toEqual([[], expect.stringContaining('/edits 1 opens it')]);
  const unasked = playing();
  handOver(unasked, ['x']);
  expect(open(unasked)).toEqual([]);
  const twice = playing();
  twice.enter('@edit');
  handOver(twice, ['x']);
  twice.type('\x1b');
  twice.advance(1000);
  expect(open(twice)).toEqual([]);
  handOver(twice, ['y'], '#13:x');
  expect(open(twice)).toEqual([]);
  const away = playing();
  away.enter('@edit');
  away.enter('/worlds -n');
  away.terminal.current = null;
  handOver(away, ['x']);
  expect(open(away)).toEqual([]);
});

describe('with an editor', () => {
  const opened = () => {
    const play = playing({ editor: '' });
    play.enter('@edit');
    sent(play);
    handOver(play, ['one', 'two']);
    return play;
  };

  test('the host is asked for it, and gets the text alone', () => {
    const play = opened();
    expect(edits(play)).toEqual([{ type: 'edit', edit: 1, kind: 'moo-code', text: 'one\ntwo', command: '' }]);
  });

  test('what it has made of the text is sent when it ends, whatever image is there', () => {
    const play = opened();
    play.dispatch({ type: 'edit begun', edit: 1, pid: 7, identity: 'x', file: '/nowhere' });
    play.reload();
    expect(play.state.edits!.lent).toMatchObject({ pid: 7 });
    play.enter('/edits 1');
    expect([edits(play).length, screen(play)]).toEqual([1, expect.stringContaining('is open in the editor')]);
    play.dispatch({ type: 'edited', edit: 1, text: 'one\r\ntwo\x1b[2J\r\nthree', why: '' });
    expect(sent(play).slice(1)).toEqual([
      ...['one', 'two[2J', 'three'].map(line => `#$#* clay1 content: ${line}`),
      '#$#: clay1',
    ]);
    expect(play.state.edits!.lent).toBeUndefined();
  });

  test('without one there is a box; a fault is told, and the text is kept', () => {
    const none = opened();
    none.dispatch({ type: 'no editor', edit: 1 });
    expect(none.terminal.dialogs.map(({ kind }) => kind)).toEqual(['edit']);
    const broken = opened();
    broken.dispatch({ type: 'edited', edit: 1, text: 'one\ntwo', why: 'there is no editor vii.' });
    expect(screen(broken)).toContain('is not edited: there is no editor vii.');
    expect([sent(broken), broken.state.edits!.list.length]).toEqual([[], 1]);
  });

  test('what cannot be sent is kept, and sent later with the key of the new connection', () => {
    const play = opened();
    play.close('Alpha');
    play.dispatch({ type: 'edited', edit: 1, text: 'three', why: '' });
    expect(screen(play)).toContain('is not sent: Alpha is not connected.');
    connect(play);
    sent(play);
    play.enter('/edits send 1');
    expect(sent(play)[1]).toBe('#$#* clay1 content: three');
    play.enter('/edits drop 1');
    expect(play.state.edits!.list).toEqual([]);
  });
});

test('texts are bounded, and none that was changed makes room', () => {
  const play = playing({ editor: '' });
  for (let n = 0; n < 40; n++) handOver(play, [`${n}`], `#${n}:x`);
  expect(play.state.edits!.list).toHaveLength(16);
  for (const edit of play.state.edits!.list) edit.text += '!';
  handOver(play, ['more'], '#99:x');
  expect(screen(play)).toContain('too much waits');
  expect(play.state.edits!.list).toHaveLength(16);
});

test('with nothing to edit /edits says so, and opens no box', () => {
  const play = playing();
  play.enter('/edits');
  expect(screen(play)).toContain('No game has handed over a text to be edited.');
  expect(screen(play)).not.toContain('Texts to edit');
  play.enter('look');
  expect(sent(play)).toContain('look');
});
