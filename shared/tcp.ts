/** Plain connections: straight to the server, or through a proxy. */
import { connect, type Socket } from 'node:net';
import { type DialRequest, dial, dialOptions } from './dial.ts';
import { connectFault, type Fault, isFault } from './fault.ts';
import { readAnew } from './outbound/reading.ts';
import { connectThrough } from './outbound/through.ts';

/** Connects by TCP. Nothing is read before the caller has had time to take the socket over. Never rejects. */
export async function connectTcp(request: DialRequest): Promise<Socket | Fault> {
  const { via = '', onread } = request;
  if (via === '') return dial(request, address => connect(dialOptions(request, address)));
  const reached = await connectThrough(request, via);
  if (isFault(reached)) return reached;
  if (!onread) {
    reached.socket.unshift(reached.early);
    return reached.socket;
  }
  const { host, port } = request;
  return (await readAnew(reached, onread)) ?? connectFault({ code: 'ECONNRESET' }, host, port);
}
