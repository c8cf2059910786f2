/**
 * What every new image asks of Node before its first read, done once while the start-up snapshot is made, on what is there
 * in any case or on nothing: Node's functions too are compiled when they are first called. No timers: dry-run.ts says why.
 */
import { EventEmitter } from 'node:events';
import {
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
  writeSync,
  writevSync,
} from 'node:fs';
import { createServer, Socket } from 'node:net';
import { basename, isAbsolute, join } from 'node:path';
import { Writable } from 'node:stream';
import { isatty } from 'node:tty';
import { knowsSigusr1 } from '../host/node.ts';

/** Nothing can be there. */
const NOWHERE = '/dev/null/nowhere';
/** No descriptor has it. */
const NONE = 2 ** 31 - 1;

export function warmUpNode(): void {
  knowsSigusr1();
  const { isDirectory, isSymbolicLink } = lstatSync('/');
  for (const ask of [isDirectory, isSymbolicLink]) ask.call(lstatSync('/'));
  statSync('/', { bigint: true });
  for (const act of [existsSync, isAbsolute]) act(NOWHERE);
  join('/', NOWHERE);
  realpathSync.native('/');
  readdirSync('/proc/self/task').length;
  isatty(NONE);
  const failing = [
    () => mkdirSync(NOWHERE),
    () => readFileSync(NOWHERE, 'latin1'),
    () => readlinkSync(NOWHERE),
    () => renameSync(NOWHERE, NOWHERE),
    () => unlinkSync(NOWHERE),
    () => writeFileSync(NONE, ''),
    () => fstatSync(NONE),
    () => writeSync(NONE, ''),
    () => writevSync(NONE, [Buffer.alloc(1)]),
  ];
  for (const act of failing) {
    try {
      act();
    } catch {
      // It is compiled.
    }
  }
  const emitter = new EventEmitter().on('any', () => {});
  emitter.removeAllListeners('any');
  new Writable({ write: (_chunk, _encoding, done) => done() }).write('');
  process.hrtime.bigint();
  basename('/');
  Buffer.compare(Buffer.alloc(1), Buffer.alloc(1));
  Buffer.alloc(4).writeUInt32LE(1);
  new Socket().resume().pause().setNoDelay().setKeepAlive().destroy();
  createServer();
}
