import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pinsOf, readPins, withPin, writePin } from '../../../../shared/tls/known-hosts.ts';
import { temporaryDirectory } from '../../../support/temporary.ts';

const A = 'AA'.repeat(32);
const B = 'BB'.repeat(32);
const C = 'CC'.repeat(32);

const text = `# my servers
mud.example.org:4000 sha256:${A}
[::1]:4000 sha256:${B}
mud.example.org:4000 sha256:${B.toLowerCase()}
something newer v2 {}
`;

it('finds all pins of a host and port', () => {
  expect(pinsOf(text, 'MUD.example.org', 4000)).toEqual([A, B]);
  expect(pinsOf(text, '::1', 4000)).toEqual([B]);
  expect(pinsOf(text, 'mud.example.org', 4001)).toEqual([]);
});

it('puts a new pin in the place of the old ones and keeps lines it does not understand', () => {
  expect(withPin(text, 'mud.example.org', 4000, C)).toBe(
    `# my servers\nmud.example.org:4000 sha256:${C}\n[::1]:4000 sha256:${B}\nsomething newer v2 {}\n`,
  );
});

it('adds a host at the end, also of a file without a last line end', () => {
  expect(withPin('# x', 'h', 1, A)).toBe(`# x\nh:1 sha256:${A}\n`);
  expect(withPin('', 'h', 1, A)).toBe(`h:1 sha256:${A}\n`);
});

it('writes the file with mode 0600 and leaves nothing beside it, also when many are written at once', async () => {
  const directory = temporaryDirectory();
  const file = join(directory, 'known_hosts');
  expect(await readPins(file, 'h', 1)).toEqual([]);
  await Promise.all([1, 2, 3, 4, 5].map(port => writePin(file, 'h', port, A)));
  expect(readFileSync(file, 'utf8').split('\n').sort()).toEqual([
    '',
    ...[1, 2, 3, 4, 5].map(port => `h:${port} sha256:${A}`),
  ]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(directory)).toEqual(['known_hosts']);
});

it('makes the directory where there is none yet, for the user alone', async () => {
  const directory = join(temporaryDirectory(), 'profile');
  await writePin(join(directory, 'known_hosts'), 'h', 1, A);
  expect(await readPins(join(directory, 'known_hosts'), 'h', 1)).toEqual([A]);
  expect(statSync(directory).mode & 0o777).toBe(0o700);
});

it('rejects when the file cannot be written, and goes on with the next one', async () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'plain'), '');
  await expect(writePin(join(directory, 'plain', 'known_hosts'), 'h', 1, A)).rejects.toThrow('ENOTDIR');
  await writePin(join(directory, 'known_hosts'), 'h', 1, B);
  expect(await readPins(join(directory, 'known_hosts'), 'h', 1)).toEqual([B]);
});

test('pins that others may write are neither obeyed nor added to', async () => {
  const file = join(temporaryDirectory(), 'known_hosts');
  writeFileSync(file, '');
  chmodSync(file, 0o666);
  await expect(readPins(file, 'host', 1)).rejects.toMatchObject({ code: 'UNTRUSTED' });
  await expect(writePin(file, 'host', 1, 'aa')).rejects.toMatchObject({ code: 'UNTRUSTED' });
});
