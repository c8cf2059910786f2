/**
 * What plain and TLS connections have in common: an address to call, a time to wait, a way to call it off.
 * Node's Happy Eyeballs (RFC 8305) tries IPv6 and IPv4 addresses in turn.
 */
import { connect, type OnReadOpts, type Socket } from 'node:net';
import { domainToASCII } from 'node:url';
import { connectFault, endpoint, type Fault, fault, isFault } from './fault.ts';

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
}

/** Options for net.connect and tls.connect. */
export function dialOptions({ host, port, onread }: DialRequest) {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  return {
    host: domainToASCII(bare) || bare,
    port,
    // Each half of a connection ends by itself: a server's last words may follow ours.
    allowHalfOpen: true,
    autoSelectFamily: true,
    ...(onread && { onread }),
  };
}

/** Game lines are small and want to go now; and a dead link should be noticed. Not as options: tls.connect ignores them. */
export function tuneSocket(socket: Socket): void {
  socket.setNoDelay(true);
  socket.setKeepAlive(true, KEEPALIVE_DELAY);
}

/** Connects by TCP. The socket comes paused: nothing is read before it is asked for. Never rejects. */
export function connectTcp(request: DialRequest): Promise<Socket | Fault> {
  const invalid = checkTarget(request);
  if (invalid) return Promise.resolve(invalid);
  const socket = connect(dialOptions(request));
  return settle(request, socket, done => {
    limit(request, socket, 'connect', request.connectTimeout ?? CONNECT_TIMEOUT, done);
    socket.once('connect', () => {
      tuneSocket(socket);
      done(socket);
    });
  });
}

/** An empty host would be the machine itself to Node. */
export function checkTarget({ host, port, signal }: DialRequest): Fault | null {
  if (host.trim() === '') return fault('HOST_MISSING', 'Cannot connect: there is no host name.');
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    return fault('PORT_INVALID', `Cannot connect to ${host}: ${port} is not a port; ports are 1 to 65535.`);
  }
  return signal?.aborted ? cancelled(host, port) : null;
}

/**
 * Runs one attempt on `socket` until `start`'s callback is called with its outcome, the socket fails, or the
 * signal aborts; on any fault the socket is destroyed.
 */
export function settle<Outcome extends object>(
  { host, port, signal }: DialRequest,
  socket: Socket,
  start: (done: (outcome: Outcome | Fault) => void) => void,
): Promise<Outcome | Fault> {
  return new Promise(resolve => {
    let settled = false;
    const onError = (error: Error) => done(connectFault(error, host, port));
    const onClose = () => done(connectFault({ code: 'ECONNRESET' }, host, port));
    const onAbort = () => done(cancelled(host, port));
    function done(outcome: Outcome | Fault): void {
      if (settled) return;
      settled = true;
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
    start(done);
  });
}

/** Ends the attempt with ETIMEDOUT unless `event` comes within `timeout` ms. */
export function limit(
  { host, port }: DialRequest,
  socket: Socket,
  event: string,
  timeout: number,
  done: (outcome: Fault) => void,
): void {
  const timer = setTimeout(() => done(connectFault({ code: 'ETIMEDOUT' }, host, port)), timeout);
  const stop = () => {
    clearTimeout(timer);
    // What stayed on the socket would keep the whole attempt in memory for as long as the connection lives.
    socket.off(event, stop).off('close', stop);
  };
  socket.on(event, stop).on('close', stop);
}

function cancelled(host: string, port: number): Fault {
  return fault('CONNECT_CANCELLED', `Connecting to ${endpoint(host, port)} was cancelled.`);
}
