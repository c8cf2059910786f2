/**
 * The certificate authorities that may vouch for a server: those of the system, so that what its
 * administrator added or removed counts, or the ones Node brings where the system has no bundle; and those
 * of NODE_EXTRA_CA_CERTS. That file is read here, when it is first needed, because Node itself would read it
 * at every start (80 ms); Clay's launcher may have renamed the variable to CLAY_NODE_EXTRA_CA_CERTS.
 */
import { readFile, stat } from 'node:fs/promises';
import {
  createSecureContext,
  rootCertificates,
  type SecureContext,
  type SecureContextOptions,
} from 'node:tls';

/** Debian, Fedora, SUSE, Alpine and macOS. */
const SYSTEM_BUNDLES: readonly string[] = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

export interface ContextRequest {
  /** Old servers: TLS 1.0 and 1.1, small DH keys, SHA-1. */
  readonly legacy: boolean;
  /** PEM of the client's certificate chain and key; '' without. */
  readonly certificate: string;
  readonly key: string;
}

/** One context per kind of connection: reading 140 authorities takes 10-20 ms and 1 MB each time. */
const contexts = new Map<string, Promise<SecureContext>>();

/** Worlds with client certificates of their own are few; beyond this the oldest context is made anew. */
const MAX_CONTEXTS = 8;

/** Rejects with OpenSSL's error when certificate or key is not usable. */
export async function secureContext(request: ContextRequest): Promise<SecureContext> {
  const files = await bundleFiles();
  // A bundle that was replaced in the months a proxy runs is read again.
  const key = JSON.stringify([request.legacy, request.certificate, request.key, files]);
  const known = contexts.get(key);
  if (known) return known;
  const making = makeContext(request, files);
  contexts.set(key, making);
  const oldest = contexts.keys().next();
  if (contexts.size > MAX_CONTEXTS && !oldest.done) contexts.delete(oldest.value);
  return making;
}

async function makeContext(request: ContextRequest, files: readonly Bundle[]): Promise<SecureContext> {
  return createSecureContext({ ...optionsOf(request), ca: await readBundles(files) });
}

function optionsOf({ legacy, certificate, key }: ContextRequest): SecureContextOptions {
  return {
    minVersion: legacy ? 'TLSv1' : 'TLSv1.2',
    ...(legacy && { ciphers: 'DEFAULT@SECLEVEL=0', secureOptions: SSL_OP_LEGACY_SERVER_CONNECT }),
    ...(certificate && { cert: certificate, key: key || certificate }),
  };
}

/** Servers without secure renegotiation (RFC 5746); node:crypto has it in `constants`, whose loading is not free. */
const SSL_OP_LEGACY_SERVER_CONNECT = 4;

interface Bundle {
  readonly file: string;
  readonly changed: number;
}

/** Looked for again after a minute: a burst of connections need not. */
const LOOK_INTERVAL = 60_000;

let looked: { readonly at: number; readonly files: Promise<Bundle[]>; readonly extra: string } | null = null;

function bundleFiles(): Promise<Bundle[]> {
  const extra = process.env.CLAY_NODE_EXTRA_CA_CERTS || process.env.NODE_EXTRA_CA_CERTS || '';
  if (!looked || looked.extra !== extra || Date.now() - looked.at > LOOK_INTERVAL) {
    looked = { at: Date.now(), files: findBundles(extra), extra };
  }
  return looked.files;
}

async function findBundles(extra: string): Promise<Bundle[]> {
  const system = process.env.SSL_CERT_FILE ? [process.env.SSL_CERT_FILE] : SYSTEM_BUNDLES;
  const [found, added] = await Promise.all([Promise.all(system.map(bundle)), extra ? bundle(extra) : null]);
  return [found.find(one => one !== null) ?? null, added].filter(one => one !== null);
}

async function bundle(file: string): Promise<Bundle | null> {
  try {
    return { file, changed: (await stat(file)).mtimeMs };
  } catch {
    // Not there, or not for us to read: the next place is asked.
    return null;
  }
}

async function readBundles(bundles: readonly Bundle[]): Promise<string[]> {
  const texts = await Promise.all(bundles.map(({ file }) => readFile(file, 'utf8')));
  const extraOnly = !bundles.some(({ file }) => isSystem(file));
  return extraOnly ? [...rootCertificates, ...texts] : texts;
}

function isSystem(file: string): boolean {
  return file === process.env.SSL_CERT_FILE || SYSTEM_BUNDLES.includes(file);
}
