/** Words of a command: quotes as a shell has them, and nothing else. */
import { soundCommandFault } from '../../../client/settings/check.ts';
import { wordsOfCommand } from '../../../client/text/words.ts';

test.each([
  ['mpv {file}', ['mpv', '{file}']],
  ['  a   b ', ['a', 'b']],
  [`"/opt/my player" 'x y' z\\ w`, ['/opt/my player', 'x y', 'z w']],
  [`a"b c"d ''`, ['ab cd', '']],
  [`'a\\b' "a\\"b"`, ['a\\b', 'a"b']],
  ['a $HOME `id` ;b', ['a', '$HOME', '`id`', ';b']],
  ['', []],
])('%j', (text, words) => expect(wordsOfCommand(text)).toEqual(words));

test.each(['a "b', "it's"])('%j has a quote that does not end', text =>
  expect(wordsOfCommand(text)).toBeNull(),
);

test('a command for sounds names the file, and nothing that is not there', () => {
  expect(soundCommandFault('')).toBeNull();
  expect(soundCommandFault('play --volume={volume} "{file}"')).toBeNull();
  expect(soundCommandFault('play')).toContain('has no {file}');
  expect(soundCommandFault('play {file} {pitch}')).toContain('has {pitch}, which stands for nothing');
  expect(soundCommandFault("play '{file}")).toContain('a quote that does not end');
});
