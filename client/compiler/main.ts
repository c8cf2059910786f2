/**
 * The program `compiler`: a child of the client that reads one long script, for that may take longer than a client may stand
 * still. It is asked by a line of JSON on its standard input, answers by one, and ends.
 */
import { createInterface } from 'node:readline';
import { provideEngines } from '../host/script/engines.ts';
import { engineOf } from '../script/engines.ts';
import { compile } from '../script/machine.ts';

/** What is asked. Owner of the other side: client/host/script/compiler.ts. */
interface Question {
  /** Where engines are looked for: the profile, then beside the program. */
  readonly home: string;
  readonly directory: string;
  /** SHA-256 of the engine. */
  readonly engine: string;
  readonly source: string;
  /** As places in it are told. */
  readonly file: string;
}

process.title = 'compiler';

createInterface({ input: process.stdin }).once('line', line => {
  process.stdout.write(`${JSON.stringify(answer(JSON.parse(line) as Question))}\n`);
});

function answer({ home, directory, engine: id, source, file }: Question) {
  provideEngines(home, directory);
  const engine = engineOf(id);
  if (!engine) return {};
  const made = compile(engine, source, file);
  return 'kind' in made ? { fault: made } : { code: Buffer.from(made).toString('base64') };
}
