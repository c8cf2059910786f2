/** What Node runs of clay.js: compiles the program that stands there as a comment, and calls it. */
import { Script } from 'node:vm';
import { programBeside } from './beside.ts';
import { CODE_CACHE, readCodeCache, writtenAt } from './code-cache.ts';
import { isNewEnough, OLDEST_NODE } from './node-version.ts';
import { LINES_BEFORE, sourceOf } from './source.ts';

/** The build puts them in front. */
declare function program(): void;
declare function programSum(): number;

if (!isNewEnough(process.versions.node)) {
  process.stderr.write(
    `clay: This is Node ${process.versions.node}, and Clay needs ${OLDEST_NODE.join('.')} or newer.\n`,
  );
  process.exitCode = 1;
} else {
  const beside = programBeside(process.argv.slice(2));
  if (beside === null) runClient();
  else require(`${__dirname}/${beside}`);
}

function runClient(): void {
  const source = sourceOf(program.toString());
  const stamp = { sum: programSum(), written: writtenAt(__filename) };
  const cachedData = readCodeCache(`${__dirname}/${CODE_CACHE}`, source, stamp);
  const options = { filename: __filename, lineOffset: LINES_BEFORE };
  const run = new Script(source, cachedData ? { ...options, cachedData } : options).runInThisContext();
  run(require, __filename, __dirname);
}
