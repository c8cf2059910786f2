/** A TLS connection to the Clay of another machine, once it is known to be the one that is meant. */
import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { isFault } from '../../../shared/fault.ts';
import { flawsOf, ownFlaws } from '../../../shared/tls/flaws.ts';
import { readPins, writePin } from '../../../shared/tls/known-hosts.ts';
import { connectTls } from '../../../shared/tls/tls.ts';
import type { Address } from '../address.ts';
import { Failure, passing } from '../failure.ts';
import { type Certificate, inRows, judgeShown, type Shown, type Verdict } from './trust.ts';

/** Asks the user; null: nobody is there to be asked. */
export type Question = ((text: string) => Promise<string>) | null;

/** Rejects with a Failure; one about the network is passing. Not a byte has gone out before the certificate was looked at. */
export async function reach(address: Address, knownHosts: string, question: Question): Promise<TLSSocket> {
  const { host, port, name } = address;
  const { socket, shown } = await shake(address);
  try {
    const pins = await readPins(knownHosts, host, port).catch((error: Error) => {
      throw new Failure(`Known certificates cannot be read: ${without(error.message)}.`);
    });
    const unknown = lookAt({ ...shown(), pins }, name, knownHosts);
    if (unknown === null) {
      if (socket.destroyed) throw passing(`The connection to ${name} was lost.`);
      return socket;
    }
    await askAbout(unknown, address, knownHosts, question);
  } catch (error) {
    socket.destroy();
    throw error;
  }
  // While the user has thought about it the other side has waited long enough.
  socket.destroy();
  return reach(address, knownHosts, null);
}

async function shake({ host, port }: Address) {
  let leaf = null as X509Certificate | null;
  const connection = await connectTls({
    ...{ host, port, serverName: '', policy: 'none', pins: [], legacy: false },
    onShown(certificate) {
      leaf = certificate;
    },
  });
  if (isFault(connection)) throw passing(connection.sentence);
  const { socket } = connection;
  // It is closed then, which says all.
  socket.on('error', () => undefined);
  return { socket, shown: () => shownBy(socket, leaf, host) };
}

type Unknown = Extract<Verdict, { kind: 'unknown' }>;

/** null: it is trusted. Throws a Failure where it is not, and nobody is to be asked. */
function lookAt(shown: Shown, name: string, knownHosts: string): Unknown | null {
  const verdict = judgeShown(shown);
  if (verdict.kind === 'refused')
    throw new Failure(`The certificate of ${name} is not trusted: ${verdict.why}; not connected.`);
  if (verdict.kind === 'changed') throw changed(verdict, name, knownHosts);
  return verdict.kind === 'unknown' ? verdict : null;
}

async function askAbout(
  unknown: Unknown,
  { host, port, name }: Address,
  knownHosts: string,
  question: Question,
): Promise<void> {
  if (question === null) throw new Failure(`The certificate of ${name} is not known; not connected.`);
  const answer = await question(words(unknown, name));
  if (answer.trim().toLowerCase() !== 'yes') throw new Failure('Not connected.');
  await writePin(knownHosts, host, port, unknown.fingerprint).catch((error: Error) => {
    throw new Failure(`The certificate cannot be kept in ${knownHosts}: ${without(error.message)}.`);
  });
}

const without = (sentence: string) => sentence.replace(/\.$/, '');

function shownBy(socket: TLSSocket, leaf: X509Certificate | null, host: string): Omit<Shown, 'pins'> {
  if (!leaf) throw new Failure('It shows no certificate; not connected.');
  const reason = socket.authorized ? '' : String(socket.authorizationError);
  const flaws = flawsOf(leaf, reason, host, Date.now());
  const otherFlaws = ownFlaws(leaf, host, Date.now());
  return { isAuthorized: socket.authorized, leaf: leaf as Certificate, flaws, otherFlaws };
}

function words({ fingerprint, isAuthority }: Unknown, name: string): string {
  const [first, second] = inRows(fingerprint);
  const whose = isAuthority ? 'the authority that has made it' : 'it';
  const where = isAuthority ? '/web authority' : '/web certificate';
  return [
    `${name} shows a certificate that was never seen here,`,
    'and for which no authority of this system vouches.',
    `The fingerprint (SHA-256) of ${whose} is`,
    `  ${first}`,
    `  ${second}`,
    `On the Clay that is meant ${where} shows the same.`,
    'Trust it from now on (yes/no)? ',
  ].join('\n');
}

function changed(
  { fingerprint }: Extract<Verdict, { kind: 'changed' }>,
  name: string,
  knownHosts: string,
): Failure {
  return new Failure(
    `The certificate of ${name} has changed, to SHA-256 ${fingerprint}; not connected. ` +
      `Somebody may be in between. If that Clay has a new authority, as its /web authority shows, remove the line of ${name} from ${knownHosts}.`,
  );
}
