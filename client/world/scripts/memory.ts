/** How much memory scripts may have: each of them (script/machine.ts), and all together. */
import { memoryOf } from '../../script/machines.ts';
import type { Scripts } from '../../state/script/scripts.ts';

const MOST_IN_ALL = 64 * 1024 * 1024;

/** As the end of a sentence. */
export const TOO_MUCH = `scripts would use more than ${MOST_IN_ALL / 1024 / 1024} MiB in all`;

/** Whether all of them, with those that are being loaded, have more than they may. */
export function isTooMuch({ packages, opening }: Scripts): boolean {
  const all = [...Object.values(packages), ...Object.values(opening ?? {}).map(({ made }) => made)];
  return all.reduce((sum, of) => sum + memoryOf(of), 0) > MOST_IN_ALL;
}
