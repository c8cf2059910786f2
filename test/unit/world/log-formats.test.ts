/** Log files with colours and as HTML. */
import fc from 'fast-check';
import { headOf, writtenLine } from '../../../client/world/lines/written.ts';
import { type Play, playAlpha } from '../../support/play.ts';

function logging(format: 'text' | 'ansi' | 'html'): Play {
  const play = playAlpha({ worlds: { Alpha: { log: true, log_format: format } } });
  play.advance(200);
  return play;
}

const HOSTILE = '\x1b[1;31mred\x1b[0m <script>alert("1")</script> & \x1b[38;5;208mo\x1b[7mr\x1b[0m\r\n';

test('with colours as a terminal has them, each line by itself', () => {
  const play = logging('ansi');
  play.receive('Alpha', '\x1b[1;31mred\x1b[0m plain \x1b[32mgreen\r\nstill green\x1b[0m\r\n');
  play.advance(100);
  expect(play.disk.logs).toEqual({
    'Alpha/2024-01-15.ansi':
      '\x1b[0;1;31mred\x1b[0m plain \x1b[0;32mgreen\x1b[0m\n\x1b[0;32mstill green\x1b[0m\n',
  });
});

test('as HTML, in which nothing that the game says is more than text', () => {
  const play = logging('html');
  play.receive('Alpha', HOSTILE);
  play.advance(100);
  play.receive('Alpha', 'two\r\n');
  play.advance(100);
  const page = play.disk.logs['Alpha/2024-01-15.html'] ?? '';
  expect(page.startsWith('<!DOCTYPE html>\n')).toBe(true);
  expect(page.match(/<!DOCTYPE/g)).toHaveLength(1);
  expect(page).toContain('<title>Alpha/2024-01-15</title>');
  expect(page.slice(page.indexOf('<p>'))).toBe(
    '<p><span style="font-weight: bold; color: #cd0000">red</span>' +
      ' &lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; ' +
      '<span style="color: #ff8700">o</span><span style="color: #101010; background: #ff8700">r</span></p>\n<p>two</p>\n',
  );
});

test('each line once over reloads and a full disk, and one head', () => {
  const play = logging('html');
  for (const line of ['one', 'two', 'three']) {
    play.receive('Alpha', `${line}\r\n`);
    play.reload();
    play.advance(100);
  }
  const page = play.disk.logs['Alpha/2024-01-15.html'] ?? '';
  expect(page.match(/<p>.*<\/p>/g)).toEqual(['<p>one</p>', '<p>two</p>', '<p>three</p>']);
  expect(page.match(/<!DOCTYPE/g)).toHaveLength(1);
});

test('/log ansi says how, switches on and where, and what was text stays', () => {
  const play = playAlpha({ columns: 100, rows: 30 });
  play.enter('/log on');
  play.receive('Alpha', '\x1b[31mone\x1b[0m\r\n');
  play.advance(200);
  expect(play.answer('/log ansi')).toEqual([
    '% Alpha: lines are logged as ansi, into logs/Alpha/2024-01-15.ansi of the profile directory.',
  ]);
  play.receive('Alpha', '\x1b[31mtwo\x1b[0m\r\n');
  play.advance(200);
  expect(play.disk.logs).toEqual({
    'Alpha/2024-01-15.log': 'one\n',
    'Alpha/2024-01-15.ansi': '\x1b[0;31mtwo\x1b[0m\n',
  });
  expect(play.answer('/log xml').join('\n')).toContain('/log knows no "xml"');
});

test('the setting for all worlds counts where a world has none of its own', () => {
  const play = playAlpha({
    settings: { log_format: 'ansi' },
    worlds: { Alpha: { log: true, log_time: true, log_sent: true } },
  });
  play.advance(200);
  play.receive('Alpha', 'x\r\n');
  play.enter('hello');
  play.advance(200);
  expect(play.disk.logs['Alpha/2024-01-15.ansi']).toBe('12:00:00 x\n12:00:00 \x1b[2m> hello\x1b[0m\n');
});

test('whatever stands in a line, a page has no tag of it', () => {
  const run = fc.record({
    at: fc.nat(20),
    style: fc.constantFrom('', '1', '31', '48;5;9', '38;2;1;2;3', '4:3', '7'),
  });
  fc.assert(
    fc.property(fc.string(), fc.array(run, { maxLength: 4 }), fc.string(), (text, runs, link) => {
      const sorted = runs.toSorted((one, other) => one.at - other.at).map(one => ({ ...one, link }));
      const line = writtenLine({ text, runs: sorted, time: '', isSent: false }, 'html');
      const tags = line.match(/<[^>]*>/g) ?? [];
      expect(tags.filter(tag => !/^<\/?(?:p|span|a)(?: (?:style|href|rel)="[^"<>]*")*>$/.test(tag))).toEqual(
        [],
      );
      const shown = line.replace(/<[^>]*>/g, '').replace(/\n$/, '');
      const back = shown.replace(
        /&(amp|lt|gt|quot|#39);/g,
        (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[name] ?? '',
      );
      expect(back).toBe(text);
    }),
    { numRuns: 100 },
  );
  expect(headOf('html', '</title><b>')).toContain('<title>&lt;/title&gt;&lt;b&gt;</title>');
});
