/** One request over a connection that is there, and what its answer means. */
import { type IncomingHttpHeaders, request } from 'node:http';
import type { Socket } from 'node:net';
import { Failure, passing } from '../failure.ts';

export interface Asked {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Characters of an answer: a login has a hundred. */
const BODY_LIMIT = 64 * 1024;
const PATIENCE = 20_000;

/** Rejects with a passing Failure where there is no whole answer. */
export function ask(socket: Socket, name: string, { body = '', ...asked }: Asked): Promise<Answer> {
  const length = body && { 'Content-Length': Buffer.byteLength(body) };
  const headers = { ...asked.headers, Connection: 'close', ...length };
  return new Promise<Answer>((resolve, reject) => {
    const fail = (why: string) => reject(passing(`No answer came from ${name}: ${why}.`));
    const outgoing = request({ ...asked, headers, createConnection: () => socket }, incoming => {
      let text = '';
      incoming.setEncoding('utf8');
      incoming.on('data', (part: string) => {
        text += part;
        if (text.length > BODY_LIMIT) incoming.destroy(new Error('it is too long'));
      });
      incoming.on('error', error => fail(error.message));
      incoming.on('end', () =>
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: text }),
      );
    });
    outgoing.setTimeout(PATIENCE, () => outgoing.destroy(new Error('it did not come in time')));
    outgoing.on('error', error => fail(error.message));
    outgoing.end(body);
  }).finally(() => socket.destroy());
}

/** What is said of a status that is not the one hoped for. */
export function refusalBy(
  status: number,
  { name, host }: { name: string; host: string },
  wait = '',
): Failure {
  switch (status) {
    case 403:
      return new Failure(
        `The Clay at ${name} lets nobody in by that: a link is good once, for five minutes.`,
      );
    case 404:
      return new Failure(
        `What answers at ${name} takes no terminals: it is a Clay of an older build, or none.`,
      );
    case 421:
      return new Failure(
        `The Clay at ${name} does not go by the name ${host}: /setup web.names there adds it.`,
      );
    case 429:
      return new Failure(
        `The Clay at ${name} takes no more passwords for now: again in ${wait} s. A link is good all the same.`,
      );
    case 503:
      return passing(`The Clay at ${name} is not running; what answers is its tlsproxy.`);
    default:
      return new Failure(`What answers at ${name} (status ${status}) does not speak as Clay does.`);
  }
}
