/** HTTP answers. Each ends its connection: one request is all that a connection is for. */
import type { Browser } from '../state/web.ts';
import { put } from './connection.ts';

const WORDS: Readonly<Record<number, string>> = {
  101: 'Switching Protocols',
  200: 'OK',
  304: 'Not Modified',
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  410: 'Gone',
  411: 'Length Required',
  413: 'Content Too Large',
  414: 'URI Too Long',
  421: 'Misdirected Request',
  426: 'Upgrade Required',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  505: 'HTTP Version Not Supported',
};

/** What a page may do: be shown alone, and talk to where it came from. */
const PROTECTION = [
  `Content-Security-Policy: ${[
    "default-src 'none'",
    ...['script-src', 'style-src', 'img-src', 'connect-src', 'manifest-src', 'worker-src'].map(
      what => `${what} 'self'`,
    ),
    ...["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
  ].join('; ')}`,
  'Cross-Origin-Opener-Policy: same-origin',
  'Cross-Origin-Resource-Policy: same-origin',
  'X-Content-Type-Options: nosniff',
  'Referrer-Policy: no-referrer',
];

export const JSON_TYPE = 'Content-Type: application/json';

/** Answers with a body, or with words for the status; whoever has asked for the head gets that. */
export function answer(
  browser: Browser,
  status: number,
  headers: readonly string[] = [],
  body: Uint8Array = Buffer.from(`${WORDS[status]}\n`),
): void {
  const type = headers.some(header => header.startsWith('Content-Type')) ? [] : ['Content-Type: text/plain'];
  const cache = headers.some(header => header.startsWith('Cache-Control')) ? [] : ['Cache-Control: no-store'];
  const length = status === 304 ? [] : [`Content-Length: ${body.length}`];
  const lines = [
    `HTTP/1.1 ${status} ${WORDS[status]}`,
    ...[...type, ...cache, ...headers, ...length, ...PROTECTION, 'Connection: close'],
  ];
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  put(browser, status === 304 || browser.isHead ? head : Buffer.concat([head, body]));
  browser.mode = 'closing';
}

/** The answer to an upgrade; frames follow. */
export function switchProtocols(browser: Browser, accept: string): void {
  const lines = [
    `HTTP/1.1 101 ${WORDS[101]}`,
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${accept}`,
  ];
  put(browser, Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'));
}
