/** Names and addresses of sounds: what leads elsewhere is none. */
import { soundBase, soundName, soundUrl } from '../../../../client/stream/media/names.ts';

test.each([
  'hit.wav',
  'zone231/room22.wav',
  'weather/thund*',
  '-rf.wav',
  'a b.ogg',
  '--volume=9.wav',
  'n\u00f6.wav',
])('%j is a name of a file', name => expect(soundName(name)).toBe(name));

test.each([
  '',
  '  ',
  '/etc/passwd',
  '..',
  '../secret.wav',
  'a/../../secret.wav',
  'a/./b.wav',
  'a//b.wav',
  'a/',
  '.hidden',
  'a/.ssh/id',
  'weather\\lightning.wav',
  'c:\\sounds\\m.wav',
  'a\nb.wav',
  'a\u0000.wav',
  'a\u001b]0;x\u0007.wav',
  'a\u202egnp.wav',
  '\ud800.wav',
  'x'.repeat(201),
  Array(9).fill('a').join('/'),
])('%j is none', name => expect(soundName(name)).toBeNull());

test('a name is put behind a directory of the web, whatever signs it has', () => {
  expect(soundUrl('https://example.org/s', 'a b/c#1?.wav'.replace('?', ''))).toBe(
    'https://example.org/s/a%20b/c%231.wav',
  );
  expect(soundUrl('http://example.org', 'hit.wav')).toBe('http://example.org/hit.wav');
  expect(soundUrl('https://example.org/s/hit.wav', 'hit.wav')).toBe('https://example.org/s/hit.wav');
  expect(soundUrl('https://example.org/s/', 'thund*')).toBeNull();
});

test.each([
  'file:///etc/',
  'ftp://example.org/',
  'javascript:alert(1)',
  '//example.org/',
  'example.org/sounds',
  'https://user@example.org/',
  'https://user:word@example.org/',
  'https://',
  `https://example.org/${'x'.repeat(1100)}`,
])('%j is no directory of the web', url => {
  expect(soundBase(url)).toBeNull();
  expect(soundUrl(url, 'a.wav')).toBeNull();
});
