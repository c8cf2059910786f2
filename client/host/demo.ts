/** Starts the demo MUD as a process of its own, so that a reload of the client does not end it. */

import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { suspicion } from '../../shared/trust.ts';
import type { Event } from '../state/events.ts';
import { childEnvironment } from './environment.ts';
import { programRuntime } from './node.ts';

/** `notices` are told when the demo is on screen. */
export function startDemo(
  directory: string,
  notices: readonly string[],
  dispatch: (event: Event) => void,
): void {
  const args = [
    `${directory}/demo.js`,
    '--port',
    '0',
    '--tls-port',
    '0',
    '--parent-pid',
    String(process.pid),
  ];
  const suspect = suspicion('The demo MUD', `${directory}/demo.js`);
  if (suspect) return dispatch({ type: 'notice', text: suspect.sentence });
  const child = spawn(programRuntime(), args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: childEnvironment(process.env) as NodeJS.ProcessEnv,
  });
  let output = '';
  const failed = (why: string) => dispatch({ type: 'notice', text: `The demo MUD did not start: ${why}.` });
  child.on('error', error => failed(error.message));
  // Without descriptors to spare there is no stream.
  const stdout: Readable | null | undefined = child.stdout;
  stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (!output.includes('\n')) return;
    stdout.destroy();
    child.unref();
    const { port, tlsPort } = JSON.parse(output) as { port: number; tlsPort?: number };
    dispatch({ type: 'demo', port, tlsPort: tlsPort ?? null });
    for (const text of notices) dispatch({ type: 'notice', text });
  });
  child.on('exit', code => {
    if (!output.includes('\n')) failed(`it ended at once with status ${code}`);
  });
}
