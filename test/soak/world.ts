/** A MUD server of the run: it sends numbered lines, hears numbered commands, and keeps the books on both. */
import { once } from 'node:events';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { resetNow } from '../support/scripted-world.ts';
import { atEnd } from '../support/temporary.ts';
import { selfSigned } from '../support/tls-server.ts';
import { until } from '../support/tls-world.ts';
import {
  arrive,
  begin,
  type Commands,
  commandsBy,
  emptyLedger,
  type Ledger,
  lastNumber,
  type Speakers,
  type Stretch,
} from './ledger.ts';
import { lineBytes, lineText, passwordText, promptText } from './lines.ts';
import type { Random } from './random.ts';
import {
  BEGIN_MCCP2,
  hear,
  MARKS,
  MCCP2,
  newTelnetEnd,
  OFFER_MCCP2,
  WILL_ECHO,
  WILL_EOR,
  WONT_ECHO,
} from './telnet.ts';
import { createWire, type Wire } from './wire.ts';

export type Kind = 'plain' | 'mccp' | 'tls';

export interface SoakWorld {
  readonly name: string;
  readonly kind: Kind;
  /** It has the setting `reconnect`. */
  readonly reconnects: boolean;
  readonly port: number;
  readonly ledger: Ledger;
  /** Everybody who has spoken to it. */
  readonly speakers: Speakers;
  /** Connections so far, and now. */
  readonly accepted: number;
  readonly open: number;
  /** Lines in all. */
  readonly sent: number;
  /** Lines a second. */
  rate: number;
  /** The client is connecting: a reload that comes meanwhile makes the attempt again. */
  attempting: boolean;
  /** What one of them has said; speaker '' is the user at the client's own terminal. */
  commandsBy(speaker: string): Commands;
  /** Passwords: asked for, and those that have arrived. */
  readonly passwords: { asked: number; arrived: number };
  /** Attempts that were made again. */
  readonly remade: number;
  /** Sends so many bytes, or a few more, as fast as they are taken; until `hush`. */
  flood(bytes: number): Promise<void>;
  /** Nothing more is sent by itself; resolves when all that was sent is with the kernel. */
  hush(): Promise<void>;
  /** Short lines. */
  block(lines: number): Promise<void>;
  /** A line that is not ended, by this mark or without one. Returns its text. */
  ask(mark: keyof typeof MARKS): string;
  /** The same, and the server echoes from now on. Returns the text that the user is to answer. */
  askPassword(): string;
  /** The server has what it asked for: it no longer echoes, and ends the line. */
  thank(): void;
  /** The connection is going to be lost, by no fault of the client: an end of it may be missing. */
  expectLoss(): void;
  /** Resolves when the connection of now is over. */
  gone(): Promise<void>;
  /** Resolves when there is one. */
  there(): Promise<void>;
  /** Sends all, maybe half a line behind it, and hangs up. */
  close(half: boolean): Promise<void>;
  /** RST. */
  reset(): void;
}

interface Connection {
  readonly socket: Socket;
  readonly tcp: Socket;
  readonly wire: Wire;
  readonly stretch: Stretch;
  endExpected: boolean;
}

/** Looked at this often (ms): rates below 100 lines/s are even. */
const TICK = 10;
/** Lines that wait for a client that does not read; then the game stands still. */
const MAX_BACKLOG = 256 * 1024;

export async function startSoakWorld(
  name: string,
  kind: Kind,
  random: Random,
  onViolation: (text: string) => void,
): Promise<SoakWorld> {
  const ledger = emptyLedger(name);
  const speakers: Speakers = new Map();
  const passwords = { asked: 0, arrived: 0 };
  let connection: Connection | null = null;
  let accepted = 0;
  let remade = 0;
  let flooding = false;
  let due = 0;

  /** The end of an attempt may come to light after the next one has succeeded. */
  function replaced(old: Connection): void {
    if (!world.attempting) return onViolation(`${name}: the client connected although it was connected`);
    old.endExpected = true;
    remade++;
  }

  function accept(socket: Socket, tcp: Socket): void {
    const number = ++accepted;
    if (connection) replaced(connection);
    const mine: Connection = {
      socket,
      tcp,
      wire: createWire(socket, random.fork()),
      stretch: begin(ledger),
      endExpected: false,
    };
    connection = mine;
    const telnet = newTelnetEnd();
    if (kind === 'mccp') mine.wire.send(OFFER_MCCP2);
    if (random.chance(0.5)) mine.wire.send(WILL_EOR);
    socket.on('data', (bytes: Buffer) => {
      const { lines, agreed } = hear(telnet, bytes);
      if (agreed.includes(MCCP2)) {
        mine.wire.send(BEGIN_MCCP2);
        mine.wire.startDeflate();
      }
      for (const line of lines) {
        const isPassword =
          passwords.asked > passwords.arrived && line === passwordText(name, passwords.asked);
        const wrong = isPassword ? null : arrive(speakers, name, line);
        if (isPassword) passwords.arrived++;
        if (wrong) onViolation(wrong);
      }
    });
    let why = 'the client has closed it';
    socket.on('error', error => {
      why = String(error);
    });
    socket.once('close', () => {
      if (!mine.endExpected && world.attempting) remade++;
      else if (!mine.endExpected) onViolation(`${name}: connection ${number} ended by itself: ${why}`);
      if (mine.stretch.ending === 'open') mine.stretch.ending = 'lossy';
      if (connection === mine) connection = null;
    });
  }

  function sendLine(short: boolean): number {
    if (!connection) return 0;
    const { wire, stretch } = connection;
    const bytes = lineBytes(lineText(name, ++stretch.last, short), random);
    wire.send(bytes);
    return bytes.length;
  }

  function ask(mark: keyof typeof MARKS): string {
    if (!connection) return '';
    const { wire, stretch } = connection;
    const text = promptText(name, ++stretch.last);
    wire.send(Buffer.concat([Buffer.from(text), MARKS[mark]]));
    return text;
  }

  const timer = setInterval(() => {
    if (!connection || flooding || connection.wire.backlog() > MAX_BACKLOG) return;
    for (due += (world.rate * TICK) / 1000; due >= 1; due--) sendLine(false);
  }, TICK);

  const server = await listen(kind, accept);
  atEnd(() => {
    clearInterval(timer);
    server.close();
    if (connection) connection.endExpected = true;
    connection?.tcp.destroy();
  });

  const world: SoakWorld = {
    name,
    kind,
    reconnects: name === 'Beta' || name === 'Delta',
    port: (server.address() as AddressInfo).port,
    ledger,
    speakers,
    passwords,
    get accepted() {
      return accepted;
    },
    get open() {
      return connection ? 1 : 0;
    },
    get sent() {
      return lastNumber(ledger);
    },
    rate: 0,
    attempting: false,
    commandsBy: speaker => commandsBy(speakers, name, speaker),
    get remade() {
      return remade;
    },
    async flood(bytes) {
      flooding = true;
      for (let sent = 0; sent < bytes && flooding && connection; ) {
        for (let lines = 0; lines < 100 && connection; lines++) sent += sendLine(false);
        await connection?.wire.room();
      }
      flooding = false;
    },
    async hush() {
      world.rate = 0;
      flooding = false;
      await connection?.wire.flushed();
    },
    async block(lines) {
      for (let line = 0; line < lines; line++) sendLine(true);
      await connection?.wire.flushed();
    },
    ask,
    askPassword() {
      ask('none');
      connection?.wire.send(WILL_ECHO);
      return passwordText(name, ++passwords.asked);
    },
    thank() {
      connection?.wire.send(Buffer.concat([WONT_ECHO, Buffer.from('\r\n')]));
    },
    expectLoss() {
      if (connection) connection.endExpected = true;
    },
    gone() {
      const mine = connection;
      const isGone = () => mine === null || connection !== mine;
      return until(isGone, `${name}: the connection does not end`);
    },
    there: () => until(() => connection !== null, `${name}: the client does not connect`),
    async close(half) {
      const mine = connection;
      if (!mine) return;
      mine.endExpected = true;
      await world.hush();
      if (half) mine.wire.send(halfLine(name, lastNumber(ledger) + 1, random));
      await mine.wire.flushed();
      mine.stretch.ending = 'whole';
      const gone = world.gone();
      mine.socket.end();
      await gone;
    },
    reset() {
      world.expectLoss();
      if (connection) resetNow(connection.tcp);
    },
  };
  return world;
}

function halfLine(name: string, number: number, random: Random): Buffer {
  const bytes = Buffer.from(lineText(name, number, false));
  return bytes.subarray(0, random.between(1, bytes.length - 1));
}

async function listen(kind: Kind, accept: (socket: Socket, tcp: Socket) => void): Promise<Server> {
  const sockets = new Map<string, Socket>();
  const nameOf = ({ remoteAddress, remotePort }: Socket) => `${remoteAddress} ${remotePort}`;
  const onConnection = (socket: Socket) => accept(socket, sockets.get(nameOf(socket)) ?? socket);
  const { key, certificate: cert } = selfSigned();
  const server =
    kind === 'tls' ? createTlsServer({ key, cert }, onConnection) : createTcpServer(onConnection);
  // The TCP socket below a TLS one is known by the client's address.
  server.prependListener('connection', (socket: Socket) => {
    const address = nameOf(socket);
    sockets.set(address, socket.setNoDelay(true));
    socket.once('close', () => sockets.delete(address));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
