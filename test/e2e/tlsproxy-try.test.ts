import { readdirSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { makeCertificate } from '../../shared/certificate.ts';
import { isFault } from '../../shared/fault.ts';
import { openRequest, proxyFixture } from '../support/tlsproxy.ts';

it('works', async () => {
  const { key, certificate } = await makeCertificate({
    commonName: 'localhost',
    names: ['localhost', '127.0.0.1'],
  });
  const server = createServer({ key, cert: certificate }, s => {
    s.write('hello\n');
    s.on('data', d => s.write(d));
    s.on('error', () => {});
  });
  await new Promise<void>(r => server.listen(0, '127.0.0.1', r));
  const port = (server.address() as AddressInfo).port;
  const f = proxyFixture();
  const c = f.client();
  const t = Date.now();
  const o = await c.open(openRequest(port));
  console.log(
    Date.now() - t,
    isFault(o) ? o : o.tls,
    readdirSync(f.directory),
    readFileSync(f.home + '/tlsproxy.log', 'utf8'),
  );
  if (isFault(o)) throw new Error(o.sentence);
  o.socket.write('abc');
  const text = await new Promise<string>(r => {
    let s = '';
    o.socket.on('data', d => {
      s += d;
      if (s.length >= 9) r(s);
    });
  });
  expect(text).toBe('hello\nabc');
  console.log(await c.list(), await c.stats());
  c.ack(o.session, 9);
  o.socket.end();
  console.log(await c.close(o.session));
  await new Promise(r => setTimeout(r, 100));
  console.log(await c.ending(o.session));
  c.dispose();
  server.close();
  await new Promise(r => setTimeout(r, 500));
  console.log(readdirSync(f.directory), readFileSync(f.home + '/tlsproxy.log', 'utf8'));
}, 30000);
