/** Sessions in the proxy that no client has: their client was killed, and what it left could not be read, or is gone. */

import { endpoint } from '../../shared/fault.ts';
import { changeWorld } from '../settings/change.ts';
import { worldNameFault } from '../settings/check.ts';
import type { Event, Orphan } from '../state/events.ts';
import type { Turn } from '../state/state.ts';
import type { World } from '../state/world.ts';
import { takeUpSession } from '../world/proxied/session.ts';
import { addTemporary, findWorld, sayHere } from '../world/world.ts';
import { since } from './connections.ts';

type Listed = Extract<Event, { type: 'sessions listed' }>;

/** `/connections`, with or without a wish, has asked for them. */
export function onSessionsListed(turn: Turn, { wish, name, orphans }: Listed): void {
  const ours = new Set(Object.values(turn.state.worlds).map(({ link }) => link?.session));
  const found = orphans.filter(({ session, label }) => !ours.has(session) && isCalled(label, name));
  if (found.length > 0) return wishes[wish](turn, found);
  if (wish !== 'show') sayHere(turn, `tlsproxy has no connection${of(name)} that no Clay is attached to.`);
}

function isCalled(label: string, name: string): boolean {
  return name === '' || label.toLowerCase() === name.toLowerCase();
}

function of(name: string): string {
  return name === '' ? '' : ` of ${name}`;
}

const wishes: Record<Listed['wish'], (turn: Turn, orphans: readonly Orphan[]) => void> = {
  show(turn, orphans) {
    sayHere(turn, 'In tlsproxy, with no Clay attached:');
    for (const orphan of orphans) sayHere(turn, `  ${described(turn, orphan)}`);
    sayHere(turn, '/connections take takes them up, /connections close hangs up; both take a name as well.');
  },
  take(turn, orphans) {
    for (const orphan of orphans) take(turn, orphan);
  },
  close(turn, orphans) {
    turn.effects.push({ type: 'end sessions', sessions: orphans.map(({ session }) => session) });
    for (const orphan of orphans) sayHere(turn, `Closed: ${described(turn, orphan)}`);
  },
};

function described({ state }: Turn, { label, host, port, openedAt, proxy }: Orphan): string {
  return `${label}  ${endpoint(host, port)}  opened ${since(state.now, openedAt)}  proxy ${proxy}`;
}

function take(turn: Turn, orphan: Orphan): void {
  const world = findWorld(turn.state, orphan.label) ?? temporaryWorld(turn, orphan);
  if (isConnected(world))
    sayHere(turn, `${world.name} has another connection; not taken up: ${described(turn, orphan)}`);
  else takeUpSession(turn, world, orphan);
}

/** An attempt that is under way is none yet: what there is takes its place. */
function isConnected({ link, phase }: World): boolean {
  return link !== null && (phase === 'connected' || link.session !== null);
}

/** It is not in settings.toml any more, or never was. */
function temporaryWorld(turn: Turn, { label, host, port }: Orphan): World {
  const { state } = turn;
  // A label that is no name of a world has come from elsewhere.
  const name = worldNameFault(label) === null ? label : `${host}:${port}`;
  addTemporary(state, name);
  changeWorld(turn, name, { host, port });
  return findWorld(state, name) as World;
}
