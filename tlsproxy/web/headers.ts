/**
 * What of a visitor's request gets to the client: a list of headers that it needs, and what we vouch for. All else is
 * dropped: what may be said of a visitor, what a proxy in between would obey, trailers, offers of compression.
 */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** The client reads a header of 16 KiB and a body of 4 KiB, which is a login. */
const BODY_LIMIT = 4096;

const KEPT: readonly string[] = [
  ...['host', 'cookie', 'origin', 'user-agent', 'accept-language', 'content-type', 'content-length'],
  ...['if-none-match', 'sec-fetch-site', 'x-clay-half'],
];
const KEPT_OF_UPGRADES: readonly string[] = [...KEPT, 'sec-websocket-key', 'sec-websocket-version'];

type Head = Pick<IncomingMessage, 'method' | 'url' | 'headers'>;

/** The status that the request is refused with; 0 = it is not. */
export function refusalOf({ method = '', url = '', headers }: Head): number {
  if (!['GET', 'HEAD', 'POST'].includes(method)) return 405;
  if (!isPath(url)) return 400;
  if (headers['transfer-encoding'] !== undefined) return 411;
  const length = headers['content-length'] ?? '0';
  if (!/^\d{1,5}$/.test(length) || Number(length) > BODY_LIMIT) return 413;
  if (method === 'POST') return headers['content-length'] === undefined ? 411 : 0;
  return Number(length) > 0 ? 400 : 0;
}

/** The same of a request that wants to become a WebSocket. */
export function upgradeRefusalOf({ method, url = '', headers }: Head): number {
  const isWebSocket = headers.upgrade?.toLowerCase() === 'websocket';
  const hasBody = headers['transfer-encoding'] !== undefined || headers['content-length'] !== undefined;
  return method === 'GET' && isPath(url) && isWebSocket && !hasBody ? 0 : 400;
}

/** Whole addresses are for proxies that go anywhere; some of them the library throws at. */
function isPath(url: string): boolean {
  return url.startsWith('/');
}

/** The headers that go on to the client; `address`: of the visitor. */
export function forwardedHeaders(
  headers: IncomingHttpHeaders,
  address: string,
  isUpgrade: boolean,
): IncomingHttpHeaders {
  const names = (isUpgrade ? KEPT_OF_UPGRADES : KEPT).filter(name => headers[name] !== undefined);
  return {
    ...Object.fromEntries(names.map(name => [name, headers[name]])),
    connection: isUpgrade ? 'Upgrade' : 'close',
    ...(isUpgrade && { upgrade: 'websocket' }),
    'x-forwarded-for': address,
    'x-forwarded-proto': 'https',
  };
}
