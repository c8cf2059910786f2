/** "Test connection": a connection made to see whether it can be, and given up at once. Nothing of it is written down. */
import { isIP, type Socket } from 'node:net';
import { hostName } from '../../../shared/dial.ts';
import { connectFault, endpoint, type Fault, isFault } from '../../../shared/fault.ts';
import type { LookUp } from '../../../shared/lookup.ts';
import type { TlsInfo } from '../../../shared/tls/tls.ts';
import type { Target } from '../../state/events.ts';
import { type CarrierTools, requestOf } from '../carriers.ts';

type Tools = Pick<CarrierTools, 'connectTcp' | 'connectTls' | 'readPins' | 'readText'>;

/** What was met on the way, in sentences; `fault`: where it ended. */
export interface Trial {
  readonly told: readonly string[];
  readonly fault: Fault | null;
}

/** Never rejects. */
export async function tryConnection(
  target: Target,
  knownHosts: string,
  lookUp: LookUp,
  tools: Tools,
): Promise<Trial> {
  const told: string[] = [];
  const named = await nameOf(target, lookUp, told);
  if (named) return { told, fault: named };
  const fault = target.tls
    ? await tryTls(target, knownHosts, lookUp, tools, told)
    : await tryPlain(target, lookUp, tools, told);
  return { told, fault };
}

/** The way through a proxy looks the name up at its other end. */
async function nameOf({ host, port, via }: Target, lookUp: LookUp, told: string[]): Promise<Fault | null> {
  const name = hostName(host);
  if (via !== '' || isIP(name) !== 0) return null;
  try {
    const [first, ...others] = await lookUp(name);
    const more = others.length === 0 ? '' : ` and ${others.length} more`;
    told.push(`${host} is ${first}${more}.`);
    return null;
  } catch (error) {
    return connectFault(error, host, port);
  }
}

async function tryPlain(target: Target, lookUp: LookUp, tools: Tools, told: string[]): Promise<Fault | null> {
  const socket = await tools.connectTcp({ ...target, lookUp });
  if (isFault(socket)) return socket;
  told.push(connected(target));
  giveUp(socket);
  return null;
}

async function tryTls(
  target: Target,
  knownHosts: string,
  lookUp: LookUp,
  tools: Tools,
  told: string[],
): Promise<Fault | null> {
  const request = await requestOf(target, knownHosts, tools);
  if (isFault(request)) return request;
  const connection = await tools.connectTls({ ...request, lookUp });
  if (isFault(connection)) return connection;
  told.push(connected(target), certificateWords(connection.info));
  giveUp(connection.socket);
  return null;
}

function connected({ host, port, tls, via }: Target): string {
  const through = via === '' ? '' : ' through its proxy';
  return `Connected to ${endpoint(host, port)}${through}${tls ? ' with TLS' : ''}.`;
}

function certificateWords({ trust, flaws = '', protocol, certificate }: TlsInfo): string {
  const why = flaws === '' ? '' : ` (${flaws})`;
  const pin = `sha256:${certificate.fingerprint}`;
  const words: Record<TlsInfo['trust'], string> = {
    ca: 'an authority vouches for its certificate.',
    pinned: 'its certificate is the one that is known.',
    'first-sight': `no authority vouches for its certificate${why}; the first real connection notes it: ${pin}.`,
    unchecked: 'its certificate is not checked (tls_verify = "none").',
  };
  return `${protocol}: ${words[trust]}`;
}

/** What it still has to say is nobody's. */
function giveUp(socket: Socket): void {
  socket.on('error', () => undefined);
  socket.destroy();
}
