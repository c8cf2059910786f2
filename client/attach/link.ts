/** `clay web`: a link for a browser, printed or opened. */
import { spawn } from 'node:child_process';
import { ATTACH_VERSION, type ToProgram } from '../../shared/protocol/attach.ts';
import type { Line } from './arguments.ts';
import { connectTo } from './connection.ts';
import { Failure } from './failure.ts';
import type { RunningClient } from './find.ts';

type WebLine = Extract<Line, { program: 'web' }>;

export async function link(client: RunningClient, line: Line): Promise<number> {
  const { role, open } = line as WebLine;
  const address = await new Promise<string>((resolve, reject) => {
    const listen = (message: ToProgram) => {
      if (message.t === 'link') resolve(message.address);
      else if (message.t === 'fault') reject(new Failure(message.sentence));
    };
    connectTo(client, {
      message: listen,
      end: how => reject(new Failure(how?.why || 'The connection to Clay was lost.')),
    }).then(({ say }) => say({ t: 'hello', v: ATTACH_VERSION, want: 'link', role }), reject);
  });
  if (open) await openIn(address);
  else process.stdout.write(`${address}\n`);
  return 0;
}

/** By $BROWSER, else by what the desktop has for that. */
function openIn(address: string): Promise<void> {
  const usual = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const command = process.env.BROWSER || usual;
  const child = spawn(command, [address], { stdio: 'ignore', detached: true });
  child.unref();
  return new Promise((resolve, reject) => {
    child.once('spawn', () => resolve());
    child.once('error', () => reject(new Failure(`${command} cannot be started: clay web prints the link.`)));
  });
}
