/**
 * What Node itself takes to start, by which starts are judged. A process replaces itself by Node with a script of one
 * statement, as a reload does, and the statement looks at the clock: "exec → first statement". The whole life of
 * `node` with an empty script, from spawn to exit, is the wider measure.
 */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../../support/temporary.ts';
import { benchEnvironment, dist } from './client.ts';

export interface BareNode {
  /** Milliseconds from execve() to the first statement of the script. */
  firstStatement(): Promise<number>;
  /** Milliseconds from spawn to exit of an empty script. */
  wholeProcess(): Promise<number>;
}

/** CLOCK_MONOTONIC in nanoseconds, the same clock in both images. */
const FIRST = `const now = process.hrtime.bigint();
process.stdout.write(String(Number(now - BigInt(process.argv[2])) / 1e6));`;

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
  const [first, replacer, empty] = [
    write('first.js', FIRST),
    write('replacer.js', REPLACER),
    write('empty.js', ''),
  ];
  const env = benchEnvironment(directory, directory);
  const node = (args: string[]) =>
    new Promise<string>((resolve, reject) =>
      execFile(process.execPath, args, { env }, (error, stdout) => (error ? reject(error) : resolve(stdout))),
    );
  return {
    firstStatement: async () => Number(await node([replacer, join(dist, 'native/posix.node'), first])),
    async wholeProcess() {
      const start = performance.now();
      await node([empty]);
      return performance.now() - start;
    },
  };
}
