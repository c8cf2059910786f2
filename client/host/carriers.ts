/**
 * How a connection is made: plain TCP, TLS of our own, or a session in tlsproxy. Whatever it is, the loop then sees a
 * socket and plaintext.
 */

import { readFile } from 'node:fs/promises';
import { endpoint, type Fault, fault, faultOf, isFault, lostFault } from '../../shared/fault.ts';
import type { LookUp } from '../../shared/lookup.ts';
import { processIdentity } from '../../shared/process-identity.ts';
import { connectTcp } from '../../shared/tcp.ts';
import type { Trust } from '../../shared/tls/certificate-policy.ts';
import { readPins, writePin } from '../../shared/tls/known-hosts.ts';
import { connectTls, type TlsConnection, type TlsInfo, type TlsRequest } from '../../shared/tls/tls.ts';
import type { Effect, Event, Orphan, Target } from '../state/events.ts';
import { createAttempts } from './attempts.ts';
import { programRuntime } from './node.ts';
import type { ProgramLog } from './program-log.ts';
import {
  type Attachment,
  createProxyClient,
  type ListedSession,
  type ProxyClient,
  type ProxyOptions,
} from './proxy/client.ts';
import { isRestart, proxyName } from './proxy/controls.ts';
import { type Ending, endedByServer, endingEvent, type Sockets } from './sockets.ts';

export interface CarrierOptions {
  readonly home: string;
  /** dist/tlsproxy.js of the build on disk. */
  readonly tlsproxyFile: string;
  readonly sockets: Sockets;
  readonly log: ProgramLog;
  readonly lookUp: LookUp;
  dispatch(event: Event): void;
}

type Of<T extends Effect['type']> = Extract<Effect, { type: T }>;

export interface Carriers {
  connect(effect: Of<'connect'>): void;
  attach(effect: Of<'attach'>): void;
  close(effect: Of<'close'>): void;
  trust(effect: Of<'trust'>): void;
  listSessions(effect: Of<'list sessions'>): void;
  /** All bytes of the session before `offset` are safe here. */
  ack(session: string, offset: number): void;
  /** What has become of a session whose socket has closed, that the proxy named `holder` had. */
  ending(session: string, holder: string, identity?: string): Promise<Ending>;
  /** Ends sessions for good; resolves when the proxy has agreed. */
  endSessions(sessions: readonly string[]): Promise<void>;
}

/** What connections are made with. */
export interface CarrierTools {
  createProxyClient(options: ProxyOptions): ProxyClient;
  connectTcp: typeof connectTcp;
  connectTls: typeof connectTls;
  readPins: typeof readPins;
  writePin: typeof writePin;
  /** Reads a file of text; rejects if it cannot be. */
  readText(path: string): Promise<string>;
  /** When the process was started; '' where it takes long to find out. */
  identityOf(pid: number): string;
}

export const TOOLS: CarrierTools = {
  ...{ createProxyClient, connectTcp, connectTls, readPins, writePin },
  readText: path => readFile(path, 'utf8'),
  identityOf: pid => (process.platform === 'linux' ? processIdentity(pid) : ''),
};

const TAKEN = fault('SESSION_TAKEN', 'another Clay has taken the connection up.');

export function createCarriers(options: CarrierOptions, tools = TOOLS): Carriers {
  const { home, tlsproxyFile, sockets, log, lookUp, dispatch } = options;
  const knownHosts = `${home}/known_hosts`;
  const attempts = createAttempts((link, failed) => dispatch({ type: 'closed', link, fault: failed }));
  const clients: { unix?: ProxyClient; tcp?: ProxyClient } = {};

  /** One client for each transport: that of a proxy which is to be started. A running one is found by any. */
  function proxy(transport: 'unix' | 'tcp' = 'unix'): ProxyClient {
    clients[transport] ??= tools.createProxyClient({
      home,
      tlsproxyFile,
      node: programRuntime,
      env: process.env,
      transport,
      log: (event, fields) => log('PROXY', { event, ...fields }),
    });
    return clients[transport];
  }

  /** Only the proxy's word or its death ends a session. The server's own orderly end needs no reason. */
  async function becomeOf(session: string, holder: string, identity?: string): Promise<Ending> {
    const fate = await proxy().fate(session, holder, identity);
    if (fate.is === 'unknown') return { detached: fate.why };
    if (fate.is === 'alive') return { detached: null };
    // Everything of it was read: the proxy need not keep it.
    void proxy().close(session);
    return fate.why.code === 'CLOSED_BY_SERVER' ? null : fate.why;
  }

  /** A socket that was attached has closed: if another client is attached now, to take it back would go on for ever. */
  async function ending(session: string, holder: string, identity?: string): Promise<Ending> {
    const ended = await becomeOf(session, holder, identity);
    return isAlive(ended) && (await listed(session))?.attached ? TAKEN : ended;
  }

  async function listed(session: string): Promise<ListedSession | undefined> {
    return (await proxy().list()).find(one => one.session === session);
  }

  /** A session that the proxy knows, but not the byte that was asked for: what it has is better than nothing. */
  async function attachAnywhere(
    { session, offset, target, link }: Of<'attach'>,
    signal: AbortSignal,
  ): Promise<(Attachment & { from?: number }) | Fault> {
    const { transport } = target.proxy ?? {};
    const options = { signal, onread: sockets.onread(link) };
    const attached = await proxy(transport).attach(session, offset, options);
    if (!isFault(attached) || !/^OFFSET_/.test(attached.code)) return attached;
    const known = await listed(session);
    if (!known) return attached;
    const from = Math.min(Math.max(offset, known.acked), known.received);
    const again = await proxy(transport).attach(session, from, options);
    return isFault(again) ? again : { ...again, from };
  }

  /** What is to be said of a session that could not be attached. */
  async function afterAttach({ session, holder, identity }: Of<'attach'>, failed: Fault): Promise<Ending> {
    // Whoever refuses, or is silent, is there.
    const isThere = failed.code !== 'SESSION_UNKNOWN' && !isRestart(failed);
    return isThere ? { detached: failed } : becomeOf(session, holder, identity);
  }

  function orphanOf({
    session,
    label,
    host,
    port,
    openedAt,
    acked,
    accepted,
    trust,
    proxy: its,
  }: ListedSession): Orphan {
    const holder = { proxy: proxyName(its), identity: tools.identityOf(its.pid) };
    return { session, label, host, port, openedAt, acked, accepted, ...holder, ...(trust && { trust }) };
  }

  async function connectProxied(link: number, target: Target, signal: AbortSignal): Promise<Fault | null> {
    const request = await requestOf(target, knownHosts, tools);
    if (isFault(request)) return request;
    const { transport, replay, keep } = target.proxy as NonNullable<Target['proxy']>;
    const opened = await proxy(transport).open(
      { ...request, plain: !target.tls, label: target.world, replay, keep },
      { signal, onread: sockets.onread(link) },
    );
    if (isFault(opened)) return isProxyFault(opened) ? fallBack(link, target, signal, opened) : opened;
    const notes = opened.tls ? await remember(target, opened.tls) : [];
    if (!signal.aborted) adoptSession(link, target, opened, notes, opened.tls?.trust);
    else {
      opened.socket.destroy();
      void proxy().close(opened.session);
    }
    return null;
  }

  /** No proxy is to be had: better a connection that a reload cuts than none. */
  async function fallBack(
    link: number,
    target: Target,
    signal: AbortSignal,
    why: Fault,
  ): Promise<Fault | null> {
    log('PROXY_UNAVAILABLE', { cause: why.code, sentence: why.sentence });
    const note = `${why.sentence} Connected without it: this connection will not survive ${target.tls ? 'a reload' : 'a crash of Clay'}.`;
    if (target.tls) return connectDirect(link, target, signal, [note]);
    return connectPlain(link, target, signal, [note]);
  }

  async function connectPlain(
    link: number,
    target: Target,
    signal: AbortSignal,
    notes: readonly string[],
  ): Promise<Fault | null> {
    const socket = await tools.connectTcp({ ...target, signal, lookUp, onread: sockets.onread(link) });
    if (isFault(socket)) return socket;
    if (signal.aborted) socket.destroy();
    else {
      sockets.adopt(link, socket, target, { direct: false, ending: endedByServer });
      dispatch({ type: 'connected', link, carrier: 'tcp', session: null, notes });
    }
    return null;
  }

  async function connectDirect(
    link: number,
    target: Target,
    signal: AbortSignal,
    notes: readonly string[],
  ): Promise<Fault | null> {
    const request = await requestOf(target, knownHosts, tools);
    if (isFault(request)) return request;
    const connection = await tools.connectTls({ ...request, signal, lookUp });
    if (isFault(connection)) return connection;
    const { socket } = connection;
    let lost: Fault | null = null;
    socket.once('error', error => {
      lost = lostFault(error, target.host, target.port);
    });
    const learnt = await remember(target, connection.info);
    if (signal.aborted || lost) {
      socket.destroy();
      return lost;
    }
    sockets.adopt(link, socket, target, { direct: true, ending: farewellOf(connection, target) });
    dispatch({
      type: 'connected',
      link,
      carrier: 'tls-direct',
      session: null,
      notes: [...notes, ...learnt],
      trust: connection.info.trust,
    });
    return null;
  }

  function adoptSession(
    link: number,
    target: Target,
    attachment: Attachment & { readonly from?: number },
    notes: readonly string[],
    trust?: Trust,
  ): void {
    const { session: id, socket, accepted, from, proxy } = attachment;
    const name = proxyName(proxy);
    const identity = tools.identityOf(proxy.pid);
    sockets.adopt(link, socket, target, { direct: false, ending: () => ending(id, name, identity) });
    const carrier = target.tls ? 'tls-proxy' : 'tcp-proxy';
    const session = { id, proxy: name, identity, accepted, ...(from !== undefined && { from }) };
    dispatch({ type: 'connected', link, carrier, session, notes, ...(trust && { trust }) });
    socket.resume();
  }

  /** Pins what is to be pinned; what the user should know of the certificate. */
  async function remember({ host, port }: Target, info: TlsInfo): Promise<string[]> {
    const { trust, certificate } = info;
    const notes: string[] = [];
    try {
      if (info.remember) await tools.writePin(knownHosts, host, port, certificate.fingerprint);
    } catch (error) {
      notes.push(`known_hosts cannot be written: ${faultOf(error, 'PIN_FAILED').sentence}`);
    }
    if (trust === 'first-sight') {
      const why = info.flaws ? `: ${info.flaws}` : '';
      notes.push(
        `first sight of its certificate, which no authority vouches for${why}; pinned: sha256:${certificate.fingerprint}`,
      );
    }
    if (trust === 'unchecked') notes.push('its certificate is not checked (tls_verify = "none").');
    return notes;
  }

  return {
    connect({ link, target }) {
      if (target.proxy) attempts.begin(link, signal => connectProxied(link, target, signal));
      else if (target.tls) attempts.begin(link, signal => connectDirect(link, target, signal, []));
      else attempts.begin(link, signal => connectPlain(link, target, signal, []));
    },

    attach(effect) {
      const { link, target } = effect;
      attempts.callOff(link);
      attempts.begin(link, async signal => {
        const attached = await attachAnywhere(effect, signal);
        if (isFault(attached)) {
          const ended = await afterAttach(effect, attached);
          if (!signal.aborted) dispatch(endingEvent(link, ended));
        } else if (signal.aborted) attached.socket.destroy();
        else adoptSession(link, target, attached, []);
        return null;
      });
    },

    close({ link, session }) {
      attempts.callOff(link);
      sockets.close(link);
      if (session) void proxy().close(session);
    },

    trust({ world, host, port, fingerprint, view }) {
      const answer = (fault: Fault | null) => dispatch({ type: 'trusted', world, fault, view });
      tools.writePin(knownHosts, host, port, fingerprint).then(
        () => answer(null),
        (error: unknown) => answer(faultOf(error, 'PIN_FAILED')),
      );
    },

    listSessions({ wish, name }) {
      void proxy()
        .list()
        .then(all => all.filter(({ attached, ended }) => !attached && !ended).map(orphanOf))
        .then(orphans => dispatch({ type: 'sessions listed', wish, name, orphans }));
    },

    ack: (session, offset) => proxy().ack(session, offset),
    ending,

    async endSessions(sessions) {
      await Promise.all(sessions.map(session => proxy().close(session)));
    },
  };
}

function isAlive(ending: Ending): boolean {
  return ending !== null && 'detached' in ending && ending.detached === null;
}

/** Faults of the proxy itself: those of the servers have Node's codes, or names that begin with TLS. */
function isProxyFault({ code }: Fault): boolean {
  return /^(PROXY|RUNTIME|PROTOCOL|TOKEN|TOO_MANY)_/.test(code);
}

type TlsWish = Required<
  Pick<
    TlsRequest,
    | 'host'
    | 'port'
    | 'connectTimeout'
    | 'handshakeTimeout'
    | 'via'
    | 'serverName'
    | 'policy'
    | 'pins'
    | 'legacy'
    | 'certificate'
    | 'key'
  >
>;

/** What both connectors ask for: pins and the client's certificate are read anew each time. */
export async function requestOf(
  target: Target,
  knownHosts: string,
  tools: Pick<CarrierTools, 'readPins' | 'readText'>,
): Promise<TlsWish | Fault> {
  const { host, port, connectTimeout, handshakeTimeout, via, policy, legacy } = target;
  const base = { host, port, connectTimeout, handshakeTimeout, via, policy, legacy, serverName: '' };
  if (!target.tls) return { ...base, pins: [], certificate: '', key: '' };
  try {
    const both = target.certificate !== '' && target.key !== '';
    const [pins, certificate, key] = await Promise.all([
      tools.readPins(knownHosts, host, port),
      both ? tools.readText(target.certificate) : '',
      both ? tools.readText(target.key) : '',
    ]);
    return { ...base, pins, certificate, key };
  } catch (error) {
    const { sentence } = faultOf(error, 'TLS_FILES');
    return fault(
      'TLS_FILES',
      `known_hosts or the client certificate cannot be read: ${sentence.replace(/\.$/, '')}; not connected.`,
    );
  }
}

/** TLS of our own: was the end announced, or was the connection cut? */
function farewellOf({ socket, farewell }: TlsConnection, { host, port }: Target): () => Promise<Ending> {
  let came: boolean | null = null;
  socket.on('data', farewell.read);
  socket.on('end', () => {
    came = farewell.came();
  });
  return async () => {
    if (came !== false) return endedByServer();
    const where = endpoint(host, port);
    return fault(
      'TLS_NO_GOODBYE',
      `${where} closed without the goodbye of TLS: its last words may be missing.`,
    );
  };
}
