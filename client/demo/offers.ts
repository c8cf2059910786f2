/** The telnet options of the demo: what it offers, and what it does with what clients answer. */
import { most, type Player } from './game.ts';
import { directions, rooms } from './rooms.ts';
import { negotiate, type Session, sendBytes, sendGmcp, setDeflate } from './session.ts';
import { option, subnegotiation, type TelnetEvent } from './telnet.ts';

/** Said to every new connection. */
export function offerOptions(session: Session): void {
  negotiate(session, 'him', option.TTYPE, true);
  negotiate(session, 'him', option.NAWS, true);
  for (const code of [option.EOR, option.CHARSET, option.MSSP, option.GMCP])
    negotiate(session, 'us', code, true);
}

export interface Facts {
  readonly players: number;
  readonly port: number;
  /** Unix time in seconds. */
  readonly started: number;
}

export function onOption(session: Session, event: TelnetEvent & { type: 'on' | 'off' }, facts: Facts): void {
  const on = event.type === 'on';
  if (event.side === 'him') {
    if (event.option === option.TTYPE && on) askType(session);
    if (event.option === option.TTYPE && !on) session.typing.types = [];
    return;
  }
  if (event.option === option.MCCP2) setDeflate(session, on);
  if (event.option === option.CHARSET && on) sendSub(session, option.CHARSET, [1, ...Buffer.from(';UTF-8')]);
  if (event.option === option.MSSP && on) sendSub(session, option.MSSP, mssp(facts));
  if (event.option === option.GMCP && !on) session.gmcp.hello = false;
}

export function onSub(session: Session, code: number, bytes: Uint8Array): void {
  if (code === option.TTYPE) onType(session, bytes);
  if (code === option.NAWS) onSize(session, bytes);
  if (code === option.CHARSET) onCharset(session, bytes);
  if (code === option.GMCP) onGmcp(session, Buffer.from(bytes).toString());
}

function sendSub(session: Session, code: number, payload: readonly number[]): void {
  sendBytes(session, subnegotiation(code, Uint8Array.from(payload)));
}

// ---------------------------------------------------------------- TTYPE (RFC 1091), NAWS (RFC 1073), CHARSET (RFC 2066)

/** SEND */
function askType(session: Session): void {
  sendSub(session, option.TTYPE, [1]);
}

/** More than MTTS needs (three and the repeat); a client that never repeats itself is not asked for ever. */
const mostTypes = 6;

/** IS: asks on until the client repeats itself. */
function onType(session: Session, bytes: Uint8Array): void {
  if (bytes[0] !== 0) return;
  const { types } = session.typing;
  const type = Buffer.from(bytes.subarray(1)).toString('latin1');
  if (types.at(-1) === type || types.length >= mostTypes) return;
  types.push(type);
  askType(session);
}

function onSize(session: Session, bytes: Uint8Array): void {
  if (bytes.length !== 4) return;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  session.typing.width = view.getUint16(0);
  session.typing.height = view.getUint16(2);
}

/** ACCEPTED or REJECTED */
function onCharset(session: Session, bytes: Uint8Array): void {
  if (bytes[0] === 2) session.typing.charset = Buffer.from(bytes.subarray(1)).toString('latin1');
  if (bytes[0] === 3) session.typing.charset = 'rejected';
}

// ---------------------------------------------------------------- MSSP

function mssp(facts: Facts): number[] {
  const variables: [string, string | number][] = [
    ['NAME', 'Clay demo'],
    ['PLAYERS', facts.players],
    ['UPTIME', facts.started],
    ['PORT', facts.port],
    ['CODEBASE', 'clay demo'],
    ['FAMILY', 'Custom'],
    ['ROOMS', Object.keys(rooms).length],
    ['UTF-8', 1],
    ['GMCP', 1],
  ];
  return variables.flatMap(([name, value]) => [1, ...Buffer.from(name), 2, ...Buffer.from(String(value))]);
}

// ---------------------------------------------------------------- GMCP

/** The longest list of supported packages kept for `whoami`. */
const longestSupports = 500;

function onGmcp(session: Session, message: string): void {
  const [, name = '', data = ''] = /^(\S+)\s*(.*)$/s.exec(message) ?? [];
  switch (name.toLowerCase()) {
    case 'core.hello':
      session.gmcp.hello = true;
      session.gmcp.client = helloText(data);
      if (session.player) sendAll(session, session.player);
      break;
    case 'core.supports.set':
    case 'core.supports.add':
      session.gmcp.supports = data.slice(0, longestSupports);
      break;
    case 'core.ping':
      sendBytes(session, subnegotiation(option.GMCP, Buffer.from('Core.Ping')));
      break;
    default:
      break;
  }
}

function helloText(data: string): string {
  try {
    const { client, version } = JSON.parse(data) as { client?: unknown; version?: unknown };
    return `${String(client)} ${String(version)}`;
  } catch {
    return 'unreadable';
  }
}

export function sendAll(session: Session, player: Player): void {
  sendVitals(session, player);
  sendRoom(session, player);
}

export function sendVitals(session: Session, player: Player): void {
  const { health: hp, mana: mp, moves: mv } = player;
  sendGmcp(session, 'Char.Vitals', { hp, maxhp: most.health, mp, maxmp: most.mana, mv, maxmv: most.moves });
}

export function sendRoom(session: Session, player: Player): void {
  const { title, exits } = rooms[player.room]!;
  const ids = Object.keys(rooms);
  const numbered = directions.flatMap(direction => {
    const to = exits[direction];
    return to ? [[direction[0], ids.indexOf(to) + 1]] : [];
  });
  sendGmcp(session, 'Room.Info', {
    num: ids.indexOf(player.room) + 1,
    name: title,
    area: 'Clay',
    exits: Object.fromEntries(numbered),
  });
}
