/**
 * Fetches a sound over HTTP. The address is the word of a game: it leads to the public internet and nowhere else, also behind
 * a redirect, and the address that was looked at is the one that is connected to.
 */
import { type ClientRequest, type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { isIP } from 'node:net';
import { raise } from '../../../shared/fault.ts';
import type { LookUp } from '../../../shared/lookup.ts';
import { soundBase } from '../../stream/media/names.ts';
import { isPublic } from './public.ts';

/** Bytes of a file: music of a quarter of an hour. */
export const LARGEST = 32 * 1024 * 1024;
/** Redirects that are followed. */
const MOST_REDIRECTS = 3;
/** ms for all of it, and without a byte. */
const TIME = 60_000;
const SILENCE = 15_000;
/** Addresses of a host that are tried. */
const MOST_ADDRESSES = 3;

export interface Fetching {
  readonly lookUp: LookUp;
  /** Which addresses may be asked; without it, those of the public internet. */
  readonly isAllowed?: (address: string) => boolean;
  readonly largest?: number;
  readonly time?: number;
}

/** The file, in pieces as they come: `take` is given each. Throws an Error with a clause for a sentence. */
export async function fetchFile(
  url: string,
  fetching: Fetching,
  take: (piece: Buffer) => void,
): Promise<void> {
  const ends = AbortSignal.timeout(fetching.time ?? TIME);
  let from = new URL(checked(url));
  for (let redirects = 0; ; redirects++) {
    const answer = await ask(from, fetching, ends);
    const { statusCode = 0, headers } = answer;
    if (statusCode === 200) return await read(answer, fetching.largest ?? LARGEST, take);
    answer.destroy();
    if (![301, 302, 303, 307, 308].includes(statusCode) || headers.location === undefined)
      raise('SOUND_REFUSED', `the server says ${statusCode}`);
    if (redirects === MOST_REDIRECTS) raise('SOUND_REFUSED', 'it is redirected again and again');
    from = redirected(from, headers.location);
  }
}

function checked(url: string): string {
  return soundBase(url) ?? raise('SOUND_REFUSED', 'its address is not one of the web');
}

function redirected(from: URL, location: string): URL {
  if (!URL.canParse(location, from.href)) raise('SOUND_REFUSED', 'it is redirected to no address');
  const to = new URL(checked(new URL(location, from.href).href));
  if (from.protocol === 'https:' && to.protocol !== 'https:')
    raise('SOUND_REFUSED', 'it is redirected from HTTPS to plain HTTP');
  return to;
}

async function ask(url: URL, fetching: Fetching, ends: AbortSignal): Promise<IncomingMessage> {
  // Ports of mail and the like understand more of HTTP than is good.
  if (url.port !== '' && Number(url.port) < 1024)
    raise('SOUND_REFUSED', `port ${url.port} is none of the web`);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const addresses = isIP(host) === 0 ? await fetching.lookUp(host) : [host];
  const { isAllowed = one => isPublic(one) } = fetching;
  if (addresses.length === 0 || !addresses.every(one => isAllowed(one)))
    raise('SOUND_REFUSED', `${host} is not on the public internet`);
  let failed: unknown;
  for (const address of addresses.slice(0, MOST_ADDRESSES)) {
    try {
      return await askAt(url, host, address, ends);
    } catch (error) {
      failed = error;
      if (ends.aborted) break;
    }
  }
  throw failed;
}

function askAt(url: URL, host: string, address: string, ends: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const isSecure = url.protocol === 'https:';
    const options = {
      ...{ host: address, port: url.port === '' ? (isSecure ? 443 : 80) : Number(url.port) },
      ...{
        path: `${url.pathname}${url.search}`,
        agent: false as const,
        signal: ends,
        maxHeaderSize: 16 * 1024,
      },
      headers: { Host: url.host, Accept: 'audio/*, */*;q=0.5', 'User-Agent': 'Clay', Connection: 'close' },
      ...(isIP(host) === 0 && { servername: host }),
    };
    const asked: ClientRequest = isSecure ? requestSecure(options) : requestPlain(options);
    asked.setTimeout(SILENCE, () => asked.destroy(new Error('it does not answer')));
    asked.on('response', resolve);
    asked.on('error', error => reject(ends.aborted ? new Error('it took too long') : error));
    asked.end();
  });
}

async function read(answer: IncomingMessage, largest: number, take: (piece: Buffer) => void): Promise<void> {
  const tooLarge = () => raise('SOUND_REFUSED', `it is larger than ${largest / 1024 / 1024} MiB`);
  if (Number(answer.headers['content-length'] ?? 0) > largest) {
    answer.destroy();
    tooLarge();
  }
  let size = 0;
  for await (const piece of answer as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > largest) tooLarge();
    take(piece);
  }
  if (!answer.complete) raise('SOUND_REFUSED', 'the connection broke off');
}
