/**
 * The file of a start-up snapshot, as Node writes it (src/node_snapshotable.cc in its sources): a head of a few bytes with
 * V8's tag on some lines, V8's own part, what Node needs to know of that, and what V8 has compiled of Node's own modules.
 */

/** The tag is before this byte. */
const HEAD = 256;
/** Between V8's part and the compiled code are a dozen kilobytes. */
const LONGEST_BETWEEN = 1024 * 1024;
/** Beyond these it is no list of modules. */
const [MOST_MODULES, LONGEST_NAME] = [10_000, 200];
/** What V8 refuses at a glance. Not nothing: Node would take that for a module which has to be compiled as a whole. */
const REFUSED = Buffer.alloc(8);

/** Changes V8's tag in it, if it has the one it was made with: Node 20 refuses another one, later lines have none there. */
export function setTag(bytes: Buffer, made: number, used: number): void {
  const tag = Buffer.alloc(4);
  tag.writeUInt32LE(made);
  const at = bytes.subarray(0, HEAD).indexOf(tag);
  if (at >= 0) bytes.writeUInt32LE(used, at);
}

/**
 * Without the code of Node's own modules, a third of the file: V8 refuses it where its options are others than those it was
 * made with, and compiles what is needed. null where the file is not as it is known here.
 */
export function withoutNodeCode(bytes: Buffer): Buffer | null {
  const found = codeOf(bytes);
  if (!found) return null;
  const entries = found.names.flatMap(name => [lengthOf(name), name, lengthOf(REFUSED), REFUSED]);
  const count = Buffer.alloc(8);
  count.writeUInt32LE(found.names.length);
  return Buffer.concat([bytes.subarray(0, found.at), count, ...entries]);
}

interface Code {
  readonly at: number;
  /** Of the modules. */
  readonly names: readonly Buffer[];
}

function codeOf(bytes: Buffer): Code | null {
  const head = endOfHead(bytes);
  if (head === null) return null;
  // Its length comes behind the flags, and behind the tag where there is one.
  for (const at of [head + 4, head + 8]) {
    const length = at + 4 > bytes.length ? 0 : bytes.readUInt32LE(at);
    // V8's part is most of it; anything else is no length.
    if (length < bytes.length / 3) continue;
    const end = at + 4 + length;
    const last = Math.min(end + LONGEST_BETWEEN, bytes.length - 8);
    for (let from = end; from < last; from++) {
      const names = namesAt(bytes, from);
      if (names) return { at: from, names };
    }
  }
  return null;
}

/** Where the flags, or the tag and the flags, begin: behind a number, a byte, and the names of version, processor and system. */
function endOfHead(bytes: Buffer): number | null {
  let at = 5;
  for (let n = 0; n < 3; n++) {
    const length = numberAt(bytes, at);
    if (length === null || length > LONGEST_NAME) return null;
    at += 8 + length;
  }
  return at;
}

/** The names of a list that begins here and ends with the file; null if there is none. */
function namesAt(bytes: Buffer, from: number): Buffer[] | null {
  const count = numberAt(bytes, from);
  if (!count || count > MOST_MODULES) return null;
  const names: Buffer[] = [];
  let at = from + 8;
  while (names.length < count) {
    const length = numberAt(bytes, at);
    if (!length || length > LONGEST_NAME) return null;
    names.push(bytes.subarray(at + 8, at + 8 + length));
    at += 8 + length;
    const size = numberAt(bytes, at);
    if (size === null) return null;
    at += 8 + size;
  }
  return at === bytes.length ? names : null;
}

/** 64 bits, of which nothing here needs more than half; null for more, and behind the end. */
function numberAt(bytes: Buffer, at: number): number | null {
  return at + 8 > bytes.length || bytes.readUInt32LE(at + 4) !== 0 ? null : bytes.readUInt32LE(at);
}

function lengthOf(content: Buffer): Buffer {
  const length = Buffer.alloc(8);
  length.writeUInt32LE(content.length);
  return length;
}
