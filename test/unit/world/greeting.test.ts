/** A greeting that fills the screen does not hide what follows the answer to it. */
import { createPlay, type Play } from '../../support/play.ts';

const lines = (what: string, count: number) =>
  Array.from({ length: count }, (_, at) => `${what} ${at}\r\n`).join('');

function greeted(alpha: NonNullable<Parameters<typeof createPlay>[0]>['worlds'] = {}): Play {
  const play = createPlay({ worlds: { Alpha: {}, ...alpha } });
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  play.receive('Alpha', lines('greeting', 30));
  expect(play.status()).toContain('More');
  return play;
}

test('the first line of a connection lets everything onto the screen', () => {
  const play = greeted();
  play.enter('connect bob pw');
  play.receive('Alpha', 'Welcome, Bob.\r\n');
  expect(play.output().at(-1)).toBe('Welcome, Bob.');
  play.receive('Alpha', lines('news', 30));
  expect(play.status()).toContain('More');
  play.enter('look');
  expect(play.status()).toContain('More');
});

test.each(['connect bob pw', ' CONNECT guest', 'co bob pw', 'create bob pw', 'ch bob pw'])(
  'so does a login: %s',
  login => {
    const play = greeted();
    play.enter('WHO');
    play.receive('Alpha', lines('player', 30));
    play.enter('con orc');
    expect(play.status()).toContain('More');
    play.enter(login);
    play.receive('Alpha', 'Welcome, Bob.\r\n');
    expect(play.output().at(-1)).toBe('Welcome, Bob.');
  },
);

test('auto-login waits for the end of a greeting that takes its time, but not for ever', () => {
  const play = createPlay({ worlds: { Alpha: { auto_login: 'connect', user: 'bob', password: 'pw' } } });
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  play.advance(400);
  play.receive('Alpha', lines('greeting', 15));
  play.advance(200);
  play.reload();
  play.receive('Alpha', lines('greeting', 15));
  expect(play.sent('Alpha').toString()).toBe('');
  play.advance(300);
  expect(play.sent('Alpha').toString()).toBe('connect bob pw\r\n');
  play.receive('Alpha', 'Welcome, Bob.\r\n');
  expect(play.output().at(-1)).toBe('Welcome, Bob.');
  play.close('Alpha');
  play.enter('/connect');
  play.connect('Alpha');
  for (let ms = 0; ms < 3000; ms += 100) {
    expect(play.sent('Alpha').toString()).toBe('connect bob pw\r\n');
    play.receive('Alpha', 'one of very many lines\r\n');
    play.advance(100);
  }
  expect(play.sent('Alpha').toString()).toBe('connect bob pw\r\n'.repeat(2));
});

test('so does a password', () => {
  const play = greeted();
  play.enter('bob');
  play.receive('Alpha', `${lines('news', 30)}Password: `);
  play.receive('Alpha', Buffer.of(255, 251, 1));
  expect(play.status()).toContain('More');
  play.enter('pw');
  play.receive('Alpha', 'Welcome, Bob.\r\n');
  expect(play.output().at(-1)).toContain('Welcome, Bob.');
});

test.each([
  ['connect', 'Bye.\r\n'],
  ['prompt', 'Bye.\r\n'],
] as const)('and what auto_login = %s sends', (auto_login, answer) => {
  const play = greeted({ Alpha: { auto_login, user: 'bob', password: 'pw' } });
  if (auto_login === 'prompt') play.receive('Alpha', 'Name: ');
  play.advance(500);
  expect(play.sent('Alpha').toString()).toContain('bob');
  play.receive('Alpha', answer);
  expect(play.output().at(-1)).toBe('Bye.');
});

test('and nothing else moves: what another world has sent, and what a view does not look at', () => {
  const play = greeted({ Beta: {} });
  play.openView('other', 40, 12);
  play.enter('/worlds Beta', 'other');
  play.connect('Beta');
  play.receive('Beta', lines('greeting', 30));
  play.enter('/send -w Beta bob', 'other');
  expect([play.status().includes('More'), play.status('other').includes('More')]).toEqual([true, false]);
  play.enter('/send -w Alpha bob', 'other');
  expect(play.status()).not.toContain('More');
});
