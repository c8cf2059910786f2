/** What the terminator says itself, where the client does not. */
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** Where the authority of this machine is to be had: a phone can fetch it before it trusts it. */
export const AUTHORITY_PATH = '/clay-authority.crt';

/** Comes again by itself, without a script. */
const AWAY = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="3">
<title>Clay is not running</title>
<h1>Clay is not running</h1>
<p>This page tries again by itself.</p>
</html>
`;

export interface Words {
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: string;
}

/** Nothing of it may be kept, shown in a frame, or run. */
const PROTECTION = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  Connection: 'close',
};

/** What is answered with this status. */
export function wordsFor(status: number): Words {
  const isAway = status === 503;
  const body = isAway ? AWAY : `${STATUS_CODES[status]}\n`;
  return {
    body,
    headers: {
      'Content-Type': isAway ? 'text/html; charset=utf-8' : 'text/plain; charset=utf-8',
      'Content-Length': Buffer.byteLength(body),
      ...(isAway && { 'Retry-After': 3 }),
      ...(status === 405 && { Allow: 'GET, HEAD, POST' }),
      ...PROTECTION,
    },
  };
}

/** The file of the authority. */
export function wordsOfAuthority(pem: string): Words {
  const headers = {
    'Content-Type': 'application/x-x509-ca-cert',
    'Content-Disposition': 'attachment; filename="clay-authority.crt"',
    'Content-Length': Buffer.byteLength(pem),
    ...PROTECTION,
  };
  return { headers, body: pem };
}

/** Time (ms) for a visitor to read why it is sent away. */
export const GOODBYE_TIME = 1_000;

/** Says so on a connection that is no request any more, and hangs up. */
export function dismiss(socket: Duplex, status: number): void {
  const { headers, body } = wordsFor(status);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  hangUp(
    socket,
    [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`.trimEnd(), ...lines, '', body].join('\r\n'),
  );
}

/** Hangs up, whether or not the visitor reads what is said last: one that does not would keep its place for ever. */
export function hangUp(socket: Duplex, lastWords = ''): void {
  if (socket.destroyed) return;
  socket.on('error', () => socket.destroy());
  const timer = setTimeout(() => socket.destroy(), GOODBYE_TIME);
  socket.once('close', () => clearTimeout(timer));
  socket.end(lastWords, () => socket.destroy());
}
