/** What happens that is no line, as scripts see it. */
import type { HookEvent } from '../../state/automation.ts';
import { type ScriptEvent, scriptEvents } from '../../state/script/scripts.ts';
import type { State, Turn } from '../../state/state.ts';
import type { World } from '../../state/world.ts';
import { printable } from '../../stream/printable.ts';
import { readData } from '../../stream/telnet/server-data.ts';
import { complain } from '../world.ts';
import { callAtOnce } from './call.ts';
import { isActive, listeners, listens, packagesOf } from './packages.ts';

const OWN_WAYS: ReadonlySet<ScriptEvent> = new Set(['prompt', 'gmcp', 'msdp']);
const NAMES: ReadonlyMap<string, ScriptEvent> = new Map([
  ...scriptEvents.filter(one => !OWN_WAYS.has(one)).map(one => [one.toUpperCase(), one] as const),
  ['PRERELOAD', 'reloading'],
]);

/** How the event of a hook is called here; null: it has a way of its own. */
function nameOf(event: HookEvent): ScriptEvent | null {
  return NAMES.get(event) ?? null;
}

/** Whether a script waits for it. */
export function hasScriptHook(state: State, event: HookEvent): boolean {
  if (packagesOf(state).length === 0) return false;
  const name = nameOf(event);
  return name !== null && listens(state, name);
}

/** It has happened. */
export function fireScriptHook(turn: Turn, world: World | null, event: HookEvent, text: string): void {
  const name = nameOf(event);
  if (name !== null) fireScripts(turn, world, name, { world: world?.name ?? '', text });
}

/** UTF-16 units, as JSON: as much as a message may have, and no more of it than scripts can read in time. */
const LONGEST = 64 * 1024;

/** The server has told it: `key` is its place in what servers tell. */
export function fireData(turn: Turn, world: World, key: string): void {
  const event = key.startsWith('gmcp:') ? 'gmcp' : 'msdp';
  const { data } = world.stream;
  const entry = data.entries[key];
  if (!entry || !key.startsWith(`${event}:`) || !listens(turn.state, event)) return;
  const value = readData(data, key) ?? null;
  if (JSON.stringify(value).length > LONGEST)
    return tellTooLong(turn, world, `${event.toUpperCase()} ${entry.name}`);
  fireScripts(turn, world, event, { world: world.name, name: entry.name, value });
}

/** At most once in so many ms. */
const TOLD_WITHIN = 60_000;

function tellTooLong(turn: Turn, world: World, what: string): void {
  const { scripts, now } = turn.state;
  if (!scripts || (scripts.toldTooLong !== undefined && now - scripts.toldTooLong < TOLD_WITHIN)) return;
  scripts.toldTooLong = now;
  complain(
    turn,
    world,
    `${world.name}: ${printable(what)} is longer than ${LONGEST / 1024} KiB: scripts do not hear of it.`,
  );
}

/** Tells all scripts that wait for it. */
export function fireScripts(
  turn: Turn,
  world: World | null,
  event: ScriptEvent,
  about: Record<string, unknown>,
): void {
  const { state } = turn;
  if (!listens(state, event)) return;
  const name = world?.name ?? '';
  const text = JSON.stringify(about);
  // One that failed at it may be off by now.
  for (const [of, { id }] of listeners(state, event, name))
    if (isActive(state, of)) callAtOnce(turn, of, world, ['hook', id, name, text]);
}
