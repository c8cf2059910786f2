/**
 * The TLS connector of both programs: the proxy's sessions and, with the proxy off, the client's own
 * connections. A connection whose certificate the world's policy does not accept is closed before a byte of
 * plaintext has gone either way.
 */

import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import {
  type ConnectionOptions,
  checkServerIdentity,
  connect,
  type SecureContext,
  type TLSSocket,
} from 'node:tls';
import { type DialRequest, dial, dialOptions, hostName, settle } from '../dial.ts';
import { endpoint, type Fault, fault, isFault } from '../fault.ts';
import { readByData } from '../outbound/reading.ts';
import { connectThrough } from '../outbound/through.ts';
import { secureContext } from './authorities.ts';
import { judge, normalFingerprint, type TlsPolicy, type Trust } from './certificate-policy.ts';
import { type CloseNotify, watchFarewell } from './close-notify.ts';
import { type Flaws, flawsOf } from './flaws.ts';

/** As long again as the connection itself may take: a stalled handshake is a dead server. */
const HANDSHAKE_TIMEOUT = 15_000;

export interface TlsRequest extends DialRequest {
  /** The name the certificate has to be for, and for SNI; '' means the host's. */
  readonly serverName: string;
  readonly policy: TlsPolicy;
  /** SHA-256 fingerprints written down for this host. */
  readonly pins: readonly string[];
  /** Allow what is no longer safe: TLS 1.0 and 1.1, small keys, SHA-1. */
  readonly legacy: boolean;
  /** PEM of the client's certificate (chain) and key; '' for none. */
  readonly certificate?: string;
  readonly key?: string;
  /** Is given the certificate, with its chain: Node hands that out once. */
  onShown?(certificate: X509Certificate): void;
  /** ms from the TCP connection to the end of the handshake. */
  readonly handshakeTimeout?: number;
}

export interface CertificateInfo {
  /** SHA-256, upper-case hex digits without colons. */
  readonly fingerprint: string;
  /** `CN=mud.example.org, O=...` */
  readonly subject: string;
  readonly issuer: string;
  /** As the certificate has them, e.g. `Jan  5 10:00:00 2031 GMT`. */
  readonly validFrom: string;
  readonly validTo: string;
}

export interface TlsInfo {
  readonly certificate: CertificateInfo;
  readonly trust: Trust;
  /** The fingerprint is to become the pin of this host in known_hosts. */
  readonly remember: boolean;
  /** What is wrong with it, in words; '' if nothing is. Proxies of older builds do not tell. */
  readonly flaws?: string;
  /** `TLSv1.3` and the cipher's standard name. */
  readonly protocol: string;
  readonly cipher: string;
}

export interface TlsConnection {
  readonly socket: TLSSocket;
  readonly info: TlsInfo;
  readonly farewell: CloseNotify;
}

/**
 * Connects and shakes hands. Never rejects. The caller has to listen for 'error' on the socket at once.
 * Faults: those of connectFault; TLS_CERTIFICATE_CHANGED and TLS_CERTIFICATE_UNTRUSTED with details
 * `fingerprint`, `pins`, `subject`, `issuer`, `validFrom`, `validTo`; TLS_CLIENT_CERTIFICATE.
 */
export async function connectTls(request: TlsRequest): Promise<TlsConnection | Fault> {
  const context = await contextFor(request);
  if (isFault(context)) return context;
  const socket = await begin(request, context);
  if (isFault(socket)) return socket;
  const { handshakeTimeout = HANDSHAKE_TIMEOUT, onread, via } = request;
  const connection = await settle<TlsConnection>(request, socket, handshakeTimeout, done => {
    socket.once('secureConnect', () => done(examine(request, socket)));
  });
  // Node takes no buffer for TLS on a socket that is there already.
  if (via && onread && !isFault(connection)) readByData(socket, onread);
  return connection;
}

/** The connection, on which the handshake has begun. */
async function begin(request: TlsRequest, context: SecureContext): Promise<TLSSocket | Fault> {
  const { via = '' } = request;
  if (via === '') {
    return dial(request, address =>
      connect({ ...dialOptions(request, address), ...tlsOptions(request, context) }),
    );
  }
  const reached = await connectThrough(request, via);
  return isFault(reached) ? reached : connect({ socket: reached.socket, ...tlsOptions(request, context) });
}

async function contextFor({ legacy, certificate = '', key = '', host, port }: TlsRequest) {
  try {
    return await secureContext({ legacy, certificate, key });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const sentence = certificate
      ? `Cannot connect to ${endpoint(host, port)}: the client certificate (tls_cert, tls_key) is not usable: ${reason}.`
      : `Cannot connect to ${endpoint(host, port)}: the certificate authorities cannot be loaded: ${reason}.`;
    return fault(certificate ? 'TLS_CLIENT_CERTIFICATE' : 'TLS_AUTHORITIES', sentence);
  }
}

const NO_FLAWS: Flaws = { phrases: [], isForAnother: false };

/** The name that the certificate has to be for. */
function nameWanted({ serverName, host }: TlsRequest): string {
  return serverName || hostName(host);
}

function tlsOptions(request: TlsRequest, context: SecureContext): ConnectionOptions {
  const name = nameWanted(request);
  return {
    secureContext: context,
    // RFC 6066, section 3: no addresses, no final dot.
    servername: isIP(name) ? '' : name.replace(/\.$/, ''),
    // The verdict is ours, in `examine`, and knows more than yes and no.
    rejectUnauthorized: false,
    checkServerIdentity: (_host, certificate) => checkServerIdentity(name, certificate),
  };
}

function examine(request: TlsRequest, socket: TLSSocket): TlsConnection | Fault {
  const shown = socket.getPeerX509Certificate();
  if (!shown) {
    return fault(
      'TLS_CERTIFICATE_MISSING',
      `Cannot connect to ${endpoint(request.host, request.port)}: it shows no certificate.`,
    );
  }
  request.onShown?.(shown);
  const certificate = certificateInfo(shown);
  // A code, whatever the types say.
  const reason = String(socket.authorizationError);
  const flaws = socket.authorized ? NO_FLAWS : flawsOf(shown, reason, nameWanted(request), Date.now());
  const verdict = judge({
    ...request,
    authorized: socket.authorized,
    isForAnother: flaws.isForAnother,
    fingerprint: certificate.fingerprint,
  });
  if (!verdict.accepted) return refusal(verdict.code, request, certificate, flaws);
  const { trust, remember } = verdict;
  const info = {
    certificate,
    trust,
    remember,
    flaws: flaws.phrases.join('; '),
    protocol: socket.getProtocol() ?? '',
    cipher: socket.getCipher().standardName,
  };
  return { socket, info, farewell: watchFarewell(socket) };
}

/** Of certificates that were shown lately, by fingerprint: to take one apart is a tenth of a handshake. */
const lately = new Map<string, CertificateInfo>();
/** More servers than anybody plays on; each some 300 bytes. */
const LATELY_LIMIT = 64;

/** Not by getPeerCertificate, which takes the public key apart as well: a fifth of a millisecond and 1 KB that stay. */
function certificateInfo(certificate: X509Certificate): CertificateInfo {
  const fingerprint = normalFingerprint(certificate.fingerprint256);
  const known = lately.get(fingerprint);
  if (known) return known;
  const { subject, issuer, validFrom, validTo } = certificate;
  const info = { fingerprint, subject: nameOf(subject), issuer: nameOf(issuer), validFrom, validTo };
  if (lately.size >= LATELY_LIMIT) lately.clear();
  lately.set(fingerprint, info);
  return info;
}

/**
 * A distinguished name in one line, with the values of an attribute that occurs several times together. It comes as
 * one attribute a line, escaped by RFC 2253; what is left escaped are control characters, which nobody wants raw.
 */
function nameOf(name: string | undefined): string {
  const attributes = new Map<string, string>();
  for (const line of (name ?? '').split('\n').filter(one => one !== '')) {
    const at = line.indexOf('=');
    const type = line.slice(0, at);
    const value = line.slice(at + 1).replace(/\\([^0-9A-F])/g, '$1');
    const before = attributes.get(type);
    attributes.set(type, before === undefined ? value : `${before}+${value}`);
  }
  return [...attributes].map(([type, value]) => `${type}=${value}`).join(', ');
}

function refusal(
  code: 'TLS_CERTIFICATE_CHANGED' | 'TLS_CERTIFICATE_UNTRUSTED',
  { host, port, pins }: TlsRequest,
  certificate: CertificateInfo,
  { phrases }: Flaws,
): Fault {
  const where = endpoint(host, port);
  const sentence =
    code === 'TLS_CERTIFICATE_CHANGED'
      ? `The certificate of ${where} has changed; not connected.`
      : `The certificate of ${where} is not trusted: ${phrases.join('; ')}; not connected.`;
  return fault(code, sentence, { ...certificate, pins });
}
