/**
 * The one way to a server, for plain connections and TLS, in the client and in tlsproxy: a name, its addresses, and the
 * first of them that answers (Happy Eyeballs, RFC 8305).
 */
import { isIP, type OnReadOpts, type Socket } from 'node:net';
import { domainToASCII } from 'node:url';
import { connectFault, endpoint, type Fault, fault, isFault } from './fault.ts';
import { type LookUp, lookUpByNode } from './lookup.ts';
import { race } from './race.ts';

/** A server that has not accepted after 15 s is slower than any that a person would wait for. */
export const CONNECT_TIMEOUT = 15_000;

/** Home routers forget silent connections after some minutes; a probe a minute keeps them. */
const KEEPALIVE_DELAY = 60_000;

export interface DialRequest {
  /** Host name or address, IPv6 with or without brackets. */
  readonly host: string;
  readonly port: number;
  /** ms for the name look-up and the TCP connection together. */
  readonly connectTimeout?: number;
  readonly signal?: AbortSignal;
  /** Read into one reused buffer instead of 'data' events; see node:net. */
  readonly onread?: OnReadOpts;
  /** How names become addresses; Node's own way if left out. */
  readonly lookUp?: LookUp;
  /** The proxy to go through, as `parseVia` reads it; '' for none. */
  readonly via?: string;
}

/** Returns the host as look-ups and certificates want it: without brackets, and in ASCII. */
export function hostName(host: string): string {
  const bare = host.startsWith('[') ? host.replace(/^\[(.*)\]$/, '$1') : host;
  // What is an address already need not be asked about, for each connection three times.
  return isIP(bare) === 0 ? domainToASCII(bare) || bare : bare;
}

/** Returns options for net.connect and tls.connect. */
export function dialOptions({ port, onread }: DialRequest, address: string) {
  // Each half of a connection ends by itself: a server's last words may follow ours.
  return { host: address, port, allowHalfOpen: true, ...(onread && { onread }) };
}

/** Sets what every connection has. Game lines are small and want to go now; and a dead link should be noticed. */
export function tuneSocket(socket: Socket): void {
  // Not as options: tls.connect ignores them.
  socket.setNoDelay(true);
  socket.setKeepAlive(true, KEEPALIVE_DELAY);
}

/**
 * Connects to the first address of the host that accepts; `open` begins a connection to one. Never rejects. The caller
 * has to look at once whether the socket has failed meanwhile.
 */
export async function dial<S extends Socket>(
  request: DialRequest,
  open: (address: string) => S,
): Promise<S | Fault> {
  const { host, port, signal } = request;
  const invalid = checkTarget(request);
  if (invalid) return invalid;
  const attempt = new AbortController();
  const timer = setTimeout(() => attempt.abort(), request.connectTimeout ?? CONNECT_TIMEOUT);
  const onAbort = () => attempt.abort();
  signal?.addEventListener('abort', onAbort);
  try {
    const addresses = await addressesOf(request, attempt.signal);
    const socket = await race(addresses, open, attempt.signal);
    tuneSocket(socket);
    return socket;
  } catch (error) {
    return signal?.aborted ? cancelled(host, port) : connectFault(error, host, port);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

/** Rejects with EAI_AGAIN when `signal` aborts: it is the name servers then that have kept us waiting. */
function addressesOf({ host, lookUp = lookUpByNode }: DialRequest, signal: AbortSignal) {
  const name = hostName(host);
  if (isIP(name) !== 0) return Promise.resolve([name]);
  return new Promise<readonly string[]>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(Object.assign(new Error(), { code: 'EAI_AGAIN' })));
    lookUp(name).then(resolve, reject);
  });
}

/** An empty host would be the machine itself to Node. */
function checkTarget({ host, port, signal }: DialRequest): Fault | null {
  if (host.trim() === '') return fault('HOST_MISSING', 'Cannot connect: there is no host name.');
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    return fault('PORT_INVALID', `Cannot connect to ${host}: ${port} is not a port; ports are 1 to 65535.`);
  }
  return signal?.aborted ? cancelled(host, port) : null;
}

/**
 * Runs one attempt on `socket`, connected, until `start`'s callback is called with its outcome, the socket fails,
 * `timeout` ms are over, or the signal aborts; on any fault the socket is destroyed.
 */
export function settle<Outcome extends object>(
  { host, port, signal }: DialRequest,
  socket: Socket,
  timeout: number,
  start: (done: (outcome: Outcome | Fault) => void) => void,
): Promise<Outcome | Fault> {
  return new Promise(resolve => {
    let settled = false;
    const onError = (error: Error) => done(connectFault(error, host, port));
    const onClose = () => done(connectFault({ code: 'ECONNRESET' }, host, port));
    const onAbort = () => done(cancelled(host, port));
    const timer = setTimeout(() => done(connectFault({ code: 'ETIMEDOUT' }, host, port)), timeout);
    function done(outcome: Outcome | Fault): void {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      socket.off('close', onClose);
      signal?.removeEventListener('abort', onAbort);
      if (isFault(outcome)) {
        // An attempt that is over may still report errors of its own, to nobody.
        socket.on('error', () => undefined);
        socket.destroy();
      }
      socket.off('error', onError);
      resolve(outcome);
    }
    socket.on('error', onError);
    socket.on('close', onClose);
    signal?.addEventListener('abort', onAbort);
    if (signal?.aborted) onAbort();
    else if (socket.destroyed) done(connectFault(socket.errored ?? { code: 'ECONNRESET' }, host, port));
    else start(done);
  });
}

function cancelled(host: string, port: number): Fault {
  return fault('CONNECT_CANCELLED', `Connecting to ${endpoint(host, port)} was cancelled.`);
}
