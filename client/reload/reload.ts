/** A reload, step by step: everything that can fail comes before execve() and leaves the running client as it was. */

import { closeSync } from 'node:fs';
import type { Posix } from '../../native/posix.ts';
import { type Fault, fault, fileFault } from '../../shared/fault.ts';
import { heldDescriptors, plainPath } from '../../shared/held.ts';
import { FAILED_VARIABLE, nextEnvironment, RUNTIME_VARIABLE, STATE_VARIABLE } from '../host/environment.ts';
import type { Memories } from '../host/script/memories.ts';
import { browserName, type OpenSocket } from '../host/web/listeners.ts';
import { encodeSnapshot } from '../snapshot/codec.ts';
import { describeLink, linkName, type OpenLink, SCROLLBACK } from '../snapshot/descriptors.ts';
import type { ProcessFacts } from '../snapshot/process-facts.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { removeStateFile, writeStateFile } from '../snapshot/statefile.ts';
import type { State } from '../state/state.ts';
import { TERMINAL } from '../state/view.ts';
import type { Link } from '../state/world.ts';
import { outsideOf } from '../view/attention/title.ts';
import { unsentBrowsers } from '../web/connection.ts';
import { onWritten } from '../world/outbox.ts';
import { withoutPacked, withPacked } from '../world/scripts/carried/packed.ts';
import { type Build, holdRuntime } from './build.ts';
import { argumentsFor, execNextImage } from './exec.ts';
import { watchVariables } from './watchdog.ts';

/** Everything a reload needs of the running image. */
export interface ReloadContext {
  readonly facts: ProcessFacts;
  readonly state: State;
  readonly posix: Posix;
  readonly stateFile: string;
  /** The runtime directory, held; null = there is none. */
  readonly runtime: string | null;
  readonly spill: { readonly fd: number; readonly path: string | null };
  readonly memories: Memories;
  /** Number of the journal's next file. */
  readonly journal: number;
  /** Parts of the snapshot that this build does not know and passes on. */
  readonly unknown: Readonly<Record<string, unknown>>;
  openLinks(): OpenLink[];
  /** Sockets of the browser view. */
  openWeb?(): OpenSocket[];
  /** Variables for the image that is put back, should the state file be spoilt by then: the way on from the checkpoint. */
  spare(): Record<string, string>;
}

/** The build to go on with, and the way back. */
export interface NextImage {
  readonly build: Build;
  /** '' = it is not kept, so it has none. */
  readonly id: string;
  /** '' = not known. */
  readonly version: string;
  /** Addon of the running build, which watches the start; null = nobody does. */
  readonly library: string | null;
  /** What is put back if it does not take over within `limit` ms. */
  readonly back: Build | null;
  /** Descriptor of the runtime that it needs, as in `holdRuntime`. */
  readonly held?: number | null;
  readonly limit: number;
  /** What was there when it was found and has to be when it starts. */
  readonly files?: readonly string[];
  /** It goes on with browsers; false: it would keep their connections open and know nothing of them. */
  readonly takesBrowsers?: boolean;
  /** It knows of memories that are in files of their own; false: it is to get them with the rest. */
  readonly takesMemories?: boolean;
  /** It reads what scripts have registered in one piece of bytes for each; false: it is to get the objects. */
  readonly takesPacked?: boolean;
  /** More variables for it. */
  readonly extraEnvironment?: Readonly<Record<string, string>>;
}

/** What a reload would carry, encoded while everything still runs: for the trial, and what cannot be encoded fails now. */
export function takeState(context: ReloadContext, next: Takes): Uint8Array {
  const { takesBrowsers: _, ...takes } = next;
  return encodeSnapshot(takeSnapshot(context, takes));
}

/** What the next image knows of. */
type Takes = Pick<NextImage, 'takesBrowsers' | 'takesMemories' | 'takesPacked'>;

/** Replaces the code by `next`. Returns only if that failed: why, with everything as it was before. */
export function reload(context: ReloadContext, next: NextImage): Fault {
  const held = next.back && holdRuntime(next.back, context.runtime);
  try {
    return replace(context, held ? { ...next, back: held.build, held: held.fd } : next);
  } finally {
    if (held) closeSync(held.fd);
  }
}

function replace(context: ReloadContext, next: NextImage): Fault {
  const { posix, facts, stateFile } = context;
  const { args } = facts;
  // From here to execve() nothing else runs: no event is handled, so no byte is read that the snapshot lacks.
  const snapshot = takeSnapshot(context, next);
  let state: number;
  try {
    state = writeStateFile(stateFile, encodeSnapshot(snapshot));
  } catch (error) {
    const { sentence } = fileFault(error, 'STATE_NOT_WRITTEN');
    return fault('STATE_NOT_WRITTEN', `The state file ${stateFile} cannot be written: ${sentence}`);
  }
  const named = Object.values(snapshot.descriptors).map(({ fd }) => fd);
  const kept = [...named, ...heldFor(context, next)];
  const watch = watched(context, next, [state, ...kept]);
  const carried = typeof next.held === 'number' ? [...kept, next.held] : kept;
  const environment = {
    ...nextEnvironment(process.env),
    ...runtimeVariable(context),
    ...watch,
    ...next.extraEnvironment,
  };
  const failed = execNextImage({ posix, build: next.build, args, environment, state, carried });
  removeStateFile(stateFile, state);
  return failed;
}

/** Descriptors of the directories that either image finds its files through. */
function heldFor({ runtime }: ReloadContext, { build, library, back }: NextImage): number[] {
  const builds = [build, back].flatMap(one => (one ? [one.program, one.script] : []));
  return heldDescriptors([runtime, library, ...builds]);
}

function runtimeVariable({ runtime }: ReloadContext): Record<string, string> {
  return runtime === null ? {} : { [RUNTIME_VARIABLE]: runtime };
}

/** Variables that put the next image under watch, and the previous one back if it fails. */
function watched(context: ReloadContext, next: NextImage, descriptors: number[]) {
  const { args } = context.facts;
  const { termios, keyboard, isTitled } = terminalFacts(context);
  const { library, back, held = null, limit, id, version } = next;
  if (library === null) return {};
  const told = {
    [STATE_VARIABLE]: String(descriptors[0]),
    [FAILED_VARIABLE]: `${id} ${version}`,
    ...runtimeVariable(context),
    ...context.spare(),
  };
  const previous = back && { program: back.program, args: argumentsFor(back, args) };
  return watchVariables(
    {
      library,
      limit,
      descriptors,
      held,
      back: previous,
      extraEnvironment: told,
      termios,
      keyboard,
      isTitled,
    },
    process.env,
  );
}

/** What leaves the terminal that Clay was started in in order; one that it has no more is left alone. */
export function terminalFacts({ facts, state }: Pick<ReloadContext, 'facts' | 'state'>) {
  const view = state.views[TERMINAL];
  return {
    termios: view ? facts.termios : null,
    keyboard: view?.keys.keyboard ?? 'legacy',
    isTitled: outsideOf(state, TERMINAL).title !== null,
  } as const;
}

/** What the next image does not know of is closed by execve(). */
function takeSnapshot(
  context: ReloadContext,
  { takesBrowsers = true, takesMemories = true, takesPacked = true }: Takes,
): Snapshot {
  const { facts, posix, spill, memories, journal, unknown } = context;
  const kept = takesMemories
    ? memories.stored(context.state, context.runtime)
    : memories.whole(context.state);
  const state = takesPacked ? withPacked(kept) : withoutPacked(kept);
  const open = context.openLinks();
  const openWeb = (takesBrowsers ? context.openWeb?.() : null) ?? [];
  const sockets = [
    ...open.map(one => ({ name: linkName(one.link), ...one })),
    ...openWeb,
    ...(takesMemories ? memories.carried() : []),
  ];
  const links = sockets.map(one => [one.name, { fd: one.fd, is: describeLink(posix, one) }]);
  return {
    ...unknown,
    facts,
    state: withUnsentWeb(withUnsent(takesBrowsers ? state : withoutAttached(state), open), openWeb),
    descriptors: {
      [SCROLLBACK]: { fd: spill.fd, is: posix.describe(spill.fd) },
      ...Object.fromEntries(links),
    },
    spillPath: spill.path && plainPath(spill.path),
    journal,
  };
}

/**
 * The state as the next image needs it: what the kernel has taken of the bytes in flight is gone from each outbox,
 * the rest is to be written again. Of a link that is not open nothing is in flight: its words are held back until it is.
 * The running state is not touched: if execve() fails, its writes go on.
 */
export function withUnsent(state: State, open: readonly Pick<OpenLink, 'link' | 'unsent'>[]): State {
  const writing = Object.values(state.worlds).filter(({ link }) => link && link.inFlight > 0);
  // To copy the table of a thousand worlds takes 7 ms.
  if (writing.length === 0) return state;
  const unsent = new Map(open.map(one => [one.link, one.unsent]));
  const worlds = { ...state.worlds };
  for (const world of writing) {
    const link = world.link as Link;
    const rest = unsent.get(link.id);
    if (rest !== undefined) worlds[world.name] = { ...world, link: settled(link, rest) };
  }
  return { ...state, worlds };
}

/** Of a build that does not know of them nobody would close the views of terminals whose connections have ended. */
function withoutAttached(state: State): State {
  const own = Object.entries(state.views).filter(([, { channel }]) => channel === null);
  return { ...state, views: Object.fromEntries(own) };
}

/** The same of the browsers. */
export function withUnsentWeb(state: State, open: readonly Pick<OpenSocket, 'name' | 'unsent'>[]): State {
  const { web } = state;
  if (!web) return state;
  const unsent = new Map(open.map(one => [one.name, one.unsent]));
  const rest = Object.values(web.browsers).map(({ id }) => [id, unsent.get(browserName(id))] as const);
  return { ...state, web: unsentBrowsers(web, new Map(rest.filter(isKnown))) };
}

function isKnown(one: readonly [id: number, rest: number | undefined]): one is readonly [number, number] {
  return one[1] !== undefined;
}

function settled(link: Link, unsent: number): Link {
  const copy = { ...link, outbox: [...link.outbox] };
  onWritten(copy, copy.inFlight - unsent);
  return { ...copy, inFlight: 0 };
}
