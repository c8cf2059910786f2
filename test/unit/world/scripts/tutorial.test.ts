/** The tutorial of docs/scripting.md, by the letter. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { playAlpha } from '../../../support/play.ts';

const page = readFileSync(join(__dirname, '../../../../docs/scripting.md'), 'utf8');
const [, source = ''] = /```js\n(.*?)```/s.exec(page) ?? [];
const [, commands = ''] = /```\n(\/load greet.*?)```/s.exec(page) ?? [];

test('the script greets, waits for an answer through a reload, and counts', () => {
  const play = playAlpha({ columns: 100, rows: 30, scripts: { greet: source } });
  play.receive('Alpha', 'Bob arrives.\r\n');
  play.reload();
  play.receive('Alpha', 'Bob waves back\r\n');
  expect(play.sent('Alpha').toString()).toBe('wave Bob\r\n');
  expect(play.output().at(-1)).toBe('How kind.');
  play.enter('/greeted');
  expect(play.output().at(-1)).toBe('1 so far');
});

test('each of its commands is done without a fault', () => {
  const play = playAlpha({ columns: 100, rows: 60, scripts: { greet: source } });
  const lines = commands.split('\n').flatMap(line => /^\/.*?(?= {2,}|$)/.exec(line) ?? []);
  expect(lines).toContain('/js -p greet greeted');
  for (const line of lines) {
    const said = play.answer(line).join('\n');
    expect([line, said]).toEqual([line, expect.not.stringMatching(/Error|no command|Usage/)]);
    if (line === '/load greet') play.receive('Alpha', 'Bob arrives.\r\n');
    if (line === '/js -p greet greeted') expect(said).toBe('% 1');
  }
});
