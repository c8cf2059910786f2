/**
 * Who may talk to us, and how a connection goes: uid, hello with token, requests; and, after `attach` and
 * `begin`, plaintext. Whatever a peer does wrong ends its own connection and nothing else.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { type Fault, fault, isFault } from '../../shared/fault.ts';
import {
  encodeFrame,
  type FrameReader,
  feedFrames,
  newFrameReader,
  nextFrame,
  takeRest,
} from '../../shared/protocol/frame.ts';
import {
  type Answer,
  type Attach,
  type Open,
  PROTOCOL_VERSION,
  type Request,
  readRequest,
} from '../../shared/protocol/protocol.ts';
import type { WebRequest } from '../../shared/protocol/web.ts';
import type { TlsProxy } from '../proxy.ts';
import { attach, begin, detach } from '../sessions/client-end.ts';
import { openSession } from '../sessions/open.ts';
import { remove, type Session } from '../sessions/session.ts';
import { type Admission, admitHello, admitPeer } from './admission.ts';
import { answer, isWebRequest, refuseRole, takeAck, unknownSession } from './requests.ts';
import { readSparingly } from './shared-read-buffer.ts';

/** A client says hello in its first packet; one that takes seconds is none. */
const HELLO_TIME = 5_000;

/** From `attached` to `begin`: a client may be busy restoring a state meanwhile. */
const BEGIN_TIME = 30_000;

/** For a peer that does not even read why it was refused. */
const GOODBYE_TIME = 1_000;

/** Answers a peer does not fetch: a hundred full pages of a list. */
const MAX_UNREAD = 4 * 1024 * 1024;

/** Requests with an answer, or with a refusal in its place. */
type Question = Exclude<Request, { type: 'begin' | 'ack' }>;

interface Peer {
  readonly socket: Socket;
  readonly reader: FrameReader;
  phase: 'stranger' | 'client' | 'attaching' | 'attached' | 'gone';
  /** What must happen before it fires. */
  timer: NodeJS.Timeout | null;
  /** Ends attempts to open a session; null without any, for it is not small. */
  attempts: AbortController | null;
  /** Sessions opened here that nobody has attached to yet: they go with the connection. */
  readonly fresh: Set<Session>;
  session: Session | null;
}

export interface ControlOptions extends Admission {
  readonly proxy: TlsProxy;
  /** For tests: HELLO_TIME. */
  readonly helloTime?: number;
}

/** A server that is not listening yet. */
export function createControl(options: ControlOptions): Server {
  let strangers = 0;
  return createServer({ allowHalfOpen: true, noDelay: true }, accepted => {
    const socket = readSparingly(accepted);
    const refusal = admitPeer(options, socket, strangers);
    if (refusal) return refuse(options.proxy, socket, refusal);
    strangers++;
    let known = false;
    welcomePeer(options, socket, () => {
      if (!known) strangers--;
      known = true;
    });
  });
}

function refuse(proxy: TlsProxy, socket: Socket, reason: Fault): void {
  proxy.log('refused', { code: reason.code, sentence: reason.sentence });
  socket.on('error', () => socket.destroy());
  socket.end(encodeFrame({ type: 'fault', id: null, ...reason }), () => socket.destroy());
  setTimeout(() => socket.destroy(), GOODBYE_TIME);
}

function welcomePeer(options: ControlOptions, socket: Socket, onKnown: () => void): void {
  const { proxy } = options;
  const peer: Peer = {
    socket,
    reader: newFrameReader(),
    phase: 'stranger',
    timer: null,
    attempts: null,
    fresh: new Set(),
    session: null,
  };
  expect(proxy, peer, 'HELLO_LATE', options.helloTime ?? HELLO_TIME);
  const takeFrames = (bytes: Buffer) => {
    feedFrames(peer.reader, bytes);
    if (readFrames(proxy, peer, onKnown)) socket.off('data', takeFrames);
  };
  socket.on('data', takeFrames);
  socket.on('error', error => proxy.log('client lost', { error: error.message }));
  socket.on('end', () => {
    if (peer.phase !== 'attached') socket.destroy();
  });
  socket.on('close', () => {
    onKnown();
    leave(proxy, peer);
  });
}

/** Ends the connection unless the peer goes on within `time` ms. */
function expect(proxy: TlsProxy, peer: Peer, code: string, time: number): void {
  peer.timer = setTimeout(
    () => drop(proxy, peer, fault(code, 'A client that says nothing was sent away.')),
    time,
  );
}

/** Works off complete frames; true when the connection now carries plaintext. */
function readFrames(proxy: TlsProxy, peer: Peer, onKnown: () => void): boolean {
  while (peer.phase !== 'gone') {
    const frame = nextFrame(peer.reader);
    if (frame === null) return false;
    const request = isFault(frame) ? frame : readRequest(frame.value);
    if (peer.phase === 'stranger') {
      const refusal = isFault(request) ? request : admitHello(proxy, request);
      if (refusal) drop(proxy, peer, refusal);
      else {
        onKnown();
        greet(proxy, peer);
      }
    } else if (isFault(request)) drop(proxy, peer, request);
    else if (request.type === 'begin') return startPlaintext(proxy, peer);
    else if (request.type === 'ack') takeAck(proxy, request);
    else handle(proxy, peer, request);
  }
  return false;
}

function greet(proxy: TlsProxy, peer: Peer): void {
  setPhase(proxy, peer, 'client');
  send(proxy, peer, {
    type: 'welcome',
    version: PROTOCOL_VERSION,
    pid: process.pid,
    build: proxy.build,
    draining: proxy.draining,
  });
}

function handle(proxy: TlsProxy, peer: Peer, request: Question): void {
  respond(proxy, peer, request).catch(error => {
    // A fault of ours in one request ends that connection, not the sessions.
    proxy.log('failed', { what: request.type, error: error instanceof Error ? error.stack : String(error) });
    drop(proxy, peer, fault('PROXY_FAULT', 'tlsproxy could not answer; its log says why.'));
  });
}

async function respond(proxy: TlsProxy, peer: Peer, request: Question): Promise<void> {
  if (request.type === 'hello') return drop(proxy, peer, fault('HELLO_AGAIN', 'One hello is enough.'));
  const refusal = refuseRole(proxy, request);
  if (refusal) return send(proxy, peer, refusal);
  if (isWebRequest(request)) return askWeb(proxy, peer, request);
  if (request.type === 'open') return open(proxy, peer, request);
  if (request.type === 'attach') return attachPeer(proxy, peer, request);
  send(proxy, peer, await answer(proxy, request));
}

/** Browsers are another process's, so that what they bring about ends no session. */
async function askWeb(proxy: TlsProxy, peer: Peer, request: WebRequest): Promise<void> {
  const given = await proxy.web!.answer(request, peer);
  // It has left meanwhile: what it asked for goes on, and is nobody's.
  if (isGone(peer)) proxy.web!.left(peer);
  send(proxy, peer, given);
  proxy.onChange();
}

async function open(proxy: TlsProxy, peer: Peer, request: Open): Promise<void> {
  peer.attempts ??= new AbortController();
  const opened = await openSession(proxy, request, peer.attempts.signal);
  if (isFault(opened)) return send(proxy, peer, { type: 'fault', id: request.id, ...opened });
  const { session, tls } = opened;
  if (peer.phase === 'gone') return remove(session, clientLeft());
  peer.fresh.add(session);
  send(proxy, peer, { type: 'opened', id: request.id, session: session.id, tls });
}

function clientLeft(): Fault {
  return fault('CLIENT_GONE', 'The client left before it had attached to the session.');
}

async function attachPeer(proxy: TlsProxy, peer: Peer, { id, session: name, offset }: Attach): Promise<void> {
  const session = proxy.sessions.get(name);
  if (!session) return send(proxy, peer, unknownSession(id, name));
  if (peer.phase !== 'client') return drop(proxy, peer, fault('ATTACH_AGAIN', 'One attach is enough.'));
  setPhase(proxy, peer, 'attaching');
  const refusal = await attach(session, peer.socket, offset);
  if (refusal) {
    if (!isGone(peer)) setPhase(proxy, peer, 'client');
    return send(proxy, peer, { type: 'fault', id, ...refusal });
  }
  peer.session = session;
  expect(proxy, peer, 'BEGIN_LATE', BEGIN_TIME);
  send(proxy, peer, { type: 'attached', id, received: session.ring.next, accepted: session.accepted });
}

function isGone(peer: Peer): boolean {
  return peer.phase === 'gone';
}

function startPlaintext(proxy: TlsProxy, peer: Peer): boolean {
  const { session, socket } = peer;
  if (!session) {
    drop(proxy, peer, fault('BEGIN_EARLY', 'There is nothing to begin before an attach.'));
    return false;
  }
  setPhase(proxy, peer, 'attached');
  peer.fresh.delete(session);
  peer.attempts = null;
  proxy.log('attached', { session: session.id, from: session.sent });
  begin(session, socket, takeRest(peer.reader));
  return true;
}

function setPhase(proxy: TlsProxy, peer: Peer, phase: Peer['phase']): void {
  if (peer.timer) clearTimeout(peer.timer);
  peer.timer = null;
  const counts = (one: Peer['phase']) => (one === 'client' || one === 'attaching' ? 1 : 0);
  proxy.clients += counts(phase) - counts(peer.phase);
  peer.phase = phase;
  proxy.onChange();
}

/** Says why, and closes. */
function drop(proxy: TlsProxy, peer: Peer, reason: Fault): void {
  if (peer.phase === 'gone') return;
  refuse(proxy, peer.socket, reason);
  leave(proxy, peer);
}

function leave(proxy: TlsProxy, peer: Peer): void {
  if (peer.phase === 'gone') return;
  setPhase(proxy, peer, 'gone');
  peer.attempts?.abort();
  proxy.web?.left(peer);
  if (peer.session) detach(peer.session, peer.socket);
  for (const session of peer.fresh) remove(session, clientLeft());
}

function send(proxy: TlsProxy, peer: Peer, message: Answer): void {
  if (peer.phase === 'gone') return;
  peer.socket.write(encodeFrame(message));
  if (peer.socket.writableLength > MAX_UNREAD) {
    proxy.log('refused', { code: 'ANSWERS_UNREAD' });
    peer.socket.destroy();
  }
}
