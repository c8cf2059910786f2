/** Taking the network down, where it is our own: the loopback of a network namespace (run.mjs makes it). */
import { spawnSync } from 'node:child_process';

export const ownNetwork = process.env.CLAY_SOAK_NETWORK === 'own';

export function loopback(state: 'up' | 'down'): void {
  const { status, stderr } = spawnSync('ip', ['link', 'set', 'lo', state], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the loopback cannot be set ${state}: ${stderr}`);
}
