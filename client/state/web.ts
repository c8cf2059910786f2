/** The browser view as plain data: who may look, who does, and what each of them has been shown. Behaviour: web/. */

/** A WebSocket whose frames may stop at any byte. Owner: web/wire/frames.ts. */
export interface FrameState {
  mode: 'head' | 'data';
  /** Bytes of a frame's head as far as it has come. */
  head: Uint8Array;
  opcode: number;
  fin: boolean;
  mask: number;
  /** Bytes of the frame that are still to come, and those that came. */
  left: number;
  at: number;
  /** Its data so far, in pieces, unmasked. */
  part: Uint8Array[];
  /** Of the message under way: its opcode (0 = there is none), the data of its frames, their size and number. */
  kind: number;
  parts: Uint8Array[];
  size: number;
  count: number;
}
