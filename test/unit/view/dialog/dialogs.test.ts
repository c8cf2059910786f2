/** What has the cursor has the keys: nothing behind a dialog moves, and what always acts does so in each of them. */
import { type Action, actions } from '../../../../client/settings/bindings.ts';
import { RICH } from '../../../../client/terminal/profile.ts';
import { searchOf } from '../../../../client/view/dialog/stack.ts';
import { type Play, playAlpha } from '../../../support/play.ts';

const WHEEL: Readonly<Record<string, string>> = {
  ...{ 'wheel-up': '\x1b[<64;3;3M', 'wheel-down': '\x1b[<65;3;3M' },
  ...{ 'wheel-row-up': '\x1bOA', 'wheel-row-down': '\x1bOB' },
};

const inputs = Object.values<Action>(actions)
  .filter(({ scope }) => scope !== 'always')
  .flatMap(({ keys }) => keys)
  .map(key => WHEEL[key] ?? key);

/** Paused with lines waiting, a history, a draft under way, unseen lines in another world. */
function busy(): Play {
  const play = playAlpha({ worlds: { Alpha: {}, Beta: {} }, columns: 80, rows: 24 });
  play.terminal.device = { ...RICH, wheelIsApart: true };
  play.enter('/worlds -b Beta');
  play.connect('Beta');
  play.enter('look');
  play.receive('Alpha', Array.from({ length: 60 }, (_, i) => `line ${i}\n`).join(''));
  play.receive('Beta', 'psst\n');
  return play;
}

function hit(play: Play, input: string): void {
  if (input.startsWith('\x1b')) play.type(input);
  else play.press(input);
}

/** Everything that a key could have moved behind the dialog. */
function behind(play: Play) {
  const { current, viewports, editor, interruptedAt, dialogs } = play.terminal;
  const { settings, worlds } = play.state;
  const others = dialogs.filter(({ kind }) => kind !== 'settings');
  const shown = { current, viewports, editor, interruptedAt, others };
  return structuredClone({ ...shown, settings, next: worlds.Alpha?.scrollback.next });
}

describe('in /setup', () => {
  test.each(inputs.filter(key => !['Enter', 'C-c', 'F1', 'M-c'].includes(key)))(
    '%j moves nothing behind it',
    key => {
      const play = busy();
      play.enter('/setup');
      const before = behind(play);
      hit(play, key);
      expect(behind(play)).toEqual(before);
      expect(play.output().join()).toContain('Settings');
    },
  );

  test('a paste and unknown keys stay out of the input line', () => {
    const play = busy();
    play.enter('/setup');
    const before = behind(play);
    play.type('\x1b[200~pasted\n\x1b[201~');
    play.press('C-g M-x F9');
    expect(behind(play)).toEqual(before);
  });

  test('Escape leaves it, and what was behind it is as it was', () => {
    const play = busy();
    const frame = play.frame();
    play.enter('/setup');
    play.press('PageDown F4 Tab Esc');
    play.advance(60);
    // What was entered is in the history, that is all.
    expect(play.frame()).toEqual(frame);
  });

  test('the cursor stands on the value of its row', () => {
    const play = busy();
    play.enter('/setup');
    for (const mark of ['x', ' ', 'u']) {
      const { rows, cursor } = play.frame();
      const text = rows[cursor!.row]!.map(span => span.text).join('');
      expect(text).toMatch(/^.*│ > /);
      expect(text[cursor!.column]).toBe(mark);
      play.press('Down');
    }
    play.press('Down');
    const { rows, cursor } = play.frame();
    const text = rows[cursor!.row]!.map(span => span.text).join('');
    expect(text.slice(0, cursor!.column)).toMatch(/ 86400$/);
  });

  test.each([4, 5, 6, 7, 8, 10])('also on a screen of %i rows', rows => {
    const play = busy();
    play.enter('/setup');
    play.press('Down Down');
    play.resize(40, rows);
    const frame = play.frame();
    expect(frame.rows).toHaveLength(rows);
    const text = frame.rows[frame.cursor!.row]!.map(span => span.text).join('');
    expect(text).toMatch(/^(│ )?> TLS Proxy Transport/);
  });

  test('Ctrl+P, Ctrl+N, Tab and Shift+Tab move as the arrows do', () => {
    const play = busy();
    play.enter('/setup');
    const row = () =>
      play
        .screen()
        .find(one => one.includes('> '))!
        .replace(/^.*?> (.{12}).*$/, '$1');
    const rows = 'Down C-n Tab Up C-p S-Tab'.split(' ').map(key => {
      play.press(key);
      return row();
    });
    const down = ['TLS Proxy   ', 'TLS Proxy Tr', 'Plain Proxy '];
    expect(rows).toEqual([...down, down[1], down[0], 'More Mode   ']);
  });
});

describe('in the search', () => {
  test('what moves the output goes on doing so', () => {
    const play = busy();
    play.press('F4 PageDown');
    const { shown } = play.terminal.viewports.Alpha!;
    play.press('Esc j');
    expect(play.terminal.viewports.Alpha!.shown).toBeGreaterThan(shown);
    play.press('PageUp');
    expect(play.status()).toContain('Hist');
    play.press('C-Down');
    expect([play.terminal.current, searchOf(play.terminal)?.kind]).toEqual(['Beta', 'search']);
    play.press('F2');
    expect(play.state.settings.show_tags).toBe(true);
  });

  test('keys of the input line are its own, and those of editing edit the pattern', () => {
    const play = busy();
    play.type('draft');
    play.press('F4');
    play.type('trol');
    play.press('C-a C-k C-y C-p');
    expect([searchOf(play.terminal)?.editor.text, play.terminal.editor.text]).toEqual(['trol', 'draft']);
    expect(play.screen().at(-3)).toBe('% Search: trol');
    expect(play.frame().cursor).toEqual({ column: 14, row: 21 });
  });
});

describe.each(['/setup', 'F4'])('with %s open', dialog => {
  test.each([
    ['C-r', 'reload'],
    ['C-l', 'redraw'],
    ['C-z', 'suspend'],
  ])('%s acts: %s', (key, wish) => {
    const play = busy();
    if (dialog === 'F4') play.press(dialog);
    else play.enter(dialog);
    const { dialogs } = structuredClone(play.terminal);
    play.press(key);
    expect(play.asked.map(({ type }) => type)).toEqual([wish]);
    expect(play.terminal.dialogs).toEqual(dialogs);
  });

  test('a reload keeps it as it is', () => {
    const play = busy();
    if (dialog === 'F4') play.press('F4 x');
    else play.enter('/setup');
    play.press('Down');
    const frame = play.frame();
    play.reload();
    expect(play.frame()).toEqual(frame);
  });
});

test('a dialog of a build to come is kept and has no keys here', () => {
  const play = busy();
  const unknown = { kind: 'to come' } as unknown as (typeof play.terminal.dialogs)[number];
  play.terminal.dialogs.push(unknown);
  play.type('x');
  play.press('F4');
  play.type('y');
  expect([play.terminal.editor.text, searchOf(play.terminal)?.editor.text]).toEqual(['x', 'y']);
  play.reload();
  expect(play.terminal.dialogs[0]).toEqual(unknown);
});
