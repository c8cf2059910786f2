/** Addresses in the text of the game are links. */
import type { StyledText } from '../../../../client/state/stream.ts';
import { linked } from '../../../../client/view/line/links.ts';
import { playAlpha } from '../../../support/play.ts';

/** The links of a line, each with the text that it is on. */
function linksIn(text: string): [text: string, uri: string][] {
  const { runs } = linked<StyledText>({ text, runs: [] });
  return runs.flatMap(({ at, link }, i): [string, string][] =>
    link ? [[text.slice(at, runs[i + 1]?.at), link]] : [],
  );
}

test.each([
  ['see http://example.org/a?b=c#d now', 'http://example.org/a?b=c#d'],
  ['HTTPS://Example.org/', 'HTTPS://Example.org/'],
  ['(see https://example.org/x_(y)).', 'https://example.org/x_(y)'],
  ['<http://example.org/>', 'http://example.org/'],
  ['"http://example.org/a", he says', 'http://example.org/a'],
  ["'http://example.org/it's'", "http://example.org/it's"],
  ['[http://example.org/a[1]]!', 'http://example.org/a[1]'],
  ['Is it http://example.org?', 'http://example.org'],
  ['http://[::1]:8080/x', 'http://[::1]:8080/x'],
  ['mail mailto:bob@example.org.', 'mailto:bob@example.org'],
  ['gemini://example.org/, ftp too', 'gemini://example.org/'],
  ['siehe（http://example.org/a）。', 'http://example.org/a'],
  ['見てhttp://example.org/a。次', 'http://example.org/a'],
  ['見て http://example.org/a。次', 'http://example.org/a'],
  ['xhttp://example.org/', undefined],
  ['http:// and https://, www. and www.x', undefined],
  ['javascript://example.org/ file:///etc/passwd', undefined],
  [`http://example.org/${'a'.repeat(2500)}`, undefined],
])('in %j it is %j', (text, link) => {
  expect(linksIn(text)).toEqual(link === undefined ? [] : [[link, link]]);
});

test('an address without a scheme is one of HTTP, letters beyond ASCII are sent as browsers do', () => {
  expect(linksIn('at www.example.org/map, or http://müller.example/ä')).toEqual([
    ['www.example.org/map', 'http://www.example.org/map'],
    ['http://müller.example/ä', 'http://m%C3%BCller.example/%C3%A4'],
  ]);
});

test('a link is whole in all rows and all colours that it goes through, and the text is what it was', () => {
  const play = playAlpha({ columns: 20 });
  play.receive('Alpha', `See \x1b[31mhttp://exam\x1b[32mple.org/a/long/way/off\x1b[0m and more.\r\n`);
  play.reload();
  const rows = play.frame().rows.filter(row => row.some(({ link }) => link));
  expect(rows).toEqual([
    [
      { text: 'http://exam', style: '31', link: 'http://example.org/a/long/way/off' },
      { text: 'ple.org/a', style: '32', link: 'http://example.org/a/long/way/off' },
    ],
    [
      { text: '/long/way/off', style: '32', link: 'http://example.org/a/long/way/off' },
      { text: ' and ', style: '' },
    ],
  ]);
  expect(JSON.stringify(play.world('Alpha').scrollback)).not.toContain('"link"');
});

test('a link of the server is left alone', () => {
  const play = playAlpha({ columns: 60 });
  play.receive(
    'Alpha',
    'a \x1b]8;;http://real/\x1b\\http://shown.example/\x1b]8;;\x1b\\ http://b.example/\r\n',
  );
  const links = play
    .frame()
    .rows.flat()
    .flatMap(({ text, link }) => (link ? [[text, link]] : []));
  expect(links).toEqual([
    ['http://shown.example/', 'http://real/'],
    ['http://b.example/', 'http://b.example/'],
  ]);
});

test('a match of a search and a word that stands out do not cut it', () => {
  const play = playAlpha({ columns: 60, worlds: { Alpha: { highlight: ['org'] } } });
  play.receive('Alpha', 'at http://example.org/a\r\n');
  play.press('F4');
  play.type('example');
  const row = play.frame().rows.find(spans => spans.some(({ link }) => link));
  expect(
    row
      ?.filter(({ link }) => link === 'http://example.org/a')
      .map(({ text }) => text)
      .join(''),
  ).toBe('http://example.org/a');
});

test('links off: none are made', () => {
  const play = playAlpha({ settings: { links: false } });
  play.receive('Alpha', 'http://example.org/\r\n');
  expect(
    play
      .frame()
      .rows.flat()
      .some(({ link }) => link),
  ).toBe(false);
});

test('what is read in a box has links as well', () => {
  const play = playAlpha();
  for (let i = 0; i < 30; i++) play.receive('Alpha', `see http://example.org/${i}\r\n`);
  play.enter('/recall example');
  expect(play.terminal.dialogs).toHaveLength(1);
  expect(
    play
      .frame()
      .rows.flat()
      .filter(({ link }) => link).length,
  ).toBeGreaterThan(2);
});

test('a line is looked through once, however often it is drawn, and a very long one never', () => {
  const play = playAlpha();
  play.receive('Alpha', `http://example.org/ ${'x '.repeat(100)}\r\n${'http://a.b/ '.repeat(2000)}\r\n`);
  play.frame();
  const looks = jest.spyOn(String.prototype, 'matchAll');
  play.frame();
  play.frame();
  expect(looks).not.toHaveBeenCalled();
  looks.mockRestore();
});
