/** Worlds whose names every object has by itself: refused where names are given, and no harm where one is there all the same. */
import { createPlay } from '../../support/play.ts';

const NAMES = ['constructor', 'toString', 'hasOwnProperty', 'valueOf'];

test.each(NAMES)('a world %s that a build before had is a world like another', name => {
  const play = createPlay({ worlds: { [name]: {} } });
  play.enter(`/worlds ${name}`);
  play.connect(name);
  play.receive(name, 'You see a room.\r\n');
  play.enter('look');
  expect(play.screen().join('\n')).toContain('You see a room.');
  expect(play.sent(name).toString()).toBe('look\r\n');
  expect(play.terminal.current).toBe(name);
});

test.each([...NAMES, '__proto__'])('/addworld refuses %s with one sentence', name => {
  const play = createPlay({});
  play.enter(`/addworld ${name} mud.example 4000`);
  expect(play.screen().join(' ')).toContain(
    `Not added: a world cannot be called "${name}": the name is reserved.`,
  );
  expect(play.state.settings.worlds).toEqual({});
});

test.each([...NAMES, '__proto__'])('an event of the world %s, which there is not, is about nothing', name => {
  const play = createPlay({ worlds: { Alpha: {} } });
  play.dispatch({ type: 'logged', world: name, path: '/log', size: 7 });
  expect(play.state.worlds).toEqual({});
  expect(({} as { log?: unknown }).log).toBeUndefined();
});

test.each([...NAMES, '__proto__'])(
  'a connection that the proxy calls %s has a world called by its server',
  label => {
    const play = createPlay({});
    const orphan = {
      ...{ session: 'b.1', label, host: 'alpha.example', port: 4000, openedAt: play.state.now },
      ...{ proxy: 'b pid 7', identity: 'boot/5', acked: 90, accepted: 12 },
    };
    play.dispatch({ type: 'sessions listed', wish: 'take', name: '', orphans: [orphan] });
    expect(play.world('alpha.example:4000').link).toMatchObject({ session: 'b.1' });
    expect(Object.hasOwn(Object.prototype, 'host')).toBe(false);
  },
);
