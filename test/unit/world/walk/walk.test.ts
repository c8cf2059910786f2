import { createWalker, newGame, type Telling } from '../../../support/corridor.ts';
import { playAlpha } from '../../../support/play.ts';

const TELLINGS: readonly Telling[] = ['gmcp', 'prompt', 'eor', 'quiet', 'text'];

test.each(TELLINGS)('a path is walked a step at a time, each when the room has come (%s)', telling => {
  const walker = createWalker(telling);
  walker.enter('/walk 3e(open door)2e w');
  walker.settle(60_000);
  expect(walker.game.heard).toEqual(['e', 'e', 'e', 'open door', 'e', 'e', 'w']);
  expect(walker.log()).toContain('Alpha: the walk has arrived, after 7 steps.');
});

test.each([
  ['prompt', 1000],
  ['eor', 1000],
  // What ends with nothing but silence is a prompt when that has lasted a moment; without prompts each step has its time.
  ['quiet', 4000],
  ['text', 60_000],
] as const)(
  'where only a prompt tells that the room has come, the next step goes as it comes (%s)',
  (telling, within) => {
    const walker = createWalker(telling);
    walker.enter('/walk 5e');
    const start = walker.state.now;
    walker.until(5);
    expect(walker.state.now - start).toBeLessThanOrEqual(within);
    expect(walker.game.heard).toEqual(['e', 'e', 'e', 'e', 'e']);
  },
);

test('no step goes before the room of the last one has come', () => {
  const walker = createWalker('gmcp');
  walker.enter('/walk 3e');
  for (let at = 0; at < 40 && walker.next(1000); at++)
    expect(walker.game.heard).toHaveLength(walker.game.visited.length);
  expect(walker.game.room).toBe(4);
});

test.each(['gmcp', 'prompt', 'text'] as const)(
  '300 rooms with 20 reloads and 3 crashes: one step a room (%s)',
  telling => {
    const walker = createWalker(telling);
    walker.enter('/walk 300e');
    let events = 0;
    for (let more = true; more; events++) {
      more = walker.next(20_000);
      if (events % 7 === 3) walker.checkpoint();
      if (events % 45 === 11) walker.reload();
      if (events % 250 === 200) walker.crash();
    }
    expect(walker.state.reloads).toBeGreaterThanOrEqual(20);
    expect(walker.game.visited).toEqual(Array.from({ length: 300 }, (_, at) => at + 2));
    expect(walker.game.heard).toHaveLength(300);
  },
);

test('a closed door stops the walk with one sentence, which says where and what is left; it goes on from there', () => {
  const walker = createWalker('gmcp', newGame(3));
  walker.enter('/walk 5e');
  walker.settle();
  expect(walker.game.room).toBe(3);
  expect(walker.log()).toContain(
    'Alpha: the walk stands still at step 3 of 5 in Room 3: "e": The door is closed. Left: 3e. /walk resume tries again, /walk stop ends it.',
  );
  walker.enter('open door');
  walker.settle();
  walker.enter('/walk resume');
  walker.settle();
  expect(walker.game.room).toBe(6);
  expect(walker.game.heard).toEqual(['e', 'e', 'e', 'open door', 'e', 'e', 'e']);
});

test('a way that leads to no other room stops the walk though the game says so in its own words', () => {
  const walker = createWalker('gmcp');
  walker.enter('/walk e [hop] e');
  walker.settle();
  expect(walker.game.heard).toEqual(['e', 'hop']);
  expect(walker.log()).toContain('at step 2 of 3 in Room 2: "hop" has led to no other room. Left: [hop] e.');
});

test('pause, resume, stop, back', () => {
  const walker = createWalker('gmcp');
  walker.enter('/walk 6e');
  walker.until(3);
  walker.enter('/walk pause');
  walker.settle();
  expect(walker.game.room).toBe(4);
  walker.enter('/walk');
  expect(walker.log()).toContain('a walk pauses, with 3 of 6 steps done. Left: 3e.');
  walker.enter('/walk resume');
  walker.settle();
  expect(walker.game.room).toBe(7);
  walker.enter('/walk back');
  walker.settle();
  expect(walker.game.room).toBe(1);
  expect(walker.game.heard).toEqual([...'eeeeeewwwwww']);
  walker.enter('/walk 9e');
  walker.next();
  walker.enter('/walk stop');
  walker.settle();
  expect(walker.log()).toContain('the walk has ended after');
  expect(walker.state.worlds.Alpha?.walk?.phase).toBe('over');
});

test('what is typed goes between the steps; a way that one goes oneself pauses the walk', () => {
  const walker = createWalker('prompt');
  walker.enter('/walk 6e');
  walker.next();
  walker.enter('say');
  walker.until(4);
  walker.enter('w');
  walker.settle();
  expect(walker.log()).toContain('the walk pauses, for you go another way.');
  expect(walker.game.heard.filter(line => line === 'e')).toHaveLength(
    walker.state.worlds.Alpha?.walk?.done ?? 0,
  );
  walker.enter('/walk resume');
  walker.settle();
  expect(walker.game.heard.filter(line => line === 'e')).toHaveLength(6);
});

test('the end of the connection ends the walk, with a sentence', () => {
  const walker = createWalker('gmcp');
  walker.enter('/walk 6e');
  walker.until(2);
  walker.hangUp();
  walker.settle();
  expect(walker.log()).toMatch(/the walk ends with the connection, at step \d of 6 in Room \d\. Left: \de\./);
  expect(walker.state.worlds.Alpha?.walk).toBeUndefined();
});

test('a path that is typed behind a dot is walked; what may be something else is sent', () => {
  const walker = createWalker('gmcp');
  walker.enter('.3e');
  walker.settle();
  for (const line of ['.who', '.e', '3e', 'news', 'e']) walker.enter(line);
  walker.settle();
  expect(walker.game.room).toBe(5);
  expect(walker.game.heard).toEqual(['e', 'e', 'e', '.who', '.e', '3e', 'news', 'e']);
  expect(walker.log()).not.toContain('has arrived');
  const bare = createWalker('gmcp', newGame(), { speedwalk: 'bare' });
  for (const line of ['2e', 'see', '10', '3 coins']) bare.enter(line);
  bare.settle();
  expect(bare.game.heard).toHaveLength(5);
  const off = createWalker('gmcp', newGame(), { speedwalk: 'off' });
  off.enter('.3e');
  off.settle();
  expect(off.game.room).toBe(1);
});

test('a second path is walked behind the first', () => {
  const walker = createWalker('gmcp');
  walker.enter('.2e');
  walker.enter('.1w');
  walker.settle();
  expect(walker.game.heard).toEqual(['e', 'e', 'w']);
});

test('the status bar counts', () => {
  const walker = createWalker('gmcp');
  walker.enter('/walk 4e');
  walker.until(2);
  walker.enter('/walk pause');
  walker.settle();
  expect(walker.state.worlds.Alpha?.walk).toMatchObject({ done: 2, phase: 'paused' });
});

test('without any sign of rooms but a line, a step waits for that line', () => {
  const walker = createWalker(
    'text',
    newGame(4),
    {},
    { walk_room: ['Exits:*'], walk_refused: ['*door is closed*'] },
  );
  walker.enter('/walk 5e');
  const before = walker.state.now;
  walker.settle(2000);
  // Nobody has waited for walk_timeout.
  expect(walker.game.heard).toEqual(['e', 'e', 'e', 'e']);
  expect(walker.state.now - before).toBeLessThan(5000);
  expect(walker.log()).toContain('at step 4 of 5: "e": The door is closed. Left: 2e.');
});

test('what is filled in by a rule may be ways, and nothing that is said to the game', () => {
  const automation = '[[trigger]]\nname = "t"\npattern = "^walk (.*)$"\nmode = "regexp"\nbody = "/walk $1"\n';
  const play = playAlpha({ automation });
  play.receive('Alpha', 'walk (give all to Bob)n\r\n');
  play.advance(1000);
  expect(play.output().join('\n')).toContain('Not walked: what is filled in');
  play.receive('Alpha', 'walk stop\r\nwalk 2n\r\n');
  play.advance(1000);
  expect(play.sent('Alpha').toString()).toBe('n\r\n');
  expect(play.status()).toContain('Walk 0/2');
});

test('a client that takes up what a killed one has left sends no step by itself: it may have been sent', () => {
  const play = playAlpha();
  play.enter('/walk 3n');
  play.advance(0);
  const { link } = play.world('Alpha');
  if (link) link.session = 'session';
  play.dispatch({ type: 'recovered' });
  expect(play.world('Alpha').walk).toMatchObject({ phase: 'stuck', done: 0 });
  expect(play.output().join(' ').replaceAll('\n', ' ')).toContain('Clay was killed');
  play.advance(60_000);
  expect(play.sent('Alpha').toString()).toBe('n\r\n');
});
