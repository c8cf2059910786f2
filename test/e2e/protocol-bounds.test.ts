/** Servers that flood: memory is bounded, the keyboard and the other worlds go on, and one sentence tells of it. */
import { deflateSync } from 'node:zlib';
import { type Clay, startClay } from '../support/clay.ts';
import { inputText, outputRows } from '../support/playing.ts';
import { bytes, DO, IAC, SB, sb, WILL, WONT } from '../support/recorded/recording.ts';
import { type Peer, startWorld } from '../support/scripted-world.ts';
import { settingsToml } from '../support/tls-world.ts';
import { repeat, startTorrent, type Torrent } from '../support/torrent.ts';

const MIB = 1024 * 1024;
/** The whole weight in a long run; else a part that takes a second. */
const WEIGHT = process.env.CLAY_LONG ? 1 : 0.04;
const TIMEOUT = process.env.CLAY_LONG ? 6_000_000 : 600_000;
/** What a flood may add to the client's memory at its worst: garbage that waits to be collected, mostly. */
const ROOM = 160 * MIB;
const [TTYPE, ENVIRON, MCCP2, GMCP] = [24, 39, 86, 201];

interface Flood {
  readonly chunks: () => Iterable<Uint8Array>;
  /** The one sentence; null where nothing is wrong with it. */
  readonly sentence: RegExp | null;
  /** The server does not read what it is answered. */
  readonly ignores?: boolean;
}

/** So large that a packet of it takes the client some work. */
const CHUNK = 64 * 1024;
const filled = (text: string) => Buffer.from(text.repeat(Math.ceil(CHUNK / text.length)), 'latin1');
const lot = (text: string) => repeat(filled(text), WEIGHT * 100 * MIB);

const begun = (option: number) => bytes(IAC, SB, option);
const ended = (option: number) => bytes(IAC, 240, IAC, WONT, option, '\r\n');

function bomb(text: string, size: number): Buffer {
  return bytes(IAC, WILL, MCCP2, sb(MCCP2), deflateSync(Buffer.alloc(size, text), { level: 9 }));
}

const floods: Record<string, Flood> = {
  'text without a line end': { chunks: () => lot('troll '), sentence: /a line that is too long/ },
  'colours without a line end': {
    chunks: () => lot('\x1b[31mr\x1b[32mg'),
    sentence: /a line that is too long/,
  },
  'an escape sequence without an end': { chunks: () => lot('\x1b]52;c;QUFB'), sentence: null },
  'backspaces and overwriting': { chunks: () => lot('abcd\b\b\b\refgh'), sentence: null },
  'a subnegotiation without an end': {
    chunks: function* () {
      yield bytes(IAC, WILL, GMCP);
      yield begun(GMCP);
      yield* repeat(filled('Char.Vitals '), MIB / 2);
      yield ended(GMCP);
    },
    sentence: /a telnet message of more than 64 KiB/,
  },
  'small GMCP messages': {
    chunks: function* () {
      yield bytes(IAC, WILL, GMCP);
      yield* lot(sb(GMCP, 'Char.Vitals {"hp":1}').toString('latin1'));
    },
    sentence: null,
  },
  requests: {
    chunks: () => lot(bytes(IAC, DO, TTYPE, IAC, WONT, 1, IAC, WILL, 1).toString('latin1')),
    sentence: /floods Clay with telnet requests/,
  },
  'requests between lines, from a server that reads no answer': {
    chunks: () => repeat(filled(bytes(IAC, DO, ENVIRON, sb(ENVIRON, 1), '\n').toString('latin1')), MIB / 8),
    ignores: true,
    sentence: /asks without reading the answers/,
  },
  'a bomb of one line': {
    chunks: () => [bomb('x', WEIGHT * 1024 * MIB)],
    sentence: /a line that is too long/,
  },
  'a bomb of nothing': { chunks: () => [bomb('\0', WEIGHT * 1024 * MIB)], sentence: null },
};

interface Scene {
  readonly clay: Clay;
  readonly torrent: Torrent;
  readonly calm: Peer;
}

async function startScene(): Promise<Scene> {
  const torrent = await startTorrent();
  const world = await startWorld();
  const { host, port } = world;
  // A long answer to a short question: the socket buffers are full soon.
  const table = { host: torrent.host, port: torrent.port, 'environ.MOOD': 'calm '.repeat(1000) };
  const clay = await startClay({
    args: ['Calm', 'Storm'],
    settings: settingsToml({}, { Calm: { host, port }, Storm: table }),
  });
  const calm = await world.accepted();
  await clay.waitFor('Connected to Calm.');
  return { clay, torrent, calm };
}

interface Bearing {
  /** The most memory the client took (bytes). */
  readonly highest: number;
  /** The longest that typed text took to stand at the input (ms). */
  readonly slowest: number;
}

/** Types, sends and hears on the calm world until the flood is over. */
async function live({ clay, calm }: Scene, isOver: () => boolean): Promise<Bearing> {
  let highest = 0;
  let slowest = 0;
  for (let number = 1; !isOver() || number <= 3; number++) {
    const word = `word${number}`;
    const start = performance.now();
    clay.type(word);
    await clay.waitFor(() => inputText(clay) === word);
    slowest = Math.max(slowest, performance.now() - start);
    clay.type('\r');
    await calm.waitFor(`${word}\r\n`);
    calm.send(`You say ${word}.\r\n`);
    await clay.waitFor(`You say ${word}.`);
    highest = Math.max(highest, clay.rss());
  }
  return { highest, slowest };
}

/** Goes through the log on screen from its end: all that is found. */
async function search(clay: Clay, text: string): Promise<string[]> {
  const found: string[] = [];
  clay.press('F4');
  clay.type(text);
  const state = () => clay.screen().find(row => /^(no match|\d+ of \d+,)/.test(row)) ?? '';
  // Each key searches: what is there may be of the first ones.
  const isTyped = () => clay.screen().some(row => row.endsWith(`Search: ${text.trimEnd()}`));
  await clay.waitFor(() => isTyped() && state() !== '');
  const count = Number(/of (\d+)/.exec(state())?.[1] ?? 0);
  for (let rank = 1; rank <= count; rank++) {
    await clay.waitFor(() => state().startsWith(`${rank} of ${count},`));
    found.push(outputRows(clay).find(row => row.includes(text)) ?? '');
    clay.press('Enter');
  }
  return found;
}

test.each(Object.entries(floods))(
  '%s: borne',
  async (name, { chunks, sentence, ignores = false }) => {
    const scene = await startScene();
    const { clay, torrent } = scene;
    if (ignores) torrent.ignore();
    const before = clay.rss();
    const start = performance.now();
    let over = false;
    const pouring = torrent
      .pour(chunks())
      .then(() => torrent.pour([bytes('\r\nthe end\r\n')]))
      .then(() => (ignores ? undefined : torrent.isRead()));
    const [{ highest, slowest }] = await Promise.all([
      live(scene, () => over),
      pouring.then(() => {
        over = true;
      }),
    ]);
    clay.type('/worlds Storm\r');
    await clay.waitFor('the end');
    const ms = Math.round(performance.now() - start);
    report(
      `${name}: ${ms} ms, ${Math.round((highest - before) / MIB)} MiB more, slowest echo ${Math.round(slowest)} ms`,
    );
    expect(highest - before).toBeLessThan(ROOM);
    expect(await search(clay, '% Storm: ')).toEqual(
      sentence === null ? [] : [expect.stringMatching(sentence)],
    );
    await clay.stop();
  },
  TIMEOUT,
);

/** Figures, for those who measure. */
function report(text: string): void {
  if (process.env.CLAY_LONG) console.log(text);
}
