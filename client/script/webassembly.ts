/** Of WebAssembly what an interpreter needs. The types of Node have none of it, and it is not there while a start-up snapshot is made. */

/** A module that is compiled: nothing is to be known of it. */
export type WasmModule = object;

export interface Instance {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly stack: { value: number };
  /** Steps that are left (.build/meter.mjs). */
  readonly fuel: { value: number };
  readonly functions: Readonly<Record<string, (...args: number[]) => number>>;
}

type Imports = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

interface Api {
  compile(bytes: Uint8Array): Promise<WasmModule>;
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  readonly Instance: new (module: WasmModule, imports: Imports) => { readonly exports: unknown };
}

function api(): Api {
  return (globalThis as unknown as { readonly WebAssembly: Api }).WebAssembly;
}

/** Throws if these are no bytes of a module. */
export function moduleOf(bytes: Uint8Array): WasmModule {
  return new (api().Module)(bytes);
}

/**
 * The same by other threads, with all of its functions: V8 would compile each in the turn that calls it first, and the first
 * script calls a third of them. Rejects if these are no bytes of a module.
 */
export async function moduleSoon(bytes: Uint8Array): Promise<WasmModule> {
  const { setFlagsFromString } = process.getBuiltinModule('node:v8');
  setFlagsFromString('--no-wasm-lazy-compilation');
  try {
    return await api().compile(bytes);
  } finally {
    // What is compiled at once is compiled by this thread.
    setFlagsFromString('--wasm-lazy-compilation');
  }
}

/** An instance with a memory of its own. */
export function instanceOf(module: WasmModule, imports: Imports): Instance {
  const exports = new (api().Instance)(module, imports).exports as Instance['functions'] &
    Pick<Instance, 'memory' | 'fuel'> & { readonly __stack_pointer: Instance['stack'] };
  const { memory, fuel, __stack_pointer: stack } = exports;
  return { memory, fuel, stack, functions: exports };
}
