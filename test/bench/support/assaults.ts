/** What a hostile server sends without end, as fast as it is taken: for as long as a client stays. */
import { constants, createDeflate } from 'node:zlib';

export interface Assault {
  readonly name: string;
  /** Sent first. */
  readonly opening: Buffer;
  /** Sent again and again. */
  readonly unit: Buffer;
  /** It does not read what the client answers. */
  readonly deaf?: boolean;
}

/** Written at once; a multiple of what a socket takes. */
const PIECE = 64 * 1024;
/** Text behind one unit of a bomb. */
const BOMB = 16 * 1024 * 1024;
const [IAC, SB, SE, WILL, WONT, DO, DONT] = [255, 250, 240, 251, 252, 253, 254] as const;
const NOTHING = Buffer.alloc(0);

function assault(name: string, unit: Buffer | string, opening: Buffer | string = NOTHING): Assault {
  const bytes = Buffer.from(unit as string);
  const times = Math.max(1, Math.floor(PIECE / bytes.length));
  return { name, opening: Buffer.from(opening as string), unit: Buffer.alloc(bytes.length * times, bytes) };
}

const options = Buffer.from(
  [WILL, WONT, DO, DONT].flatMap(verb =>
    Array.from({ length: 255 }, (_, option) => [IAC, verb, option]).flat(),
  ),
);
const messages = Buffer.concat(
  Array.from({ length: 2000 }, (_, n) =>
    Buffer.concat([Buffer.of(IAC, SB, 201), Buffer.from(`Room.N${n} {"a": [1, 2, 3]}`), Buffer.of(IAC, SE)]),
  ),
);
const colours = Array.from(
  { length: 2000 },
  (_, n) => `\x1b[38;2;${n % 256};${n >> 3};7;4;${1 + (n % 9)}mx`,
).join('');

/** Each for a share of the time; the first one is what a lively game might send. */
export async function allAssaults(): Promise<Assault[]> {
  return [
    assault('text', `${'You see nothing special about the orc, who looks at you with interest.'}\r\n`),
    assault('lines of one letter', 'a\n'),
    assault('blank lines', '\n'),
    assault('one line without end', 'word '),
    assault('colours', `${colours}\n`),
    assault('bells', '\x07\x07\x07\n'),
    assault('prompts (GA)', Buffer.from([...Buffer.from('12hp> '), IAC, 249])),
    assault('ECHO on and off', Buffer.of(IAC, WILL, 1, IAC, WONT, 1)),
    assault('all options, on and off', options),
    {
      ...assault(
        'questions, answers not read',
        Buffer.from([IAC, SB, 24, 1, IAC, SE, 10]),
        Buffer.of(IAC, DO, 24),
      ),
      deaf: true,
    },
    assault('GMCP', messages, Buffer.of(IAC, WILL, 201)),
    assault('subnegotiation without end', 'x'.repeat(1000), Buffer.of(IAC, SB, 201)),
    assault('OSC without end', 'x'.repeat(1000), '\x1b]0;'),
    assault('DCS without end', 'x'.repeat(1000), '\x1bP'),
    assault('broken UTF-8', Buffer.of(0xff, 0xe2, 0x82, 0xf0, 0x9f, 0xc0, 0x80, 0x0a)),
    await bomb(),
  ];
}

/** Lines of one letter, a thousand to one: what follows a full flush can be sent again and again. */
async function bomb(): Promise<Assault> {
  const deflate = createDeflate({ level: 9 });
  const flushed = () => new Promise<void>(done => deflate.flush(constants.Z_FULL_FLUSH, done));
  deflate.write('b\n');
  await flushed();
  const head = (deflate.read() ?? NOTHING) as Buffer;
  deflate.write(Buffer.alloc(BOMB, 'a\n'));
  await flushed();
  const unit = (deflate.read() ?? NOTHING) as Buffer;
  deflate.destroy();
  const opening = Buffer.concat([Buffer.of(IAC, WILL, 86, IAC, SB, 86, IAC, SE), head]);
  return { name: 'MCCP2, a thousand to one', opening, unit };
}
