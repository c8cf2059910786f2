/** `clay grep` as the client sees it: from the oldest line to the newest, as fast as the program reads. */
import type { FromProgram, ToProgram } from '../../../../shared/protocol/attach.ts';
import { playAlpha } from '../../../support/play.ts';
import { type ProgramPlay, startProgram } from '../../../support/programs.ts';

type Wishes = Partial<{ how: 'wild' | 'text' | 'regexp'; exact: boolean; follow: boolean; world: string }>;

const hello = (pattern: string, wishes: Wishes = {}): FromProgram => ({
  ...{ t: 'hello', v: 1, want: 'grep', pattern, how: 'wild', exact: false, follow: false, world: '' },
  ...wishes,
});

const linesOf = (program: ProgramPlay) => program.heard().flatMap(one => (one.t === 'lines' ? one.l : []));
const texts = (program: ProgramPlay) => linesOf(program).map(([world, , text]) => `${world}: ${text}`);
const kinds = (program: ProgramPlay): ToProgram['t'][] => program.heard().map(({ t }) => t);

test('lines of the game that match, oldest first, of all worlds or one; then there is no more', () => {
  const play = playAlpha({ worlds: { Alpha: {}, Beta: {} } });
  play.enter('/worlds Beta');
  play.connect('Beta');
  play.receive('Beta', 'An orc of Beta\r\n');
  play.receive('Alpha', 'An orc\r\nAn elf\r\nan ORC again\r\n');
  const all = startProgram(play, hello('orc'));
  play.advance(1000);
  expect(texts(all)).toEqual(['Alpha: An orc', 'Alpha: an ORC again', 'Beta: An orc of Beta']);
  expect(all.heard().at(-1)).toEqual({ t: 'done', found: 3 });
  expect(all.closed()?.code).toBe(1000);
  const one = startProgram(play, hello('^An o', { how: 'regexp', exact: true, world: 'alpha' }));
  play.advance(1000);
  expect(texts(one)).toEqual(['Alpha: An orc']);
});

test('what is no pattern and no world is said', () => {
  const play = playAlpha();
  expect(startProgram(play, hello('(', { how: 'regexp' })).heard()).toEqual([
    { t: 'fault', sentence: expect.stringContaining('(') },
  ]);
  expect(startProgram(play, hello('x', { world: 'Nowhere' })).heard()).toEqual([
    { t: 'fault', sentence: 'There is no world "Nowhere".' },
  ]);
});

test('it follows: lines to come are told as they come, also those of worlds that are new', () => {
  const play = playAlpha({ worlds: { Alpha: {}, Beta: {} } });
  const program = startProgram(play, hello('orc', { follow: true }));
  play.advance(100);
  play.receive('Alpha', 'An orc\r\nAn elf\r\n');
  play.advance(100);
  play.reload();
  play.enter('/worlds Beta');
  play.connect('Beta');
  play.receive('Beta', 'Another orc\r\n');
  play.advance(100);
  expect(texts(program)).toEqual(['Alpha: An orc', 'Beta: Another orc']);
  expect(kinds(program)).not.toContain('done');
});

test('a program that does not read gets a few messages, and the rest once it does', () => {
  const play = playAlpha();
  const count = 5000;
  play.receive('Alpha', Array.from({ length: count }, (_, i) => `orc ${i}\r\n`).join(''));
  play.advance(1000);
  const program = startProgram(play, hello('orc'));
  play.advance(5000);
  const before = linesOf(program).length;
  expect(before).toBeLessThan(2000);
  for (let i = 0; i < 40; i++) {
    program.say({ t: 'taken' });
    play.advance(100);
  }
  expect(texts(program)).toEqual(Array.from({ length: count }, (_, i) => `Alpha: orc ${i}`));
  expect(program.heard().at(-1)).toEqual({ t: 'done', found: count });
});

test('a pattern that would take for ever goes on in slices, and keys are not kept waiting', () => {
  const play = playAlpha();
  play.receive('Alpha', `${'a'.repeat(60_000)}\r\n`.repeat(5));
  play.advance(1000);
  const program = startProgram(play, hello('(a+)+b', { how: 'regexp' }));
  play.type('still here');
  expect(play.terminal.editor.text).toBe('still here');
  for (let i = 0; i < 400 && !kinds(program).includes('done'); i++) play.advance(1);
  expect(program.heard()).toEqual([{ t: 'done', found: 0 }]);
});
