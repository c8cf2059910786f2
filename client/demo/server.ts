/** The demo's server: sockets on one side, the town on the other. */
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { makeCertificate } from '../../shared/tls/certificate.ts';
import { addBots, stirBot } from './bots.ts';
import { runCommand } from './commands.ts';
import { type Game, leave, newGame, recover } from './game.ts';
import { greet, onLoginLine } from './login.ts';
import { type Facts, offerOptions, onOption, onSub } from './offers.ts';
import { createOutput } from './output.ts';
import { newSession, releaseHalf, type Session, sendBytes, sendLine, sendPrompt } from './session.ts';
import { AYT, isOn, option, receive, type TelnetEvent } from './telnet.ts';

export interface DemoOptions {
  /** 0 = any free port. */
  readonly port: number;
  /** Absent: no TLS. */
  readonly tlsPort?: number;
  readonly host: string;
  readonly log: (line: string) => void;
  /** Absent: the town has its bots. */
  readonly bots?: boolean;
}

/** What the server knows of a connection: for tests. */
export interface ConnectionInfo {
  readonly id: number;
  readonly name: string | null;
  readonly tls: boolean;
  readonly types: readonly string[];
  readonly width: number;
  readonly height: number;
  readonly linesReceived: number;
  /** The last thousand lines received, oldest first; without the answers to the password question. */
  readonly recent: readonly string[];
}

export interface Demo {
  readonly port: number;
  readonly tlsPort: number | null;
  /** Ends every connection and stops listening. */
  close(): Promise<void>;
  connections(): ConnectionInfo[];
}

interface Hall {
  readonly game: Game;
  readonly sessions: Set<Session>;
  /** Of both ports, those in the middle of a TLS handshake too. */
  readonly sockets: Set<Socket>;
  readonly log: (line: string) => void;
  /** Unix time in ms. */
  readonly started: number;
  port: number;
  nextId: number;
}

/** Starts the demo. Rejects with the system's error if a port cannot be had. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const hall: Hall = {
    game: newGame(),
    sessions: new Set(),
    sockets: new Set(),
    log: options.log,
    started: Date.now(),
    port: 0,
    nextId: 1,
  };
  if (options.bots ?? true) addBots(hall.game);
  const plain = createServer(socket => welcome(hall, socket, null));
  const secure = options.tlsPort === undefined ? null : await tlsServer(hall);
  const servers = secure ? [plain, secure] : [plain];
  for (const server of servers) {
    server.on('error', error => hall.log(`server: ${error.message}`));
    server.on('connection', (socket: Socket) => {
      hall.sockets.add(socket);
      socket.on('close', () => hall.sockets.delete(socket));
    });
  }
  hall.port = await listen(plain, options.port, options.host);
  const tlsPort = secure && (await listenOrClose(secure, options, plain));
  const stopClock = startClock(hall.game);
  return {
    port: hall.port,
    tlsPort,
    close: async () => {
      stopClock();
      for (const socket of hall.sockets) socket.destroy();
      await Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))));
    },
    connections: () => [...hall.sessions].map(describe),
  };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

/** One port without the other is no demo. */
function listenOrClose(secure: Server, { tlsPort = 0, host }: DemoOptions, plain: Server): Promise<number> {
  return listen(secure, tlsPort, host).catch((error: unknown) => {
    plain.close();
    throw error;
  });
}

async function tlsServer(hall: Hall): Promise<Server> {
  const { key, certificate } = await makeCertificate({
    commonName: 'Clay demo',
    names: ['localhost', '127.0.0.1', '::1'],
  });
  const server = createTlsServer({ key, cert: certificate }, (socket: TLSSocket) => {
    welcome(hall, socket, socket.getProtocol() ?? 'TLS');
  });
  server.on('tlsClientError', error => hall.log(`TLS handshake failed: ${error.message}`));
  return server;
}

/** Bots act and everybody recovers. The town goes quiet when nobody is there to read. */
function startClock(game: Game): () => void {
  const resting = setInterval(() => recover(game), 3000);
  const acting = setInterval(() => {
    if (game.players.some(player => !player.bot)) stirBot(game, Math.random);
  }, 2500);
  return () => {
    clearInterval(resting);
    clearInterval(acting);
  };
}

// ---------------------------------------------------------------- one connection

function welcome(hall: Hall, socket: Socket, tls: string | null): void {
  const address = `${socket.remoteAddress ?? 'nowhere'}:${socket.remotePort ?? 0}`;
  const session = newSession(hall.nextId++, address, tls, createOutput(socket));
  hall.sessions.add(session);
  hall.log(`connection ${session.id} from ${address}${tls ? `, ${tls}` : ''}`);
  socket.setNoDelay(true);
  socket.on('data', bytes => onBytes(hall, session, socket, bytes));
  socket.on('error', error => hall.log(`connection ${session.id}: ${error.message}`));
  socket.on('close', () => onClose(hall, session));
  offerOptions(session);
  greet(session);
}

function onClose(hall: Hall, session: Session): void {
  session.phase = 'closed';
  hall.sessions.delete(session);
  if (session.player) leave(hall.game, session.player);
  hall.log(`connection ${session.id} closed`);
}

/** A client that sends commands but reads nothing is not listened to beyond this many bytes of answers. */
const mostAnswers = 1_048_576;

function onBytes(hall: Hall, session: Session, socket: Socket, bytes: Uint8Array): void {
  for (const event of receive(session.telnet, bytes)) {
    if (session.phase === 'closed') return;
    onEvent(hall, session, event);
  }
  if (session.output.waiting() < mostAnswers) return;
  socket.pause();
  void session.output.drained().then(() => socket.resume());
}

function onEvent(hall: Hall, session: Session, event: TelnetEvent): void {
  switch (event.type) {
    case 'send':
      sendBytes(session, event.bytes);
      break;
    case 'on':
    case 'off':
      onOption(session, event, facts(hall));
      break;
    case 'sub':
      onSub(session, event.option, event.bytes);
      break;
    case 'command':
      if (event.code === AYT) sendLine(session, '[Yes]');
      break;
    case 'data':
      for (const byte of event.bytes) onByte(hall, session, byte);
      break;
  }
}

function facts({ game, port, started }: Hall): Facts {
  return { players: game.players.length, port, started: Math.floor(started / 1000) };
}

const LF = 10;
const CR = 13;
/** The longest line taken in; what is beyond it is left out. */
const longestLine = 8192;

/** Lines end in CR LF, CR NUL, CR or LF. */
function onByte(hall: Hall, session: Session, byte: number): void {
  const second = session.afterCr && (byte === LF || byte === 0);
  session.afterCr = byte === CR;
  if (second) return;
  if (byte === CR || byte === LF) onLine(hall, session);
  else if (session.line.length < longestLine) session.line.push(byte);
}

function onLine(hall: Hall, session: Session): void {
  const line = Buffer.from(session.line).toString();
  session.line = [];
  if (session.phase === 'closed') return;
  remember(session, line);
  releaseHalf(session);
  session.atPrompt = false;
  session.busy = true;
  try {
    carryOut(hall, session, line);
  } catch (error) {
    // One bad command is no reason to end the town.
    hall.log(`connection ${session.id}: ${(error as Error).stack}`);
    sendLine(session, 'Something has gone wrong with that command; the town goes on.');
  }
  session.busy = false;
  sendPrompt(session);
}

function carryOut(hall: Hall, session: Session, line: string): void {
  const { player } = session;
  if (!player) {
    onLoginLine(session, hall.game, line);
    return;
  }
  if (isOn(session.telnet, 'us', option.ECHO)) sendLine(session, line);
  const quit = (): void => {
    session.phase = 'closed';
    session.output.end();
  };
  runCommand({ game: hall.game, player, session, quit }, line);
}

const mostRecent = 1000;

function remember(session: Session, line: string): void {
  session.linesReceived++;
  session.recent.push(session.phase === 'password' ? '(password)' : line);
  if (session.recent.length > mostRecent) session.recent.shift();
}

function describe(session: Session): ConnectionInfo {
  return {
    id: session.id,
    name: session.player?.name ?? null,
    tls: session.tls !== null,
    types: [...session.typing.types],
    width: session.typing.width,
    height: session.typing.height,
    linesReceived: session.linesReceived,
    recent: [...session.recent],
  };
}
