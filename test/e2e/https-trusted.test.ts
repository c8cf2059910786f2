/**
 * A browser that trusts the authority of this machine, as a user's does who has installed it: nothing is clicked away, the worker
 * runs, notifications are shown, and the page can be installed. By an NSS database of its own; without `certutil` by the key of the
 * certificate, which Chromium then takes for trusted.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { test } from '../support/chromium.ts';
import { chromiumPath } from '../support/chromium-launch.ts';
import { atEnd, temporaryDirectory } from '../support/temporary.ts';
import { type Answer, get, visit } from '../support/visitors.ts';
import { linkOf, startHttps } from '../support/web-view.ts';

/** What Chromium is to be started with so that it trusts the authority, and a home for it. */
async function trusting(port: number): Promise<{ home: string; args: string[] }> {
  const home = temporaryDirectory();
  const { body } = (await get(port, '/clay-authority.crt')) as Answer;
  const file = join(home, 'authority.pem');
  writeFileSync(file, body);
  const database = join(home, '.pki/nssdb');
  mkdirSync(database, { recursive: true });
  const certutil = (...args: string[]) =>
    spawnSync('certutil', ['-d', `sql:${database}`, ...args], { encoding: 'utf8' });
  if (!certutil('-N', '--empty-password').error) {
    expect(certutil('-A', '-t', 'C,,', '-n', 'clay', '-i', file).stderr).toBe('');
    return { home, args: [] };
  }
  const socket = await visit(port);
  const key = socket.getPeerX509Certificate()!.publicKey.export({ type: 'spki', format: 'der' });
  socket.destroy();
  const pin = createHash('sha256').update(key).digest('base64');
  return { home, args: [`--ignore-certificate-errors-spki-list=${pin}`] };
}

test('the page over HTTPS is secure, its worker runs, it notifies and can be installed', async () => {
  const { clay, port } = await startHttps();
  const { home, args } = await trusting(port);
  const context = await chromium.launchPersistentContext(join(home, 'profile'), {
    executablePath: chromiumPath!,
    args: ['--no-sandbox', ...args],
    env: { ...process.env, HOME: home } as Record<string, string>,
  });
  atEnd(() => context.close());
  await context.grantPermissions(['notifications'], { origin: `https://127.0.0.1:${port}` });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', error => faults.push(String(error)));
  page.on('console', message => message.type() === 'error' && faults.push(message.text()));
  await page.addInitScript(
    "addEventListener('securitypolicyviolation', event => console.error('policy', event.violatedDirective))",
  );
  await page.goto(await linkOf(clay));
  await page.locator('#log').getByText('% Connected to Alpha.').first().waitFor();
  expect(await page.evaluate('isSecureContext')).toBe(true);
  expect(await page.evaluate('navigator.serviceWorker.ready.then(({ active }) => !!active)')).toBe(true);
  const notified = `navigator.serviceWorker.ready
    .then(worker => worker.showNotification('Alpha').then(() => worker.getNotifications()))
    .then(notifications => notifications.map(({ title }) => title))`;
  expect(await page.evaluate(notified)).toEqual(['Alpha']);
  const devtools = await context.newCDPSession(page);
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
  expect(installabilityErrors).toEqual([]);
  expect(faults).toEqual([]);
});
