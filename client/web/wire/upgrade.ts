/** The request that makes a WebSocket of a connection (RFC 6455). */
import { sha1 } from './digest.ts';
import type { Request } from './request.ts';

/** What the standard has servers add to the key of a WebSocket. */
const WEBSOCKET_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
/** Sixteen bytes in base64. */
const WEBSOCKET_KEY = /^[A-Za-z0-9+/]{22}==$/;

/** The headers of an answer that says what would be understood. */
export const UPGRADE_HEADERS = ['Upgrade: websocket', 'Sec-WebSocket-Version: 13'];

/** What the request is to be answered by (`Sec-WebSocket-Accept`); null: it is none for a WebSocket. */
export function acceptOf({ method, headers }: Request): string | null {
  const key = headers.get('sec-websocket-key') ?? '';
  const isUpgrade = headers.get('upgrade')?.toLowerCase() === 'websocket' && WEBSOCKET_KEY.test(key);
  if (method !== 'GET' || !isUpgrade || headers.get('sec-websocket-version') !== '13') return null;
  return sha1(Buffer.from(`${key}${WEBSOCKET_GUID}`)).toString('base64');
}
