/** Logging in to the Clay of another machine, over a real connection: what is sent, and what is looked at before. */
import { X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { remoteWay } from '../../../client/attach/remote/way.ts';
import type { Screen } from '../../../client/attach/screen.ts';
import { writePin } from '../../../shared/tls/known-hosts.ts';
import { testCertificate } from '../../support/certificate.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

const CODE = 'abcdefghijklmnopqrstuv';
const identity = testCertificate({ names: ['127.0.0.1'] });
const fingerprint = new X509Certificate(identity.certificate).fingerprint256;
const posted: unknown[] = [];
let server: Server;

/** Lets in by anything that is not a code. */
beforeAll(async () => {
  server = createServer({ key: identity.key, cert: identity.certificate }, (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      if (request.method === 'GET') return response.writeHead(403).end();
      const said = JSON.parse(body) as { code?: string };
      posted.push(said);
      if (said.code !== undefined) return response.writeHead(403).end();
      return response.writeHead(200, { 'Set-Cookie': 'clay=token; HttpOnly' }).end('{"half":"half"}');
    });
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
});
afterAll(done => void server.close(done));
beforeEach(() => {
  posted.length = 0;
});

async function prepare(home: string, typed: string, code: string | null = null): Promise<void> {
  const { port } = server.address() as AddressInfo;
  await writePin(join(home, 'known_hosts'), '127.0.0.1', port, fingerprint);
  const address = { host: '127.0.0.1', port, name: `127.0.0.1:${port}`, code };
  const screen = { ask: () => Promise.resolve(typed), print: () => undefined };
  await remoteWay(address, home).prepare(screen as unknown as Screen);
}

test.each([
  ['beyond ASCII', 'pässwörd €'],
  ['with blanks at its ends', '  open sesame '],
])('a password %s arrives as it was typed', async (_, password) => {
  const home = temporaryDirectory();
  await prepare(home, password);
  expect(posted).toEqual([{ password }]);
  expect(readFileSync(join(home, 'attach.json'), 'utf8')).toContain('clay=token');
});

test('a code is known between blanks, and tried as a password as it was typed', async () => {
  await prepare(temporaryDirectory(), ` ${CODE} `);
  expect(posted).toEqual([{ code: CODE }, { password: ` ${CODE} ` }]);
});

test('a code is not spent where the login could not be kept', async () => {
  const home = temporaryDirectory();
  writeFileSync(join(home, 'attach.json'), 'what is this', { mode: 0o600 });
  await expect(prepare(home, '', CODE)).rejects.toThrow('The logins that are kept cannot be read');
  expect(posted).toEqual([]);
});
