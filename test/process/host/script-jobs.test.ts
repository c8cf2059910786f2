/** Files and programs of scripts on a real disk: what is granted, and no link out of it. */
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createJobs } from '../../../client/host/script/jobs.ts';
import type { Event } from '../../../client/state/events.ts';
import type { ScriptJob } from '../../../client/state/script/scripts.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

type Done = Extract<Event, { type: 'script job done' }>;

function profile(): {
  home: string;
  maps: string;
  done(job: ScriptJob, allow?: readonly string[], time?: number): Promise<Done>;
} {
  const root = temporaryDirectory();
  const [home, maps] = [join(root, 'home'), join(root, 'maps')];
  for (const directory of [home, maps, join(home, 'scripts')]) mkdirSync(directory, { mode: 0o700 });
  writeFileSync(join(home, 'settings.toml'), 'secret');
  writeFileSync(join(root, 'outside'), 'secret');
  writeFileSync(join(maps, 'a.txt'), 'here');
  return {
    home,
    maps,
    done: (job, allow = [`file:${maps}`, 'file:notes', 'run:node', 'run:sh'], time = undefined) =>
      new Promise(answer => {
        createJobs(
          home,
          event => answer(event as Done),
          time,
        )({ type: 'script job', number: 1, name: 'x', job, allow });
      }),
  };
}

test('files in what is granted are read and written whole; directories are made', async () => {
  const { maps, home, done } = profile();
  expect(await done({ kind: 'read', path: join(maps, 'a.txt') })).toMatchObject({
    how: 'text',
    text: 'here',
  });
  expect(await done({ kind: 'write', path: join(maps, 'b/c.txt'), text: 'one' })).toMatchObject({
    how: 'none',
  });
  expect(readFileSync(join(maps, 'b/c.txt'), 'utf8')).toBe('one');
  expect(readdirSync(join(maps, 'b'))).toEqual(['c.txt']);
  expect(await done({ kind: 'write', path: 'notes/n.txt', text: 'two' })).toMatchObject({ how: 'none' });
  expect(readFileSync(join(home, 'scripts/files/notes/n.txt'), 'utf8')).toBe('two');
});

test('nothing outside is read or written, by whatever name', async () => {
  const { maps, home, done } = profile();
  symlinkSync('../outside', join(maps, 'link'));
  symlinkSync('..', join(maps, 'up'));
  symlinkSync(home, join(maps, 'home'));
  for (const name of ['../outside', 'link', 'up/outside', 'home/settings.toml', 'none', '.', '']) {
    const { how, text } = await done({ kind: 'read', path: `${maps}/${name}` });
    expect([name, how]).toEqual([name, 'fault']);
    expect(text).toContain('cannot be read: ');
  }
  for (const name of ['up/new', 'home/new', '../new'])
    expect((await done({ kind: 'write', path: `${maps}/${name}`, text: 'x' })).how).toBe('fault');
  expect(existsSync(join(home, 'new'))).toBe(false);
  // A link in the place of a file is replaced, and what it leads to stays.
  expect((await done({ kind: 'write', path: join(maps, 'link'), text: 'x' })).how).toBe('none');
  expect(readFileSync(join(maps, '../outside'), 'utf8')).toBe('secret');
  expect((await done({ kind: 'write', path: join(maps, 'a.txt'), text: 'x' }, [`read:${maps}`])).how).toBe(
    'fault',
  );
});

test('the profile is nobody’s, whatever is granted; a pipe or a large file is told', async () => {
  const { maps, home, done } = profile();
  const all = ['file:/', `file:${home}`];
  for (const path of [join(home, 'settings.toml'), join(home, 'scripts/grants.toml')]) {
    expect((await done({ kind: 'read', path }, all)).text).toContain('Clay’s own'.replace('’', "'"));
    expect((await done({ kind: 'write', path, text: 'x' }, all)).how).toBe('fault');
  }
  expect((await done({ kind: 'read', path: '/dev/zero' }, all)).text).toContain('it is no file');
  writeFileSync(join(maps, 'large'), Buffer.alloc(200_000));
  expect((await done({ kind: 'read', path: join(maps, 'large') })).text).toContain('larger than 128 KiB');
  linkSync(join(maps, 'a.txt'), join(maps, 'same'));
  expect((await done({ kind: 'read', path: join(maps, 'same') })).text).toBe('here');
});

test('a program gets its words as they are, without a shell, and has so long', async () => {
  const { done } = profile();
  const print = 'console.log(process.argv.slice(1).join("|")); console.error("e"); process.exitCode = 3';
  const { how, text } = await done({ kind: 'run', argv: ['node', '-e', print, '$(id); *', "'"] });
  expect(how).toBe('json');
  expect(JSON.parse(text)).toEqual({ code: 3, signal: null, out: "$(id); *|'\n", err: 'e\n' });
  expect(await done({ kind: 'run', argv: ['no-such-program'] })).toMatchObject({ how: 'fault' });
  const slow = await done({ kind: 'run', argv: ['sh', '-c', 'sleep 60 & wait'] }, [], 200);
  expect(slow.text).toBe('sh took longer than 0.2 s and was ended');
});
