import { chmodSync, existsSync, mkdirSync, rmdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { plainPath } from '../../../shared/held.ts';
import {
  ensureRuntimeDirectory,
  holdRuntimeDirectory,
  homeDirectory,
  profileId,
  proxyBuilds,
  proxyPaths,
  runtimeDirectories,
  runtimeDirectory,
  runtimeKeeper,
  stateFile,
  webSocketPath,
} from '../../../shared/paths.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

const uid = process.getuid!();

describe('homeDirectory', () => {
  it.each([
    ['what was asked for', '/a/b/', { CLAY_HOME: '/c' }, '/a/b'],
    ['CLAY_HOME', null, { CLAY_HOME: '/c', HOME: '/d' }, '/c'],
    ['~/.clay', null, { HOME: '/d' }, '/d/.clay'],
  ])('is %s', (_what, explicit, env, expected) => {
    expect(homeDirectory(explicit, env)).toBe(expected);
  });

  it('has the state file beside it', () => {
    expect(stateFile('/d/.clay/')).toBe('/d/.clay.reload');
  });
});

describe('runtimeDirectory', () => {
  it('is in XDG_RUNTIME_DIR, if that is an absolute path, else in /tmp', () => {
    expect(runtimeDirectory({ XDG_RUNTIME_DIR: '/run/user/7' }, 7)).toBe('/run/user/7/clay');
    expect(runtimeDirectory({ XDG_RUNTIME_DIR: 'here' }, 7)).toBe('/tmp/clay-7');
    expect(runtimeDirectory({}, 7)).toBe('/tmp/clay-7');
  });
});

describe('ensureRuntimeDirectory', () => {
  it('makes it with mode 0700, and takes it again', () => {
    const directory = join(temporaryDirectory(), 'clay');
    expect(ensureRuntimeDirectory(directory, uid)).toBe(directory);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(ensureRuntimeDirectory(directory, uid)).toBe(directory);
  });

  it('refuses one that others may enter', () => {
    const directory = join(temporaryDirectory(), 'clay');
    mkdirSync(directory);
    chmodSync(directory, 0o750);
    expect(() => ensureRuntimeDirectory(directory, uid)).toThrow(
      `The runtime directory ${directory} is not used: its mode is 0750 instead of 0700.`,
    );
  });

  it('refuses a symbolic link, even to a directory of ours', () => {
    const directory = temporaryDirectory();
    const link = join(directory, 'clay');
    symlinkSync(directory, link);
    expect(() => ensureRuntimeDirectory(link, uid)).toThrow('it is a symbolic link');
  });

  it('refuses one of another user', () => {
    const directory = temporaryDirectory();
    expect(() => ensureRuntimeDirectory(directory, uid + 1)).toThrow(
      `it belongs to another user (uid ${uid})`,
    );
  });

  it('says when it cannot be made', () => {
    const missing = join(temporaryDirectory(), 'no', 'clay');
    const make = () => ensureRuntimeDirectory(missing, uid);
    expect(make).toThrow('the directory above it does not exist');
    expect(make).toThrow(expect.objectContaining({ code: 'RUNTIME_DIR_FAILED' }));
  });
});

describe('holding the runtime directory', () => {
  const name = (held: string) => plainPath(held);

  it('takes the next one where the first one cannot be made, and the first one again as soon as it can', () => {
    const root = temporaryDirectory();
    const [first, second] = [join(root, 'gone', 'clay'), join(root, 'other')];
    const keeper = runtimeKeeper([first, second], uid);
    expect(name(keeper.current())).toBe(second);
    mkdirSync(join(root, 'gone'));
    expect(name(keeper.current())).toBe(first);
    expect(keeper.all().map(name)).toEqual([first, second]);
  });

  it('takes no other in the place of one that is refused', () => {
    const root = temporaryDirectory();
    const [first, second] = [join(root, 'open'), join(root, 'other')];
    mkdirSync(first, { mode: 0o755 });
    chmodSync(first, 0o755);
    expect(() => holdRuntimeDirectory([first, second], uid)).toThrow('its mode is 0755');
    expect(existsSync(second)).toBe(false);
  });

  it('says why of each, where none can be had', () => {
    const root = temporaryDirectory();
    const none = [join(root, 'a', 'clay'), join(root, 'b', 'clay')];
    expect(() => holdRuntimeDirectory(none, uid)).toThrow(/a\/clay: .*b\/clay: /);
  });

  it('makes one anew that was removed, and goes on with the same one otherwise', () => {
    const directory = join(temporaryDirectory(), 'clay');
    const keeper = runtimeKeeper([directory], uid);
    const held = keeper.current();
    expect(keeper.current()).toBe(held);
    rmdirSync(directory);
    expect(keeper.current()).not.toBe(held);
    expect(name(keeper.current())).toBe(directory);
  });

  it('has one in /tmp besides that of the login', () => {
    expect(runtimeDirectories({ XDG_RUNTIME_DIR: '/run/user/7' }, 7)).toEqual([
      '/run/user/7/clay',
      '/tmp/clay-7',
    ]);
    expect(runtimeDirectories({}, 7)).toEqual(['/tmp/clay-7']);
  });
});

describe('names in the runtime directory', () => {
  it('are the same through a symbolic link to the profile, and before it exists', () => {
    const root = temporaryDirectory();
    const before = profileId(join(root, 'home'));
    mkdirSync(join(root, 'home'));
    symlinkSync(root, join(root, 'link'));
    expect(profileId(join(root, 'home'))).toBe(before);
    expect(profileId(join(root, 'link', 'home'))).toBe(before);
    expect(profileId(join(root, 'other'))).not.toBe(before);
  });

  it('differ from build to build, and tell the builds', () => {
    const id = profileId('/h');
    expect(proxyPaths('/run/clay', '/h', 'b1')).toEqual({
      socket: `/run/clay/${id}-b1.sock`,
      port: `/run/clay/${id}-b1.port`,
      token: `/run/clay/${id}-b1.token`,
      lock: `/run/clay/${id}-b1.lock.`,
    });
    expect(proxyBuilds([`${id}-b1.token`, `${id}-b2.token`, `${id}-b2.sock`, 'x-b3.token'], '/h')).toEqual([
      'b1',
      'b2',
    ]);
  });

  it('of the client itself has its PID: two clients of a profile are no trouble', () => {
    expect(webSocketPath('/run/clay', '/h', 7)).toBe(`/run/clay/${profileId('/h')}-7-web.sock`);
    expect(() => webSocketPath(`/${'long/'.repeat(20)}`, '/h', 7)).toThrow(
      expect.objectContaining({ code: 'RUNTIME_PATH_TOO_LONG' }),
    );
  });

  it('are refused when no socket can have them', () => {
    expect(() => proxyPaths(`/${'long/'.repeat(20)}`, '/h', 'b1')).toThrow(
      expect.objectContaining({ code: 'RUNTIME_PATH_TOO_LONG' }),
    );
  });
});
