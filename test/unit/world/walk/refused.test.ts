/** Lines by which a game says that there was no way, and those that only begin like one. */
import { gmcp } from '../../../support/corridor.ts';
import { playAlpha } from '../../../support/play.ts';

const stuck = (play: ReturnType<typeof playAlpha>) => play.world('Alpha').walk?.phase === 'stuck';
const room = (num: number) => gmcp(`Room.Info {"num":${num},"name":"Room ${num}","exits":{}}`);

/** In room 1, with a step to room 2 sent. */
function playStep(worldSettings: { walk_refused?: string[] } = {}) {
  const play = playAlpha({ worlds: { Alpha: { host: 'a.example', ...worldSettings } } });
  play.receive('Alpha', Buffer.concat([Buffer.of(255, 251, 201), room(1)]));
  play.enter('/walk 3n');
  play.advance(0);
  return play;
}

test('a line that anybody may have said: the room that comes all the same passes the step, over a reload', () => {
  const play = playStep({ walk_refused: ["You can't go *"] });
  play.receive('Alpha', "You can't go wrong with cheese, says Bob.\r\n");
  expect(stuck(play)).toBe(true);
  play.reload();
  play.receive('Alpha', room(2));
  expect(play.world('Alpha').walk).toMatchObject({ done: 1, phase: 'going' });
  play.advance(200);
  expect(play.sent('Alpha').toString()).toMatch(/n\r\nn\r\n$/);
});

test('behind a refusal a room that comes later, or by a way of one’s own, is none of the walk', () => {
  const play = playStep();
  play.receive('Alpha', 'The door is closed.\r\n');
  play.advance(60_000);
  play.receive('Alpha', room(7));
  expect(play.world('Alpha').walk).toMatchObject({ done: 0, phase: 'stuck' });
  const other = playStep();
  other.receive('Alpha', 'The door is closed.\r\n');
  other.enter('w');
  other.receive('Alpha', room(7));
  expect(other.world('Alpha').walk).toMatchObject({ done: 0, phase: 'stuck' });
});

test('without any sign of rooms but the prompt, a refused step stays undone', () => {
  const play = playAlpha();
  play.enter('/walk 3n');
  play.advance(0);
  play.receive('Alpha', Buffer.concat([Buffer.from('The door is closed.\r\n> '), Buffer.of(255, 249)]));
  play.advance(60_000);
  expect(play.world('Alpha').walk).toMatchObject({ done: 0, phase: 'stuck' });
});

test.each([
  'Alas, you cannot go that way.',
  'Alas, you cannot go that way. . . .',
  "You can't go in that direction.",
  "You can't go that way!",
  'You cannot go north.',
  "You can't go any further north.",
  "You can't go there while fighting!",
  "You can't go to the southwest from here.",
  'You cannot move in that direction.',
  "You can't move, you are paralysed!",
  'There is no exit in that direction.',
  'There is no exit to the north.',
  "There's no exit that way.",
  'There is no way to go east.',
  'No exit that way.',
  'You see no exit there.',
  'You are unable to go that way.',
  'The wooden door seems to be closed.',
  'The gates are locked.',
  'A guard blocks your way.',
  'The city guard blocks the way north!',
  'You are too exhausted.',
  'You are too tired to go on.',
  'You must stand up first.',
  'No way!  You are still fighting!',
  "No way! You're fighting for your life!",
  'You are fighting for your life!',
  'You are resting.',
  "You can't leave while you fight.",
  'In your dreams, or what?',
])('no way: %s', line => {
  const play = playStep();
  play.receive('Alpha', `${line}\r\n`);
  expect(stuck(play)).toBe(true);
});

test.each([
  "You can't go wrong with cheese, says Bob.",
  'You cannot go on living like that, says Bob.',
  'You are fighting like a hero today.',
  'No way! Bob has won the lottery again.',
  'There is no way that I pay for this.',
  'There are no exits visible to the naked eye.',
  'Bob says: The door is closed.',
  'Bob says "The dragon blocks the way."',
  'You are resting your weary bones by the fire.',
  "You can't leave without cheese.",
  'No exit polls today.',
])('somebody talks: %s', line => {
  const play = playStep();
  play.receive('Alpha', `${line}\r\n`);
  expect(stuck(play)).toBe(false);
});
