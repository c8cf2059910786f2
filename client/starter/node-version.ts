/** Which Nodes Clay runs on. An older one would not get far, and say nothing that helps. */

/** The oldest. */
export const OLDEST_NODE: readonly [major: number, minor: number] = [20, 19];

/** Whether that is a version (`20.19.4`, with or without a `v`) to run on. */
export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.replace('v', '').split('.').map(Number);
  const [first, second] = OLDEST_NODE;
  return major > first || (major === first && minor >= second);
}
