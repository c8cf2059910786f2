/** Directories that others use. */
import { readdirSync } from 'node:fs';

/** Nothing, where there is none. */
export function filesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
