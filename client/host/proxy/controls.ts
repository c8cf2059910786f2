/**
 * The proxies of a profile, each by its build: reaching one, starting ours, and one control connection to each
 * that is talked to. The control connection is also how we notice that a proxy has died.
 */

import type { OnReadOpts } from 'node:net';
import { type Fault, fault, faultOf, isFault } from '../../../shared/fault.ts';
import { plainPath } from '../../../shared/held.ts';
import {
  type Environment,
  type ProxyRole,
  runtimeDirectories,
  runtimeKeeper,
} from '../../../shared/paths.ts';
import type { Answer } from '../../../shared/protocol/protocol.ts';
import { findProxy, knownBuilds, type Place, type Transport } from './address.ts';
import { type Conversation, converse } from './conversation.ts';
import { startProxy } from './start.ts';

export interface ControlsOptions {
  readonly home: string;
  readonly tlsproxyFile: string;
  /** The Node to run a proxy that is started now: an upgrade may have replaced it. */
  readonly node: () => string;
  readonly env: Environment;
  readonly transport: Transport;
  readonly log: (event: string, fields?: Readonly<Record<string, unknown>>) => void;
  readonly options?: readonly string[];
  /** Default: proxies for sessions. */
  readonly role?: ProxyRole;
}

export interface ProxyId {
  readonly pid: number;
  readonly build: string;
}

export type GoneListener = (proxy: ProxyId, reason: Fault) => void;

export interface Controls {
  /** A new conversation with a running proxy of `build`; PROXY_ABSENT if there is none. */
  reach(build: string, onread?: OnReadOpts): Promise<Conversation | Fault>;
  /** The same, after starting it if need be. */
  ensure(build: string, onread?: OnReadOpts): Promise<Conversation | Fault>;
  /** The control connection, made once and kept. */
  control(build: string): Promise<Conversation | Fault>;
  /** One question on the control connection. */
  ask(build: string, question: Parameters<Conversation['ask']>[0]): Promise<Answer | Fault>;
  /** Nothing more is wanted of that proxy: its end is no news, and it is not kept from it. */
  release(build: string): void;
  /** The builds that have, or had, a proxy. */
  builds(): Promise<string[]>;
  onGone(listener: GoneListener): void;
  dispose(): void;
}

/** A proxy may end, or start, just when we look for it. */
const TRIES = 3;

export function createControls(options: ControlsOptions): Controls {
  const controls = new Map<string, Promise<Conversation | Fault>>();
  const starting = new Map<string, Promise<Fault | null>>();
  const listeners: GoneListener[] = [];
  const released = new WeakSet<Conversation>();
  let disposed = false;

  const uid = process.getuid?.() ?? 0;
  const keeper = runtimeKeeper(runtimeDirectories(options.env, uid), uid);

  /** Where proxies may be found; one that is started now goes to the first. */
  function places(): readonly [Place, ...Place[]] | Fault {
    try {
      return keeper.all().map(placeAt) as [Place, ...Place[]];
    } catch (error) {
      return faultOf(error, 'RUNTIME_DIR_FAILED');
    }
  }

  function placeAt(runtime: string): Place {
    const { home, transport, role = 'sessions' } = options;
    return { home, runtime, directory: plainPath(runtime), transport, role };
  }

  async function reach(build: string, onread?: OnReadOpts): Promise<Conversation | Fault> {
    const where = places();
    if (isFault(where)) return where;
    for (const place of where) {
      const found = await findProxy(place, build);
      const reached = found && (await converse(found.address, found.token, onread));
      // What a killed one has left in one place says nothing of the others.
      if (reached && !(isFault(reached) && reached.code === 'PROXY_ABSENT')) return reached;
    }
    return fault('PROXY_ABSENT', 'There is no tlsproxy at work.', { build });
  }

  async function ensure(build: string, onread?: OnReadOpts): Promise<Conversation | Fault> {
    for (let tried = 1; ; tried++) {
      const reached = await reach(build, onread);
      if (!isFault(reached) || !isRestart(reached) || tried === TRIES) return reached;
      const where = places();
      if (isFault(where)) return where;
      const failed = await start(where[0], build);
      if (failed) return failed;
    }
  }

  /** Once for all worlds that connect at the same time: a process each would be a lot of work for nothing. */
  function start(where: Place, build: string): Promise<Fault | null> {
    const known = starting.get(build);
    if (known) return known;
    options.log('proxy start', { build });
    const { tlsproxyFile: file, node, options: more = [] } = options;
    const starter = { ...options, file, node: node(), options: more };
    const started = startProxy(starter, where, build).finally(() => starting.delete(build));
    starting.set(build, started);
    return started;
  }

  function control(build: string): Promise<Conversation | Fault> {
    const known = controls.get(build);
    if (known) return known;
    const reaching = reach(build).then(reached => {
      if (isFault(reached)) controls.delete(build);
      else if (disposed) reached.drop();
      else keepWatch(reached);
      return reached;
    });
    controls.set(build, reaching);
    return reaching;
  }

  function keepWatch(conversation: Conversation): void {
    const { build, pid } = conversation.welcome;
    options.log('proxy watched', { build, pid });
    // A client that wants to end is not kept by it.
    conversation.socket.unref();
    conversation.onEnd(reason => {
      if (released.has(conversation)) return;
      controls.delete(build);
      if (disposed) return;
      options.log('proxy gone', { build, pid, code: reason.code });
      for (const listener of listeners) listener({ pid, build }, reason);
    });
  }

  async function ask(build: string, question: Parameters<Conversation['ask']>[0]): Promise<Answer | Fault> {
    const conversation = await control(build);
    return isFault(conversation) ? conversation : conversation.ask(question);
  }

  return {
    reach,
    ensure,
    control,
    ask,
    release(build) {
      const reaching = controls.get(build);
      controls.delete(build);
      void reaching?.then(reached => {
        if (isFault(reached)) return;
        released.add(reached);
        reached.drop();
      });
    },
    async builds() {
      const where = places();
      return isFault(where) ? [] : knownBuilds(where);
    },
    onGone: listener => void listeners.push(listener),
    dispose() {
      disposed = true;
      for (const reaching of controls.values()) {
        void reaching.then(reached => {
          if (!isFault(reached)) reached.drop();
        });
      }
      controls.clear();
    },
  };
}

/** As the state and `/connections` have it. */
export function proxyName({ build, pid }: ProxyId): string {
  return `${build} pid ${pid}`;
}

/** Faults that a proxy being started, or started again, goes away with. */
export function isRestart({ code }: Fault): boolean {
  return code === 'PROXY_ABSENT' || code === 'PROXY_GONE' || code === 'TOKEN_WRONG';
}
