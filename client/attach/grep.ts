/** `clay grep`: lines of the running client's scrollback, as text. */
import { ATTACH_VERSION, type FoundLine, type ToProgram } from '../../shared/protocol/attach.ts';
import type { Line } from './arguments.ts';
import { type Connection, connectTo } from './connection.ts';
import { deferred } from './deferred.ts';
import { Failure } from './failure.ts';
import type { RunningClient } from './find.ts';

type GrepLine = Extract<Line, { program: 'grep' }>;

/** Resolves with the exit status: as those of grep. */
export async function grep(client: RunningClient, line: Line): Promise<number> {
  const { pattern, how, exact, follow, world } = line as GrepLine;
  let found = 0;
  let connection = null as Connection | null;
  const done = deferred<null>();
  const fail = (sentence: string) => done.reject(new Failure(sentence, 2));
  // Whoever reads no more has enough.
  process.stdout.on('error', () => done.resolve(null));
  try {
    connection = await connectTo(client, {
      message(said: ToProgram) {
        if (said.t === 'lines') {
          found += said.l.length;
          print(said.l, world === '', () => connection?.say({ t: 'taken' }));
        } else if (said.t === 'done') done.resolve(null);
        else if (said.t === 'fault') fail(said.sentence);
      },
      end: how => fail(how?.why || 'The connection to Clay was lost.'),
    });
    connection.say({ t: 'hello', v: ATTACH_VERSION, want: 'grep', pattern, how, exact, follow, world });
    await done.promise;
  } catch (error) {
    throw error instanceof Failure ? new Failure(error.message, 2) : error;
  }
  connection.close();
  return found > 0 ? 0 : 1;
}

function print(lines: readonly FoundLine[], withWorld: boolean, printed: () => void): void {
  const text = lines.map(([world, , line]) => `${withWorld ? `${world}: ` : ''}${line}\n`).join('');
  process.stdout.write(text, error => error || printed());
}
