/** What goes into the pipeline besides bytes, and what comes out of it. */
import type { SoundOrder } from '../state/sound/sounds.ts';
import type { DataEntry, Run } from '../state/stream.ts';

/** What the road needs to know of the world, the terminal and the client. */
export interface StreamContext {
  /** The world's setting: a WHATWG label or cp437 (fansi). */
  readonly encoding: string;
  /** Size of the output area in cells, for NAWS. */
  readonly columns: number;
  readonly rows: number;
  readonly tls: boolean;
  readonly client: string;
  readonly version: string;
  /** Terminal type as MTTS spells it, e.g. XTERM-TRUECOLOR. */
  readonly terminal: string;
  /** Core.Supports.Set, e.g. "Char 1". */
  readonly gmcpSupports: readonly string[];
  /** Unix time in ms. */
  readonly now: number;
  /** Bytes of answers that are taken for sending now; without it, however many there are. */
  readonly room?: number;
  /** MXP is agreed to; as usual it is not. */
  readonly mxp?: boolean;
  /** A hello of MCP is answered; as usual it is not. */
  readonly mcp?: boolean;
  /** Variables the user added to MNES; null refuses NEW-ENVIRON. */
  readonly environ: Readonly<Record<string, string>> | null;
}

/** In order of occurrence. `reply` is final: compressed already if MCCP3 is on. */
export type StreamValue =
  | { readonly type: 'line' | 'prompt'; readonly text: string; readonly runs: readonly Run[] }
  | { readonly type: 'reply'; readonly bytes: Uint8Array }
  | { readonly type: 'mask'; readonly on: boolean }
  | { readonly type: 'bell' }
  | { readonly type: 'clear' }
  /** The server has said the hello of MCP: it wants a key that cannot be guessed. */
  | { readonly type: 'mcp' }
  /** A text that is to be edited (MCP simpleedit); `kind` is what the server calls its type. */
  | {
      readonly type: 'edit';
      readonly reference: string;
      readonly name: string;
      readonly kind: string;
      readonly text: string;
    }
  /** What the server has told under this name; by the time that it is looked at there may be something later. */
  | { readonly type: 'data'; readonly name: string; readonly entry: DataEntry }
  | { readonly type: 'sound'; readonly order: SoundOrder }
  | { readonly type: 'notice'; readonly code: string; readonly text: string };

/** A value that is present but empty. Never written to. */
export const NO_BYTES = new Uint8Array(0);
