/**
 * Maps of Mudlet as it exports them (JSON, format 1): areas with their rooms, those with exits by full names. The file may have
 * tens of megabytes, so that it is never parsed as a whole: rooms are found by their brackets, and parsed one by one.
 */

import { clean } from '../../automation/data.ts';
import type { MapExit, MapRoom } from '../../state/map/rooms.ts';
import type { Reading } from '../record.ts';
import { wayNamed } from '../ways.ts';
import { type Left, leftOut, nothingLeft } from './left.ts';

const LONGEST = 400;
/** Rooms, or brackets, that are read without a pause. */
const SLICE = { rooms: 200, signs: 20_000 };

type Fields = Readonly<Record<string, unknown>>;

export function* mudletRooms(text: string): Reading {
  const left = nothingLeft();
  let rooms = 0;
  for (const area of areasIn(text)) {
    if (!area) {
      yield null;
      continue;
    }
    const name = textOf(area.fields?.name);
    if (Array.isArray(area.fields?.labels)) left.labels += area.fields.labels.length;
    for (const [start, end] of area.rooms) {
      if (++rooms % SLICE.rooms === 0) yield null;
      const value = parsed(text.slice(start, end));
      const room = value && roomOf(value, name, left);
      if (room) yield room;
      else left.broken++;
    }
  }
  return leftOut(left);
}

interface Area {
  /** The area without its rooms. */
  readonly fields: Fields | null;
  /** Where each room begins and ends. */
  readonly rooms: readonly (readonly [number, number])[];
}

const SIGN = /["{}[\]]/g;
const STRING = /"(?:[^"\\]|\\.)*"/gy;

/** The members of `areas`; undefined now and then. */
function* areasIn(text: string): Generator<Area | undefined, void> {
  /** Names of what is open, '' for a member of a list. */
  const open: string[] = [];
  let [name, nameEnd, areaStart, roomStart, listStart, signs] = ['', -1, -1, -1, -1, 0];
  let rooms: [number, number][] = [];
  let rest = '';
  SIGN.lastIndex = 0;
  for (let match = SIGN.exec(text); match; match = SIGN.exec(text)) {
    const at = match.index;
    if (++signs % SLICE.signs === 0) {
      const next = SIGN.lastIndex;
      yield undefined;
      SIGN.lastIndex = next;
    }
    const [sign] = match;
    if (sign === '"') {
      STRING.lastIndex = at;
      const [string = ''] = STRING.exec(text) ?? [];
      if (string === '') return;
      [name, nameEnd] = [string.slice(1, -1), STRING.lastIndex];
      SIGN.lastIndex = STRING.lastIndex;
    } else if (sign === '{' || sign === '[') {
      const isNamed = nameEnd >= 0 && /^\s*:\s*$/.test(text.slice(nameEnd, at));
      open.push(isNamed ? name : '');
      nameEnd = -1;
      const path = open.join('/');
      if (path === '/areas/') [areaStart, rooms, rest, listStart] = [at, [], '', at];
      else if (path === '/areas//rooms') rest += text.slice(listStart, at + 1);
      else if (path === '/areas//rooms/') roomStart = at;
    } else {
      const path = open.join('/');
      open.pop();
      if (path === '/areas//rooms/') rooms.push([roomStart, at + 1]);
      else if (path === '/areas//rooms') listStart = at;
      else if (path === '/areas/' && areaStart >= 0) {
        const next = SIGN.lastIndex;
        yield { fields: parsed(rest + text.slice(listStart, at + 1)), rooms };
        SIGN.lastIndex = next;
      }
    }
  }
}

function parsed(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? clean(value.slice(0, LONGEST)).trim() : '';
}

function roomOf(value: Fields, area: string, left: Left): MapRoom | null {
  if (typeof value.id !== 'number' && typeof value.hash !== 'string') return null;
  if (value.locked === true) left.locked++;
  if (typeof value.weight === 'number') left.weights++;
  if (value.userData) left.userData++;
  const exits: Record<string, MapExit> = Object.create(null);
  for (const exit of listOf(value.exits)) {
    const way = wayNamed(textOf(exit.name));
    if (way === '' || typeof exit.exitId !== 'number') continue;
    if (exit.locked === true) left.locked++;
    if (typeof exit.weight === 'number') left.weights++;
    const isShut = exit.door === 'closed' || exit.door === 'locked';
    exits[way] = { to: String(exit.exitId), ...(isShut && { before: `open ${textOf(exit.name)}` }) };
  }
  for (const stub of listOf(value.stubExits)) {
    const way = wayNamed(textOf(stub.name));
    if (way !== '') exits[way] ??= { to: '' };
  }
  const at = Array.isArray(value.coordinates) ? value.coordinates : [];
  const hasPlace = at.length === 3 && at.every(one => Number.isFinite(one));
  return {
    ...{ id: String(value.id ?? value.hash), name: textOf(value.name), area, exits },
    ...(hasPlace && { at: at as unknown as [number, number, number] }),
  };
}

function listOf(value: unknown): Fields[] {
  return Array.isArray(value)
    ? value.filter((one): one is Fields => typeof one === 'object' && one !== null)
    : [];
}
