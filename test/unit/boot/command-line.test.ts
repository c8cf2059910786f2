/** The arguments, and what a client does that was started with them. */
import { parseCommandLine } from '../../../client/boot/command-line.ts';
import { hasWordsOnly, lineOf } from '../../../client/boot/words.ts';
import { createPlay } from '../../support/play.ts';

test.each([
  [[], { home: null, worlds: [], demo: false }],
  [['Alpha', 'My World'], { home: null, worlds: ['Alpha', 'My World'], demo: false }],
  [['--home', '/tmp/x', 'demo'], { home: '/tmp/x', worlds: [], demo: true }],
  [['mud.example', '4000', 'tls'], { home: null, worlds: ['mud.example', '4000', 'tls'], demo: false }],
  [['--headless', 'Alpha'], { home: null, worlds: ['Alpha'], demo: false, headless: true }],
  [['--plain', 'Alpha'], { home: null, worlds: ['Alpha'], demo: false, plain: true }],
])('%j', (args, line) => {
  expect(parseCommandLine(args, '1.2.3')).toEqual({ plain: false, headless: false, ...line });
});

test.each(
  [[], [''], ['demo'], ['Alpha', 'My World'], ['mud.example', '4000', 'tls'], ['demo', 'a-b']].map(args => [
    args,
  ]),
)('%j has no options, and means the same without a look for them', args => {
  expect(hasWordsOnly(args)).toBe(true);
  expect(lineOf(args, {})).toEqual(parseCommandLine(args, '1.2.3'));
});

test.each([['-v'], ['Alpha', '--plain'], ['--'], ['-']].map(args => [args]))('%j may have', args => {
  expect(hasWordsOnly(args)).toBe(false);
});

/** Exit status and output of a client that ends at once. */
function ended(...args: string[]) {
  const written: string[] = [];
  const write = (text: unknown) => written.push(String(text)) > 0;
  const spies = [process.stdout, process.stderr].map(stream =>
    jest.spyOn(stream, 'write').mockImplementation(write),
  );
  try {
    return { line: parseCommandLine(args, '1.2.3'), written: written.join('') };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

test.each(['-v', '--version'])('%s prints the version', flag => {
  expect(ended(flag)).toEqual({ line: { exit: 0 }, written: '1.2.3\n' });
});

test.each(['-h', '--help'])('%s prints all forms of the command line, with examples', flag => {
  const { line, written } = ended(flag);
  expect(line).toEqual({ exit: 0 });
  for (const part of ['[world...]', 'host port [tls]', 'demo', '--home <dir>', '-v, --version', 'Examples:'])
    expect(written).toContain(part);
});

test('an option that does not exist is wrong usage', () => {
  expect(ended('--nonsense')).toEqual({
    line: { exit: 2 },
    written: expect.stringContaining("unknown option '--nonsense'"),
  });
});

test('a profile directory without a name is wrong usage, and not the usual one', () => {
  expect(ended('--home', '')).toEqual({
    line: { exit: 2 },
    written: 'error: --home wants the name of a directory.\n',
  });
});

test('--plain and --headless exclude each other', () => {
  expect(ended('--plain', '--headless')).toEqual({
    line: { exit: 2 },
    written: expect.stringContaining('take one of them'),
  });
});

/** A client that was started with these words: the worlds that it has, and what it says in the end. */
function started(words: readonly string[], names: readonly string[] = []) {
  const worlds = Object.fromEntries(names.map(name => [name, {}]));
  const play = createPlay({ worlds, columns: 100, rows: 30 });
  play.dispatch({ type: 'started', notices: [], worlds: words });
  const now = Object.values(play.state.worlds).map(({ name, phase }) => `${name} ${phase}`);
  return { current: play.terminal.current, now, said: play.output().at(-1) ?? '', play };
}

test.each([
  [['mud.example', '4000'], 'mud.example:4000', false],
  [['mud.example', '4000', 'tls'], 'mud.example:4000', true],
  [['mud.example:4000'], 'mud.example:4000', false],
  [['[2001:db8::1]:4000', 'tls'], '2001:db8::1:4000', true],
])('clay %j connects to a server that is in no file', (words, name, tls) => {
  const { current, now, play } = started(words);
  expect([current, now]).toEqual([name, [`${name} connecting`]]);
  expect(play.state.settings.worlds[name]).toMatchObject({ port: 4000, tls });
  expect([play.state.temporary, play.asked]).toEqual([[name], []]);
});

test.each([
  [
    ['Alpha', '4000'],
    ['Alpha', '4000'],
  ],
  [['4000', '4001'], ['4001']],
  [['alpha', '4001'], ['Alpha']],
  [['mud.example:4000'], ['mud.example:4000']],
  [
    ['Alpha', 'Beta', '4000'],
    ['Alpha', 'Beta', '4000'],
  ],
])('clay %j: worlds of settings.toml go first', (words, names) => {
  const { now } = started(words, names);
  expect(now.sort()).toEqual(
    names
      .filter(name => words.join().toLowerCase().includes(name.toLowerCase()))
      .map(name => `${name} connecting`)
      .sort(),
  );
});

test('what is neither a world nor a server is told', () => {
  expect(started(['mud.example', '99999']).said).toContain('"99999" is not a port');
  expect(started(['nowhere']).said).toContain('There is no world "nowhere".');
});
