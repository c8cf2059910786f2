/**
 * X.509 certificates for servers of our own: the demo MUD, the tests, and browsers. node-forge is
 * loaded when the first one is made (30 ms); keys and signatures come from OpenSSL, off the main thread.
 */

import { generateKeyPair, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import { promisify } from 'node:util';
import type { asn1, pki } from 'node-forge';

/** PEM texts; `certificate` holds the chain, leaf first, without the root. */
export interface KeyAndCertificate {
  readonly key: string;
  readonly certificate: string;
}

export interface CertificateOptions {
  readonly commonName: string;
  /** Host names and addresses it is for; the common name does not count (RFC 9525). */
  readonly names?: readonly string[];
  /** Who signs: an authority made here. Without one it is self-signed. */
  readonly issuer?: KeyAndCertificate;
  /** May sign other certificates. */
  readonly authority?: boolean;
  /** All that an authority may vouch for (RFC 5280, 4.2.1.10): host names with all below them, and addresses. */
  readonly permitted?: readonly string[];
  /** For servers and nothing else, which browsers want to be said. */
  readonly serverAuth?: boolean;
  /** Default: an hour ago, so that clocks may differ. */
  readonly notBefore?: Date;
  /** Default: ten years from now. */
  readonly notAfter?: Date;
  /** 1024 bits and SHA-1, as on servers of the nineties. */
  readonly weak?: boolean;
}

const HOUR = 3600 * 1000;
const YEAR = 365 * 24 * HOUR;

/** Makes an RSA key and its certificate. Rejects only on options that make no sense (an issuer's PEM that is none). */
export async function makeCertificate(options: CertificateOptions): Promise<KeyAndCertificate> {
  const { publicKey, privateKey: key } = await makeKeys(options.weak ? 1024 : 2048);
  const { pki } = forge();
  const certificate = pki.createCertificate();
  const issuer = options.issuer ? pki.certificateFromPem(options.issuer.certificate) : null;
  certificate.publicKey = pki.publicKeyFromPem(publicKey);
  certificate.serialNumber = serialNumber(randomBytes(16));
  certificate.validity.notBefore = options.notBefore ?? new Date(Date.now() - HOUR);
  certificate.validity.notAfter = options.notAfter ?? new Date(Date.now() + 10 * YEAR);
  certificate.setSubject([{ name: 'commonName', value: options.commonName }]);
  certificate.setIssuer(issuer ? issuer.subject.attributes : certificate.subject.attributes);
  certificate.setExtensions(extensionsOf(options, issuer));
  await signWith(certificate, options.issuer?.key ?? key, options.weak ? 'sha1' : 'sha256');
  const chain = options.issuer && issuer && !isRoot(issuer) ? options.issuer.certificate : '';
  return { key, certificate: pem(pki.certificateToPem(certificate)) + chain };
}

/** Forge's own signature is made in JavaScript, and takes 50 ms during which nothing else happens. */
async function signWith(certificate: pki.Certificate, key: string, digest: 'sha1' | 'sha256'): Promise<void> {
  const { asn1, pki } = forge();
  const algorithm = pki.oids[`${digest}WithRSAEncryption`] as string;
  certificate.signatureOid = algorithm;
  certificate.siginfo.algorithmOid = algorithm;
  certificate.tbsCertificate = pki.getTBSCertificate(certificate);
  const signed = Buffer.from(asn1.toDer(certificate.tbsCertificate).getBytes(), 'latin1');
  certificate.signature = await new Promise((resolve, reject) => {
    sign(digest, signed, key, (error, signature) =>
      error ? reject(error) : resolve(signature.toString('latin1')),
    );
  });
}

/**
 * A serial number from random bytes, in hex: positive (RFC 5280, 4.1.2.2), and with a first byte that is not 0, which
 * DER would not have (X.690, 8.3.2) and OpenSSL refuses as padding.
 */
export function serialNumber(random: Uint8Array): string {
  const bytes = Buffer.from(random);
  bytes.writeUInt8((bytes.readUInt8(0) & 0x3f) | 0x40, 0);
  return bytes.toString('hex');
}

/** What its types leave out. */
interface Untyped {
  readonly pki: { getTBSCertificate(certificate: pki.Certificate): asn1.Asn1 };
  readonly util: { bytesFromIP(address: string): string | null };
}

function forge(): typeof import('node-forge') & Untyped {
  return require('node-forge');
}

function makeKeys(modulusLength: number): Promise<{ publicKey: string; privateKey: string }> {
  return promisify(generateKeyPair)('rsa', {
    modulusLength,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
}

function isRoot(certificate: pki.Certificate): boolean {
  return certificate.issuer.hash === certificate.subject.hash;
}

function extensionsOf(options: CertificateOptions, issuer: pki.Certificate | null): object[] {
  const { authority = false, names = [], permitted = [], serverAuth = false } = options;
  const usage = authority
    ? { name: 'keyUsage', critical: true, keyCertSign: true, cRLSign: true }
    : { name: 'keyUsage', critical: true, digitalSignature: true, keyEncipherment: true };
  return [
    { name: 'basicConstraints', critical: true, cA: authority },
    usage,
    ...(serverAuth ? [{ name: 'extKeyUsage', serverAuth: true }] : []),
    { name: 'subjectKeyIdentifier' },
    ...(issuer ? [keyIdentifierOf(issuer)] : []),
    ...(names.length > 0 ? [{ name: 'subjectAltName', altNames: names.map(altName) }] : []),
    ...(permitted.length > 0 ? [nameConstraints(permitted)] : []),
  ];
}

function keyIdentifierOf(issuer: pki.Certificate): object {
  const keyIdentifier = issuer.generateSubjectKeyIdentifier().getBytes();
  return { name: 'authorityKeyIdentifier', keyIdentifier };
}

/** RFC 5280, 4.2.1.10, which forge does not know: SEQUENCE { [0] permitted { SEQUENCE { name }, ... } }. */
function nameConstraints(permitted: readonly string[]): object {
  const { asn1 } = forge();
  const { UNIVERSAL, CONTEXT_SPECIFIC } = asn1.Class;
  const subtrees = permitted.map(name => {
    const [choice, value] = isIP(name) ? [7, networkOfOne(name)] : [2, name];
    return asn1.create(UNIVERSAL, asn1.Type.SEQUENCE, true, [
      asn1.create(CONTEXT_SPECIFIC, choice as number as never, false, value),
    ]);
  });
  const allowed = asn1.create(CONTEXT_SPECIFIC, 0 as never, true, subtrees);
  return {
    id: '2.5.29.30',
    critical: true,
    value: asn1.create(UNIVERSAL, asn1.Type.SEQUENCE, true, [allowed]),
  };
}

/** The bytes of an address and of a mask with all bits set. */
function networkOfOne(address: string): string {
  const bytes = forge().util.bytesFromIP(address) as string;
  return bytes + '\xff'.repeat(bytes.length);
}

/** RFC 5280, 4.2.1.6: choice 7 is an address, 2 a DNS name. */
function altName(name: string): object {
  return isIP(name) ? { type: 7, ip: name } : { type: 2, value: name };
}

function pem(text: string): string {
  return text.replaceAll('\r\n', '\n');
}
