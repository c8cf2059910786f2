/** Engines by their contents: found when a script first runs, and kept for as long as this image lives. */
import type { Engine } from './inside.ts';
import { moduleOf } from './webassembly.ts';

declare const CLAY_ENGINE: string;

/** SHA-256 of the engine of this build, put in by the bundler. */
const BUILT: string = typeof CLAY_ENGINE === 'string' ? CLAY_ENGINE : '';
let current = BUILT;

/** Bytes of the engine; null: there is no such file. */
export type FindEngine = (id: string) => Uint8Array | null;

let find: FindEngine = () => null;
const known = new Map<string, Engine>();

/** Says where engines are found: files that never change, so that this is no state. */
export function findEnginesWith(way: FindEngine, own = BUILT): void {
  find = way;
  current = own;
}

/** SHA-256 of the engine that new scripts run on. */
export function currentEngine(): string {
  return current;
}

/** The engine; null: it is not to be found. */
export function engineOf(id: string): Engine | null {
  const loaded = known.get(id);
  if (loaded) return loaded;
  const bytes = find(id);
  if (bytes === null) return null;
  const engine = { id, module: moduleOf(bytes) };
  known.set(id, engine);
  return engine;
}
