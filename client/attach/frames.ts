/** WebSocket frames (RFC 6455), the program's side: those of the client come whole or in pieces, and are never masked. */

export type FrameType = 'text' | 'binary' | 'close' | 'ping' | 'pong';

const OPCODES: Readonly<Record<FrameType, number>> = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 };

/**
 * A frame for the client. Masked, as the standard wants it, by nothing: the mask is to keep pages from writing what
 * proxies would take for a request, and here is neither.
 */
export function frameOf(type: FrameType, data: Uint8Array): Buffer {
  const { length } = data;
  const head = Buffer.alloc(length < 126 ? 6 : length < 65_536 ? 8 : 14);
  head[0] = 128 | OPCODES[type];
  if (length < 126) head[1] = 128 | length;
  else if (length < 65_536) {
    head[1] = 128 | 126;
    head.writeUInt16BE(length, 2);
  } else {
    head[1] = 128 | 127;
    head.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([head, data]);
}

/** Bytes of a frame: a screen has a tenth of it at most. */
const MESSAGE_LIMIT = 64 * 1024 * 1024;

export interface Frame {
  readonly type: FrameType;
  readonly data: Buffer;
}

/** The client sends each message in one frame. */
export function createFrameReader(): (bytes: Buffer) => Frame[] {
  let rest: Buffer = Buffer.alloc(0);
  return bytes => {
    rest = rest.length > 0 ? Buffer.concat([rest, bytes]) : bytes;
    const frames: Frame[] = [];
    for (let next = firstFrame(rest); next; next = firstFrame(rest)) {
      rest = rest.subarray(next.size);
      frames.push(next);
    }
    return frames;
  };
}

/** null: it is not whole yet. */
function firstFrame(bytes: Buffer): (Frame & { size: number }) | null {
  if (bytes.length < 2) return null;
  const short = (bytes[1] as number) & 127;
  const from = short === 127 ? 10 : short === 126 ? 4 : 2;
  if (bytes.length < from) return null;
  const length =
    short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short;
  if (length > MESSAGE_LIMIT) throw new Error(`a frame of ${length} bytes`);
  if (bytes.length < from + length) return null;
  const opcode = (bytes[0] as number) & 15;
  const found = Object.entries(OPCODES).find(([, number]) => number === opcode);
  if (!found) throw new Error(`a frame with the opcode ${opcode}`);
  return { type: found[0] as FrameType, data: bytes.subarray(from, from + length), size: from + length };
}
