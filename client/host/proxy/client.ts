/**
 * The client's side of the TLS proxy: finds or starts the proxy of this build, opens and attaches sessions,
 * and notices when a proxy dies. Everything here may be forgotten at any time (a reload does): what matters
 * is the sessions' sockets, which are the client's own, and the proxies themselves. It never ends a proxy.
 */

import type { OnReadOpts, Socket } from 'node:net';
import { type Fault, fault, faultOf, isFault } from '../../../shared/fault.ts';
import { hasEnded } from '../../../shared/process-identity.ts';
import type { Answer, Open, SessionInfo, StatsAnswer } from '../../../shared/protocol/protocol.ts';
import type { TlsInfo } from '../../../shared/tls/tls.ts';
import { buildOf } from './address.ts';
import {
  type ControlsOptions,
  createControls,
  type GoneListener,
  isRestart,
  type ProxyId,
  proxyName,
} from './controls.ts';
import type { Conversation } from './conversation.ts';

/**
 * `tlsproxyFile` is the path of dist/tlsproxy.js, looked at anew for each session, so that a newer build takes
 * the new ones; `node` runs it with `env`; `options` are more arguments for it.
 */
export type ProxyOptions = ControlsOptions;

export type OpenRequest = Omit<Open, 'type' | 'id'>;

export interface Attachment {
  /** Connected and paused; carries the session's plaintext, and nothing has been read of it. */
  readonly socket: Socket;
  readonly session: string;
  /** Bytes from the server so far; those since the offset asked for come first. */
  readonly received: number;
  /** Bytes for the server that the proxy has taken so far. */
  readonly accepted: number;
  readonly proxy: ProxyId;
}

export interface OpenedSession extends Attachment {
  /** null for plain TCP. */
  readonly tls: TlsInfo | null;
}

export interface ListedSession extends SessionInfo {
  readonly proxy: ProxyId & { readonly draining: boolean };
}

export interface AttachOptions {
  /** Calls it off: the promise then resolves with CONNECT_CANCELLED. */
  readonly signal?: AbortSignal;
  /** How the socket reads once it is handed over; without it, by 'data' events. */
  readonly onread?: OnReadOpts;
}

/** `ended`: so says the proxy, or its death (PROXY_GONE). `unknown`: it lives, but does not answer, or not to us. */
export type Fate = { readonly is: 'alive' } | { readonly is: 'ended' | 'unknown'; readonly why: Fault };

export interface ProxyClient {
  /** Opens a session through the proxy of the build on disk, starting it if need be. Never rejects. */
  open(request: OpenRequest, options?: AttachOptions): Promise<OpenedSession | Fault>;
  /** Attaches to a running session; the first byte to come is the one of `offset`. Never rejects. */
  attach(session: string, offset: number, options?: AttachOptions): Promise<Attachment | Fault>;
  /** The sessions of all proxies of this profile; a proxy that does not answer is left out. Starts none. */
  list(): Promise<ListedSession[]>;
  /** Ends the session. Its socket should be ended before, so that its last bytes go out. */
  close(session: string): Promise<Fault | null>;
  /** All bytes before `offset` are safe: the proxy need not keep them. */
  ack(session: string, offset: number): void;
  /**
   * What has become of a session: to be asked when its socket has closed. `holder` is the name of the proxy that had it,
   * `identity` when that was started: once it is dead, so is the session. Never rejects.
   */
  fate(session: string, holder: string, identity?: string): Promise<Fate>;
  stats(): Promise<StatsAnswer[]>;
  /** `listener` is told when a proxy that had been talked to is gone, and so its sessions. */
  onGone(listener: GoneListener): void;
  /** Closes the control connections; the sessions stay. */
  dispose(): void;
}

export function createProxyClient(options: ProxyOptions): ProxyClient {
  const { reach, ensure, control, ask, builds, onGone, dispose } = createControls(options);

  /** Once a session of this build is open: watch its proxy, and let older builds keep what they have. */
  async function afterOpen(build: string, draining: boolean): Promise<null> {
    await control(build);
    if (draining) await ask(build, { type: 'drain', on: false });
    const others = (await builds()).filter(other => other !== build);
    await Promise.all(others.map(other => ask(other, { type: 'drain', on: true })));
    return null;
  }

  /** PROXY_ABSENT if another proxy has the name of the holder by now. */
  async function askHolder(session: string, holder: string): Promise<Answer | Fault> {
    const conversation = await control(buildFrom(session));
    if (isFault(conversation)) return conversation;
    return proxyName(conversation.welcome) === holder
      ? conversation.ask({ type: 'ending', session })
      : absent();
  }

  async function close(session: string): Promise<Fault | null> {
    const answer = await guarded(() => ask(buildFrom(session), { type: 'close', session }));
    return isFault(answer) ? answer : null;
  }

  /** Resolves at once when `signal` aborts; what `work` then still brings is put away. */
  function cancellable<T extends Attachment>(
    signal: AbortSignal | undefined,
    work: () => Promise<T | Fault>,
    putAway: (attachment: T) => void,
  ) {
    return new Promise<T | Fault>(resolve => {
      const onAbort = () => resolve(fault('CONNECT_CANCELLED', 'Connecting was cancelled.'));
      if (signal?.aborted) return onAbort();
      signal?.addEventListener('abort', onAbort);
      void guarded(work).then(outcome => {
        signal?.removeEventListener('abort', onAbort);
        resolve(outcome);
        if (!signal?.aborted || isFault(outcome)) return;
        putAway(outcome);
      });
    });
  }

  return {
    open: (request, { signal, onread } = {}) =>
      cancellable(
        signal,
        async () => {
          const build = await buildOf(options.tlsproxyFile);
          const conversation = await ensure(build, onread);
          if (isFault(conversation)) return conversation;
          const outcome = await untilAborted(conversation, signal, () => openIn(conversation, request));
          // Not waited for: other proxies' health is not this session's concern.
          void guarded(() => afterOpen(build, conversation.welcome.draining));
          return outcome;
        },
        ({ socket, session }) => {
          socket.destroy();
          void close(session);
        },
      ),

    attach: (session, offset, { signal, onread } = {}) =>
      cancellable(
        signal,
        async () => {
          const build = buildFrom(session);
          const conversation = await reach(build, onread);
          if (isFault(conversation)) return conversation;
          await control(build);
          return untilAborted(conversation, signal, () => attachIn(conversation, session, offset));
        },
        // Whoever calls it off has not said that the session is to end.
        ({ socket }) => socket.destroy(),
      ),

    async list() {
      const found = await guarded(async () => {
        return Promise.all((await builds()).map(async build => listOf(await control(build))));
      });
      return isFault(found) ? [] : found.flat();
    },

    close,

    ack(session, offset) {
      void guarded(async () => {
        const conversation = await control(buildFrom(session));
        if (!isFault(conversation)) conversation.tell({ type: 'ack', session, offset });
        return null;
      });
    },

    async fate(session, holder, identity) {
      const answer = await guarded(() => askHolder(session, holder));
      if (!isFault(answer)) {
        if (answer.type !== 'ended') return { is: 'unknown', why: confused() };
        return answer.reason ? { is: 'ended', why: answer.reason } : { is: 'alive' };
      }
      if (answer.code === 'SESSION_UNKNOWN') return { is: 'ended', why: answer };
      if (isDead(holder, identity)) return { is: 'ended', why: lost() };
      // It lives, whatever became of the connection to it.
      return { is: 'unknown', why: isRestart(answer) ? absent() : answer };
    },

    async stats() {
      const found = await guarded(async () =>
        Promise.all((await builds()).map(build => ask(build, { type: 'stats' }))),
      );
      return isFault(found) ? [] : found.filter(isStats);
    },

    onGone,
    dispose,
  };
}

async function openIn(conversation: Conversation, request: OpenRequest): Promise<OpenedSession | Fault> {
  // Connecting has time limits of its own in the proxy, and the user can call it off.
  const opened = await conversation.ask({ type: 'open', ...request }, 0);
  if (isFault(opened)) return opened;
  if (opened.type !== 'opened') return confused();
  const { session, tls } = opened;
  const attached = await attachIn(conversation, session, 0);
  if (!isFault(attached)) return { ...attached, tls };
  if (attached.code !== 'SESSION_UNKNOWN') return attached;
  // The server has ended the connection meanwhile, without a word of plaintext.
  const ended = await conversation.ask({ type: 'ending', session });
  return !isFault(ended) && ended.type === 'ended' && ended.reason ? ended.reason : attached;
}

async function attachIn(
  conversation: Conversation,
  session: string,
  offset: number,
): Promise<Attachment | Fault> {
  const attached = await conversation.ask({ type: 'attach', session, offset });
  if (isFault(attached)) return attached;
  if (attached.type !== 'attached') return confused();
  const { received, accepted } = attached;
  const { pid, build } = conversation.welcome;
  return { socket: conversation.handOver(), session, received, accepted, proxy: { pid, build } };
}

/** Everything between the file's name and the talk itself may fail in the file system. */
async function guarded<T>(work: () => Promise<T | Fault>): Promise<T | Fault> {
  try {
    return await work();
  } catch (error) {
    const { code, sentence } = faultOf(error, 'PROXY_FAILED');
    return fault('PROXY_FAILED', `tlsproxy cannot be used: ${sentence}.`, { cause: code });
  }
}

function isStats(answer: Answer | Fault): answer is StatsAnswer {
  return 'type' in answer && answer.type === 'stats';
}

/** Session names are `build.random`; see tlsproxy/sessions/open.ts. */
function buildFrom(session: string): string {
  return session.split('.', 1)[0]!;
}

function confused(): Fault {
  return fault('PROXY_CONFUSED', 'tlsproxy gave an answer that fits no question.');
}

/** By its pid, and when it was started, if that is known. */
function isDead(holder: string, identity = ''): boolean {
  const pid = Number(/ pid (\d+)$/.exec(holder)?.[1] ?? 0);
  return pid === 0 || hasEnded({ pid, identity });
}

function absent(): Fault {
  return fault('PROXY_ABSENT', 'tlsproxy is at work, but cannot be reached.');
}

function lost(): Fault {
  return fault('PROXY_GONE', 'tlsproxy is gone; the connections it held are lost.');
}

/** Closing the connection is what calls an attempt off; a fault leaves nothing open either. */
async function untilAborted<T extends object>(
  conversation: Conversation,
  signal: AbortSignal | undefined,
  work: () => Promise<T | Fault>,
): Promise<T | Fault> {
  const onAbort = () => conversation.drop();
  if (signal?.aborted) onAbort();
  signal?.addEventListener('abort', onAbort);
  const outcome = await work();
  signal?.removeEventListener('abort', onAbort);
  if (!isFault(outcome)) return outcome;
  conversation.drop();
  return outcome;
}

async function listOf(conversation: Conversation | Fault): Promise<ListedSession[]> {
  if (isFault(conversation)) return [];
  const { pid, build, draining } = conversation.welcome;
  const sessions: ListedSession[] = [];
  for (let from: number | null = 0; from !== null; ) {
    const page: Answer | Fault = await conversation.ask({ type: 'list', from });
    if (isFault(page) || page.type !== 'sessions') break;
    for (const one of page.sessions) sessions.push({ ...one, proxy: { pid, build, draining } });
    from = page.next;
  }
  return sessions;
}
