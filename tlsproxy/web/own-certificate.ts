/**
 * Certificates of Clay's own, in `web/` of the profile: an authority that is installed once, where a browser is to trust it,
 * and may vouch for the names of this machine only; and what it signs for browsers, which lives a year and is made anew before.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { makeDirectory } from '../../shared/held.ts';
import { replaceFile } from '../../shared/replace-file.ts';
import { type KeyAndCertificate, makeCertificate } from '../../shared/tls/certificate.ts';
import { readTrusted } from '../../shared/trust.ts';

const DAY = 24 * 3_600_000;
/** Browsers take none that is valid for longer than 398 days; it begins an hour ago. */
const LEAF_TIME = 396 * DAY;
/** It is made anew as long before its end. */
const RENEWAL_TIME = 30 * DAY;

const LOCAL_NAMES = ['localhost', '127.0.0.1', '::1'];

/** PEM texts. */
export interface OwnCertificate extends KeyAndCertificate {
  readonly authority: string;
}

/** By what names this machine may be called, beside those of the settings: its own, and its addresses. */
export interface Machine {
  readonly name: string;
  readonly addresses: readonly string[];
}

export function thisMachine(): Machine {
  const found = Object.values(networkInterfaces()).flatMap(addresses => addresses ?? []);
  // A link-local address means nothing without the name of a network, which certificates cannot have.
  const addresses = found.filter(({ internal, address }) => !internal && !/^fe80:/i.test(address));
  return { name: hostname(), addresses: addresses.map(({ address }) => address) };
}

/**
 * The certificate for `names` and this machine: that of the profile, if it will do, or a new one. Names that were not thought
 * of when the authority was made need another authority; an address that the machine has by now does not: it is left out.
 * Throws what the file system says, or UNTRUSTED.
 */
export async function ownCertificate(
  home: string,
  names: readonly string[],
  { now = Date.now(), machine = thisMachine() } = {},
): Promise<OwnCertificate> {
  const directory = `${home}/web`;
  makeDirectory(directory);
  const needed = unique([...LOCAL_NAMES, ...isName(machine.name), ...names]);
  const known = readPair(directory, 'authority');
  const isKept = known !== null && isAuthorityFor(known, needed, now);
  const permitted = isKept ? namesIn(known) : unique([...needed, ...machine.addresses]);
  const authority = isKept ? known : await makeAuthority(directory, permitted, now);
  const served = unique([...needed, ...machine.addresses.filter(one => isPermitted(permitted, one))]);
  const leaf = isKept ? readPair(directory, 'certificate') : null;
  const isGood = leaf !== null && isLeafFor(leaf, served, authority, now);
  const { key, certificate } = isGood ? leaf : await makeLeaf(directory, served, authority, now);
  return { key, certificate, authority: authority.certificate };
}

async function makeAuthority(
  directory: string,
  permitted: string[],
  now: number,
): Promise<KeyAndCertificate> {
  const pair = await makeCertificate({
    commonName: `Clay on ${hostname()}`.slice(0, 64),
    authority: true,
    serverAuth: true,
    // As names too, to be read again.
    ...{ names: permitted, permitted },
    notBefore: new Date(now - 3_600_000),
    notAfter: new Date(now + 3_650 * DAY),
  });
  writePair(directory, 'authority', pair);
  return pair;
}

async function makeLeaf(
  directory: string,
  names: string[],
  issuer: KeyAndCertificate,
  now: number,
): Promise<KeyAndCertificate> {
  const made = await makeCertificate({
    commonName: (names.find(name => !LOCAL_NAMES.includes(name)) ?? 'localhost').slice(0, 64),
    ...{ names, issuer, serverAuth: true },
    notBefore: new Date(now - 3_600_000),
    notAfter: new Date(now + LEAF_TIME),
  });
  // Browsers know it or not; for people who look.
  const pair = { key: made.key, certificate: made.certificate + issuer.certificate };
  writePair(directory, 'certificate', pair);
  return pair;
}

function isAuthorityFor(pair: KeyAndCertificate, needed: readonly string[], now: number): boolean {
  const read = certificateIn(pair);
  if (!read || Date.parse(read.validTo) < now + LEAF_TIME) return false;
  const permitted = namesOf(read);
  return needed.every(name => isPermitted(permitted, name));
}

function isLeafFor(
  pair: KeyAndCertificate,
  names: readonly string[],
  authority: KeyAndCertificate,
  now: number,
): boolean {
  const read = certificateIn(pair);
  if (!read || Date.parse(read.validTo) < now + RENEWAL_TIME) return false;
  const served = namesOf(read);
  return (
    names.every(name => served.includes(name)) &&
    read.verify(new X509Certificate(authority.certificate).publicKey)
  );
}

/** null if it is none, or not of that key: the one before was interrupted, or somebody has had a hand in it. */
function certificateIn({ key, certificate }: KeyAndCertificate): X509Certificate | null {
  try {
    const read = new X509Certificate(certificate);
    return read.checkPrivateKey(createPrivateKey(key)) ? read : null;
  } catch {
    return null;
  }
}

/** A host name stands for all below it. */
function isPermitted(permitted: readonly string[], name: string): boolean {
  return permitted.some(one => one === name || (isIP(one) === 0 && name.endsWith(`.${one}`)));
}

function namesIn({ certificate }: KeyAndCertificate): string[] {
  return namesOf(new X509Certificate(certificate));
}

/** What a certificate is for, in lower case, addresses in their usual form. */
export function namesOf({ subjectAltName = '' }: X509Certificate): string[] {
  const names = subjectAltName.split(', ').map(part => /^(?:DNS|IP Address):(.+)$/.exec(part)?.[1] ?? '');
  return unique(names.filter(name => name !== ''));
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names.map(usual))];
}

/** As `new URL` writes it: in lower case, and with the zeros of an address left out. */
function usual(name: string): string {
  if (isIP(name) !== 6) return name.toLowerCase();
  return new URL(`http://[${name}]`).hostname.slice(1, -1);
}

/** What a machine is called need not be a name for certificates. */
function isName(name: string): string[] {
  return /^[a-z0-9]([a-z0-9.-]{0,62}[a-z0-9])?$/i.test(name) ? [name] : [];
}

/** null if there is none, or not both. */
function readPair(directory: string, name: string): KeyAndCertificate | null {
  try {
    const [key, certificate] = ['key', 'crt'].map(end =>
      readTrusted('The file', `${directory}/${name}.${end}`).toString('utf8'),
    ) as [string, string];
    return { key, certificate };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function writePair(directory: string, name: string, { key, certificate }: KeyAndCertificate): void {
  replaceFile(`${directory}/${name}.key`, key);
  replaceFile(`${directory}/${name}.crt`, certificate);
}
