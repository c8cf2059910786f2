/** How triggers paint lines: as TinyFugue 5 shows them (make.sh), and what is Clay's own. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StyledText } from '../../../client/state/stream.ts';
import { applySgr } from '../../../client/stream/text/sgr.ts';
import { lineAt } from '../../../client/world/scrollback.ts';
import { type Play, playAlpha } from '../../support/play.ts';

const folder = join(__dirname, '../../support/tinyfugue/golden');
const read = (name: string) => readFileSync(join(folder, name), 'utf8').trimEnd().split('\n');

const player = () => playAlpha({ columns: 100, rows: 200 });

/** `[31]A line[] of it`: each sign in its style, as one text. */
function inSigns(styles: readonly string[], text: string): string {
  let before = '';
  return [...text]
    .map((sign, at) => {
      const style = styles[at] ?? '';
      const mark = style === before ? '' : `[${style}]`;
      before = style;
      return mark + sign;
    })
    .join('');
}

/** What TinyFugue has shown. */
function shownAs(line: string): string {
  let style = '';
  let text = '';
  const styles: string[] = [];
  for (const [, params, sign] of line.matchAll(/\\e\[([\d;]*)m|(.)/g))
    if (params !== undefined) style = applySgr(style, params);
    else {
      text += sign;
      styles.push(style);
    }
  return inSigns(styles, text);
}

function inStyles({ text, runs }: StyledText): string {
  const styles = Array.from(text, (_, at) => applySgr('', runs.findLast(run => run.at <= at)?.style ?? ''));
  return inSigns(styles, text);
}

/** The last line of the game that is shown. */
function last(play: Play): string {
  const line = play.world('Alpha').scrollback.open.findLast(({ kind, hidden }) => kind === 'game' && !hidden);
  return line ? inStyles(line) : '';
}

test('lines are painted as TinyFugue paints them', () => {
  const play = player();
  for (const line of read('looks.tf')) {
    if (line.startsWith(';')) continue;
    if (line.startsWith('/look ')) play.receive('Alpha', `${line.slice(6).replaceAll('^', '\x1b')}\r\n`);
    else play.enter(line);
  }
  const { scrollback: log } = play.world('Alpha');
  const all = Array.from({ length: log.next }, (_, at) => lineAt(log, at, play.readChunk));
  const shown = all.flatMap(line =>
    line && !line.hidden && /^(?:[A-J]\d|new) /.test(line.text) ? [line] : [],
  );
  // TinyFugue takes what comes from the game when it has read the file.
  const echoed = shown.filter(({ kind }) => kind !== 'game');
  const lines = shown.filter(({ kind }) => kind === 'game');
  expect([...echoed, ...lines].map(inStyles)).toEqual(read('looks.txt').map(shownAs));
  expect(lines.length).toBeGreaterThan(30);
});

test.each([
  ['-P0Cred -msimple -t"A"', '-P paints what a regular expression finds: it wants -mregexp'],
  ['-mglob -P0Cred -t"A*"', '-P paints what a regular expression finds: it wants -mregexp'],
  ['-P0Cred -PB -t"A"', '-P can be given only once'],
  ['-P1Cred -t"A"', '-P1: the pattern has no group'],
  ['-P2Cred -t"(A)"', '-P2: the pattern has only 1 group'],
  ['-P0Q -t"A"', 'there is no attribute "Q"'],
  ['-P0Cred', '-P paints parts of lines: it wants -t'],
])('/def %s: one sentence, and nothing is defined', (options, sentence) => {
  const play = player();
  play.enter(`/def ${options} wrong = /echo wrong`);
  expect(play.output().at(-1)).toContain(sentence);
  play.receive('Alpha', 'A line\r\n');
  expect(play.output().at(-1)).toBe('A line');
});

test('-ah, -aE and -aW are what their variables say', () => {
  const play = player();
  play.enter('/def -ah -F -t"h*" h');
  play.enter('/def -P0hu -F -t"p+"');
  play.enter('/set hiliteattr=Cgreen');
  play.enter('/set error_attr=r');
  play.receive('Alpha', 'h\r\n');
  expect(last(play)).toBe('[32]h');
  play.receive('Alpha', 'app\r\n');
  expect(last(play)).toBe('a[4;32]pp');
  play.enter('/eval /echo -aE wrong');
  expect(inStyles(play.world('Alpha').scrollback.open.at(-1) as StyledText)).toBe('[7]wrong');
});

test('what the game says has no attributes of its own, and no sign that a terminal would take', () => {
  const play = player();
  play.enter('/def -F -t"A*" a = /echo -p @{Cred}%*@{n}!');
  play.enter('/def -F -t"B*" b = /substitute -p @{Cred}%-1@{n}!');
  play.receive('Alpha', 'A @{B} @@ \x07\u200bc\r\n');
  expect(inStyles(play.world('Alpha').scrollback.open.at(-1) as StyledText)).toBe('[31]A @{B} @@ c[]!');
  play.receive('Alpha', 'B is @{g}hid@{Q}den\r\n');
  expect(last(play)).toBe('[31]is @{g}hid@{Q}den[]!');
});

test.each([
  ['/eval /echo -p -- a@{Q}b', 'echo: there is no attribute "Q"'],
  ['/eval /echo -aCnone -- a', 'echo: there is no attribute "Cnone"'],
  ['/eval /echo -p -- a@{B b', 'echo: @{ without a }'],
])('%s is refused with a sentence', (line, sentence) => {
  const play = player();
  play.enter(line);
  expect(play.output().at(-1)).toContain(sentence);
});

test('behind a reload, and of a macro of an image before, it is the same', () => {
  const play = player();
  play.enter('/def -F -p2 -P0Cblue -t"A \\\\w+" a1');
  play.enter('/def -F -p1 -aB,Cyellow -t"A*" a2');
  play.reload();
  play.receive('Alpha', 'A part of it\r\n');
  expect(last(play)).toBe('[1;34]A part[1;33] of it');
});

test('what a rule of Clay paints stays on top of a whole line', () => {
  const play = player();
  play.enter('/hilite:red part');
  play.enter('/def -aB,Cyellow -t"A*" a');
  play.receive('Alpha', 'A part of it\r\n');
  expect(last(play)).toBe('[1;33]A [1;31]part[1;33] of it');
});
