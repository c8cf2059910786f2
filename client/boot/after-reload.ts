/** A client that came through a reload: its state, its descriptors, its terminal, as if nothing had happened. */

import { basename, dirname } from 'node:path';
import type { Posix } from '../../native/posix.ts';
import { type Fault, faultOf, isFault } from '../../shared/fault.ts';
import { stateFile } from '../../shared/paths.ts';
import { memoriesPath, spillFile } from '../crash/leftovers.ts';
import { type Crash, recentCrashes } from '../crash/plan.ts';
import { type Memories, memoriesNumber, openMemories } from '../host/script/memories.ts';
import { endedByServer } from '../host/sockets.ts';
import { openSpill, type Spill } from '../host/spill.ts';
import { browserName, listenerDescriptor } from '../host/web/listeners.ts';
import { type RolledBack, sentenceOf, withFailure, withoutFailure } from '../reload/rollback.ts';
import { BLOB } from '../reload/startup.ts';
import type { Client } from '../runtime/client.ts';
import { decodeSnapshot } from '../snapshot/codec.ts';
import {
  areSame,
  type Descriptors,
  isSame,
  linkName,
  noteDescription,
  SCROLLBACK,
} from '../snapshot/descriptors.ts';
import { type Snapshot, unknownParts } from '../snapshot/snapshot.ts';
import { readStateFile, removeStateFile } from '../snapshot/statefile.ts';
import type { Event, ImageFacts } from '../state/events.ts';
import type { State } from '../state/state.ts';
import { TERMINAL } from '../state/view.ts';
import type { ListenerName, WebCame, WebState } from '../state/web.ts';
import { noteReload } from '../view/status/reloaded.ts';
import { addonOf, findRuntimeDirectory, installation, takeHeld, version } from './installation.ts';
import { takeOver } from './takeover.ts';

const RESTARTED =
  'Something went wrong inside Clay; it has restarted itself in place, and every connection goes on. The details are in clay.log.';

/** How this image came about. */
export interface Cause {
  /** The image before it has failed, and this build was put back. */
  readonly failed: RolledBack | null;
  /** The image before it was ended by an exception. */
  readonly crash: Crash | null;
}

/** The state behind the descriptor, and its bytes; or why it cannot be used. */
export function readSnapshot(stateFd: number): { snapshot: Snapshot; bytes: Buffer } | Fault {
  let bytes: Buffer;
  try {
    bytes = readStateFile(stateFd);
  } catch (error) {
    return faultOf(error, 'STATE_UNREADABLE');
  }
  const snapshot = decodeSnapshot(bytes);
  return isFault(snapshot) ? snapshot : { snapshot, bytes };
}

/** Takes over from the image that has written the state file behind `stateFd`. Throws if that is impossible. */
export function afterReload(
  stateFd: number,
  { snapshot, bytes }: { readonly snapshot: Snapshot; readonly bytes: Buffer },
  { failed, crash }: Cause,
): void {
  const place = installation();
  const posix = addonOf(place.directory, dirname(snapshot.facts.script));
  if ('unavailable' in posix) throw new Error(posix.unavailable);
  const notices: string[] = [];
  const runtime = findRuntimeDirectory(notices, takeHeld(posix, place.script));
  const spill = inheritSpill(posix, snapshot, runtime);
  const memories = inheritMemories(posix, snapshot.descriptors, snapshot.facts.home, runtime);
  posix.setCloexec(stateFd, true);
  const { facts, state } = snapshot;
  if (!failed && !crash) {
    state.reloads++;
    noteReload(state, version, Date.now());
  }
  const crashes = crash?.times ?? recentCrashes(facts.crashes, Date.now());
  const details = about();
  takeOver({
    facts: {
      ...facts,
      failures: failed
        ? withFailure(facts.failures, failed)
        : withoutFailure(facts.failures, basename(place.directory)),
      crashes,
    },
    state,
    posix,
    spill,
    memories,
    runtime,
    place,
    journal: snapshot.journal - 1,
    unknown: unknownParts(snapshot),
    inherited: true,
    checkpoint: bytes,
    adopt(client) {
      const links = adoptLinks(client, snapshot, posix);
      details.links = links.carried.length;
      return [restored(links, adoptWeb(client, snapshot, posix), state)];
    },
    notices: [...notices, ...(failed ? [sentenceOf(failed, version)] : []), ...(crash ? [RESTARTED] : [])],
    logged: failed
      ? { code: 'ROLLED_BACK', details: { ...failed } }
      : { code: crash ? 'RESTARTED' : 'RELOADED', details },
    cleanUp: () => removeStateFile(stateFile(facts.home), stateFd),
  });
}

/** What the log says of this image. */
function about(): Record<string, unknown> {
  return { version, node: process.version, snapshot: process.execArgv.includes(BLOB) };
}

/** The scrollback file, whose descriptor came along. Throws if it did not. */
export function inheritSpill(
  posix: Posix,
  { descriptors, spillPath, facts }: Snapshot,
  runtime: string | null,
): Spill {
  const scrollback = descriptors[SCROLLBACK];
  if (!scrollback || !isSame(posix, scrollback)) throw new Error('the scrollback did not come along');
  posix.setCloexec(scrollback.fd, true);
  return openSpill(scrollback.fd, spillFile(runtime, facts.home, spillPath));
}

/** The memories of scripts whose descriptors came along. */
export function inheritMemories(
  posix: Posix,
  descriptors: Descriptors,
  home: string,
  runtime: string | null,
): Memories {
  const pathOf = (directory: string, number: number) => memoriesPath(directory, home, process.pid, number);
  const found = Object.entries(descriptors).flatMap(([name, carried]) => {
    const number = memoriesNumber(name);
    if (number === null || !isSame(posix, carried)) return [];
    posix.setCloexec(carried.fd, true);
    return [{ number, fd: carried.fd, path: runtime === null ? '' : pathOf(runtime, number) }];
  });
  return openMemories(pathOf, found);
}

interface Links {
  readonly carried: number[];
  readonly lost: number[];
}

function restored(links: Links, web: WebCame | null, { reloads, views }: State): Event {
  const terminal = views[TERMINAL];
  const image: ImageFacts = {
    version,
    reloads,
    ...(terminal && { terminal: terminal.terminal, columns: terminal.columns, rows: terminal.rows }),
    ...(terminal?.device && { device: terminal.device }),
  };
  return { type: 'restored', ...links, image, ...(web && { web }) };
}

/** Goes on with what listens and every browser whose descriptor is still what it was; null = the browser view is off. */
function adoptWeb(client: Client, { state, descriptors }: Snapshot, posix: Posix): WebCame | null {
  const { web } = state;
  if (!web) return null;
  const browsers: number[] = [];
  for (const { id } of Object.values(web.browsers)) {
    const descriptor = descriptors[browserName(id)];
    if (!descriptor || !isSame(posix, descriptor)) continue;
    posix.setCloexec(descriptor.fd, true);
    noteDescription(client.listeners.adopt(id, descriptor.fd), descriptor.is);
    browsers.push(id);
  }
  return { browsers, listens: adoptListeners(client, web, descriptors, posix) };
}

/** Goes on listening where the descriptor is still what it was; answers where that is. */
export function adoptListeners(
  client: Client,
  { listeners, next }: WebState,
  descriptors: Descriptors,
  posix: Posix,
): ListenerName[] {
  const names = Object.keys(listeners) as ListenerName[];
  return names.filter(name => {
    const descriptor = descriptors[listenerDescriptor(name)];
    if (!descriptor || !isSame(posix, descriptor)) return false;
    posix.setCloexec(descriptor.fd, true);
    client.listeners.adoptListener(name, descriptor.fd, listeners[name]?.port ?? 0, next);
    return true;
  });
}

/** Goes on with every connection whose descriptor is still what it was; at once with those that somebody looks at. */
export function adoptLinks(
  { sockets, carriers }: Client,
  { state, descriptors }: Snapshot,
  posix: Posix,
): Links {
  const came = Object.values(state.worlds).flatMap(({ link }) => {
    const descriptor = link && descriptors[linkName(link.id)];
    return link && descriptor ? [{ link, descriptor }] : [];
  });
  const same = areSame(
    posix,
    came.map(({ descriptor }) => descriptor),
  );
  for (const [at, { link, descriptor }] of came.entries()) {
    if (!same[at]) continue;
    const { session, proxy, proxyIdentity } = link;
    const ending = session ? () => carriers.ending(session, proxy, proxyIdentity) : endedByServer;
    noteDescription(sockets.fromDescriptor(link.id, descriptor.fd, link, ending), descriptor.is);
    if (link.held) sockets.hold(link.id, true);
  }
  for (const { current } of Object.values(state.views)) {
    const link = current === null ? null : state.worlds[current]?.link;
    if (link) sockets.open(link.id);
  }
  const ids = (wanted: boolean) => came.flatMap(({ link }, at) => (same[at] === wanted ? [link.id] : []));
  return { carried: ids(true), lost: ids(false) };
}
