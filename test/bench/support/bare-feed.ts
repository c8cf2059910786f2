/**
 * A server of as few lines as Node and `ws` allow that sends the lines of a MUD to browsers, gathered as Clay gathers them: the
 * floor of what browsers cost a client. It knows no worlds, no styles, no log and no cursors.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { atEnd, temporaryDirectory } from '../../support/temporary.ts';

export interface BareFeed {
  readonly pid: number;
  readonly port: number;
}

const FEED = `const [ws, port] = process.argv.slice(2);
const { WebSocketServer } = require(ws);
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false }, () =>
  process.send(server.address().port));
server.on('connection', one => one.on('error', () => {}));
let waiting = [], rest = '', number = 0, gathers = false;
function send() {
  gathers = waiting.length > 0;
  if (!gathers) return;
  const message = JSON.stringify({ t: 'lines', w: 'Alpha', from: number, l: waiting });
  number += waiting.length;
  waiting = [];
  for (const one of server.clients) one.send(message);
  setTimeout(send, 16);
}
require('node:net').connect(Number(port), '127.0.0.1').on('data', bytes => {
  const lines = (rest + bytes.toString('latin1')).split('\\r\\n');
  rest = lines.pop();
  for (const line of lines) waiting.push([line, Date.now(), 'g']);
  if (!gathers) send();
});
process.on('disconnect', () => process.exit());`;

/** `port`: of the MUD. */
export async function startBareFeed(port: number): Promise<BareFeed> {
  const script = join(temporaryDirectory(), 'feed.js');
  writeFileSync(script, FEED);
  const ws = resolve(__dirname, '../../../node_modules/ws');
  const child: ChildProcess = fork(script, [ws, String(port)], { execArgv: [] });
  atEnd(() => void child.kill());
  const [own] = (await once(child, 'message')) as [number];
  return { pid: child.pid as number, port: own };
}
