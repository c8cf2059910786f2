/** What the user sees and types, on a real terminal. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Clay, startClay } from '../support/clay.ts';
import { test as withAddon } from '../support/needs-reload.ts';
import { inputText, outputRows, startPlaying, statusBar, statusRow } from '../support/playing.ts';
import { reload } from '../support/reloading.ts';
import { type Peer, startWorld } from '../support/scripted-world.ts';
import { temporaryHome } from '../support/temporary.ts';

const [IAC, DO, WILL, WONT, ECHO] = [255, 253, 251, 252, 1];
const PROGRAM = resolve(__dirname, '../../dist/clay.js');

const ESC = '\x1b';
const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) => `line ${index + 1}.\r\n`).join('');

/** The cells of the only place on screen where `text` stands. */
function cellsOf(clay: Clay, text: string) {
  const y = clay.screen().findIndex(row => row.includes(text));
  const x = clay.screen()[y]!.indexOf(text);
  return Array.from({ length: text.length }, (_, index) => clay.cell(x + index, y));
}

test('colours and attributes of every kind arrive in the cells', async () => {
  const { clay, peers } = await startPlaying();
  const [alpha] = peers as [Peer];
  const samples: [sgr: string, text: string, cell: object][] = [
    ['31', 'red', { fg: 1, bg: 'default' }],
    ['92;44', 'bright-green-on-blue', { fg: 10, bg: 4 }],
    ['38;5;208;48;5;17', 'palette', { fg: 208, bg: 17 }],
    ['38;2;200;120;7;48;2;1;2;3', 'true-colour', { fg: '#c87807', bg: '#010203' }],
    ['1', 'bold', { bold: true, fg: 'default' }],
    ['4', 'underlined', { underline: true }],
    ['7', 'reverse', { inverse: true }],
    ['3', 'italic', { italic: true }],
    ['2', 'dim', { dim: true }],
    ['9', 'struck', { strikethrough: true }],
    ['1;4;7;33', 'everything', { bold: true, underline: true, inverse: true, fg: 3 }],
  ];
  for (const [sgr, text] of samples) alpha.send(`${ESC}[${sgr}m${text}${ESC}[0m|\r\n`);
  alpha.send(`${ESC}[35mcarried\r\nover${ESC}[0m\r\nplain again\r\n`);
  await clay.waitFor('plain again');
  for (const [, text, wanted] of samples) {
    for (const cell of cellsOf(clay, text)) expect(cell).toMatchObject(wanted);
    expect(clay.screen().find(row => row.startsWith(text))).toBe(`${text}|`);
  }
  expect(cellsOf(clay, 'carried')[0]).toMatchObject({ fg: 5 });
  expect(cellsOf(clay, 'over')[0]).toMatchObject({ fg: 5 });
  expect(cellsOf(clay, 'plain again')[0]).toMatchObject({ fg: 'default', bold: false });
});

test('wide characters, emoji and combining marks take the cells they should', async () => {
  const { clay, peers } = await startPlaying();
  peers[0]!.send('|茶碗|\r\n|🏺|\r\n|e\u0301|\r\n|ｃ|\r\nthe end\r\n');
  await clay.waitFor('the end');
  const bar = (text: string) => {
    const y = clay.screen().indexOf(text);
    return Array.from({ length: 10 }, (_, x) => clay.cell(x, y).char).lastIndexOf('|');
  };
  expect([bar('|茶碗|'), bar('|🏺|'), bar('|e\u0301|'), bar('|ｃ|')]).toEqual([5, 3, 2, 3]);
  const y = clay.screen().indexOf('|茶碗|');
  expect(clay.cell(1, y)).toMatchObject({ char: '茶', width: 2 });

  clay.type('茶🏺x');
  await clay.waitFor(() => inputText(clay) === '茶🏺x');
  expect(clay.cursor().x).toBe(5);
  clay.press('Backspace Backspace');
  await clay.waitFor(() => inputText(clay) === '茶' && clay.cursor().x === 2);
});

withAddon('long lines are wrapped between words, and anew when the terminal changes its width', async () => {
  const { clay, peers } = await startPlaying({ columns: 40 });
  const words =
    'The oldest potter of the lane digs the mud, asks it a question and takes some time to answer.';
  peers[0]!.send(`${words}\r\n`);
  await clay.waitFor('answer.');
  expect(outputRows(clay).slice(-3)).toEqual([
    'The oldest potter of the lane digs the',
    'mud, asks it a question and takes some',
    'time to answer.',
  ]);
  clay.resize(60, 20);
  await clay.waitFor(/^The oldest .* asks it a$/m);
  expect(outputRows(clay).slice(-2)).toEqual([
    'The oldest potter of the lane digs the mud, asks it a',
    'question and takes some time to answer.',
  ]);
  clay.resize(120, 30);
  await clay.waitFor(() => statusRow(clay) === 28);
  expect(outputRows(clay).at(-1)).toBe(words);
});

test('text without a line end is shown at once, and completed where it stands', async () => {
  const { clay, peers } = await startPlaying();
  const [alpha] = peers as [Peer];
  alpha.send('Counting: one');
  await clay.waitFor(/^Counting: one$/m);
  alpha.send(', two');
  await clay.waitFor(/^Counting: one, two$/m);
  alpha.send(', three.\r\nNext.\r\n');
  await clay.waitFor(/^Counting: one, two, three\.\nNext\.$/m);
  expect(clay.screen().join('\n').split('Counting').length).toBe(2);
});

test('a pasted text stays in the input until Enter, and is sent line by line', async () => {
  const { clay, peers } = await startPlaying();
  const [alpha] = peers as [Peer];
  clay.type('say ');
  clay.paste('one\ntwo\nthree');
  await clay.waitFor(
    () =>
      clay
        .screen()
        .slice(statusRow(clay) + 1)
        .join('\n') === 'say one\ntwo\nthree',
  );
  expect(alpha.received.length).toBe(0);
  clay.press('Enter');
  await alpha.waitFor('three\r\n');
  expect(alpha.received.toString()).toBe('say one\r\ntwo\r\nthree\r\n');
});

test('a line that starts with a slash is a command, two slashes send one', async () => {
  const { clay, peers } = await startPlaying();
  clay.type('//me waves\r/send /me too\r/nosuch\r');
  await peers[0]!.waitFor('/me waves\r\n/me too\r\n');
  await clay.waitFor('There is no command /nosuch.');
});

test('while the server echoes, input is shown as stars and is in no history', async () => {
  const { clay, peers } = await startPlaying();
  const [alpha] = peers as [Peer];
  clay.type('mia\r');
  await alpha.waitFor('mia\r\n');
  alpha.send(Buffer.concat([Buffer.from('Password: '), Buffer.of(IAC, WILL, ECHO)]));
  await alpha.waitFor(Buffer.of(IAC, DO, ECHO));
  clay.type('s3cret');
  await clay.waitFor('******');
  clay.press('Enter');
  await alpha.waitFor('s3cret\r\n');
  alpha.send(Buffer.concat([Buffer.of(IAC, WONT, ECHO), Buffer.from('\r\nWelcome.\r\n')]));
  await clay.waitFor('Welcome.');
  clay.press('Up');
  await clay.waitFor(() => inputText(clay).endsWith('mia'));
  clay.press('C-u');
  clay.type('/quit\r');
  await clay.ended();
  expect(clay.raw().toString()).not.toContain('s3cret');
  expect(readFileSync(join(clay.home, 'history'), 'utf8')).not.toContain('s3cret');
});

withAddon('more-mode waits after a screenful; Tab and PageDown bring the next, Esc j all', async () => {
  const { clay, peers } = await startPlaying();
  const [alpha] = peers as [Peer];
  const lastNumber = () => Number(/^line (\d+)\.$/.exec(outputRows(clay).at(-1) ?? '')?.[1]);
  alpha.send(numbered(100));
  await clay.waitFor(/ More 00\d\d /);
  const first = lastNumber();
  // "Connecting" and "Connected" were part of the first screenful.
  expect(first).toBe(18);
  expect(statusBar(clay)).toContain('More 0082');
  clay.press('Tab');
  await clay.waitFor('More 0063');
  expect(lastNumber()).toBe(first + 19);
  // One row of the page before stays.
  expect(outputRows(clay)[0]).toBe(`line ${first}.`);
  clay.press('PageDown');
  await clay.waitFor('More 0044');
  clay.press('Esc j');
  await clay.waitFor('line 100.');
  expect(statusBar(clay)).not.toContain('More');

  // Whoever types is awake: the next screenful counts from the last Enter.
  alpha.send(numbered(15));
  await clay.waitFor(() => lastNumber() === 15);
  clay.type('x\r');
  await alpha.waitFor('x\r\n');
  alpha.send(numbered(19));
  await clay.waitFor(() => lastNumber() === 19);
  expect(statusBar(clay)).not.toContain('More');
  clay.type('/setup more_mode off\r');
  await clay.waitFor('more_mode = false');
  alpha.send(numbered(99));
  await clay.waitFor('line 99.');
});

test('PageUp and PageDown scroll through everything, and count what lies below', async () => {
  const { clay, peers } = await startPlaying({ top: 'more_mode = false' });
  const [alpha] = peers as [Peer];
  alpha.send(numbered(1000));
  await clay.waitFor('line 1000.');
  clay.press('PageUp');
  await clay.waitFor('Hist 0019');
  // Below a line, the newest ones.
  expect(outputRows(clay)).toEqual([
    ...Array.from({ length: 14 }, (_, at) => `line ${968 + at}.`),
    '─'.repeat(80),
    ...Array.from({ length: 5 }, (_, at) => `line ${996 + at}.`),
  ]);
  for (let page = 0; page < 80; page++) clay.press('PageUp');
  await clay.waitFor('Connecting to');
  expect(outputRows(clay)[0]).toMatch(/Connecting to/);
  clay.type('x');
  for (let page = 0; page < 80; page++) clay.press('PageDown');
  await clay.waitFor(() => !statusBar(clay).includes('Hist'));
  expect(outputRows(clay).at(-1)).toBe('line 1000.');
  clay.press('PageUp');
  await clay.waitFor('Hist');
  clay.press('Esc j');
  await clay.waitFor(() => !statusBar(clay).includes('Hist'));

  // The wheel is a key like any other (SGR mouse reports).
  clay.type(`${ESC}[<64;10;10M`);
  await clay.waitFor('Hist 0003');
  clay.type(`${ESC}[<65;10;10M`);
  await clay.waitFor(() => !statusBar(clay).includes('Hist'));
});

test('F4 searches the output upwards, F2 shows tags, F1 helps', async () => {
  const { clay, peers } = await startPlaying({ top: 'more_mode = false' });
  const [alpha] = peers as [Peer];
  alpha.send(`a needle here\r\n${numbered(200)}another NEEDLE there\r\n${numbered(100)}`);
  await clay.waitFor('line 100.');
  clay.press('F4');
  clay.type('needle');
  await clay.waitFor('1 of 2,');
  await clay.waitFor('another NEEDLE there');
  expect(cellsOf(clay, 'NEEDLE').every(cell => cell.inverse)).toBe(true);
  expect(cellsOf(clay, 'another')[0]!.inverse).toBe(false);
  clay.press('F4');
  await clay.waitFor('a needle here');
  clay.press('F4');
  await clay.waitFor('from the other end');
  clay.press('Esc');
  await clay.waitFor(() => inputText(clay) === '');
  clay.press('Esc j');
  await clay.waitFor('line 100.');

  clay.press('F2');
  await clay.waitFor(/^\d\d-\d\d \d\d:\d\d:\d\d < line 100\.$/m);
  expect(readFileSync(join(clay.home, 'settings.toml'), 'utf8')).toContain('show_tags = true');
  clay.press('F2');
  await clay.waitFor(/^line 100\.$/m);
  clay.press('F1');
  await clay.waitFor('─ /help ─');
  clay.press('End');
  await clay.waitFor('/help keys lists the keys.');
  clay.press('Esc');
  await clay.waitFor(() => outputRows(clay).at(-1) === 'line 100.');
});

test('the mouse is left to the terminal until it is switched on', async () => {
  const { clay } = await startPlaying();
  expect(clay.modes().mouse).toBe('none');
  clay.type('/setup mouse on\r');
  await clay.waitFor(() => clay.modes().mouse === 'vt200' && clay.modes().sgrMouse);
  clay.type('look around');
  await clay.waitFor(() => inputText(clay) === 'look around');
  clay.type(`${ESC}[<0;6;${statusRow(clay) + 2}M${ESC}[<0;6;${statusRow(clay) + 2}m`);
  await clay.waitFor(() => clay.cursor().x === 5);
  clay.type('all ');
  await clay.waitFor(() => inputText(clay) === 'look all around');
  clay.type('\x15\x0b/setup mouse off\r');
  await clay.waitFor(() => clay.modes().mouse === 'none');
});

withAddon('the wheel is kept off the input history, or scrolls where it is told from keys', async () => {
  const { clay, peers } = await startPlaying({ env: { TERM: 'alacritty' }, top: 'more_mode = false' });
  peers[0]!.send(numbered(100));
  await clay.waitFor('line 100.');
  const mode = `${ESC}[?1007`;
  expect(clay.raw().includes(`${mode}s`)).toBe(true);
  expect(clay.raw().includes(`${mode}h`)).toBe(true);
  clay.type(`${ESC}OA${ESC}OA${ESC}OA`);
  await clay.waitFor('Hist 0003');
  await reload(clay);
  clay.type(`${ESC}OB${ESC}OB${ESC}OB`);
  await clay.waitFor(() => !statusBar(clay).includes('Hist'));
  const other = await startPlaying({ env: { TERM: 'xterm-256color' } });
  expect(other.clay.raw().includes(`${mode}l`)).toBe(true);
  other.clay.type('/quit\r');
  await other.clay.ended();
  expect(other.clay.raw().toString().endsWith(`${ESC}[?1049l`)).toBe(true);
  expect(other.clay.raw().includes(`${mode}h${mode}r`)).toBe(true);
});

withAddon(
  'copy mode goes through a reload, and what is copied goes to the clipboard of the terminal',
  async () => {
    const { clay, peers } = await startPlaying({ env: { TERM: 'xterm-256color' }, columns: 40 });
    const line = 'The oldest potter of the lane digs the mud, and asks it a question.';
    peers[0]!.send(`${line}\r\nthe end\r\n`);
    await clay.waitFor('the end');
    clay.press('F9');
    await clay.waitFor('v select');
    clay.type('kkV');
    await clay.waitFor('Copy (1 line)');
    await clay.waitFor(() => cellsOf(clay, 'oldest').every(cell => cell.inverse));
    const cursor = clay.cursor();
    await reload(clay);
    expect(clay.cursor()).toEqual(cursor);
    expect(cellsOf(clay, 'question').every(cell => cell.inverse)).toBe(true);
    clay.type('y');
    await clay.waitFor('Copied: 1 line');
    expect(clay.raw().includes(`${ESC}]52;c;${Buffer.from(line).toString('base64')}${ESC}\\`)).toBe(true);
    clay.press('C-y');
    await clay.waitFor(() => inputText(clay) === line);
  },
);

test('Ctrl+L draws everything again', async () => {
  const { clay, peers } = await startPlaying();
  peers[0]!.send('a line\r\n');
  await clay.waitFor('a line');
  const before = clay.raw().length;
  clay.press('C-l');
  await clay.waitFor(() => clay.raw().subarray(before).includes('a line'));
});

test('a terminal that stops reading holds up neither worlds nor typing, and is drawn when it reads again', async () => {
  const { clay, peers } = await startPlaying({ top: 'more_mode = false', more: 'log = true' });
  const [alpha] = peers as [Peer];
  clay.pauseOutput();
  for (let block = 0; block < 100; block++) alpha.send(numbered(100));
  for (let i = 0; i < 50; i++) clay.press('C-l');
  clay.type('typed blind\r');
  await alpha.waitFor('typed blind\r\n');
  alpha.send('the very last line\r\n');
  clay.resumeOutput();
  await clay.waitFor('the very last line');
  // What was drawn meanwhile is left out, not queued.
  expect(clay.raw().length).toBeLessThan(400_000);
});

/** Runs the program without a terminal. */
function run(...args: string[]) {
  const { home, root } = temporaryHome();
  const { stdout, stderr, status } = spawnSync(process.execPath, [PROGRAM, ...args], {
    env: { PATH: process.env.PATH, HOME: root, CLAY_HOME: home },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { stdout, stderr, status };
}

test('without a terminal it says so and ends with status 2', () => {
  expect(run()).toEqual({
    stdout: '',
    stderr:
      'clay: standard input and output must be a terminal; --plain does without, --headless has none at all.\n',
    status: 2,
  });
  expect(run('Alpha').status).toBe(2);
});

test('--version, --help and wrong usage', () => {
  const { version } = JSON.parse(readFileSync(resolve(__dirname, '../../package.json'), 'utf8')) as {
    version: string;
  };
  for (const flag of ['-v', '--version'])
    expect(run(flag)).toEqual({ stdout: `${version}\n`, stderr: '', status: 0 });
  const help = run('--help');
  expect(run('-h')).toEqual(help);
  expect(help).toMatchObject({ stderr: '', status: 0 });
  expect(help.stdout).toMatch(/Usage: clay [\s\S]*--home <dir>[\s\S]*--version[\s\S]*--help/);
  const wrong = run('--nosuch');
  expect(wrong).toMatchObject({ stdout: '', status: 2 });
  expect(wrong.stderr).toContain('--nosuch');
  expect(run('--home').status).toBe(2);
});

test('clay host port connects to a server that is in no file', async () => {
  const world = await startWorld();
  const { host, port } = world;
  const clay = await startClay({ args: [host, String(port)] });
  const peer = await world.accepted();
  await clay.waitFor(`Connected to ${host}:${port}.`);
  clay.type('look\r');
  await peer.waitFor('look\r\n');
});

withAddon('clay --home keeps its profile there, and its state file beside it', async () => {
  const place = temporaryHome();
  const home = join(place.root, 'other');
  mkdirSync(home, { mode: 0o700 });
  const options = { place: { ...place, home }, args: ['--home', home], env: { CLAY_HOME: undefined } };
  const clay = await startClay(options);
  await clay.waitFor('/help lists');
  clay.type('/addworld Here 127.0.0.1 4000\r');
  await clay.waitFor('World Here is');
  expect(readFileSync(join(home, 'settings.toml'), 'utf8')).toContain('[worlds.Here]');
  mkdirSync(clay.stateFile);
  clay.press('C-r');
  await clay.waitFor(`The state file ${clay.stateFile}`);
  rmdirSync(clay.stateFile);
  await reload(clay);
  clay.type('/unworld Here\r');
  await clay.waitFor('World Here is removed');
});

test('clay demo shows the town, lets one in, and survives a reload there', async () => {
  const clay = await startClay({ args: ['demo'], rows: 40, columns: 100 });
  await clay.waitFor('a very small town');
  await clay.waitFor('By what name do you wish to be known?');
  clay.type('Mia\r');
  await clay.waitFor('Your password?');
  clay.type('pot\r');
  await clay.waitFor('Welcome to town, Mia.');
  expect(clay.raw().toString()).not.toContain('pot\r');
  clay.press('C-r');
  clay.type('whoami\r');
  await clay.waitFor(/You are Mia on connection/);
  clay.press('Esc j');
  await clay.waitFor(/Window size: 100 x 38/);
  const companions = clay.companions();
  expect(companions.map(({ comm }) => comm)).toContain('demo-mud');
  clay.type('/quit\r');
  await clay.ended();
});
