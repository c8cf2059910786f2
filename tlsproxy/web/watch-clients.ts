/** When a terminator goes. */
import { readdirSync } from 'node:fs';
import { proxyBuilds, proxyPaths } from '../../shared/paths.ts';
import { isAnswered } from '../process/files.ts';
import type { TlsProxy } from '../proxy.ts';

export interface Leaving {
  /** ms without a client that it stays while it listens: pages are told meanwhile that Clay is not running. */
  readonly abandoned: number;
  /** The same while it does not. */
  readonly idle: number;
  /** Whether somebody may come back who is waited for. */
  isAwaited(): Promise<boolean>;
  exit(why: string): void;
}

export function watchClients(proxy: TlsProxy, { abandoned, idle, isAwaited, exit }: Leaving): void {
  let timer: NodeJS.Timeout | null = null;
  const isListening = () => proxy.web?.isListening() === true;

  async function look(): Promise<void> {
    if (isListening() && (await isAwaited())) return proxy.onChange();
    if (proxy.clients === 0) exit('idle');
  }

  /** The port is the other one's at once; whoever is connected by this one stays. */
  async function yieldPort(): Promise<void> {
    await proxy.web?.retire();
    if (proxy.taken && proxy.clients === 0) exit('another one serves');
  }

  proxy.onChange = () => {
    if (timer) clearTimeout(timer);
    timer = null;
    if (proxy.taken && proxy.clients === 0) return void yieldPort();
    if (proxy.clients === 0) timer = setTimeout(() => void look(), isListening() ? abandoned : idle);
  };
  proxy.onChange();
}

/** Whether a proxy of the profile holds sessions: whoever left them there means to come back. */
export async function hasSessions(runtime: string, home: string): Promise<boolean> {
  const builds = proxyBuilds(readdirSync(runtime), home);
  const sockets = builds.map(build => proxyPaths(runtime, home, build).socket);
  return (await Promise.all(sockets.map(isAnswered))).some(Boolean);
}
