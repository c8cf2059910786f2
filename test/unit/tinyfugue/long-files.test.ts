/** Files that take long because they are long, and those that never end. */
import { type Play, playAlpha } from '../../support/play.ts';

/** Bodies of thousands of signs: some are as much work as thousands of short ones. */
const longMacros = (count: number) =>
  Array.from({ length: count }, (_, at) => `/def -t"word${at} *" m${at} = /echo ${'x'.repeat(8000)}`);

/** Loads them from here on. */
function load(files: Record<string, readonly string[]>, asked: string): Play {
  const play = playAlpha({ columns: 150, rows: 40 });
  play.disk.macros = Object.fromEntries(
    Object.entries(files).map(([name, lines]) => [`/tf/${name}`, lines.join('\n')]),
  );
  play.enter(`/load /tf/${asked}`);
  for (let turn = 0; turn < 10_000 && play.state.tinyfugue!.threads.length > 0; turn++) play.advance(1);
  return play;
}

const STOPPED = 'it takes too long and was stopped, and nothing behind it in the file was loaded.';

test('a file is as long as it is, and so are those that it loads', () => {
  const play = load({ 'all.tf': ['/load /tf/big.tf', '/def last = x'], 'big.tf': longMacros(80) }, 'all.tf');
  expect(play.output().at(-1)).toBe('% all.tf: 81 macros.');
});

test('a line of it that never ends is stopped, and the rest of the file with it: both are told', () => {
  const loop = ['/def one = x', '/set max_iter=0', `/while (1) ${longMacros(1)}%; /done`, '/def two = x'];
  const play = load({ 'loop.tf': loop }, 'loop.tf');
  expect(play.output()).toContain(`% loop.tf, line 3: ${STOPPED}`);
  expect(Object.keys(play.state.tinyfugue!.names)).toEqual(['one', 'm0']);
});

test('so is one that loads itself again and again', () => {
  const play = load({ 'self.tf': [...longMacros(2), '/load /tf/self.tf', '/load /tf/self.tf'] }, 'self.tf');
  expect(play.output().at(-1)).toMatch(/^% self\.tf, line \d: it takes too long and was stopped/);
});
