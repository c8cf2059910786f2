/**
 * The pipeline: CPU time of telnet, charset, ANSI and lines per line of 178 bytes. The floor is what any
 * client must do (decode, split on line feeds); ratios to it say more than figures of one machine.
 */
import { deflateSync } from 'node:zlib';
import { emptyStream, receive, type StreamContext } from '../../client/stream/stream.ts';

const LINES = 40_000;
const LINE_BYTES = 178;
/** What Node reads from a socket at once. */
const PACKET = 64 * 1024;
const ROUNDS = 7;

const context: StreamContext = {
  encoding: 'utf-8',
  columns: 120,
  rows: 40,
  tls: false,
  client: 'CLAY',
  version: '0.1.0',
  terminal: 'XTERM-TRUECOLOR',
  gmcpSupports: [],
  now: 0,
  environ: null,
};

/** The line padded to its size, CR LF included. */
function sized(text: string): string {
  return `${text.padEnd(LINE_BYTES - 2 - (Buffer.byteLength(text) - text.length), '.')}\r\n`;
}

function plain(n: number): string {
  return sized(
    `The orc number ${n} hits you very hard, and the cleric utters the words 'heal' for ${n % 97} points`,
  );
}

function coloured(n: number): string {
  return sized(
    `\x1b[1;3${n % 8}mThe orc\x1b[0m number \x1b[38;5;${n % 256}m${n}\x1b[0m hits \x1b[4myou\x1b[0m ` +
      `\x1b[38;2;${n % 256};${n % 199};7mvery hard\x1b[0m and flees \x1b[33mnorth\x1b[0m`,
  );
}

function unicode(n: number): string {
  return sized(
    `\x1b[1;3${n % 8}mЁжик Þórr 東京 ${n}\x1b[0m schlägt \x1b[38;5;${n % 256}mдракона\x1b[0m, 「勇者」 fällt`,
  );
}

function stream(line: (n: number) => string): Buffer {
  return Buffer.from(Array.from({ length: LINES }, (_, n) => line(n)).join(''));
}

/** Decode and split: what cannot be left out. */
function floor(bytes: Buffer): number {
  const decoder = new TextDecoder();
  let rest = '';
  let lines = 0;
  for (let at = 0; at < bytes.length; at += PACKET) {
    const parts = (rest + decoder.decode(bytes.subarray(at, at + PACKET), { stream: true })).split('\r\n');
    rest = parts.pop()!;
    lines += parts.length;
  }
  return lines;
}

function pipeline(bytes: Buffer, packet: number): number {
  const state = emptyStream();
  let lines = 0;
  for (let at = 0; at < bytes.length; at += packet) {
    let rest: Uint8Array | null = bytes.subarray(at, at + packet);
    while (rest !== null) {
      const received = receive(state, rest, context);
      for (const value of received.values) if (value.type === 'line') lines++;
      rest = received.rest;
    }
  }
  return lines;
}

const MCCP2_START = Uint8Array.of(255, 251, 86, 255, 250, 86, 255, 240);

function compressed(bytes: Buffer): Buffer {
  return Buffer.concat([MCCP2_START, deflateSync(bytes)]);
}

/** Least CPU time of one run, in ms. */
function cpu(run: () => number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    if (run() !== LINES) throw new Error('a line was lost');
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

/** Prints a table. */
export async function bench(): Promise<void> {
  const text = { plain: stream(plain), coloured: stream(coloured), unicode: stream(unicode) };
  const packed = compressed(text.coloured);
  const rows: [string, Buffer, () => number][] = [
    ['floor, plain', text.plain, () => floor(text.plain)],
    ['plain', text.plain, () => pipeline(text.plain, PACKET)],
    ['floor, coloured', text.coloured, () => floor(text.coloured)],
    ['coloured', text.coloured, () => pipeline(text.coloured, PACKET)],
    ['coloured, a packet a line', text.coloured, () => pipeline(text.coloured, LINE_BYTES)],
    ['floor, UTF-8', text.unicode, () => floor(text.unicode)],
    ['UTF-8', text.unicode, () => pipeline(text.unicode, PACKET)],
    ['coloured, MCCP2', text.coloured, () => pipeline(packed, PACKET)],
  ];
  console.log(`byte pipeline, ${LINES} lines of ${LINE_BYTES} bytes, CPU time`);
  console.log(
    `${'road'.padEnd(28)}${'MB/s'.padStart(8)}${'lines/s'.padStart(12)}${'µs/line'.padStart(10)}${'× floor'.padStart(10)}`,
  );
  let base = 0;
  for (const [name, bytes, run] of rows) {
    const ms = cpu(run);
    if (name.startsWith('floor')) base = ms;
    const cells = [
      (bytes.length / ms / 1000).toFixed(0).padStart(8),
      ((LINES / ms) * 1000).toFixed(0).padStart(12),
      ((ms * 1000) / LINES).toFixed(2).padStart(10),
      (ms / base).toFixed(1).padStart(10),
    ];
    console.log(name.padEnd(28) + cells.join(''));
  }
}
