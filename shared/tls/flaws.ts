/** What is wrong with a certificate, in plain words: by nobody known, out of its time, for another host. */
import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';

export interface Flaws {
  /** One phrase for each, that of the issuer first; empty only if OpenSSL has a reason of its own. */
  readonly phrases: readonly string[];
  /** An authority that this system knows vouches for it, but for another host. */
  readonly isForAnother: boolean;
}

/** X509_V_ERR_* of OpenSSL, and Node's own for the host name, in plain words. */
const UNTRUSTED: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'it comes from an authority that this system does not know',
  UNABLE_TO_GET_ISSUER_CERT: 'its issuer is unknown',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its issuer is unknown',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its issuer is unknown, or the server does not send the whole chain',
  CERT_REVOKED: 'it was revoked',
  CA_MD_TOO_WEAK: 'its signature is too weak',
  EE_KEY_TOO_SMALL: 'its key is too small',
  CA_KEY_TOO_SMALL: 'the key of its issuer is too small',
  // Node has no names for OpenSSL's verdicts on strength.
  UNSPECIFIED: 'it fails a check that has no name, most often because its signature or key is too weak',
};

/** Reasons that are found out here, to be told in full; OpenSSL has found the issuer to be known before the second. */
const TIME: ReadonlySet<string> = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);
const NAME = 'ERR_TLS_CERT_ALTNAME_INVALID';

/** More names than these are no help to anybody. */
const MAX_NAMES = 3;

/** Returns what is wrong with a certificate that OpenSSL has refused with `reason`, for a server called `host`. */
export function flawsOf(certificate: X509Certificate, reason: string, host: string, now: number): Flaws {
  // Not by checkIssued(): what may not sign certificates has not signed itself, to OpenSSL.
  const isSelfSigned = certificate.issuer === certificate.subject;
  const isKnown = reason === NAME || (TIME.has(reason) && !isSelfSigned);
  const issuer = isKnown || TIME.has(reason) ? '' : (UNTRUSTED[reason] ?? reason);
  const time = timeFlaw(certificate, now);
  const name = nameFlaw(certificate, host);
  // Of a chain in which an issuer's time is over, the certificate itself may have no flaw.
  const other = TIME.has(reason) && time === '' ? 'a certificate of its issuers is out of its time' : '';
  const self = isSelfSigned && TIME.has(reason) ? 'it is self-signed' : '';
  return {
    phrases: [self, issuer, other, time, name].filter(phrase => phrase !== ''),
    isForAnother: isKnown && name !== '',
  };
}

/** The same of the certificate itself, whoever has signed it: out of its time, for another host. */
export function ownFlaws(certificate: X509Certificate, host: string, now: number): string[] {
  return [timeFlaw(certificate, now), nameFlaw(certificate, host)].filter(phrase => phrase !== '');
}

function timeFlaw({ validFrom, validTo }: X509Certificate, now: number): string {
  if (Date.parse(validTo) < now) return `it expired on ${day(validTo)}`;
  if (Date.parse(validFrom) > now) return `it is not valid before ${day(validFrom)}; is the clock right?`;
  return '';
}

function day(date: string): string {
  return new Date(date).toISOString().slice(0, 10);
}

function nameFlaw(certificate: X509Certificate, host: string): string {
  const isIts = isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host);
  if (isIts !== undefined) return '';
  const names = namesOf(certificate);
  const more = names.length > MAX_NAMES ? ' and others' : '';
  return `it is for ${names.slice(0, MAX_NAMES).join(', ') || 'no host'}${more}, not ${host}`;
}

/** `DNS:mud.example.org, IP Address:192.0.2.1`; without such names, the common name. */
function namesOf({ subject, subjectAltName }: X509Certificate): string[] {
  const alternative = [...(subjectAltName ?? '').matchAll(/(?:DNS|IP Address):([^,"]+)/g)];
  const common = /^CN=(.+)$/m.exec(subject);
  const found = alternative.length > 0 ? alternative : common ? [common] : [];
  return found.map(match => (match[1] as string).trim());
}
