/** Who may talk to us: a process of our own user, not too many at once, and with the token. */
import { timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';
import { type Fault, fault } from '../../shared/fault.ts';
import { type Hello, PROTOCOL_VERSION, type Request } from '../../shared/protocol/protocol.ts';
import type { TlsProxy } from '../proxy.ts';

/** Connections that have not shown the token yet: a client with a thousand worlds connects them all at once. */
const MAX_STRANGERS = 1_024;

/** The uid at the other end of a connection; null where the system cannot tell. */
export type PeerUid = (socket: Socket) => number | null;

export interface Admission {
  /** Our own uid, and how to learn a peer's; null where peers have none (loopback TCP). */
  readonly peerUid: PeerUid | null;
  readonly uid: number;
  /** For tests: MAX_STRANGERS. */
  readonly maxStrangers?: number;
}

/** Why a new connection is refused, or null. Faults: TOO_MANY_PEERS, PEER_FOREIGN. */
export function admitPeer(admission: Admission, socket: Socket, strangers: number): Fault | null {
  if (strangers < (admission.maxStrangers ?? MAX_STRANGERS)) return checkUid(admission, socket);
  return fault('TOO_MANY_PEERS', 'Too many connections to tlsproxy have not said hello yet.');
}

function checkUid({ peerUid, uid }: Admission, socket: Socket): Fault | null {
  const peer = peerUid?.(socket) ?? null;
  if (peer === null || peer === uid) return null;
  return fault('PEER_FOREIGN', `tlsproxy belongs to uid ${uid}; uid ${peer} may not use it.`);
}

/** Why a first request is refused, or null. Faults: HELLO_MISSING, PROTOCOL_VERSION, TOKEN_WRONG. */
export function admitHello(proxy: TlsProxy, request: Request): Fault | null {
  if (request.type !== 'hello') return fault('HELLO_MISSING', 'A connection has to begin with a hello.');
  if (request.version !== PROTOCOL_VERSION) {
    const sentence = `This tlsproxy speaks version ${PROTOCOL_VERSION} of its protocol, the client version ${request.version}.`;
    return fault('PROTOCOL_VERSION', sentence, { version: PROTOCOL_VERSION, build: proxy.build });
  }
  return isToken(proxy, request) ? null : fault('TOKEN_WRONG', 'A client with a wrong token was sent away.');
}

function isToken(proxy: TlsProxy, { token }: Hello): boolean {
  const shown = Buffer.from(token);
  const ours = Buffer.from(proxy.token);
  return shown.length === ours.length && timingSafeEqual(shown, ours);
}
