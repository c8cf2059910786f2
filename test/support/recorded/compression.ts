/** MCCP2 and MCCP3: streams that begin and end anywhere. */
import { constants, deflateRawSync, deflateSync, inflateSync } from 'node:zlib';
import {
  bytes,
  client,
  DO,
  IAC,
  packet,
  type Recording,
  readSoFar,
  sb,
  server,
  user,
  WILL,
  WONT,
} from './recording.ts';

const [TTYPE, MCCP2, MCCP3] = [24, 86, 87];

const START = sb(MCCP2);

/** Dictionaries and distances matter only where text repeats itself. */
const battle = (n: number) => `You hit the orc, the orc hits you, and you hit the orc again (${n}).`;
const battles = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => battle(from + i));
const asText = (lines: readonly string[]) => lines.map(line => `\x1b[31m${line}\x1b[0m\r\n`).join('');

export const mccp2: Recording = {
  name: 'Mccp2',
  steps: [
    server(IAC, WILL, MCCP2, 'Plain.\r\n'),
    client(IAC, DO, MCCP2),
    server(START, deflateSync(bytes(asText(battles(0, 20)), IAC, DO, TTYPE), { level: 9 })),
    client(IAC, WILL, TTYPE),
    // The end of one stream, plain text, and all of the next: in the same packet.
    server(IAC, WILL, MCCP2),
    client(IAC, DO, MCCP2),
    packet(
      START,
      deflateSync(asText(battles(20, 40))),
      'Between.\r\n',
      START,
      deflateSync('Packed.\r\n'),
      'After.\r\n',
    ),
    user('still there'),
    client('still there\r\n'),
    // Stored blocks, fixed codes, and a raw stream such as some servers send.
    server(START, deflateSync(asText(battles(40, 50)), { level: 0 })),
    server(START, deflateSync(asText(battles(50, 60)), { strategy: constants.Z_FIXED })),
    server(START, deflateRawSync(asText(battles(60, 90)), { level: 6 }), 'Plain again.\r\n'),
    ...readSoFar,
  ],
  log: ['Plain.', ...battles(0, 40), 'Between.', 'Packed.', 'After.', ...battles(40, 90), 'Plain again.'],
};

/** What has come of a stream that may not be over, after the plain text up to its marker. */
function unpack(received: Buffer): Buffer {
  const marker = sb(MCCP3);
  const at = received.indexOf(marker);
  if (at < 0) return received;
  const start = at + marker.length;
  return Buffer.concat([
    received.subarray(0, start),
    inflateSync(received.subarray(start), { finishFlush: constants.Z_SYNC_FLUSH }),
  ]);
}

export const mccp3: Recording = {
  name: 'Mccp3',
  read: unpack,
  steps: [
    server(IAC, WILL, MCCP3, 'Go on.\r\n'),
    client(IAC, DO, MCCP3, sb(MCCP3)),
    user('look'),
    client('look\r\n'),
    server(IAC, DO, TTYPE, sb(TTYPE, 1)),
    client(IAC, WILL, TTYPE, sb(TTYPE, 0, 'CLAY')),
    user('say ÿ'),
    client('say \xc3\xbf\r\n'),
    server(sb(TTYPE, 1), 'Nothing.\r\n'),
    client(sb(TTYPE, 0, 'XTERM-TRUECOLOR')),
  ],
  log: ['Go on.', 'Nothing.'],
};

/** The server takes its offer back, as before a copyover: the stream ends, and the rest is plain. */
export const mccp3Ended: Recording = {
  name: 'Mccp3Ended',
  steps: [
    server(IAC, WILL, MCCP3),
    client(IAC, DO, MCCP3, sb(MCCP3)),
    user('look'),
    // zlib header, a stored block; then the empty last block with its check value.
    client('\x78\x01\x00\x06\x00\xf9\xff', 'look\r\n'),
    server(IAC, WONT, MCCP3),
    client('\x01\x00\x00\xff\xff\x07\xda\x01\xcd', IAC, 254, MCCP3),
    user('plain'),
    client('plain\r\n'),
    server(IAC, WILL, MCCP3),
    client(IAC, DO, MCCP3, sb(MCCP3)),
    user('twice'),
    client('\x78\x01\x00\x07\x00\xf8\xff', 'twice\r\n'),
  ],
  log: [],
};
