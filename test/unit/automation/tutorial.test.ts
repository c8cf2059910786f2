/** The first steps of docs/automation.md, as they are written there. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Play, playAlpha } from '../../support/play.ts';

const GUIDE = readFileSync(resolve(__dirname, '../../../docs/automation.md'), 'utf8');
const section = /## In ten minutes\n([\s\S]*?)\n## /.exec(GUIDE)?.[1] ?? '';
/** Commands, without what is said beside them. */
const commands = [...section.matchAll(/```\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
  block.split('\n').flatMap(line => (line.startsWith('/') ? [line.replace(/ {2,}.*$/, '')] : [])),
);

/** What opens a box or reloads is for the reader's eyes. */
const SHOWN = ['/rules', '/rules -l', '/triggers', '/undo', '/auto off'];

function taught(): Play {
  const play = playAlpha({ columns: 160, rows: 60, worlds: { Alpha: {} } });
  for (const command of commands) if (!SHOWN.includes(command)) play.enter(command);
  return play;
}

const sent = (play: Play) => play.sent('Alpha').toString().split('\r\n').slice(0, -1);

function prompt(play: Play, text: string): void {
  play.receive('Alpha', Buffer.from([...Buffer.from(text), 255, 249]));
}

test('no command of the tutorial is refused', () => {
  expect(commands.length).toBeGreaterThan(12);
  const play = taught();
  const said = play.world('Alpha').scrollback.open.map(({ text }) => text);
  expect(said.filter(text => /Usage|there is no|no option|Nothing was changed|fault/i.test(text))).toEqual(
    [],
  );
});

test('the healer heals below 100, at most every three seconds, and not while one rests', () => {
  const play = taught();
  for (const text of ['120/150 hp> ', '37/150 hp> ', '36/150 hp> ']) prompt(play, text);
  expect(sent(play)).toEqual(['cast heal']);
  play.advance(4000);
  prompt(play, '35/150 hp> ');
  expect(sent(play)).toEqual(['cast heal', 'cast heal']);
  play.enter('rest');
  play.advance(4000);
  prompt(play, '34/150 hp> ');
  expect(sent(play)).toEqual(['cast heal', 'cast heal', 'sit']);
});

test('the chat log has what others say, and nothing else, over a reload', () => {
  const play = taught();
  play.receive('Alpha', "Ann tells you, 'hi'\r\nIt rains.\r\nBob chats, 'ho'\r\n");
  play.reload();
  play.receive('Alpha', "Cid says, 'hm'\r\n");
  play.advance(1000);
  const lines = play.disk.logs['Alpha/chat.log']?.trimEnd().split('\n') ?? [];
  expect(lines.map(line => line.slice(20))).toEqual([
    "Ann tells you, 'hi'",
    "Bob chats, 'ho'",
    "Cid says, 'hm'",
  ]);
});

test('the timer saves every ten minutes, also after the next start', () => {
  const play = taught();
  play.advance(601_000);
  expect(sent(play).filter(line => line === 'save')).toHaveLength(1);
  const next = playAlpha({ automation: play.disk.automation ?? '' });
  next.advance(601_000);
  expect(sent(next)).toContain('save');
});

test('two rules do what looking ahead would: what I say myself is not painted', () => {
  const [, automation = ''] = /is\n\n```toml\n([\s\S]*?)```\n\nand of/.exec(GUIDE) ?? [];
  const play = playAlpha({ columns: 160, rows: 60, automation });
  play.receive('Alpha', 'You says\r\nBob says\r\n');
  const painted = play
    .world('Alpha')
    .scrollback.open.slice(-2)
    .map(({ runs }) => runs.length > 0);
  expect(painted).toEqual([false, true]);
});
