// `npm run test:packages -- --root DIRECTORY`: each package installed in a bare Debian, played, and replaced under load. As root,
// in a mount namespace of its own. Where the directory is none yet, debootstrap makes a
// Debian 12 of it, which takes a network; it stays for the next time. The directory for arm64 is tried where there is an
// emulator (emulation.ts); `-- --arm64` tries that alone.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildClient, runTypeScript } from '../support/run-typescript.mjs';

const file = fileURLToPath(import.meta.url);
if (process.getuid?.() !== 0) {
  console.error('A bare root is entered by chroot(2): only root can.');
  process.exit(1);
}
if (process.env.CLAY_PACKAGES_MOUNTS !== 'own') {
  const env = { ...process.env, CLAY_PACKAGES_MOUNTS: 'own' };
  const again = ['--mount', process.execPath, file, ...process.argv.slice(2)];
  process.exit(spawnSync('unshare', again, { stdio: 'inherit', env }).status ?? 1);
}
buildClient();
process.exit(await runTypeScript(join(dirname(file), 'packages.ts'), 'packages', process.argv.slice(2)));
