/**
 * The program `prepare`: what of a build fits one machine and one Node only, made where it is to run. The build calls it,
 * and so does each package where it is installed. Nothing that fails here keeps Clay from running: it is one line on
 * stderr, and the status is 0. Start here.
 */
import { isNewEnough } from '../starter/node-version.ts';
import { provideAddon } from './addon.ts';
import { makeCodeCache, WARM_START } from './code-cache.ts';
import { makeSnapshot } from './snapshot.ts';
import { warmStart } from './warm-start.ts';

/** The directory that holds clay.js is the one of this program. */
async function main(): Promise<void> {
  // Installing goes on; what is started then says it too.
  if (!isNewEnough(process.versions.node)) return;
  for (const step of [provideAddon, makeCodeCache, makeSnapshot]) {
    const complaint = await step(__dirname);
    if (complaint !== null) process.stderr.write(`${complaint}\n`);
  }
}

const [first, script = '', output = ''] = process.argv.slice(2);
if (first === WARM_START) warmStart(script, output);
else
  main().catch((error: unknown) => {
    process.stderr.write(`Not prepared: ${(error as Error).message}\n`);
    process.exitCode = 1;
  });
