/**
 * What interpreters begin as, as the build has made it: a file beside the engine, for to make it takes longer than a turn
 * may. It is the same to the byte as one that is made here, so that nothing depends on whether there is one.
 */
import type { WholeImage } from '../state/script/scripts.ts';
import type { Engine } from './inside.ts';
import { createMachine } from './machine.ts';
import { PRELUDE } from './prelude.ts';

/** To begin takes so many steps. */
const TO_BEGIN = 2_000_000;
const encoder = new TextEncoder();

/** What interpreters on this engine begin as, with the prelude of this build. */
export function makeBase(engine: Engine): WholeImage {
  return createMachine(engine, PRELUDE, { now: 0, fuel: TO_BEGIN, ask: () => '' }).freeze();
}

/** Name of what interpreters on the engine begin as. */
export function baseName(engine: string): string {
  return `${engine} ${checksum(PRELUDE)}`;
}

/** FNV-1a: tells one prelude from the next. */
function checksum(text: string): string {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  return (sum >>> 0).toString(16);
}

/** A line of JSON, the map, the blocks. */
export function encodeBase({ map, pages, ...head }: WholeImage): Uint8Array {
  const line = encoder.encode(
    `${JSON.stringify({ ...head, name: baseName(head.engine), map: map.length })}\n`,
  );
  const bytes = new Uint8Array(line.length + map.length + pages.length);
  bytes.set(line);
  bytes.set(map, line.length);
  bytes.set(pages, line.length + map.length);
  return bytes;
}

/** null: it is none, or that of another engine or prelude. */
export function decodeBase(bytes: Uint8Array, engine: string): WholeImage | null {
  const end = bytes.indexOf(10);
  if (end < 0) return null;
  const { name, map, ...head } = JSON.parse(Buffer.from(bytes.subarray(0, end)).toString()) as Omit<
    WholeImage,
    'map' | 'pages'
  > & { readonly name: string; readonly map: number };
  if (name !== baseName(engine)) return null;
  const from = end + 1;
  return { ...head, map: bytes.slice(from, from + map), pages: bytes.slice(from + map) };
}
