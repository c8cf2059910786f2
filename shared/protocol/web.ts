/**
 * What client and proxy say to each other of browsers. A proxy that was started for them (`--role web`) is the
 * terminator of HTTPS: it holds no sessions, and one for sessions serves no browsers.
 *
 *     listen {host, port, target, ...}     →    listening {certificate}, or a fault
 *     certificate                          →    certificate {certificate}: its files are looked at now
 *     web-stats                            →    web-stats {...}
 *     unlisten                             →    unlistened
 *
 * There is one listener. It belongs to the connection that asked for it last, and to nobody once that has closed: it goes
 * on then, and whoever comes next may ask for it, with another `target` if need be. The same `listen` again changes nothing.
 */
import type { Fault } from '../fault.ts';

/** Names of the files and addresses of everything that browsers are served with. */
export interface Listen {
  readonly type: 'listen';
  readonly id: number;
  /** Address and port for browsers. */
  readonly host: string;
  readonly port: number;
  /** Unix socket of the client. */
  readonly target: string;
  /** Host names and addresses that a certificate of Clay's own is for, beside those of the machine. */
  readonly names: readonly string[];
  /** Paths of PEM files; '' = a certificate of Clay's own. */
  readonly certificate: string;
  readonly key: string;
  /** Addresses and networks (`192.0.2.0/24`) that may connect; empty = all. */
  readonly allow: readonly string[];
}

export interface Unlisten {
  readonly type: 'unlisten';
  readonly id: number;
}

export interface ReadCertificate {
  readonly type: 'certificate';
  readonly id: number;
}

export interface WebStats {
  readonly type: 'web-stats';
  readonly id: number;
}

/** What browsers are shown. */
export interface ShownCertificate {
  /** SHA-256, upper-case hex digits without colons. */
  readonly fingerprint: string;
  /** What it is for, in lower case. */
  readonly names: readonly string[];
  /** Unix ms. */
  readonly validTo: number;
  /** Fingerprint of the authority of Clay's own that has signed it; '' = it is the user's. */
  readonly authority: string;
  /** Why the files that are wanted cannot be used, and another one is shown; null if nothing is wrong. */
  readonly fault: Fault | null;
}

export interface ListeningAnswer {
  readonly type: 'listening';
  readonly id: number;
  readonly certificate: ShownCertificate;
}

export interface CertificateAnswer {
  readonly type: 'certificate';
  readonly id: number;
  readonly certificate: ShownCertificate;
}

export interface Unlistened {
  readonly type: 'unlistened';
  readonly id: number;
}

export interface WebStatsAnswer {
  readonly type: 'web-stats';
  readonly id: number;
  readonly pid: number;
  readonly build: string;
  /** Connections of visitors now; those that were served, and refused for there were too many. */
  readonly connections: number;
  readonly served: number;
  readonly refused: number;
  /** Bytes of resident memory; microseconds of CPU. */
  readonly memory: number;
  readonly cpu: number;
}

export type WebRequest = Listen | Unlisten | ReadCertificate | WebStats;
export type WebAnswer = ListeningAnswer | CertificateAnswer | Unlistened | WebStatsAnswer;

/** Of requests to a terminator. */
export const WEB_REQUESTS: readonly string[] = ['listen', 'unlisten', 'certificate', 'web-stats'];
