/**
 * Whether what is at the other end is the Clay that is meant. What an authority of this system vouches for is; anything else is
 * shown to the user once and known by its fingerprint from then on, as ssh does it. Clay's own certificates are made anew each
 * year by an authority of the same profile: that one is what is known then.
 */
import type { X509Certificate } from 'node:crypto';
import type { Flaws } from '../../../shared/tls/flaws.ts';

/** A certificate, as far as it matters here. */
export type Certificate = Pick<X509Certificate, 'issuer' | 'subject' | 'ca' | 'fingerprint256'> & {
  readonly issuerCertificate?: Certificate | undefined;
  checkIssued(other: Certificate): boolean;
  verify(key: X509Certificate['publicKey']): boolean;
  readonly publicKey: X509Certificate['publicKey'];
};

export interface Shown {
  /** An authority of this system vouches for it, and for this name. */
  readonly isAuthorized: boolean;
  readonly leaf: Certificate;
  /** What is wrong with it. */
  readonly flaws: Flaws;
  /** What is wrong with it beside that nobody here knows its issuer. */
  readonly otherFlaws: readonly string[];
  /** Fingerprints that are known for this host and port. */
  readonly pins: readonly string[];
}

export type Verdict =
  | { readonly kind: 'trusted' }
  /** It was never seen: the user is asked. `authority`: the fingerprint is that of its issuer. */
  | { readonly kind: 'unknown'; readonly fingerprint: string; readonly isAuthority: boolean }
  | { readonly kind: 'changed'; readonly fingerprint: string; readonly isAuthority: boolean }
  | { readonly kind: 'refused'; readonly why: string };

export function judgeShown({ isAuthorized, leaf, flaws, otherFlaws, pins }: Shown): Verdict {
  if (isAuthorized) return { kind: 'trusted' };
  const authority = ownAuthority(leaf);
  const anchor = authority ?? leaf;
  const fingerprint = plain(anchor);
  const isKnown = pins.includes(fingerprint);
  // Its authority vouches for what is in its time and for this host; a certificate that is known itself speaks for itself.
  if (!isKnown && pins.includes(plain(leaf))) return { kind: 'trusted' };
  if (flaws.isForAnother || (otherFlaws.length > 0 && (authority !== null || !isKnown)))
    return { kind: 'refused', why: (flaws.isForAnother ? flaws.phrases : otherFlaws).join('; ') };
  if (isKnown) return { kind: 'trusted' };
  const about = { fingerprint, isAuthority: authority !== null };
  return pins.length > 0 ? { kind: 'changed', ...about } : { kind: 'unknown', ...about };
}

/** The authority that has signed it and itself, and has come along; null: there is none. */
function ownAuthority(leaf: Certificate): Certificate | null {
  const { issuerCertificate: issuer } = leaf;
  if (!issuer?.ca || issuer.issuer !== issuer.subject) return null;
  const isSigned = leaf.checkIssued(issuer) && leaf.verify(issuer.publicKey);
  return isSigned && issuer.verify(issuer.publicKey) ? issuer : null;
}

function plain({ fingerprint256 }: Certificate): string {
  return fingerprint256.replaceAll(':', '').toUpperCase();
}

/** As `/web authority` shows it: in pairs, two rows of sixteen. */
export function inRows(fingerprint: string): string[] {
  const all = fingerprint.match(/../g) ?? [];
  return [all.slice(0, 16).join(':'), all.slice(16).join(':')];
}
