/** Scripts and what becomes of them, as plain data. Behaviour: script/, world/scripts/, command/scripts/. */

/** Pages of a memory that have something in them, one behind the other; `map` has a bit for each page. */
export interface MemoryImage {
  /** Bytes of the whole memory. */
  readonly size: number;
  readonly map: Uint8Array;
  readonly pages: Uint8Array;
}

/** An interpreter at rest: all there is to know of it. */
export interface Image extends MemoryImage {
  /** SHA-256 of the engine that it runs on: of no other. */
  readonly engine: string;
  /** Its registers: top of the stack, runtime, context. */
  readonly stack: number;
  readonly runtime: number;
  readonly context: number;
  /** Where the function is that is called from outside, and memory for what goes in. */
  readonly entry: number;
  readonly scratch: number;
}
