/** Lists of very many rules are as long as one reads, and tell what they leave out. */
import { createPlay } from '../../support/play.ts';

const MANY = Array.from(
  { length: 600 },
  (_, n) => `[[trigger]]\nname = "t${n}"\npattern = "word${n}."\nset = { a = "1" }\n`,
).join('');

test('/triggers lists so many, finds all by a word, and with -s those that have cost most', () => {
  const play = createPlay({ worlds: { Alpha: {} }, automation: MANY, columns: 100, rows: 30 });
  play.enter('/auto load');
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  play.receive('Alpha', 'word599.\r\n');
  const listed = play.answer('/triggers');
  expect(listed.length).toBeLessThan(510);
  expect(listed.join(' ')).toContain('… and 100 more: /triggers with a word lists those that have it');
  expect(play.answer('/triggers word599').join(' ')).toContain('t599');
  const costs = play.answer('/triggers -s');
  expect(costs.find(row => /t\d/.test(row))).toContain('t599');
  expect(costs.join(' ')).toContain('and 100 more');
});
