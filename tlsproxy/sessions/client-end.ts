/** The end of a session at its client: attaching and letting go, acknowledgement, and closing on request. */
import type { Socket } from 'node:net';
import { endpoint, type Fault, fault } from '../../shared/fault.ts';
import { handOn, release } from './ring.ts';
import { resumeServer } from './server-end.ts';
import { deliver, remove, type Session, settleEnded } from './session.ts';

/** How long a replaced or closed connection may take to hand over its last bytes. */
const RESCUE_TIME = 250;

/** As much as a dead client can have left in a socket, and more. */
const RESCUE_SIZE = 1024 * 1024;

/** How long a server may take to answer our goodbye. */
const GOODBYE_TIME = 3_000;

/**
 * Makes `client` the attached connection, from `offset` on; an older one is closed, after its last bytes for
 * the server have been taken. Faults: OFFSET_GONE, OFFSET_AHEAD.
 */
export async function attach(session: Session, client: Socket, offset: number): Promise<Fault | null> {
  const wrong = checkOffset(session, offset);
  if (wrong) return wrong;
  await dismissClient(session);
  if (client.destroyed) return fault('CLIENT_GONE', 'The client has left while it was attaching.');
  // Once more: another client may have attached during the wait.
  const meanwhile = checkOffset(session, offset);
  if (meanwhile) return meanwhile;
  session.client?.destroy();
  Object.assign(session, { client, begun: false, waiting: false, sent: offset, detachedAt: null });
  acknowledge(session, offset);
  return null;
}

function checkOffset({ id, ring }: Session, offset: number): Fault | null {
  if (offset < ring.first) {
    return fault(
      'OFFSET_GONE',
      `Session ${id} has no bytes before ${ring.first} any more; ${offset} was asked for.`,
    );
  }
  if (offset > ring.next) {
    return fault('OFFSET_AHEAD', `Session ${id} has ${ring.next} bytes so far; ${offset} was asked for.`);
  }
  return null;
}

/** From here on `client` carries plaintext; `first` are bytes that came with its last frame. */
export function begin(session: Session, client: Socket, first: Uint8Array): void {
  if (session.client !== client) return;
  session.begun = true;
  if (first.length > 0) takeFromClient(session, client, first);
  client.on('data', (bytes: Buffer) => takeFromClient(session, client, bytes));
  client.once('end', () => client.end());
  deliver(session);
}

function takeFromClient(session: Session, client: Socket, bytes: Uint8Array): void {
  session.accepted += bytes.length;
  if (!session.server?.writable) return;
  if (!session.server.write(bytes) && session.client === client) client.pause();
}

/** `client` has closed: the session goes on without. */
export function detach(session: Session, client: Socket): void {
  if (session.client !== client) return;
  Object.assign(session, { client: null, begun: false, waiting: false, detachedAt: Date.now() });
  if (session.ended) session.server?.end();
  settleEnded(session);
}

/** The client has all bytes before `offset` in safety. More than it was sent it cannot have. */
export function acknowledge(session: Session, offset: number): void {
  release(session.ring, Math.min(offset, session.sent));
  if (!session.waiting) handOn(session.ring);
  resumeServer(session);
  settleEnded(session);
}

/** Ends the session for its client: its last bytes are sent, then our goodbye, and the server has a moment to answer. */
export async function closeSession(session: Session): Promise<void> {
  session.closing = true;
  await dismissClient(session);
  const reason = fault(
    'CLOSED_BY_CLIENT',
    `The connection to ${endpoint(session.host, session.port)} was closed.`,
  );
  const { server } = session;
  if (!server || server.destroyed) return remove(session, reason);
  session.ended ??= reason;
  const timer = setTimeout(remove, GOODBYE_TIME, session, reason);
  server.once('close', () => {
    clearTimeout(timer);
    remove(session, reason);
  });
  server.end();
  server.resume();
}

/** Takes the attached connection's last bytes for the server, then lets go of it. */
async function dismissClient(session: Session): Promise<void> {
  const { client } = session;
  if (!client) return;
  await drainClient(session);
  detach(session, client);
  client.destroy();
}

/**
 * Waits until the attached connection has ended, at most RESCUE_TIME: a client that was killed has left its
 * last commands in the socket. They are taken even if the server is slow; a socket's buffer bounds them.
 */
function drainClient(session: Session): Promise<void> {
  const { client, begun } = session;
  return new Promise(resolve => {
    if (!client || !begun || client.destroyed || client.readableEnded) return resolve();
    const goOn = () => {
      if ((session.server?.writableLength ?? 0) < RESCUE_SIZE) client.resume();
    };
    const done = () => {
      clearTimeout(timer);
      client.off('pause', goOn);
      resolve();
    };
    const timer = setTimeout(done, RESCUE_TIME);
    client.once('end', done);
    client.once('close', done);
    client.on('pause', goOn);
    goOn();
  });
}
