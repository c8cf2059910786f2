import { spawnSync } from 'node:child_process';
import { ptyProgram } from '../../support/pty.ts';
import { startTerminal, type Terminal, type TerminalOptions } from '../../support/terminal.ts';

/** Runs a script in node; it has `write` to put text on the screen. */
function startNode(script: string, options: Partial<TerminalOptions> = {}): Promise<Terminal> {
  const program = `const write = (text, done) => process.stdout.write(text, done);
    const keys = handle => process.stdin.setRawMode(true).setEncoding('utf8').on('data', handle);\n${script}`;
  return startTerminal({ command: process.execPath, args: ['-e', program], ...options });
}

/** Shows each key it gets; its window's size, at start and when that changes; ends on q, with status 3. */
const ECHO = `
  const size = () => write('size ' + process.stdout.columns + 'x' + process.stdout.rows + '\\r\\n');
  process.stdout.on('resize', size);
  keys(key => key === 'q' ? process.exit(3) : write(JSON.stringify(key) + '\\r\\n'));
  size();`;

const hasScript = spawnSync('script', ['--version']).status === 0;
const ways: [string, boolean][] = [
  ...(ptyProgram() ? ([['the compiled helper', false]] as [string, boolean][]) : []),
  ...(hasScript ? ([['util-linux script', true]] as [string, boolean][]) : []),
];

describe.each(ways)('a terminal by %s', (_name, withoutCompiler) => {
  test('shows the screen, takes keys, changes its size, and tells how the program ended', async () => {
    const terminal = await startNode(ECHO, { columns: 60, rows: 10, withoutCompiler });
    await terminal.waitFor('size 60x10');
    terminal.press('C-r');
    await terminal.waitFor('"\\u0012"');
    terminal.resize(100, 30);
    await terminal.waitFor(/size 100x30$/m);
    expect(terminal.screen()).toHaveLength(30);
    const shown = terminal.screen().filter(row => row !== '');
    expect([shown[0], shown[1], shown.at(-1)]).toEqual(['size 60x10', '"\\u0012"', 'size 100x30']);
    expect(terminal.cursor()).toEqual({ x: 0, y: shown.length });
    process.kill(terminal.pid, 0);
    terminal.type('q');
    expect(await terminal.ended()).toEqual({ code: 3, signal: null });
  });

  test('is stopped together with its program', async () => {
    const terminal = await startNode(ECHO, { withoutCompiler });
    await terminal.stop();
    expect(() => process.kill(terminal.pid, 0)).toThrow('ESRCH');
  });
});

const describeJobs = ptyProgram() ? describe : describe.skip;

describeJobs('a terminal', () => {
  test('tells the signal that ended the program, and its last words', async () => {
    const terminal = await startNode(
      `write('x'.repeat(200_000) + ' last words', () => process.kill(process.pid, 'SIGKILL'))`,
    );
    expect(await terminal.ended()).toEqual({ code: null, signal: 'SIGKILL' });
    expect(terminal.screen().join('')).toMatch(/x last words$/);
    expect(terminal.raw()).toHaveLength(200_011);
  });

  test('that is lost sends SIGHUP, and the program can clean up', async () => {
    // Node aborts at exit when it cannot set the lost terminal's mode; with the descriptors closed it does not try.
    const terminal = await startNode(
      `process.on('SIGHUP', () => { for (const fd of [0, 1, 2]) require('node:fs').closeSync(fd); process.exit(5); });
       setInterval(() => {}, 1000); keys(() => {}).on('error', () => {}); write('ready');`,
    );
    await terminal.waitFor('ready');
    terminal.hangup();
    expect(await terminal.ended()).toEqual({ code: 5, signal: null });
  });

  test('knows colours and attributes of each cell', async () => {
    const terminal = await startNode(
      `write('\\x1b[1;31mA\\x1b[0;4;38;5;208;48;2;1;2;3mB\\x1b[0;7mC\\x1b[0;2;3;9mD\\x1b[mE日😀!e\\u0301.');`,
    );
    await terminal.waitFor('!e\u0301.');
    expect(terminal.cell(0, 0)).toMatchObject({
      char: 'A',
      fg: 1,
      bg: 'default',
      bold: true,
      underline: false,
    });
    expect(terminal.cell(1, 0)).toMatchObject({
      char: 'B',
      fg: 208,
      bg: '#010203',
      bold: false,
      underline: true,
    });
    expect(terminal.cell(2, 0)).toMatchObject({ char: 'C', inverse: true });
    expect(terminal.cell(3, 0)).toMatchObject({ char: 'D', dim: true, italic: true, strikethrough: true });
    expect(terminal.cell(4, 0)).toMatchObject({ char: 'E', fg: 'default', inverse: false });
    expect(terminal.cell(5, 0)).toMatchObject({ char: '日', width: 2 });
    expect(terminal.cell(6, 0)).toMatchObject({ char: '', width: 0 });
    expect(terminal.cell(7, 0)).toMatchObject({ char: '😀', width: 2 });
    expect(terminal.cell(9, 0)).toMatchObject({ char: '!', width: 1 });
    expect(terminal.cell(10, 0)).toMatchObject({ char: 'e\u0301', width: 1 });
    expect(terminal.cursor()).toEqual({ x: 12, y: 0 });
    expect(() => terminal.cell(80, 0)).toThrow(RangeError);
  });

  test('knows the modes the program has set, and pastes accordingly', async () => {
    const terminal = await startNode(
      `write('main'); keys(key => key === 'q' ? process.exit() : write('[' + key.replaceAll('\\x1b', '^') + ']'));`,
    );
    await terminal.waitFor('main');
    expect(terminal.modes()).toEqual({
      alternate: false,
      bracketedPaste: false,
      mouse: 'none',
      sgrMouse: false,
      focusReports: false,
      applicationCursorKeys: false,
      cursorVisible: true,
      wraparound: true,
      synchronizedOutput: false,
    });
    terminal.paste('one\ntwo');
    await terminal.waitFor('two]');

    const other = await startNode(
      `write('\\x1b[?1049h\\x1b[?2004h\\x1b[?1002;1006h\\x1b[?25l\\x1b[?1h\\x1b[Halternate');
       keys(key => key === 'q' ? write('\\x1b[?1049l', () => process.exit()) : write(JSON.stringify(key)));`,
    );
    await other.waitFor('alternate');
    expect(other.modes()).toMatchObject({
      alternate: true,
      bracketedPaste: true,
      mouse: 'drag',
      sgrMouse: true,
      cursorVisible: false,
      applicationCursorKeys: true,
    });
    other.paste('text');
    await other.waitFor('"\\u001b[200~text\\u001b[201~"');
    other.press('Up');
    await other.waitFor('"\\u001bOA"');
    other.type('q');
    await other.ended();
    expect(other.modes().alternate).toBe(false);
  });

  test('answers the program’s questions', async () => {
    const terminal = await startNode(`keys(key => write(JSON.stringify(key))); write('abc\\x1b[6n');`);
    await terminal.waitFor('"\\u001b[1;4R"');
  });

  test('does not show a frame that is being drawn, and shows each of several that come at once', async () => {
    const terminal = await startNode(
      `const frames = { 1: '\x1b[?2026h half', 2: ' whole\x1b[?2026l', 3: ['one', 'two', 'three'].map(word => '\x1b[?2026h\x1b[H' + word + '\x1b[K\x1b[?2026l').join('') };
       keys(keys => { for (const key of keys) write(frames[key]); });
       write('ready');`,
    );
    await terminal.waitFor('ready');
    const seen: string[] = [];
    const shown = terminal.waitFor(({ screen }) => seen.push(screen()[0]!) > 0 && seen.at(-1) === 'three');
    terminal.type('1');
    terminal.type('2');
    await terminal.waitFor('ready half whole');
    terminal.type('3');
    await terminal.waitFor('two');
    expect(terminal.screen()[0]).toBe('two');
    expect(terminal.raw().toString()).not.toContain('three');
    await shown;
    expect([...new Set(seen)]).toEqual(['ready', 'ready half whole', 'one', 'two', 'three']);
  });

  test('says what is on the screen when it waits in vain', async () => {
    const terminal = await startNode(`write('something else\\r\\nsecond row'); keys(() => process.exit(1));`);
    await terminal.waitFor('second row');
    await expect(terminal.waitFor('what I want', { timeout: 20 })).rejects.toThrow(
      /^within 20 ms there was no "what I want"\n\| something else\n\| second row\n/,
    );
    await expect(terminal.ended(20)).rejects.toThrow(
      /^within 20 ms there was no end of the program\n\| something else\n\| second row\n/,
    );
    const waiting = terminal.waitFor(/never/);
    terminal.press('q');
    await expect(waiting).rejects.toThrow(
      /^the program ended \({"code":1,"signal":null}\) without \/never\/\n\| something else/,
    );
  });

  test('has job control: Ctrl+Z stops the program, the shell takes it back to the foreground', async () => {
    const terminal = await startNode(
      `process.on('SIGCONT', () => write('back')); setInterval(() => {}, 1000); write('on');`,
    );
    await terminal.waitFor('on');
    terminal.press('C-z');
    await terminal.waitFor(({ stopped }) => stopped());
    terminal.foreground();
    await terminal.waitFor('back');
    // The program may be heard before its parent has said that it goes on.
    await terminal.waitFor(({ stopped }) => !stopped());
  });

  test('that nobody reads from makes the program wait, and loses nothing', async () => {
    const terminal = await startNode(
      `keys(() => { for (let i = 1; i <= 40_000; i++) require('node:fs').writeSync(1, i + '\\n'); process.exit(); }); write('go');`,
    );
    await terminal.waitFor('go');
    terminal.pauseOutput();
    terminal.press('Enter');
    await expect(terminal.waitFor('40000', { timeout: 300 })).rejects.toThrow('40000');
    terminal.resumeOutput();
    await terminal.ended();
    const expected = ['go1', ...Array.from({ length: 39_999 }, (_, i) => String(i + 2)), ''].join('\r\n');
    expect(terminal.raw().toString() === expected).toBe(true);
  });

  test('gives the program three descriptors and no more, and its own process group', async () => {
    const terminal = await startTerminal({
      command: 'sh',
      args: [
        '-c',
        'ls /proc/$$/fd; read -r pid comm state parent group rest < /proc/$$/stat; [ $pid = $group ] && echo leads',
      ],
      env: { PATH: process.env.PATH, TERM: 'xterm' },
    });
    await terminal.ended();
    expect(terminal.screen().slice(0, 2)).toEqual(['0  1  2', 'leads']);
  });

  test('says so when the command does not exist', async () => {
    const terminal = await startTerminal({ command: '/nowhere/program' });
    expect(await terminal.ended()).toEqual({ code: 127, signal: null });
    expect(terminal.screen()[0]).toBe('pty: /nowhere/program: No such file or directory');
  });
});
