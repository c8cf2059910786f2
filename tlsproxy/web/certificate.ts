/**
 * The certificate that browsers are shown: the user's files, or one of Clay's own. Looked at twice a minute and when asked; one
 * that cannot be used changes nothing: the old one stays.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { statSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { type Fault, fault, faultOf, isFault } from '../../shared/fault.ts';
import type { Listen, ShownCertificate } from '../../shared/protocol/web.ts';
import type { KeyAndCertificate } from '../../shared/tls/certificate.ts';
import { normalFingerprint } from '../../shared/tls/certificate-policy.ts';
import { readTrusted } from '../../shared/trust.ts';
import { namesOf, ownCertificate } from './own-certificate.ts';

/** What a certificate is taken from. */
export type Source = Pick<Listen, 'names' | 'certificate' | 'key'>;

export interface Credentials extends KeyAndCertificate {
  /** PEM of the authority of Clay's own that has signed it; null: it is the user's. */
  readonly authority: string | null;
}

export interface Certificates {
  /** Looks whether there is another one to be shown, and answers it once; null: all is as it was. Never rejects. */
  look(): Promise<Credentials | null>;
  /** The one that is shown. To be called after a look that brought one. */
  shown(): ShownCertificate;
  current(): Credentials | null;
}

/** `before`: what is shown now, from another source; files of the user stay until there are others that can be used. */
export function createCertificates(
  home: string,
  source: Source,
  now: () => number = Date.now,
  before: Credentials | null = null,
): Certificates {
  let current = before;
  let trouble: Fault | null = null;
  /** What the files looked like that `current` was made from, or that could not be used. */
  let seen = '';
  let looking: Promise<Credentials | null> | null = null;

  async function lookNow(): Promise<Credentials | null> {
    if (source.certificate === '' && source.key === '') return take(await own());
    const marks = marksOf([source.certificate, source.key]);
    // A file that is as it was may have run out meanwhile, or be readable by now.
    if (marks === seen && trouble === null && current && !isOver(current, now())) return null;
    seen = marks;
    const read = readFiles(source, now());
    if (!isFault(read)) return take(read);
    trouble = read;
    // Better one that has to be agreed to than none; the user's last one is better still.
    return current?.authority === null ? null : take(await own(), read);
  }

  function own(): Promise<Credentials | Fault> {
    return ownCertificate(home, source.names, { now: now() }).catch((error: unknown) => {
      const { code, sentence } = faultOf(error, 'CERTIFICATE_FAILED');
      return fault(code, `A certificate cannot be made: ${sentence}.`);
    });
  }

  function take(found: Credentials | Fault, why: Fault | null = null): Credentials | null {
    trouble = isFault(found) ? found : why;
    if (isFault(found) || found.certificate === current?.certificate) return null;
    current = found;
    return found;
  }

  return {
    look() {
      looking ??= lookNow().finally(() => {
        looking = null;
      });
      return looking;
    },
    shown: () => shownOf(current, trouble),
    current: () => current,
  };
}

function shownOf(current: Credentials | null, trouble: Fault | null): ShownCertificate {
  if (!current) return { fingerprint: '', names: [], validTo: 0, authority: '', fault: trouble };
  const read = new X509Certificate(current.certificate);
  return {
    fingerprint: normalFingerprint(read.fingerprint256),
    names: namesOf(read),
    validTo: Date.parse(read.validTo),
    authority: current.authority === null ? '' : fingerprintOf(current.authority),
    fault: trouble,
  };
}

function fingerprintOf(pem: string): string {
  return normalFingerprint(new X509Certificate(pem).fingerprint256);
}

/** Changes with whatever is at the paths; what is not there is a mark, too. */
function marksOf(paths: readonly string[]): string {
  const marks = paths.map(path => {
    try {
      const stats = statSync(path, { throwIfNoEntry: false });
      return stats ? `${stats.ino} ${stats.size} ${stats.mtimeMs}` : 'none';
    } catch (error) {
      // A directory on the way that may not be read, or is none: whoever reads the file says so.
      return String((error as NodeJS.ErrnoException).code);
    }
  });
  return marks.join(', ');
}

function isOver({ certificate }: Credentials, now: number): boolean {
  return Date.parse(new X509Certificate(certificate).validTo) < now;
}

/** The user's files; or why they cannot be used. */
function readFiles(source: Source, now: number): Credentials | Fault {
  if (source.certificate === '' || source.key === '')
    return fault('CERTIFICATE_HALF', 'HTTPS needs both web.cert and web.key, or neither of them.');
  const files = `the certificate ${source.certificate} and its key ${source.key}`;
  try {
    const certificate = readTrusted('The certificate', source.certificate).toString('utf8');
    const key = readTrusted('The key', source.key).toString('utf8');
    const read = new X509Certificate(certificate);
    if (!read.checkPrivateKey(createPrivateKey(key)))
      return fault('CERTIFICATE_KEY', `HTTPS cannot use ${files}: they do not belong together.`);
    if (Date.parse(read.validTo) < now)
      return fault('CERTIFICATE_EXPIRED', `HTTPS cannot use ${files}: it expired on ${read.validTo}.`);
    // Whatever else OpenSSL has against them, it says now.
    createSecureContext({ cert: certificate, key });
    return { key, certificate, authority: null };
  } catch (error) {
    const { sentence } = faultOf(error, 'CERTIFICATE_UNREADABLE');
    return fault('CERTIFICATE_UNREADABLE', `HTTPS cannot use ${files}: ${sentence.replace(/\.$/, '')}.`);
  }
}
