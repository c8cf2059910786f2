import { rulesOfText } from '../../../client/host/profile/automation.ts';
import type { Orphan, OrphanWish } from '../../../client/state/events.ts';
import { createPlay, NOON, type Play } from '../../support/play.ts';

const ORPHAN: Orphan = {
  ...{ session: 'b.1', label: 'Alpha', host: 'alpha.example', port: 4000, openedAt: NOON },
  ...{ proxy: 'b pid 7', identity: 'boot/5', acked: 90, accepted: 12 },
};

const playing = () => createPlay({ worlds: { Alpha: {}, Beta: {} }, columns: 120 });

function list(play: Play, wish: OrphanWish, orphans: Orphan[], name = ''): string {
  play.dispatch({ type: 'sessions listed', wish, name, orphans });
  return play.output().join(' ');
}

test('/connections asks for them, /connections take and close say what is to become of them', () => {
  const play = playing();
  for (const line of ['/l', '/connections take', '/connections close "Two Words"', '/connections nonsense'])
    play.enter(line);
  const all = { type: 'list sessions', name: '' };
  expect(play.asked).toEqual([
    { ...all, wish: 'show' },
    { ...all, wish: 'take' },
    { ...all, wish: 'close', name: 'Two Words' },
  ]);
  expect(play.output().at(-1)).toContain('Usage: /connections');
});

test('shown are those that nobody has, and how they are got; where there are none, nothing is said', () => {
  const play = playing();
  const before = play.output();
  list(play, 'show', []);
  expect(play.output()).toEqual(before);
  const shown = list(play, 'show', [ORPHAN]);
  expect(shown).toContain('Alpha  alpha.example:4000  opened 0 s ago  proxy b pid 7');
  expect(shown).toContain('/connections take');
});

test('taken up is one from the first byte that the proxy has, once', () => {
  const play = playing();
  list(play, 'take', [ORPHAN]);
  expect(play.asked.at(-1)).toMatchObject({ type: 'attach', session: 'b.1', offset: 90, holder: 'b pid 7' });
  const { link } = play.world('Alpha');
  const session = { id: 'b.1', proxy: 'b pid 7', accepted: 12 };
  play.dispatch({ type: 'connected', link: link!.id, carrier: 'tcp-proxy', session, notes: [] });
  play.dispatch({ type: 'received', link: link!.id, bytes: Buffer.from('You are here.\r\n') });
  expect(play.world('Alpha').phase).toBe('connected');
  expect(list(play, 'take', [ORPHAN])).toContain('has no connection that no Clay is attached to');
});

test('one whose world has another connection stays where it is, and it says so', () => {
  const play = playing();
  list(play, 'take', [ORPHAN]);
  const said = list(play, 'take', [{ ...ORPHAN, session: 'b.2' }]);
  expect(said).toContain('Alpha has another connection; not taken up');
  expect(play.world('Alpha').link?.session).toBe('b.1');
});

test('one whose world is just being connected takes the place of the attempt', () => {
  const play = playing();
  play.enter('/worlds Alpha');
  const { link } = play.world('Alpha');
  list(play, 'take', [ORPHAN]);
  expect(play.world('Alpha').link).toMatchObject({ session: 'b.1', received: 90 });
  play.dispatch({ type: 'connected', link: link!.id, carrier: 'tcp', session: null, notes: [] });
  expect(play.world('Alpha').phase).toBe('connecting');
});

test('one of a world that settings.toml does not know gets a world for as long as it is there', () => {
  const play = playing();
  list(play, 'take', [{ ...ORPHAN, label: 'gone.example:23', host: 'gone.example', port: 23 }]);
  expect(play.world('gone.example:23').link).toMatchObject({ session: 'b.1', host: 'gone.example' });
  expect(play.state.temporary).toEqual(['gone.example:23']);
});

test('by name, only those of that world', () => {
  const play = playing();
  list(play, 'close', [ORPHAN, { ...ORPHAN, session: 'b.2', label: 'Beta' }], 'beta');
  expect(play.asked.at(-1)).toEqual({ type: 'end sessions', sessions: ['b.2'] });
  expect(list(play, 'close', [ORPHAN], 'Beta')).toContain('no connection of Beta');
});

test('a client whose state was damaged has its connections taken up at the next start', () => {
  const play = playing();
  play.dispatch({ type: 'started', notices: [], worlds: [], orphaned: true });
  expect(play.asked.at(-1)).toEqual({ type: 'list sessions', wish: 'take', name: '' });
});

test('at a start they are attached once rules are in force, each once: the server goes on where the proxy has kept it', () => {
  const unanswered = ['read automation', 'attach'] as const;
  const play = createPlay({ worlds: { Alpha: {} }, columns: 120, unanswered });
  const attached = () => play.asked.filter(({ type }) => type === 'attach').length;
  list(play, 'take', [ORPHAN]);
  expect([play.world('Alpha').phase, attached()]).toEqual(['connecting', 0]);
  play.dispatch({
    type: 'automation read',
    asked: false,
    file: rulesOfText('rules', '[[trigger]]\nname = "w"\npattern = "Welcome"\nsend = "hi"\n'),
  });
  expect(attached()).toBe(1);
  const { id } = play.world('Alpha').link!;
  const session = { id: 'b.1', proxy: 'b pid 7', accepted: 12 };
  play.dispatch({ type: 'connected', link: id, carrier: 'tls-proxy', session, notes: [] });
  play.dispatch({ type: 'received', link: id, bytes: Buffer.from('Welcome back\r\n') });
  expect(attached()).toBe(1);
  expect(play.state.automation.counts['trigger w']?.hits).toBe(1);
});
