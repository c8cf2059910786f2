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

test('/vars lists so many, finds all by a word, and of a long one the beginning; it looks at what is kept once', () => {
  const play = createPlay({ worlds: { Alpha: {} }, columns: 100, rows: 30 });
  play.state.automation.variables = {
    '': {
      ...Object.fromEntries(Array.from({ length: 600 }, (_, n) => [`v${n}`, `is ${n}`])),
      long: 'x'.repeat(5000),
    },
  };
  const kept = Array.from({ length: 600 }, (_, n) => ` v${n}`);
  let looks = 0;
  play.state.automation.kept = Object.assign(kept, {
    includes(one: string) {
      looks++;
      return kept.indexOf(one) >= 0;
    },
  });
  const listed = play.answer('/vars');
  expect(listed.length).toBeLessThan(510);
  expect(listed.join(' ')).toContain('… and 101 more: /vars with a word lists those that have it');
  expect(play.answer('/vars v599').join(' ')).toContain('v599 = is 599 (kept)');
  expect(play.answer('/vars long').join('').length).toBeLessThan(1300);
  expect(play.answer('/vars zorro').join(' ')).toContain('No variable has "zorro" in its name.');
  expect(looks).toBe(0);
});
