/** Files and programs of scripts: what has to be granted, who waits, and what a reload or a crash makes of it. */
import { createPlay, type Play } from '../../../support/play.ts';

const text = (play: Play) => play.output().join(' ').replaceAll(/\s+/g, ' ');
const told = (play: Play) => play.sent('Alpha').toString();

function playing(source: string, grants = ''): Play {
  const worlds = { Alpha: {}, Beta: {} };
  const play = createPlay({ columns: 200, rows: 40, worlds, scripts: { combat: source }, grants });
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  return play;
}

const GRANTED = '[combat]\nallow = ["read:/maps", "file:notes", "run:date"]\n';
const TRIES = `
  const tried = async (what, doing) => {
    try { clay.send(what + ' ' + stringify(await doing())); } catch (error) { clay.send(what + ' failed: ' + error.message); }
  };
  const stringify = value => JSON.stringify(value) ?? 'done';
  clay.trigger('read', () => tried('read', () => clay.file.read('/maps/a.txt')));
  clay.trigger('write', () => tried('write', () => clay.file.write('b.txt', 'x'.repeat(100_000))));
  clay.trigger('run', () => tried('run', () => clay.run(['date', '+%s; rm -rf /'])));`;

test('without a grant no file is read, no program runs and no other world is opened: a sentence each', () => {
  const play = playing(`
    clay.trigger('one', () => clay.file.read('/etc/passwd'));
    clay.trigger('two', () => clay.run(['sh', '-c', 'true']));
    clay.trigger('three', () => clay.run('/connect Beta'));
    clay.trigger('four', () => clay.file.write('/maps/a.txt', 'x'));`);
  play.receive('Alpha', 'one\r\ntwo\r\n');
  expect(text(play)).toContain('combat.js may not read files: /scripts grant combat read:DIRECTORY lets it');
  expect(text(play)).toContain('combat.js may not run sh: /scripts grant combat run:sh lets it');
  play.enter('/scripts on combat');
  play.receive('Alpha', 'three\r\nfour\r\n');
  expect(text(play)).toContain(
    'combat.js may not run /connect: /scripts grant combat command:connect lets it',
  );
  expect(text(play)).toContain('combat.js may not write files: /scripts grant combat file:DIRECTORY lets it');
  expect(play.disk.jobs).toEqual([]);
  expect(play.world('Alpha').name).toBe('Alpha');
  expect(play.state.worlds.Beta?.link ?? null).toBeNull();
});

test('what is granted is asked for, with what is granted, and answered later', () => {
  const play = playing(TRIES, GRANTED);
  play.receive('Alpha', 'read\r\nwrite\r\nrun\r\n');
  expect(told(play)).toBe('');
  const [read, write, run] = play.disk.jobs;
  expect(read).toMatchObject({
    job: { kind: 'read', path: '/maps/a.txt' },
    allow: ['read:/maps', 'file:notes', 'run:date'],
  });
  expect(write?.job).toEqual({ kind: 'write', path: 'b.txt', text: 'x'.repeat(100_000) });
  expect(run?.job).toEqual({ kind: 'run', argv: ['date', '+%s; rm -rf /'] });
  play.dispatch({ type: 'script job done', number: run!.number, how: 'json', text: '{"code":0,"out":"12"}' });
  play.dispatch({
    type: 'script job done',
    number: write!.number,
    how: 'fault',
    text: 'b.txt cannot be written: no room',
  });
  play.dispatch({ type: 'script job done', number: read!.number, how: 'text', text: 'a"\n' });
  expect(told(play)).toBe(
    'run {"code":0,"out":"12"}\r\nwrite failed: b.txt cannot be written: no room\r\nread "a\\"\\n"\r\n',
  );
  expect(play.state.scripts?.packages.combat?.jobs).toBeUndefined();
});

test('only the very program that was granted runs', () => {
  const play = playing(`clay.trigger('go', () => clay.run(['/tmp/date']));`, GRANTED);
  play.receive('Alpha', 'go\r\n');
  expect(text(play)).toContain('combat.js may not run /tmp/date');
  expect(play.disk.jobs).toEqual([]);
});

test.each([
  ['a reload', (play: Play) => play.reload()],
  [
    'a crash',
    (play: Play) =>
      play.dispatch({ type: 'crashed', links: [{ link: play.world('Alpha').link!.id, taken: null }] }),
  ],
])('%s asks for files once more, and runs nothing twice', (_, replaced) => {
  const play = playing(TRIES, GRANTED);
  play.receive('Alpha', 'read\r\nrun\r\n');
  const [read] = play.disk.jobs.splice(0);
  replaced(play);
  play.advance(1);
  expect(told(play)).toBe(
    'run failed: date was running when Clay was replaced: it may have done its work\r\n',
  );
  expect(play.disk.jobs).toEqual([read]);
  for (let i = 0; i < 2; i++)
    play.dispatch({ type: 'script job done', number: read!.number, how: 'text', text: 'A' });
  expect(told(play).split('\r\n').slice(1)).toEqual(['read "A"', '']);
});

test('a script that is off is told when it is on again; one that was loaded anew is not', () => {
  const play = playing(TRIES, GRANTED);
  play.receive('Alpha', 'read\r\nread\r\n');
  const [first, second] = play.disk.jobs;
  play.enter('/scripts off combat');
  play.dispatch({ type: 'script job done', number: first!.number, how: 'text', text: 'A' });
  play.advance(5000);
  expect(told(play)).toBe('');
  play.enter('/scripts on combat');
  play.advance(1000);
  expect(told(play)).toBe('read "A"\r\n');
  play.enter('/load combat');
  play.dispatch({ type: 'script job done', number: second!.number, how: 'text', text: 'B' });
  expect(told(play)).toBe('read "A"\r\n');
});

test.each([
  ['run:sh -c', 'is no program'],
  ['run:bin/sh', 'is no program'],
  ['file:../..', 'is no directory that can be granted'],
  ['read:', 'is no grant'],
  ['shell:x', 'is no grant'],
])('%s %s', (grant, why) => {
  const play = playing(TRIES);
  play.enter(`/scripts grant combat ${grant}`);
  expect(text(play)).toContain(why);
  expect(play.disk.grants).toBe('');
});

test('a path is walked as /walk walks it, in its own worlds', () => {
  const play = playing(
    `clay.trigger('go', () => clay.walk('2n(open door)e')); clay.trigger('wrong', () => clay.walk('n(a;/quit)'));`,
  );
  play.receive('Alpha', 'go\r\n');
  play.advance(60_000);
  expect(told(play)).toBe('n\r\nn\r\nopen door\r\ne\r\n');
  expect(play.world('Alpha').walk?.steps).toHaveLength(4);
  play.receive('Alpha', 'wrong\r\n');
  expect(text(play)).toContain('a path has no ; in it');
});
