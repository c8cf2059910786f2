// Puts a meter into a WebAssembly module: each pass of a loop and each call of one of its functions takes a unit of the
// global `fuel`, which is exported, and none left is a trap. So nothing in it can go on for ever, and where it stops is
// the same on every machine. https://webassembly.github.io/spec/core/binary/
const HEADER = 8;
const SECTION = { custom: 0, import: 2, global: 6, export: 7, code: 10 };
const NAME = 'fuel';

/** Bytes of the module with its meter, and how many places are metered. Throws where something in it is not known. */
export function metered(bytes) {
  const out = [bytes.subarray(0, HEADER)];
  const reader = createReader(bytes, HEADER);
  let globals = 0;
  let fuel = -1;
  let places = 0;
  while (!reader.isAtEnd()) {
    const id = reader.byte();
    const content = reader.take(reader.u32());
    // Names for debuggers: half of the file, and of no use here.
    if (id === SECTION.custom) continue;
    if (id === SECTION.import) globals = importedGlobals(content);
    if (id === SECTION.global) {
      fuel = globals + createReader(content).u32();
      // A mutable i32 that begins at 0.
      out.push(section(id, oneMore(content, [0x7f, 1, 0x41, 0, 0x0b])));
    } else if (id === SECTION.export) {
      out.push(section(id, oneMore(content, [NAME.length, ...Buffer.from(NAME), 3, ...leb(fuel)])));
    } else if (id === SECTION.code) {
      const code = meteredCode(content, spending(fuel));
      places = code.places;
      out.push(section(id, code.bytes));
    } else out.push(section(id, content));
  }
  return { bytes: Buffer.concat(out), places };
}

function createReader(bytes, from = 0) {
  let at = from;
  const reader = {
    at: () => at,
    isAtEnd: () => at >= bytes.length,
    byte: () => bytes[at++],
    u32() {
      let value = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = bytes[at++];
        value |= (byte & 127) << shift;
        if (byte < 128) return value >>> 0;
      }
    },
    /** A number of any width that is of no interest. */
    skipNumber() {
      while (bytes[at++] >= 128);
    },
    skip(count) {
      at += count;
    },
    take(count) {
      at += count;
      return bytes.subarray(at - count, at);
    },
    since: start => bytes.subarray(start, at),
    rest: () => bytes.subarray(at),
  };
  return reader;
}

function leb(value) {
  const bytes = [];
  let rest = value;
  do {
    const byte = rest & 127;
    rest >>>= 7;
    bytes.push(rest ? byte | 128 : byte);
  } while (rest);
  return bytes;
}

function section(id, content) {
  return Buffer.concat([Buffer.from([id, ...leb(content.length)]), content]);
}

/** A section that is a list, with one more at its end. */
function oneMore(content, entry) {
  const reader = createReader(content);
  const count = reader.u32();
  return Buffer.concat([Buffer.from(leb(count + 1)), reader.rest(), Buffer.from(entry)]);
}

function importedGlobals(content) {
  const reader = createReader(content);
  let globals = 0;
  for (let left = reader.u32(); left > 0; left--) {
    for (let name = 0; name < 2; name++) reader.skip(reader.u32());
    const kind = reader.byte();
    if (kind === 0) reader.skipNumber();
    else if (kind === 1 || kind === 2) {
      if (kind === 1) reader.skip(1);
      const limits = reader.byte();
      reader.skipNumber();
      if (limits & 1) reader.skipNumber();
    } else if (kind === 3) {
      reader.skip(2);
      globals++;
    } else throw new Error(`the module imports something of kind ${kind}`);
  }
  return globals;
}

/** fuel = fuel - 1; if (fuel < 0) unreachable */
function spending(fuel) {
  const index = leb(fuel);
  const get = [0x23, ...index];
  return Buffer.from([...get, 0x41, 0x7f, 0x6a, 0x24, ...index, ...get, 0x41, 0, 0x48, 0x04, 0x40, 0, 0x0b]);
}

function meteredCode(content, spend) {
  const reader = createReader(content);
  const count = reader.u32();
  const parts = [Buffer.from(leb(count))];
  let places = 0;
  for (let i = 0; i < count; i++) {
    const body = meteredBody(reader.take(reader.u32()), spend);
    places += body.places;
    parts.push(Buffer.from(leb(body.bytes.length)), body.bytes);
  }
  return { bytes: Buffer.concat(parts), places };
}

function meteredBody(body, spend) {
  const reader = createReader(body);
  for (let locals = reader.u32(); locals > 0; locals--) {
    reader.skipNumber();
    reader.skip(1);
  }
  const parts = [reader.since(0), spend];
  let from = reader.at();
  let places = 1;
  while (!reader.isAtEnd()) {
    const op = reader.byte();
    skipOperands(op, reader);
    if (op !== LOOP) continue;
    parts.push(reader.since(from), spend);
    from = reader.at();
    places++;
  }
  return { bytes: Buffer.concat([...parts, reader.since(from)]), places };
}

const LOOP = 0x03;
/** block, loop, if; br, br_if, call; locals and globals, tables; i32, i64; memory; references. */
const ONE_NUMBER = new Set([
  ...[0x02, LOOP, 0x04, 0x0c, 0x0d, 0x10, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x41, 0x42],
  ...[0x3f, 0x40, 0xd0, 0xd2],
]);
/** try, return_call, SIMD, threads: a build of the engine that has them would not be metered as a whole. */
const UNKNOWN = new Set([0x06, 0x07, 0x08, 0x09, 0x12, 0x13, 0x14, 0x15, 0x18, 0x19, 0x1f, 0xfb, 0xfd, 0xfe]);

function skipOperands(op, reader) {
  if (UNKNOWN.has(op)) throw new Error(`the module has an instruction that is not known: ${op.toString(16)}`);
  if (ONE_NUMBER.has(op)) reader.skipNumber();
  else if (op === 0x11 || (op >= 0x28 && op <= 0x3e)) skipNumbers(reader, 2);
  else if (op === 0x0e) skipNumbers(reader, reader.u32() + 1);
  else if (op === 0x1c) reader.skip(reader.u32());
  else if (op === 0x43) reader.skip(4);
  else if (op === 0x44) reader.skip(8);
  else if (op === 0xfc) skipExtended(reader.u32(), reader);
}

/** Conversions have none; of the rest those that copy, and those that begin with a segment, have two. */
function skipExtended(op, reader) {
  if (op >= 8) skipNumbers(reader, op === 8 || op === 10 || op === 12 || op === 14 ? 2 : 1);
}

function skipNumbers(reader, count) {
  for (let left = count; left > 0; left--) reader.skipNumber();
}
