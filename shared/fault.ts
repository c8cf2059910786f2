/**
 * Faults as values. A fault has a stable code for programs and logs, and one plain sentence for the user that
 * names the thing, the cause and what happens now. Nothing that can go wrong in the ordinary course of things
 * (a refused connection, a changed certificate, a proxy that is gone) is thrown.
 */

export type FaultDetail = string | number | boolean | null | readonly string[];

export interface Fault {
  /** Stable, UPPER_SNAKE. */
  readonly code: string;
  /** One sentence in plain words. */
  readonly sentence: string;
  /** What a caller may want to show or act on, by name. */
  readonly details?: Readonly<Record<string, FaultDetail>>;
}

/** An exception that carries a fault's code, for the few places that have to throw. */
export interface FaultError extends Error {
  readonly code: string;
}

export function fault(code: string, sentence: string, details?: Fault['details']): Fault {
  return details ? { code, sentence, details } : { code, sentence };
}

export function isFault(value: unknown): value is Fault {
  return typeof value === 'object' && value !== null && 'code' in value && 'sentence' in value;
}

/** Throws `code` and `sentence` as an Error. */
export function raise(code: string, sentence: string): never {
  throw Object.assign(new Error(sentence), { code });
}

/** The fault inside whatever was thrown; `fallback` is the code for errors that have none. */
export function faultOf(error: unknown, fallback: string): Fault {
  return fault(errorCode(error) ?? fallback, error instanceof Error ? error.message : String(error));
}

/** Why a file could not be written or read, by the code of the system. */
const FILE_CAUSES: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  EFBIG: 'it would be larger than the limit for files (ulimit -f)',
  EMFILE: 'this process has no file descriptors left (ulimit -n)',
  EISDIR: 'a directory is in its place',
};

/** The fault inside what was thrown where a file is written or read: its sentence is the cause alone, with a full stop. */
export function fileFault(error: unknown, fallback: string): Fault {
  const { code, sentence } = faultOf(error, fallback);
  return fault(code, `${FILE_CAUSES[code] ?? sentence.replace(/\.$/, '')}.`);
}

/** Returns `host:port`, with brackets around an IPv6 address. */
export function endpoint(host: string, port: number): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Why a TCP or TLS connection could not be made or was lost, by the code Node or OpenSSL gives. */
const CAUSES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'it refuses connections; nothing listens there, or a firewall says no',
  ECONNRESET: 'the other side reset the connection',
  ECONNABORTED: 'the connection was aborted',
  EPIPE: 'the other side has closed the connection',
  ETIMEDOUT: 'it did not answer in time',
  EHOSTUNREACH: 'there is no route to that host',
  ENETUNREACH: 'that network cannot be reached',
  ENETDOWN: 'the network is down',
  EHOSTDOWN: 'that host is down',
  EADDRNOTAVAIL: 'that address cannot be used from here',
  EACCES: 'the system does not permit it',
  EPERM: 'the system does not permit it',
  ENOTFOUND: 'no host of that name is known',
  EAI_AGAIN: 'the name server does not answer; is the network up?',
  EAI_FAIL: 'the name server failed',
  EMFILE: 'this process has no file descriptors left',
  ENFILE: 'this system has no file descriptors left',
  ENOBUFS: 'the system has no buffer space left',
  ABORT_ERR: 'it was cancelled',
  // TLS
  EPROTO: 'the TLS handshake failed',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS on this port',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak TLS on this port',
  ERR_SSL_HTTP_REQUEST: 'it does not speak TLS on this port',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'it offers only TLS versions too old to be safe',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'it offers only TLS versions too old to be safe',
  ERR_SSL_DH_KEY_TOO_SMALL: 'its key exchange (DH) is too weak to be safe',
  ERR_SSL_EE_KEY_TOO_SMALL: 'the key of its certificate is too weak to be safe',
  ERR_SSL_NO_PROTOCOLS_AVAILABLE: 'it has no TLS version in common with Clay',
  ERR_SSL_NO_SHARED_CIPHER: 'it has no cipher in common with Clay',
  ERR_SSL_UNSAFE_LEGACY_RENEGOTIATION_DISABLED: 'it speaks an old, unsafe form of TLS',
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE:
    'it refused the handshake (no cipher in common, or it wants a client certificate)',
  ERR_SSL_TLSV1_UNRECOGNIZED_NAME: 'it does not know this host name',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'it wants a client certificate',
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: 'it refused the client certificate',
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: 'it refused the client certificate',
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: 'it refused the client certificate: expired',
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: 'it refused the client certificate: issuer unknown',
  ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC: 'the encrypted data was damaged on the way',
  ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC: 'the encrypted data was damaged on the way',
};

/** Faults that the world's `tls_legacy` setting can get around. */
const OLD_SERVER: ReadonlySet<string> = new Set([
  'ERR_SSL_UNSUPPORTED_PROTOCOL',
  'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
  'ERR_SSL_DH_KEY_TOO_SMALL',
  'ERR_SSL_EE_KEY_TOO_SMALL',
  'ERR_SSL_UNSAFE_LEGACY_RENEGOTIATION_DISABLED',
  'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
  'ERR_SSL_NO_PROTOCOLS_AVAILABLE',
]);

/** Why connecting to `host:port` failed, from what Node threw; for plain TCP and for TLS. */
export function connectFault(error: unknown, host: string, port: number): Fault {
  const { code, cause } = causeOf(error);
  const hint = OLD_SERVER.has(code) ? '; tls_legacy = true allows old servers, and is less safe' : '';
  return fault(code, `Cannot connect to ${endpoint(host, port)}: ${cause}${hint}.`);
}

/** Why an established connection to `host:port` was lost, for whoever says that it was. */
export function lostFault(error: unknown, host: string, port: number): Fault {
  const { code, cause } = causeOf(error);
  return fault(code, `${cause} (${endpoint(host, port)}).`);
}

function causeOf(error: unknown): { code: string; cause: string } {
  const code = errorCode(error) ?? 'CONNECT_FAILED';
  return { code, cause: CAUSES[code] ?? `${reasonOf(error)} (${code})` };
}

/** The first code found in the error; Happy Eyeballs reports one error per address in `errors`. */
function errorCode(error: unknown): string | null {
  if (error instanceof AggregateError) {
    // The last family tried is often one the machine does not have: any other cause says more.
    const codes = error.errors.map(errorCode).filter(code => code !== null);
    return codes.find(code => code !== 'ENETUNREACH' && code !== 'EADDRNOTAVAIL') ?? codes[0] ?? null;
  }
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** OpenSSL's messages are `error:0A00010B:SSL routines::wrong version number:...`: its words alone. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const openssl = /:SSL routines:[^:]*:([^:]+)/.exec(error.message);
  return (openssl?.[1] ?? error.message.split('\n', 1)[0]!).trim();
}
