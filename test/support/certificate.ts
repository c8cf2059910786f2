/** Certificates for test servers. */
import { generateKeyPairSync } from 'node:crypto';
import { md, pki } from 'node-forge';

export interface Certificate {
  /** PEM. */
  readonly key: string;
  readonly cert: string;
}

export interface CertificateOptions {
  /** DNS names and IPv4 addresses it is valid for; the first is the common name. */
  readonly names?: readonly string[];
  /** Days from now; both may be negative, for one that has expired. */
  readonly from?: number;
  readonly to?: number;
}

const DAY = 24 * 60 * 60 * 1000;

/** A self-signed certificate with a key of its own (RSA 2048, made by Node: node-forge takes seconds). */
export function selfSignedCertificate(options: CertificateOptions = {}): Certificate {
  const { names = ['localhost', '127.0.0.1'], from = -1, to = 30 } = options;
  const key = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const certificate = pki.createCertificate();
  const subject = [{ name: 'commonName', value: names[0]! }];
  certificate.publicKey = pki.publicKeyFromPem(key.publicKey);
  certificate.serialNumber = `01${Date.now().toString(16).padStart(12, '0')}`; // a leading 01 keeps it positive
  certificate.validity.notBefore = new Date(Date.now() + from * DAY);
  certificate.validity.notAfter = new Date(Date.now() + to * DAY);
  certificate.setSubject(subject);
  certificate.setIssuer(subject);
  certificate.setExtensions([{ name: 'subjectAltName', altNames: names.map(alternativeName) }]);
  certificate.sign(pki.privateKeyFromPem(key.privateKey), md.sha256.create());
  return { key: key.privateKey, cert: pki.certificateToPem(certificate) };
}

/** GeneralName of RFC 5280: 2 is dNSName, 7 iPAddress. */
function alternativeName(name: string): object {
  return /^[\d.]+$/.test(name) ? { type: 7, ip: name } : { type: 2, value: name };
}
