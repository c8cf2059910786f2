/** What is told of files of macros, and of macros, that are not as they should be. */
import { type Play, playAlpha } from '../../support/play.ts';

const player = (macros: Record<string, string> = {}) => playAlpha({ columns: 100, rows: 40, macros });

/** Lines of the output since it was last asked. */
function lines(play: Play, act: () => void): string[] {
  const before = play.output().length;
  act();
  return play.output().slice(before);
}

test('a file that is not there is told with the place that wants it, and counted', () => {
  const play = player({
    'a.tf': '/def one = /echo one\n/require nosuch.tf\n/load b.tf\n/def two = /load -q none.tf\n/two',
    'b.tf': '; nothing\n\n/load gone.tf',
  });
  const said = lines(play, () => {
    play.enter('/load a.tf');
    play.advance(20);
  });
  const missing = said.filter(line => line.includes('There is no file'));
  expect(missing.map(line => line.replace(/(no file \S+?)[.,]? ?(?:looked.*)?$/, '$1'))).toEqual([
    '% a.tf, line 2: There is no file nosuch.tf',
    '% b.tf, line 3: There is no file gone.tf',
    '% a.tf, line 5: two: There is no file none.tf',
  ]);
  expect(said.at(-1)).toBe('% a.tf: 2 macros; 3 lines were not taken, as said above.');
  expect(
    lines(play, () => {
      play.enter('/load nosuch.tf');
      play.advance(5);
    }).at(-1),
  ).toMatch(/^% There is no file/);
});

test('a body that cannot be read is told of as it is defined, with its place, and when it is to act', () => {
  const play = player({ 'a.tf': '/def one = look\n/def -t"x" broken = /if (1) look\n' });
  const said = lines(play, () => {
    play.enter('/load a.tf');
    play.advance(5);
    play.receive('Alpha', 'x\r\n');
    play.enter('/def other = /echo $[1 +]');
  });
  expect(said.filter(line => /(?:broken|other): /.test(line))).toEqual([
    '% a.tf, line 2: broken: expected /endif; as it is, it does nothing.',
    '% broken: expected /endif; nothing of it was run.',
    "% other: expression syntax error: expected operand, found ']'; as it is, it does nothing.",
  ]);
  expect(said).toContain('% a.tf: 2 macros.');
  expect(play.sent('Alpha').toString()).toBe('');
});
