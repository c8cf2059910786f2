/** Engines by their contents: found when a script first runs, and kept for as long as this image lives. */
import type { WholeImage } from '../state/script/scripts.ts';
import { decodeBase } from './base-file.ts';
import type { Engine } from './inside.ts';
import { moduleOf, type WasmModule } from './webassembly.ts';

declare const CLAY_ENGINE: string;
declare const CLAY_BASE: string;

/** SHA-256 of the engine of this build, and of what interpreters on it begin as; put in by the bundler. */
const BUILT: string = typeof CLAY_ENGINE === 'string' ? CLAY_ENGINE : '';
const BUILT_BASE: string = typeof CLAY_BASE === 'string' ? CLAY_BASE : '';
let current = BUILT;

/** Bytes of the engine; null: there is no such file. */
export type FindEngine = (id: string) => Uint8Array | null;

/** The same of what interpreters begin as. */
export type FindBase = (id: string) => Uint8Array | null;

let find: FindEngine = () => null;
let findBase: FindBase = () => null;
let base = '';
/** That which was read last: what is derived from it (image.ts) is so for all scripts. */
let read: { readonly engine: string; readonly image: WholeImage } | null = null;
const known = new Map<string, Engine>();

/** Says where engines are found: files that never change, so that this is no state. */
export function findEnginesWith(way: FindEngine, own = BUILT): void {
  find = way;
  current = own;
}

/** Says where it is found what interpreters begin as: `own` is that of this build. */
export function findBaseWith(way: FindBase, own = BUILT_BASE): void {
  findBase = way;
  base = own;
  read = null;
}

/** What interpreters begin as on the engine, as the build has made it; null: there is none for it. */
export function builtBase(engine: string): WholeImage | null {
  if (read?.engine === engine) return read.image;
  const bytes = base === '' ? null : findBase(base);
  const image = bytes && decodeBase(bytes, engine);
  if (image) read = { engine, image };
  return image;
}

/** SHA-256 of the engine that new scripts run on. */
export function currentEngine(): string {
  return current;
}

/** Whether it was loaded. */
export function isLoaded(id: string): boolean {
  return known.has(id);
}

/** It was loaded elsewhere. */
export function noteEngine(id: string, module: WasmModule): void {
  if (!known.has(id)) known.set(id, { id, module });
}

/** The engine, read and compiled at once unless that has been done; null: it is not to be found. */
export function engineOf(id: string): Engine | null {
  const loaded = known.get(id);
  if (loaded) return loaded;
  const bytes = find(id);
  if (bytes === null) return null;
  const engine = { id, module: moduleOf(bytes) };
  known.set(id, engine);
  return engine;
}
