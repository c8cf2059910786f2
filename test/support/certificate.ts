/**
 * Certificates for test servers: elliptic keys, made and signed in a millisecond. RSA, as most servers have it, takes a
 * hundred times as long: where it matters, it is made by shared/tls/certificate.ts or by openssl.
 */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import { type KeyAndCertificate, serialNumber } from '../../shared/tls/certificate.ts';

export interface TestCertificateOptions {
  /** Default: the first of `names`. */
  readonly commonName?: string;
  /** Host names and IPv4 addresses it is for; default: none. */
  readonly names?: readonly string[];
  /** Who signs: an authority made here. Without one it is self-signed. */
  readonly issuer?: TestCertificate;
  /** May sign other certificates. */
  readonly authority?: boolean;
  /** Default: an hour ago. */
  readonly notBefore?: Date;
  /** Default: ten years from now. */
  readonly notAfter?: Date;
}

/** PEM texts; `certificate` holds the chain, leaf first, without the root. */
export interface TestCertificate extends KeyAndCertificate {
  /** Its own name, in DER. */
  readonly name: Buffer;
  /** What a server sends along with a certificate that this one has signed. */
  readonly chain: string;
}

const HOUR = 3600 * 1000;
const YEAR = 365 * 24 * HOUR;

// ASN.1 (X.690), as far as X.509 v3 (RFC 5280) needs it.
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const OBJECT_IDENTIFIER = 0x06;
const UTF8_STRING = 0x0c;
const GENERALIZED_TIME = 0x18;
const UTC_TIME = 0x17;
const SEQUENCE = 0x30;
const SET = 0x31;
const TRUE = Buffer.of(0x01, 1, 0xff);
/** A tag that the place gives its meaning. */
const own = (number: number, constructed = false) => 0x80 | (constructed ? 0x20 : 0) | number;

const COMMON_NAME = '550403';
const ECDSA_WITH_SHA256 = '2a8648ce3d040302';
const SUBJECT_ALTERNATIVE_NAME = '551d11';
const BASIC_CONSTRAINTS = '551d13';
const KEY_USAGE = '551d0f';

/** Makes a key and its certificate. */
export function testCertificate(options: TestCertificateOptions): TestCertificate {
  const { names = [], commonName = names[0] ?? '', issuer } = options;
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const name = der(SEQUENCE, der(SET, der(SEQUENCE, oid(COMMON_NAME), text(commonName))));
  const algorithm = der(SEQUENCE, oid(ECDSA_WITH_SHA256));
  const toBeSigned = der(
    SEQUENCE,
    der(own(0, true), der(INTEGER, Buffer.of(2))),
    der(INTEGER, Buffer.from(serialNumber(randomBytes(16)), 'hex')),
    algorithm,
    issuer?.name ?? name,
    validity(options),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(own(3, true), der(SEQUENCE, Buffer.concat(extensions(options)))),
  );
  const signature = sign('sha256', toBeSigned, issuer?.key ?? key);
  const whole = pem(der(SEQUENCE, toBeSigned, algorithm, bits(signature)));
  const certificate = whole + (issuer?.chain ?? '');
  return { key, certificate, name, chain: issuer ? certificate : '' };
}

function validity({ notBefore, notAfter }: TestCertificateOptions): Buffer {
  const now = Date.now();
  return der(SEQUENCE, time(notBefore ?? new Date(now - HOUR)), time(notAfter ?? new Date(now + 10 * YEAR)));
}

function extensions({ names = [], authority = false }: TestCertificateOptions): Buffer[] {
  // keyCertSign and cRLSign, or digitalSignature.
  const usage = authority ? Buffer.of(BIT_STRING, 2, 1, 0x06) : Buffer.of(BIT_STRING, 2, 7, 0x80);
  const all = [
    extension(BASIC_CONSTRAINTS, TRUE, der(SEQUENCE, authority ? TRUE : Buffer.alloc(0))),
    extension(KEY_USAGE, TRUE, usage),
  ];
  if (names.length > 0) {
    const value = der(SEQUENCE, Buffer.concat(names.map(alternativeName)));
    all.push(der(SEQUENCE, oid(SUBJECT_ALTERNATIVE_NAME), der(OCTET_STRING, value)));
  }
  return all;
}

function extension(name: string, critical: Buffer, value: Buffer): Buffer {
  return der(SEQUENCE, oid(name), critical, der(OCTET_STRING, value));
}

/** GeneralName of RFC 5280: 2 is dNSName, 7 iPAddress. */
function alternativeName(name: string): Buffer {
  return isIP(name) ? der(own(7), Buffer.from(name.split('.').map(Number))) : der(own(2), Buffer.from(name));
}

function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const long = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...(length < 0x80 ? [length] : long)]), content]);
}

const oid = (hex: string) => der(OBJECT_IDENTIFIER, Buffer.from(hex, 'hex'));
const text = (value: string) => der(UTF8_STRING, Buffer.from(value));
const bits = (bytes: Buffer) => der(BIT_STRING, Buffer.of(0), bytes);

/** Until 2049 with two digits for the year (RFC 5280, 4.1.2.5). */
function time(date: Date): Buffer {
  const digits = `${date.toISOString().replaceAll(/\D/g, '').slice(0, 14)}Z`;
  const isShort = date.getUTCFullYear() < 2050;
  return isShort ? der(UTC_TIME, Buffer.from(digits.slice(2))) : der(GENERALIZED_TIME, Buffer.from(digits));
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g)!;
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
