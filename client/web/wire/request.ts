/**
 * One HTTP request of a connection. It is strict, since it faces whatever reaches the port: what the standard lets two
 * readers understand in two ways is refused. Its state is the bytes so far, so that it may stop between any two of them.
 */

/** Bytes of a request's head, headers in it, and bytes of its body; no page of Clay's needs more. */
export const HEAD_LIMIT = 16 * 1024;
const HEADERS_LIMIT = 64;
export const BODY_LIMIT = 4 * 1024;
/** UTF-16 units of what is asked for. */
const TARGET_LIMIT = 2048;

const METHODS = ['GET', 'HEAD', 'POST'] as const;
const FIRST_LINE = /^([A-Z]{1,20}) (\S+) HTTP\/1\.1$/;
const TARGET = /^\/[\x21-\x7e]*$/;
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const LENGTH = /^\d{1,9}$/;
/** Those that may come once: two readers could each believe another one. */
const SINGLE: ReadonlySet<string> = new Set([
  ...['host', 'origin', 'content-length', 'content-type', 'cookie', 'upgrade', 'x-forwarded-for'],
  ...['sec-websocket-key', 'sec-websocket-version', 'x-clay-half', 'x-forwarded-proto'],
]);

export interface Request {
  readonly method: (typeof METHODS)[number];
  /** Path and query as they came. */
  readonly target: string;
  /** By their names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
  /** What came behind it: for a WebSocket its first frames. */
  readonly rest: Uint8Array;
}

/** 400 Bad Request, 405 Method Not Allowed, 411 Length Required, 413 Content Too Large, 431 Header Fields Too Large. */
export interface Refused {
  readonly status: 400 | 405 | 411 | 413 | 414 | 431 | 505;
}

interface Head {
  readonly method: Request['method'];
  readonly target: string;
  readonly headers: Map<string, string>;
}

/** The request that `bytes`, all that came so far, begin with; null: it is not whole yet. */
export function readRequest(bytes: Uint8Array): Request | Refused | null {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = all.indexOf('\r\n\r\n');
  if (end < 0) return refusedEarly(all);
  if (end > HEAD_LIMIT) return { status: 431 };
  const head = readHead(all.toString('latin1', 0, end).split('\r\n'));
  if ('status' in head) return head;
  const size = bodySize(head);
  if (typeof size === 'object') return size;
  const from = end + 4;
  if (all.length < from + size) return null;
  return { ...head, body: all.subarray(from, from + size), rest: all.subarray(from + size) };
}

/** What can never become a request is refused before its end, which may never come. */
function refusedEarly(bytes: Buffer): Refused | null {
  if (bytes.length > HEAD_LIMIT + 3) return { status: 431 };
  // A TLS client, or another one that does not speak HTTP.
  const first = bytes[0];
  const isLetter = first === undefined || (first >= 0x41 && first <= 0x5a);
  return isLetter ? null : { status: 400 };
}

function readHead([first = '', ...lines]: string[]): Head | Refused {
  const [, method = '', target = ''] = FIRST_LINE.exec(first) ?? [];
  if (method === '') return { status: /^[A-Z]+ \S+ HTTP\/\d\.\d$/.test(first) ? 505 : 400 };
  if (!isMethod(method)) return { status: 405 };
  if (!TARGET.test(target)) return { status: 400 };
  if (target.length > TARGET_LIMIT) return { status: 414 };
  if (lines.length > HEADERS_LIMIT) return { status: 431 };
  const headers = readHeaders(lines);
  return headers?.has('host') ? { method, target, headers } : { status: 400 };
}

function isMethod(method: string): method is Request['method'] {
  return (METHODS as readonly string[]).includes(method);
}

/** null: one of them is none, or comes twice that may not. */
function readHeaders(lines: readonly string[]): Map<string, string> | null {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon)).toLowerCase();
    const value = line.slice(colon + 1).replace(/^[\t ]+|[\t ]+$/g, '');
    if (!TOKEN.test(name) || !VALUE.test(value)) return null;
    const before = headers.get(name);
    if (before !== undefined && SINGLE.has(name)) return null;
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return headers;
}

function bodySize({ headers }: Head): number | Refused {
  if (headers.has('transfer-encoding')) return { status: 411 };
  const length = headers.get('content-length');
  if (length === undefined) return 0;
  if (!LENGTH.test(length)) return { status: 400 };
  const size = Number(length);
  if (size > BODY_LIMIT) return { status: 413 };
  // An upgrade has none: what follows it are frames.
  return size > 0 && headers.has('upgrade') ? { status: 400 } : size;
}
