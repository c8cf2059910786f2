import { describeLink, noteDescription, type OpenLink } from '../../../client/snapshot/descriptors.ts';
import type { Description, Posix } from '../../../native/posix.ts';

function described(inode: number): Description {
  return { type: 'tcp', listening: false, local: '127.0.0.1:1', peer: '127.0.0.1:2', device: 8, inode };
}

/** Each time it is asked, another socket has the descriptor. */
function posixThatCounts(): { posix: Posix; asked: number[] } {
  const asked: number[] = [];
  const describe = (fd: number) => described(asked.push(fd));
  return { posix: { describe } as unknown as Posix, asked };
}

const open = (socket: object): OpenLink => ({ link: 1, socket, fd: 20, unsent: 0 });

test('a connection is described once, and another one with its descriptor anew', () => {
  const { posix, asked } = posixThatCounts();
  const [first, second] = [{}, {}];
  expect(describeLink(posix, open(first)).inode).toBe(1);
  expect(describeLink(posix, open(first)).inode).toBe(1);
  expect(describeLink(posix, open(second)).inode).toBe(2);
  expect(asked).toEqual([20, 20]);
});

test('one that came through a reload is known already', () => {
  const { posix, asked } = posixThatCounts();
  const socket = {};
  noteDescription(socket, described(99));
  expect(describeLink(posix, open(socket)).inode).toBe(99);
  expect(asked).toEqual([]);
});
