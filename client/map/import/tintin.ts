/**
 * Map files of TinTin++ (`#map write`): a line a room, `R {number} {flags} {colour} {name} {symbol} {description} {area} {note}
 * {terrain} {data} {weight} {id}`, and below it a line for each exit, `E {number} {name} {command} {direction} {flags} …`. Braces
 * may be nested; blanks between the parts are up to the version.
 */

import { clean } from '../../automation/data.ts';
import type { MapExit, MapRoom } from '../../state/map/rooms.ts';
import type { Reading } from '../record.ts';
import { WAYS, wayNamed } from '../ways.ts';

/** What an argument may have that is kept (UTF-16 units). */
const LONGEST = 400;
/** Lines that are read without a pause. */
const SLICE = 500;
/** Of what was left out, so many lines are named. */
const MOST_NAMED = 5;

export function* tintinRooms(text: string): Reading {
  let room: (MapRoom & { exits: Record<string, MapExit> }) | null = null;
  const left = { flags: 0, lost: [] as number[], commands: [] as string[], data: 0 };
  let line = 0;
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start);
    const source = text.slice(start, end < 0 ? text.length : end).trim();
    start = end < 0 ? text.length : end + 1;
    if (++line % SLICE === 0) yield null;
    const kind = source[0];
    if ((kind !== 'R' && kind !== 'E') || !/^[RE]\s*\{/.test(source)) continue;
    const parts = bracedParts(source.slice(1));
    const number = parts?.[0]?.trim() ?? '';
    if (!parts || !/^\d+$/.test(number)) {
      left.lost.push(line);
    } else if (kind === 'R') {
      if (room) yield room;
      room = roomOf(number, parts);
      if (Number(parts[1]) !== 0) left.flags++;
      if ((parts[9] ?? '').trim() !== '') left.data++;
    } else if (room) addExit(room.exits, number, parts, line, left.commands);
    else left.lost.push(line);
  }
  if (room) yield room;
  return [
    ...(left.lost.length > 0 ? [`lines that are no rooms or exits: ${named(left.lost.map(String))}.`] : []),
    ...(left.commands.length > 0
      ? [`commands of TinTin++ on exits, which are ways by their names now: ${named(left.commands)}.`]
      : []),
    ...(left.flags > 0 ? [`flags of ${left.flags} rooms (hidden, avoided, void and others).`] : []),
    ...(left.data > 0 ? [`data of ${left.data} rooms.`] : []),
    'colours, symbols, descriptions, weights, landmarks, the legend.',
  ];
}

function named(list: readonly string[]): string {
  const more = list.length > MOST_NAMED ? ` and ${list.length - MOST_NAMED} more` : '';
  return list.slice(0, MOST_NAMED).join(', ') + more;
}

/** What stands between the outermost braces; null: they do not match. */
function bracedParts(text: string): string[] | null {
  const parts: string[] = [];
  let [depth, from] = [0, 0];
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (sign === '\\') at++;
    else if (sign === '{' && depth++ === 0) from = at + 1;
    else if (sign === '}') {
      if (depth === 0) return null;
      if (--depth === 0) parts.push(text.slice(from, at));
    }
  }
  return depth === 0 ? parts : null;
}

function roomOf(id: string, parts: readonly string[]): MapRoom & { exits: Record<string, MapExit> } {
  const [, , , name = '', , , area = '', note = '', terrain = ''] = parts.map(words);
  return {
    ...{ id, name, area, exits: Object.create(null) },
    ...(note !== '' && { note }),
    ...(terrain !== '' && { terrain }),
  };
}

/** Without colours (`<118>`, `<faf>`, `<F935116>`), and as text of one line. */
function words(text: string): string {
  const plain = text
    .replace(/<(?:[a-fA-F0-9]{3}|[A-F][a-fA-F0-9]{6}|[gG]\d\d|\w{3})>/g, '')
    .replace(/\\u([\dA-Fa-f]{4})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
  return clean(plain.slice(0, LONGEST)).trim();
}

function addExit(
  exits: Record<string, MapExit>,
  to: string,
  parts: readonly string[],
  line: number,
  commands: string[],
): void {
  const way = wayNamed(words(parts[1] ?? ''));
  const command = words(parts[2] ?? '') || way;
  if (way === '') return;
  const said = command
    .split(';')
    .map(one => one.trim())
    .filter(one => one !== '');
  const last = wayNamed(said.at(-1) ?? way);
  // What TinTin++ itself acts on is nothing to be said to a game.
  if (/[#$@%{}]/.test(command) || said.length > 2) {
    commands.push(`line ${line}`);
    exits[way] = { to };
  } else if (said.length === 2) exits[last] = { to, before: said[0] as string };
  else exits[Object.hasOwn(WAYS, last) ? last : (said[0] ?? way)] = { to };
}
