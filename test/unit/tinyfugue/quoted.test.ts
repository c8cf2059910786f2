/** What /quote makes of long files: each line once and in order, some of them a turn, whatever comes in between. */
import { hasMarks, marked, revealed } from '../../../client/tinyfugue/marks.ts';
import { lineAt } from '../../../client/world/scrollback.ts';
import { tinyFugueOf } from '../../../client/world/tinyfugue/store.ts';
import { type Play, playAlpha } from '../../support/play.ts';

const COUNT = 3000;
const LINES = Array.from({ length: COUNT }, (_, n) => `line ${n}`);

/** What was echoed of the file, with what does not fit the screen. */
function echoed(play: Play): string[] {
  const log = play.world('Alpha').scrollback;
  return Array.from({ length: log.next }, (_, n) => lineAt(log, n, play.readChunk)?.text ?? '').filter(text =>
    text.startsWith('line '),
  );
}

function tick(play: Play): void {
  play.dispatch({ type: 'tick' });
}

test('a long file is echoed some lines a turn, over reloads, and its list is never moved line by line', () => {
  const play = playAlpha({ columns: 100, rows: 40, macros: { 'long.txt': `${LINES.join('\r\n')}\r\n` } });
  play.enter(`/quote -S /echo '"long.txt"`);
  let [turns, most, before] = [0, 0, 0];
  for (; tinyFugueOf(play.state).threads.length > 0 && turns < 1000; turns++) {
    tick(play);
    // The list that is gone through is a short one beside the long one.
    const left = tinyFugueOf(play.state).threads.flatMap(({ frames }) =>
      frames.flatMap(one => one.left ?? []),
    );
    const last =
      tinyFugueOf(play.state)
        .threads.at(-1)
        ?.frames.findLast(one => one.left)?.left ?? [];
    if (turns > 0 && left.length > 1000) expect(last.length).toBeLessThanOrEqual(512);
    const now = echoed(play).length;
    [most, before] = [Math.max(most, now - before), now];
    if (turns % 3 === 1) play.reload();
  }
  expect(turns).toBeGreaterThan(COUNT / 400);
  expect(most).toBeLessThan(500);
  expect(echoed(play)).toEqual(LINES);
});

test('a line with a fault ends itself and no other', () => {
  const some = LINES.slice(0, 700).map((line, n) => (n % 100 === 7 ? '/test 1 +* 2' : `/echo ${line}`));
  const play = playAlpha({ columns: 100, rows: 40, macros: { 'long.txt': some.join('\n') } });
  play.enter(`/quote -S -dexec '"long.txt"`);
  for (let n = 0; n < 400 && tinyFugueOf(play.state).threads.length > 0; n++) tick(play);
  expect(echoed(play)).toEqual(LINES.slice(0, 700).filter((_, n) => n % 100 !== 7));
});

test('each character has its mark, and is read from it again', () => {
  const all = String.fromCharCode(...Array.from({ length: 0x10000 }, (_, unit) => unit));
  const wanted = [...Array(0x10000).keys()].map(unit =>
    unit < 0x80 ? unit + 0xf680 : unit >= 0xf680 && unit < 0xf700 ? 0xfffd : unit,
  );
  const made = marked(all);
  expect(wanted.map((_, at) => made.charCodeAt(at))).toEqual(wanted);
  expect(revealed(marked('a line'))).toBe('a line');
  expect(hasMarks(marked('é'))).toBe(false);
});
