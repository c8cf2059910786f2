/**
 * A relay from WSS to a Unix socket of as few lines as Node allows, a process of its own: the floor of what a terminator costs.
 * It looks at nothing, refuses nothing, and ends when this process does.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { testCertificate } from '../../support/certificate.ts';
import { atEnd, temporaryDirectory } from '../../support/temporary.ts';

export interface BareRelay {
  readonly port: number;
  /** Its memory (bytes) and its CPU so far (us). */
  stats(): Promise<{ readonly memory: number; readonly cpu: number }>;
}

const RELAY = `const [target, key, cert] = process.argv.slice(2);
const server = require('node:https').createServer({ key, cert, ALPNProtocols: ['http/1.1'] });
server.on('upgrade', (request, socket) => {
  const client = require('node:net').connect(target);
  const headers = [];
  for (let at = 0; at < request.rawHeaders.length; at += 2)
    headers.push(request.rawHeaders[at] + ': ' + request.rawHeaders[at + 1]);
  client.write(['GET ' + request.url + ' HTTP/1.1', ...headers, '', ''].join('\\r\\n'));
  for (const [from, to] of [[socket, client], [client, socket]]) {
    from.on('data', bytes => to.write(bytes));
    from.on('error', () => {});
    from.on('close', () => to.destroy());
  }
});
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send({ memory: process.memoryUsage.rss(), cpu: user + system });
});
process.on('disconnect', () => process.exit());`;

/** `nodeOptions`: as the terminator is started with. */
export async function startBareRelay(target: string, nodeOptions: readonly string[]): Promise<BareRelay> {
  const script = join(temporaryDirectory(), 'relay.js');
  writeFileSync(script, RELAY);
  const { key, certificate } = testCertificate({ names: ['127.0.0.1'] });
  const child: ChildProcess = fork(script, [target, key, certificate], { execArgv: [...nodeOptions] });
  atEnd(() => void child.kill());
  const [port] = (await once(child, 'message')) as [number];
  return {
    port,
    async stats() {
      child.send('stats');
      const [told] = (await once(child, 'message')) as [{ memory: number; cpu: number }];
      return told;
    },
  };
}
