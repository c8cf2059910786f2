/** The terminator of HTTPS as the process that it is, in front of a target that echoes. */
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import WebSocket from 'ws';
import { createControls } from '../../client/host/proxy/controls.ts';
import { isFault } from '../../shared/fault.ts';
import type { WebStatsAnswer } from '../../shared/protocol/web.ts';
import { freePort } from './peers.ts';
import { atEnd, temporaryHome } from './temporary.ts';
import { startTarget, type Target } from './visitors.ts';

const BUILD = 'test';

export interface TerminatorProcess {
  readonly port: number;
  readonly target: Target;
  /** Its memory (bytes), CPU so far (us), connections. */
  stats(): Promise<WebStatsAnswer>;
}

/** That of dist/, or of the directory CLAY_DIST; ends with all that is temporary. */
export async function startTerminatorProcess(): Promise<TerminatorProcess> {
  const place = temporaryHome();
  const controls = createControls({
    ...{ home: place.home, tlsproxyFile: resolve(process.env.CLAY_DIST ?? 'dist', 'tlsproxy.js') },
    node: () => process.execPath,
    env: { ...process.env, NODE_EXTRA_CA_CERTS: '', XDG_RUNTIME_DIR: place.runtime },
    ...{ transport: 'unix', role: 'web', log: () => undefined, options: ['--idle-exit', '500'] },
  });
  const target = await startTarget(join(place.root, 's'));
  const started = await controls.ensure(BUILD);
  if (isFault(started)) throw new Error(started.sentence);
  started.drop();
  const port = await freePort();
  const wish = { host: '0.0.0.0', port, names: [], certificate: '', key: '', allow: [] };
  const answer = await controls.ask(BUILD, { type: 'listen', ...wish, target: target.path });
  if (isFault(answer)) throw new Error(answer.sentence);
  atEnd(async () => {
    await controls.ask(BUILD, { type: 'unlisten' });
    controls.dispose();
  });
  return {
    ...{ port, target },
    async stats() {
      const told = await controls.ask(BUILD, { type: 'web-stats' });
      if (isFault(told) || told.type !== 'web-stats') throw new Error('the terminator does not answer');
      return told;
    },
  };
}

/** As many as one visitor may have, and a few less. */
const PER_ADDRESS = 20;

/** WebSockets over TLS that are open, of as many visitors as that takes. */
export async function openWebSockets(port: number, count: number): Promise<WebSocket[]> {
  const sockets: WebSocket[] = [];
  for (let at = 0; at < count; at++)
    sockets.push(await openWss(port, `127.0.1.${Math.floor(at / PER_ADDRESS) + 1}`));
  return sockets;
}

export async function openWss(port: number, localAddress = '127.0.0.1'): Promise<WebSocket> {
  const options = { rejectUnauthorized: false, perMessageDeflate: false, localAddress };
  const socket = new WebSocket(`wss://127.0.0.1:${port}/socket`, options);
  await once(socket, 'open');
  return socket.on('error', () => undefined);
}
