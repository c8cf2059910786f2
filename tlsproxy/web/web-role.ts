/** The proxy as a terminator: one listener for browsers, and what its clients ask of it. */
import { once } from 'node:events';
import type { Server } from 'node:https';
import { endpoint, type Fault, fault, isFault } from '../../shared/fault.ts';
import type { Refusal } from '../../shared/protocol/protocol.ts';
import type { Listen, WebAnswer, WebRequest } from '../../shared/protocol/web.ts';
import type { Log } from '../process/log.ts';
import { type Certificates, createCertificates } from './certificate.ts';
import { createDoorkeeper, type Limits } from './limits.ts';
import { createTerminator, type Times } from './terminator.ts';

/** The control connection of a client. */
type Owner = object;

export interface WebRole {
  /** Never rejects but for a fault of ours. */
  answer(request: WebRequest, owner: Owner): Promise<WebAnswer | Refusal>;
  /** The connection has closed. */
  left(owner: Owner): void;
  isListening(): boolean;
  /** Closes the listener; settles once the last that came by it has gone. */
  retire(): Promise<void>;
  /** Closes the listener and all that came by it. */
  close(): void;
}

export interface WebRoleOptions {
  readonly home: string;
  readonly build: string;
  readonly log: Log;
  readonly limits?: Limits;
  readonly times?: Partial<Times>;
  /** ms between looks at the certificate. */
  readonly lookInterval?: number;
}

/** A certificate that was renewed is to be shown within a minute. */
const LOOK_INTERVAL = 30_000;

/** Waiting to be accepted: as many as there may be. */
const BACKLOG = 512;

interface Front {
  request: Listen;
  readonly server: Server;
  certificates: Certificates;
  owner: Owner | null;
}

export function createWebRole({ home, build, log, ...options }: WebRoleOptions): WebRole {
  const doorkeeper = createDoorkeeper(options.limits);
  let front: Front | null = null;
  /** Servers that listen, or that have visitors yet. */
  const servers = new Set<Server>();
  /** Requests that change the listener go one after another. */
  let last: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    renew().catch((error: unknown) => log('certificate', { failed: String(error) }));
  }, options.lookInterval ?? LOOK_INTERVAL);
  timer.unref();

  /** What is open now goes on with the certificate that it began with. */
  async function renew(): Promise<void> {
    const certificates = front?.certificates;
    const found = await certificates?.look();
    if (!found || !front || front.certificates !== certificates) return;
    front.server.setSecureContext({ key: found.key, cert: found.certificate });
    log('certificate', { fingerprint: front.certificates.shown().fingerprint });
  }

  async function listen(request: Listen, owner: Owner): Promise<WebAnswer | Refusal> {
    const { id } = request;
    if (front?.owner && front.owner !== owner && front.request.target !== request.target)
      return { type: 'fault', id, ...taken(front.request) };
    const outcome =
      front && isSamePlace(front.request, request) ? await change(front, request) : await open(request);
    if (isFault(outcome)) return { type: 'fault', id, ...outcome };
    front = outcome;
    Object.assign(front, { owner, request });
    doorkeeper.allow(request.allow);
    return { type: 'listening', id, certificate: front.certificates.shown() };
  }

  /** The certificate is all that may change. */
  async function change(now: Front, request: Listen): Promise<Front | Fault> {
    if (isSameSource(now.request, request)) return now;
    const certificates = createCertificates(home, request, Date.now, now.certificates.current());
    const found = await certificates.look();
    if (found) now.server.setSecureContext({ key: found.key, cert: found.certificate });
    now.certificates = certificates;
    return now;
  }

  /** What listens now goes on where another address cannot be had; what is open now goes on in any case. */
  async function open(request: Listen): Promise<Front | Fault> {
    const certificates = createCertificates(home, request);
    const found = await certificates.look();
    if (!found) return failure(certificates);
    const server = createTerminator({
      target: () => front?.request.target ?? request.target,
      credentials: { key: found.key, cert: found.certificate },
      authority: () => front?.certificates.current()?.authority ?? null,
      ...{ doorkeeper, log, times: options.times ?? {} },
    });
    const before = front;
    const isInTheWay = before?.request.port === request.port;
    if (isInTheWay) await closed(before.server);
    const failed = await bind(server, request);
    if (failed) {
      if (isInTheWay) await bind(before.server, before.request);
      return failed;
    }
    if (before && !isInTheWay) await closed(before.server);
    servers.add(server);
    server.once('close', () => servers.delete(server));
    log('listening', { host: request.host, port: request.port });
    return { request, server, certificates, owner: null };
  }

  function unlisten(): void {
    if (!front) return;
    const { server } = front;
    front = null;
    server.close();
    server.closeAllConnections();
    log('unlistened');
  }

  async function retire(): Promise<void> {
    const gone = Promise.all([...servers].map(server => once(server, 'close')));
    front?.server.close();
    if (front) log('retired', { port: front.request.port });
    front = null;
    await gone;
  }

  async function act(request: WebRequest, owner: Owner): Promise<WebAnswer | Refusal> {
    const { id } = request;
    switch (request.type) {
      case 'listen':
        return listen(request, owner);
      case 'unlisten':
        if (front?.owner && front.owner !== owner) return { type: 'fault', id, ...taken(front.request) };
        unlisten();
        return { type: 'unlistened', id };
      case 'certificate':
        await renew();
        if (!front) return { type: 'fault', id, ...fault('NOT_LISTENING', 'Nothing listens for browsers.') };
        return { type: 'certificate', id, certificate: front.certificates.shown() };
      case 'web-stats': {
        const { connections, served, refused } = doorkeeper;
        const { user, system } = process.cpuUsage();
        const own = { pid: process.pid, build, memory: process.memoryUsage.rss(), cpu: user + system };
        return { type: 'web-stats', id, ...own, connections, served, refused };
      }
    }
  }

  return {
    answer(request, owner) {
      const answer = last.then(() => act(request, owner));
      last = answer.catch(() => undefined);
      return answer;
    },
    left(owner) {
      if (front?.owner === owner) front.owner = null;
    },
    isListening: () => front !== null,
    retire,
    close: unlisten,
  };
}

function isSameSource(one: Listen, other: Listen): boolean {
  const isLike = JSON.stringify(one.names) === JSON.stringify(other.names);
  return isLike && one.certificate === other.certificate && one.key === other.key;
}

function isSamePlace(one: Listen, other: Listen): boolean {
  return one.host === other.host && one.port === other.port;
}

function failure(certificates: Certificates): Fault {
  return certificates.shown().fault ?? fault('CERTIFICATE_FAILED', 'There is no certificate for HTTPS.');
}

function taken({ host, port }: Listen): Fault {
  const where = endpoint(host, port);
  return fault('LISTENER_TAKEN', `Another Clay of this profile serves browsers on ${where}.`);
}

/** null, or why not: a code of the system. */
async function bind(server: Server, { host, port }: Listen): Promise<Fault | null> {
  try {
    server.listen({ host, port, backlog: BACKLOG });
    await once(server, 'listening');
    server.on('error', () => undefined);
    return null;
  } catch (error) {
    const { code = 'UNKNOWN' } = error as NodeJS.ErrnoException;
    return fault(code, `Cannot listen on ${endpoint(host, port)} (${code}).`);
  }
}

/** The port is free once this is done; connections go on. */
function closed(server: Server): Promise<void> {
  return new Promise(resolve => {
    // The callback would wait for the connections as well.
    server.close();
    setImmediate(resolve);
  });
}
