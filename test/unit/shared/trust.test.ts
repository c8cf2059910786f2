import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lchownSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { isGroupOfOne } from '../../../shared/groups.ts';
import { hold, isStillAt, letGo, makeDirectory, plainPath } from '../../../shared/held.ts';
import {
  distrustOf,
  flawOf,
  flawOnTheWay,
  isExposed,
  type Person,
  readTrusted,
  suspicion,
} from '../../../shared/trust.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

const FILE = 0o100000;
const DIRECTORY = 0o040000;
const LINK = 0o120000;
/** Alone in group 7. */
const person: Person = { uid: 7, isPrivate: gid => gid === 7 };

const whyOf = (uid: number, gid: number, mode: number) =>
  flawOf({ uid, gid, mode }, person)?.why('it') ?? 'fine';
/** The system itself decides what belongs to whom; without root everything is this user's. */
const asRoot = process.getuid?.() === 0 ? test : test.skip;
if (process.getuid?.() !== 0) console.log('Files of another user can be made by root only: not tried.');

describe('owner and mode', () => {
  test.each([
    [7, 7, FILE | 0o600, 'fine'],
    [0, 0, FILE | 0o755, 'fine'],
    [7, 7, FILE | 0o664, 'fine'],
    [8, 7, FILE | 0o600, 'it belongs to another user (uid 8)'],
    [7, 7, FILE | 0o606, 'everybody may write to it'],
    [7, 100, FILE | 0o664, 'its group (gid 100) may write to it'],
    [0, 100, DIRECTORY | 0o775, 'its group (gid 100) may write to it'],
    [7, 7, DIRECTORY | 0o1777, 'everybody may write to it'],
    [7, 7, LINK | 0o777, 'fine'],
    [8, 7, LINK | 0o777, 'it belongs to another user (uid 8)'],
  ])('uid %d, gid %d, mode %o: %s', (uid, gid, mode, why) => {
    expect(whyOf(uid, gid, mode)).toBe(why);
  });

  test('a sticky directory of root or the user is fine on the way, one of somebody else is not', () => {
    const onTheWay = (uid: number) => flawOnTheWay({ uid, gid: 0, mode: DIRECTORY | 0o1777 }, person);
    expect([onTheWay(0), onTheWay(7)]).toEqual([null, null]);
    expect(onTheWay(8)).not.toBeNull();
  });

  test('whatever anybody but the user, root and private groups may write to is never trusted', () => {
    const stats = fc.record({
      uid: fc.constantFrom(0, 7, 8),
      gid: fc.constantFrom(0, 7, 8),
      mode: fc.integer({ min: 0, max: 0o7777 }).map(mode => mode | FILE),
    });
    fc.assert(
      fc.property(stats, its => {
        const others = (its.mode & 0o002) !== 0 || ((its.mode & 0o020) !== 0 && its.gid !== 7);
        expect(flawOf(its, person) === null).toBe(its.uid !== 8 && !others);
      }),
    );
  });
});

describe('a group of one', () => {
  const PASSWD = 'root:x:0:0::/root:/bin/sh\nann:x:7:7::/:\nbob:x:8:100::/:\ncy:x:9:100::/:\n';
  const judge = (gid: number, self: { uid: number; gid: number }, group: string) =>
    isGroupOfOne(gid, self, PASSWD, group);
  const ann = { uid: 7, gid: 7 };

  test.each([
    ['named as the user, without members', 7, ann, 'ann:x:7:', true],
    ['with the user as a member', 7, ann, 'ann:x:7:ann', true],
    ['with root as a member', 7, ann, 'ann:x:7:root,ann', true],
    ['with somebody else as a member', 7, ann, 'ann:x:7:bob', false],
    ['in no file, numbered as the user', 7, ann, '', true],
    ["that is not the user's primary one", 100, ann, 'users:x:100:', false],
    ['that is the primary one of others too', 100, { uid: 8, gid: 100 }, 'users:x:100:', false],
    [
      'named otherwise: a directory service may know its members',
      100,
      { uid: 55, gid: 100 },
      'staff:x:100:',
      false,
    ],
    ["root's, of which nobody is a member", 0, ann, 'root:x:0:', true],
    ["root's, of which somebody is a member", 0, ann, 'root:x:0:bob', false],
    ["root's, for a user without a name (a container)", 0, { uid: 1_000_650_000, gid: 0 }, 'root:x:0:', true],
  ])('%s', (_what, gid, self, group, expected) => {
    expect(judge(gid, self, group)).toBe(expected);
  });
});

describe('the whole way', () => {
  test('a directory that others may rename things in is not trusted, nor what a link leads to through it', () => {
    const root = temporaryDirectory();
    mkdirSync(join(root, 'open/own'), { recursive: true });
    writeFileSync(join(root, 'open/own/file'), 'text');
    symlinkSync(join(root, 'open/own/file'), join(root, 'link'));
    chmodSync(join(root, 'open'), 0o777);
    for (const name of ['open/own/file', 'link', 'open/../open/own/file'])
      expect(distrustOf(join(root, name))?.path).toBe(join(root, 'open'));
    chmodSync(join(root, 'open'), 0o755);
    expect(distrustOf(join(root, 'link'))).toBeNull();
  });

  test('a link that lies in a directory of everybody is not trusted, wherever it leads', () => {
    const root = temporaryDirectory();
    mkdirSync(join(root, 'open'));
    writeFileSync(join(root, 'file'), 'text');
    symlinkSync('../file', join(root, 'open/link'));
    chmodSync(join(root, 'open'), 0o777);
    expect(distrustOf(join(root, 'open/link'))?.path).toBe(join(root, 'open'));
  });

  asRoot('a link of another user is not trusted, though it lies in a sticky directory', () => {
    const root = temporaryDirectory();
    mkdirSync(join(root, 'sticky'));
    chmodSync(join(root, 'sticky'), 0o1777);
    writeFileSync(join(root, 'file'), 'text');
    symlinkSync(join(root, 'file'), join(root, 'sticky/link'));
    expect(distrustOf(join(root, 'sticky/link'))).toBeNull();
    lchownSync(join(root, 'sticky/link'), 7002, 7002);
    expect(distrustOf(join(root, 'sticky/link'))?.path).toBe(join(root, 'sticky/link'));
  });

  test('links that go round are an error, not for ever', () => {
    const link = join(temporaryDirectory(), 'round');
    symlinkSync(link, link);
    expect(() => distrustOf(link)).toThrow(expect.objectContaining({ code: 'ELOOP' }));
  });

  test('the sentence names what is wrong and what puts it right; what is not there arouses no suspicion', () => {
    const root = temporaryDirectory();
    const file = join(root, 'settings.toml');
    expect(suspicion('The settings file', file)).toBeNull();
    writeFileSync(file, '');
    chmodSync(file, 0o646);
    expect(suspicion('The settings file', file)?.sentence).toBe(
      `The settings file ${file} is not used, because everybody may write to it: chmod o-w ${file}.`,
    );
  });

  test('below a directory of everybody a path is exposed, elsewhere it is not', () => {
    expect(isExposed('/usr/bin')).toBe(false);
    const root = temporaryDirectory();
    chmodSync(root, 0o1777);
    mkdirSync(join(root, 'own'));
    expect(isExposed(join(root, 'own'))).toBe(true);
  });
});

describe('reading what is obeyed', () => {
  test('a file of the user is read; one that all may write to is not, nor a FIFO that nobody writes to', () => {
    const file = join(temporaryDirectory(), 'file');
    writeFileSync(file, 'text');
    expect(readTrusted('The file', file).toString()).toBe('text');
    chmodSync(file, 0o666);
    expect(() => readTrusted('The file', file)).toThrow(expect.objectContaining({ code: 'UNTRUSTED' }));
    rmSync(file);
    spawnSync('mkfifo', ['-m', '600', file]);
    expect(() => readTrusted('The file', file)).toThrow('is not a file');
  });

  asRoot('a file of another user is not read', () => {
    const file = join(temporaryDirectory(), 'file');
    writeFileSync(file, 'text');
    chownSync(file, 7002, 7002);
    expect(() => readTrusted('The file', file)).toThrow('belongs to another user (uid 7002)');
  });
});

describe('a directory that is held', () => {
  test('what is read through it is what it held, whatever comes to its name', () => {
    const directory = join(temporaryDirectory(), 'own');
    mkdirSync(directory);
    writeFileSync(join(directory, 'file'), 'ours');
    const held = hold(directory);
    expect([plainPath(`${held}/file`), isStillAt(held, directory)]).toEqual([`${directory}/file`, true]);
    spawnSync('mv', [directory, `${directory}-away`]);
    mkdirSync(directory);
    writeFileSync(join(directory, 'file'), 'theirs');
    expect([readFileSync(`${held}/file`, 'utf8'), isStillAt(held, directory)]).toEqual(['ours', false]);
    letGo(held);
  });

  test('a link is not held', () => {
    const link = join(temporaryDirectory(), 'link');
    symlinkSync('/tmp', link);
    expect(() => hold(link)).toThrow();
  });

  test('in one that was removed nothing can be made, and that is an error at once', () => {
    const directory = join(temporaryDirectory(), 'own');
    mkdirSync(directory);
    const held = hold(directory);
    rmSync(directory, { recursive: true });
    expect(() => makeDirectory(`${held}/one`)).toThrow(expect.objectContaining({ code: 'ENOENT' }));
    letGo(held);
  });
});
