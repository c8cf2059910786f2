// The endurance run: `npm run soak -- --minutes 10 [--seed 7] [--crashes] [--bad-builds]` (soak.ts says what it does).
// As root it runs in a network namespace of its own, so that it can take the network down for a second or two.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildClient, runTypeScript } from '../support/run-typescript.mjs';

const file = fileURLToPath(import.meta.url);
const UP = 'ip link set lo up && exec "$@"';

function canUnshare() {
  return process.getuid?.() === 0 && spawnSync('unshare', ['-n', 'sh', '-c', UP, 'sh', 'true']).status === 0;
}

// Before the network is another one: what is missing comes over it.
buildClient();
if (process.env.CLAY_SOAK_NETWORK !== 'own' && canUnshare()) {
  const again = ['-n', 'sh', '-c', UP, 'sh', process.execPath, file, ...process.argv.slice(2)];
  const env = { ...process.env, CLAY_SOAK_NETWORK: 'own' };
  process.exit(spawnSync('unshare', again, { stdio: 'inherit', env }).status ?? 1);
}

process.exit(await runTypeScript(join(dirname(file), 'soak.ts'), 'soak', process.argv.slice(2)));
