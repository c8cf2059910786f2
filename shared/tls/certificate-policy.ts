/** Whether a server's certificate is good enough for a world: the TLS policy as a pure function. */

/**
 * - `auto`: what the system's CAs and the host name vouch for is fine; any other certificate is pinned at
 *   first sight and must not change, unless a CA vouches for it for another host.
 * - `ca`: only what the system's CAs and the host name vouch for.
 * - `pin`: pinned at first sight, whoever vouches for it, and must not change.
 * - `none`: anything.
 */
export type TlsPolicy = 'auto' | 'ca' | 'pin' | 'none';

export const TLS_POLICIES: readonly TlsPolicy[] = ['auto', 'ca', 'pin', 'none'];

/** What a connection's trust rests on. */
export type Trust = 'ca' | 'pinned' | 'first-sight' | 'unchecked';

export type Verdict =
  /** `remember`: this fingerprint is to be written down, in place of any other of this host. */
  | { readonly accepted: true; readonly trust: Trust; readonly remember: boolean }
  | { readonly accepted: false; readonly code: 'TLS_CERTIFICATE_CHANGED' | 'TLS_CERTIFICATE_UNTRUSTED' };

/** What is known of a certificate, and of what a world wants of it. */
export interface Case {
  readonly policy: TlsPolicy;
  /** CAs and host name vouch for it. */
  readonly authorized: boolean;
  /** CAs vouch for it, but for another host. */
  readonly isForAnother: boolean;
  /** Its SHA-256 as hex digits. */
  readonly fingerprint: string;
  /** The fingerprints written down for this host. */
  readonly pins: readonly string[];
}

/**
 * Under `auto` the fingerprint of a vouched-for certificate is remembered too. Otherwise an attacker could
 * show a self-signed one to somebody who has only ever seen the real one, and have it pinned "at first sight". Nor is
 * another host's certificate pinned by itself: that is what an attacker can get from any authority.
 */
export function judge({ policy, authorized, isForAnother, fingerprint, pins }: Case): Verdict {
  if (policy === 'none') return { accepted: true, trust: 'unchecked', remember: false };
  const known = pins.some(pin => normalFingerprint(pin) === normalFingerprint(fingerprint));
  if (policy !== 'pin' && authorized) {
    return { accepted: true, trust: 'ca', remember: policy === 'auto' && !known };
  }
  if (policy === 'ca') return { accepted: false, code: 'TLS_CERTIFICATE_UNTRUSTED' };
  if (known) return { accepted: true, trust: 'pinned', remember: false };
  if (pins.length > 0) return { accepted: false, code: 'TLS_CERTIFICATE_CHANGED' };
  if (policy === 'auto' && isForAnother) return { accepted: false, code: 'TLS_CERTIFICATE_UNTRUSTED' };
  return { accepted: true, trust: 'first-sight', remember: true };
}

/** A fingerprint as known_hosts has it: upper-case hex digits without colons. */
export function normalFingerprint(fingerprint: string): string {
  return fingerprint.replaceAll(':', '').toUpperCase();
}
