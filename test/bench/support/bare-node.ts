/**
 * What Node itself takes to start, by which starts are judged. A process replaces itself by Node with a script of one
 * statement, as a reload does, and the statement looks at the clock: "exec → first statement". One that reads a byte
 * from an inherited descriptor does what a reload's blackout is about: "exec → first read". The whole life of `node`
 * with an empty script, from spawn to exit, is the widest measure.
 */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../../support/temporary.ts';
import { benchEnvironment, dist } from './client.ts';

export interface BareNode {
  /** Milliseconds from execve() to the first statement of the script. */
  firstStatement(): Promise<number>;
  /** Milliseconds from execve() to the first byte read from a descriptor that came through it. */
  firstRead(): Promise<number>;
  /** Milliseconds from spawn to exit of an empty script. */
  wholeProcess(): Promise<number>;
}

/** CLOCK_MONOTONIC in nanoseconds, the same clock in both images. */
const FIRST = `const now = process.hrtime.bigint();
process.stdout.write(String(Number(now - BigInt(process.argv[2])) / 1e6));`;

/** The byte is there already, as what a server has sent meanwhile is. */
const READ = `new (require('node:net').Socket)({ fd: 0 }).once('data', () => {
  const now = process.hrtime.bigint();
  process.stdout.write(String(Number(now - BigInt(process.argv[2])) / 1e6), () => process.exit());
});`;

const REPLACER = `const loaded = { exports: {} };
process.dlopen(loaded, process.argv[2]);
const environment = Object.entries(process.env).map(([name, value]) => name + '=' + value);
for (const fd of [0, 1, 2]) loaded.exports.setCloexec(fd, false);
loaded.exports.execve(process.execPath, ['node', process.argv[3], String(process.hrtime.bigint())], environment);`;

export function bareNode(): BareNode {
  const directory = temporaryDirectory('clay-bare');
  const write = (name: string, text: string) => {
    writeFileSync(join(directory, name), text);
    return join(directory, name);
  };
  const [first, read, replacer, empty] = [
    write('first.js', FIRST),
    write('read.js', READ),
    write('replacer.js', REPLACER),
    write('empty.js', ''),
  ];
  const env = benchEnvironment(directory, directory);
  const node = (args: string[]) =>
    new Promise<string>((resolve, reject) => {
      const child = execFile(process.execPath, args, { env }, (error, stdout) =>
        error ? reject(error) : resolve(stdout),
      );
      child.stdin?.end('x');
    });
  const replaced = async (script: string) =>
    Number(await node([replacer, join(dist, 'native/posix.node'), script]));
  return {
    firstStatement: () => replaced(first),
    firstRead: () => replaced(read),
    async wholeProcess() {
      const start = performance.now();
      await node([empty]);
      return performance.now() - start;
    },
  };
}
