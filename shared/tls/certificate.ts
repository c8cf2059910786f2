/**
 * X.509 certificates for servers of our own: the demo MUD, the tests, and browsers. node-forge is
 * loaded when the first one is made (30 ms); keys come from OpenSSL, off the main thread.
 */

import { generateKeyPair, randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { promisify } from 'node:util';
import type { pki } from 'node-forge';

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
  const key = await makeKey(options.weak ? 1024 : 2048);
  const { pki, md } = forge();
  const certificate = pki.createCertificate();
  const issuer = options.issuer ? pki.certificateFromPem(options.issuer.certificate) : null;
  certificate.publicKey = publicPart(pki.privateKeyFromPem(key));
  certificate.serialNumber = serialNumber(randomBytes(16));
  certificate.validity.notBefore = options.notBefore ?? new Date(Date.now() - HOUR);
  certificate.validity.notAfter = options.notAfter ?? new Date(Date.now() + 10 * YEAR);
  certificate.setSubject([{ name: 'commonName', value: options.commonName }]);
  certificate.setIssuer(issuer ? issuer.subject.attributes : certificate.subject.attributes);
  certificate.setExtensions(extensionsOf(options));
  const signingKey = pki.privateKeyFromPem(options.issuer?.key ?? key);
  certificate.sign(signingKey, options.weak ? md.sha1.create() : md.sha256.create());
  const chain = options.issuer && issuer && !isRoot(issuer) ? options.issuer.certificate : '';
  return { key, certificate: pem(pki.certificateToPem(certificate)) + chain };
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

function forge(): typeof import('node-forge') {
  return require('node-forge');
}

async function makeKey(modulusLength: number): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    // PKCS #1 is the form that forge reads as well.
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  return privateKey;
}

function publicPart(key: pki.rsa.PrivateKey): pki.rsa.PublicKey {
  return forge().pki.setRsaPublicKey(key.n, key.e);
}

function isRoot(certificate: pki.Certificate): boolean {
  return certificate.issuer.hash === certificate.subject.hash;
}

function extensionsOf({ authority = false, names = [] }: CertificateOptions): object[] {
  const usage = authority
    ? { name: 'keyUsage', critical: true, keyCertSign: true, cRLSign: true }
    : { name: 'keyUsage', critical: true, digitalSignature: true, keyEncipherment: true };
  return [
    { name: 'basicConstraints', critical: true, cA: authority },
    usage,
    { name: 'subjectKeyIdentifier' },
    ...(names.length > 0 ? [{ name: 'subjectAltName', altNames: names.map(altName) }] : []),
  ];
}

/** RFC 5280, 4.2.1.6: choice 7 is an address, 2 a DNS name. */
function altName(name: string): object {
  return isIP(name) ? { type: 7, ip: name } : { type: 2, value: name };
}

function pem(text: string): string {
  return text.replaceAll('\r\n', '\n');
}
