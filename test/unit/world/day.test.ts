/** A new day is told where it begins, in every log, once, and never in the log file. */
import { NOON, playAlpha } from '../../support/play.ts';

const DAY = 86_400_000;

test('the first line of a day stands below its date', () => {
  const play = playAlpha({ rows: 20, worlds: { Alpha: { log: true } } });
  play.advance(1000);
  play.enter('/flush');
  play.receive('Alpha', 'one\n');
  play.advance(DAY / 2 + 1000);
  play.receive('Alpha', 'two\n');
  play.reload();
  play.advance(60_000);
  play.receive('Alpha', 'three\n');
  play.advance(3 * DAY);
  play.enter('look');
  expect(play.output().slice(-6)).toEqual([
    'one',
    '% Tuesday, 2024-01-16',
    'two',
    'three',
    '% Friday, 2024-01-19',
    'look',
  ]);
  play.advance(1000);
  expect(Object.values(play.disk.logs)).toEqual(['one\n', 'two\nthree\n']);
});

test('a log that is empty begins without one, and a clock that goes back says nothing', () => {
  const play = playAlpha({ now: NOON });
  play.advance(DAY);
  play.enter('/flush');
  play.receive('Alpha', 'one\n');
  play.state.now -= DAY;
  play.receive('Alpha', 'two\n');
  expect(play.output()).toEqual(['one', 'two']);
});
