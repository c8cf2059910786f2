/** /connections: how each world is connected, in a table that fits the screen. */
import { endpoint } from '../../shared/fault.ts';
import type { OrphanWish } from '../state/events.ts';
import type { State, Turn } from '../state/state.ts';
import type { World } from '../state/world.ts';
import { outputArea } from '../view/layout.ts';
import { type Column, tableRows } from '../view/worlds/table.ts';
import { plannedCarrier } from '../world/connection.ts';
import { waitingWords } from '../world/reconnect.ts';
import { unread } from '../world/scrollback.ts';
import { sayHere, spaceHere, worldSettings } from '../world/world.ts';
import type { Command } from './table.ts';

/** The sign of Clay's lines. */
const SIGN = 2;

export const connectionsCommand: Command = {
  names: ['connections', 'l'],
  usage: '/connections [take | close [name]]',
  summary: 'one line a world: where, state, how it is carried, unseen lines, since last received/sent',
  details: [
    'Where there is little room, long cells are cut, then columns are left out: first the proxy, then sent, received, carrier and address.',
    'Connections that a Clay which is no more has left in tlsproxy are listed as well: take goes on with them, or with those of the world, close hangs them up.',
  ],
  arguments: [['take', 'close'], 'world'],
  examples: [
    ['/l', 'lists them'],
    ['/connections take Alpha', 'goes on with what a Clay before has left of Alpha'],
  ],
  related: ['worlds', 'connect', 'tls_proxy'],
  run: connections,
};

function connections(turn: Turn, args: string): void {
  const [, wish, name = ''] = /^(take|close)(?:\s+"?(.+?)"?)?$/.exec(args) ?? [];
  if (args !== '' && wish === undefined)
    return sayHere(turn, `/connections knows no "${args}". Usage: /connections [take | close [name]]`);
  if (wish === undefined) listConnections(turn);
  turn.effects.push({ type: 'list sessions', wish: (wish as OrphanWish | undefined) ?? 'show', name });
}

function listConnections(turn: Turn): void {
  const { state, view } = turn;
  const worlds = Object.values(state.worlds);
  if (worlds.length === 0) return sayHere(turn, 'No world has been connected yet. /worlds name connects.');
  const width = view ? outputArea(state, view).columns - SIGN : Infinity;
  for (const row of tableRows(columnsOf(state, worlds), width)) sayHere(turn, row);
  spaceHere(turn);
  sayHere(turn, summaryOf(worlds));
  spaceHere(turn);
}

/** What one wants to know of many at a glance. */
function summaryOf(worlds: readonly World[]): string {
  const open = worlds.filter(({ phase }) => phase === 'connected');
  const held = open.filter(({ link }) => link?.session).length;
  const which = open.length === 1 ? '' : `${held} of them `;
  const waiting = worlds.filter(({ phase }) => phase === 'waiting').length;
  const parts = [
    `${open.length} of ${worlds.length} connected`,
    ...(held > 0 ? [`${which}held by tlsproxy`] : []),
    ...(waiting > 0 ? [`${waiting} waiting to connect again`] : []),
  ];
  return `${parts.join(', ')}.`;
}

/** All of them fit 80 columns, where names, addresses and states are cut. */
function columnsOf(state: State, worlds: readonly World[]): Column[] {
  const cells = (cell: (world: World) => string) => worlds.map(cell);
  return [
    { title: 'World', cells: cells(({ name }) => name), least: 8 },
    { title: 'Address', cells: cells(world => addressOf(state, world)), least: 14, leave: 5 },
    { title: 'State', cells: cells(phaseOf), least: 12 },
    {
      title: 'Carrier',
      cells: cells(world => world.link?.carrier ?? plannedCarrier(state, world)),
      leave: 4,
    },
    { title: 'Unseen', cells: cells(({ scrollback }) => `${unread(scrollback)} unseen`), isNumber: true },
    { title: 'Received', cells: cells(world => ago(state.now, world.lastReceived)), leave: 3 },
    { title: 'Sent', cells: cells(world => ago(state.now, world.lastSent)), leave: 2 },
    { title: 'Proxy', cells: cells(({ link }) => link?.proxy ?? ''), leave: 1, isOptional: true },
  ];
}

function addressOf(state: State, { name, link }: World): string {
  const { host, port } = worldSettings(state, { name });
  return endpoint(link?.host ?? host, link?.port ?? port);
}

/** Under a title that says what it is. */
function ago(now: number, then: number): string {
  return then === 0 ? 'never' : span(now - then);
}

function phaseOf(world: World): string {
  return waitingWords(world) || (world.phase === 'idle' ? 'disconnected' : world.phase);
}

/** How long ago that was, in words. */
export function since(now: number, then: number): string {
  return then === 0 ? 'never' : `${span(now - then)} ago`;
}

function span(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h`;
}
