/** The proxies that a profile has at work, as written down in it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { proxyPaths } from '../../../../shared/paths.ts';
import { processIdentity } from '../../../../shared/process-identity.ts';
import { callOlder } from '../../../../tlsproxy/process/roll.ts';

test('an older proxy that ends in the moment in which it is called keeps none from starting', async () => {
  const home = mkdtempSync(join(tmpdir(), 'clay-roll-'));
  try {
    const options = { home, role: 'sessions', build: 'b', runtime: home } as const;
    // The one that started this test stands for it: alive while it is looked at.
    const pid = process.ppid;
    const entry = { pid, identity: processIdentity(pid), runtime: home };
    writeFileSync(join(home, `.tlsproxy.sessions-b-${pid}`), JSON.stringify(entry));
    const called: number[] = [];
    const kill = (whom: number): true => {
      called.push(whom);
      throw Object.assign(new Error('kill ESRCH'), { code: 'ESRCH' });
    };
    const paths = () => proxyPaths(home, home, 'b', 'sessions');
    const answer = await callOlder(options, paths, { patience: 0, kill });
    expect(answer).toBeNull();
    expect(called).toEqual([pid]);
  } finally {
    rmSync(home, { recursive: true });
  }
});
