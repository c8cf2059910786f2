/** One world: its empty value, its settings, and how lines get into its log. */
import type { Line, Scrollback } from '../state/log.ts';
import { defaultWorld, type WorldSettings } from '../state/settings.ts';
import type { State, Turn } from '../state/state.ts';
import type { View } from '../state/view.ts';
import type { PromptState, Retry, World } from '../state/world.ts';
import { CLIENT_MEDIA } from '../stream/media/client-media.ts';
import { emptyStream } from '../stream/stream.ts';
import type { StreamContext } from '../stream/values.ts';
import { attendedView, sizingView, worldNamed, worldOn } from './audience.ts';
import { noteDay } from './lines/day.ts';
import { blankLine, FAULT_STYLE, ownLine } from './lines/own.ts';
import { append, emptyScrollback } from './scrollback.ts';

/** `epoch`: when its log begins (Unix ms). */
export function emptyWorld(name: string, epoch = 0): World {
  return {
    name,
    phase: 'idle',
    link: null,
    stream: emptyStream(),
    scrollback: emptyScrollback(epoch),
    login: 'skip',
    loginEcho: false,
    loginAt: 0,
    loginHeard: false,
    greeting: false,
    lastReceived: 0,
    lastSent: 0,
    prompt: null,
    promptOpen: false,
    prompts: noPrompts(),
    masked: false,
    echoes: 0,
    maskLifted: false,
    distrusted: null,
    retry: noRetry(),
    log: { on: false, cursor: 0, path: null, size: 0, cutTo: null, failed: false },
    sizedBy: '',
  };
}

export function noPrompts(): PromptState {
  return {
    behind: null,
    kept: false,
    last: '',
    opened: '',
    ending: false,
    answered: false,
    looked: false,
    doubtful: false,
  };
}

export function noRetry(): Retry {
  return { tries: 0, since: 0, said: '', login: null, refusal: '', refusals: 0 };
}

export function worldSettings({ settings }: State, { name }: Pick<World, 'name'>): WorldSettings {
  const known = Object.hasOwn(settings.worlds, name) ? settings.worlds[name] : undefined;
  return known ?? defaultWorld();
}

/** The world of this name, made if settings know it; a name matches whatever its case, if only one does. */
export function findWorld(state: State, name: string): World | undefined {
  const found = Object.hasOwn(state.settings.worlds, name) ? name : foldedName(state, name);
  if (found === undefined) return undefined;
  const there = worldNamed(state, found);
  if (there) return there;
  const world = knownWorld(state, found);
  state.worlds[found] = world;
  return world;
}

/** The name as one types it in a command. */
export function typedName({ name }: Pick<World, 'name'>): string {
  return /\s/.test(name) ? `"${name}"` : name;
}

function foldedName({ settings }: State, name: string): string | undefined {
  const folded = Object.keys(settings.worlds).filter(other => other.toLowerCase() === name.toLowerCase());
  return folded.length === 1 ? folded[0] : undefined;
}

function knownWorld(state: State, name: string): World {
  const world = emptyWorld(name, state.now);
  world.log.on = worldSettings(state, { name }).log;
  return world;
}

/** The world is not to be written to settings.toml. */
export function addTemporary(state: State, name: string): void {
  if (!state.temporary.includes(name)) state.temporary.push(name);
}

/** Which world had a link when it was asked for last: derived, so it is looked at again whether it still has. */
const owners = new WeakMap<State, Map<number, string>>();
/** Links are never used again: those that are gone are forgotten when there are more than anybody has worlds. */
const OWNERS_LIMIT = 10_000;

export function worldOfLink(state: State, link: number): World | undefined {
  const known = owners.get(state) ?? new Map<number, string>();
  const owner = worldNamed(state, known.get(link) ?? '');
  if (owner?.link?.id === link) return owner;
  if (known.size >= OWNERS_LIMIT) known.clear();
  // All of them at once: a thousand worlds that connect together ask one after the other.
  for (const { name, link: its } of Object.values(state.worlds)) if (its) known.set(its.id, name);
  owners.set(state, known);
  return worldNamed(state, known.get(link) ?? '') ?? undefined;
}

/** What servers are told while nobody looks. */
const USUAL_SIZE = { columns: 80, rows: 24 };

/** GMCP packages that the server is told of. */
function supportsOf({ gmcp, gmcp_supports: supports, sound }: WorldSettings): readonly string[] {
  if (!gmcp) return [];
  return sound ? [...supports.filter(one => !/^client\.media\b/i.test(one)), CLIENT_MEDIA] : supports;
}

/** What the pipeline must know of its surroundings to answer the server. */
export function streamContext(state: State, world: World): StreamContext {
  const settings = worldSettings(state, world);
  const view = sizingView(state, world);
  const { columns, rows } = state.announced[view?.id ?? ''] ?? USUAL_SIZE;
  return {
    encoding: settings.encoding,
    columns,
    rows,
    tls: world.link?.carrier.startsWith('tls') ?? false,
    client: 'CLAY',
    version: state.version,
    now: state.now,
    terminal: view?.terminal ?? 'XTERM-TRUECOLOR',
    mxp: settings.mxp,
    mcp: settings.mcp,
    gmcpSupports: supportsOf(settings),
    environ: settings.new_environ ? settings.environ : null,
  };
}

export function addLine(turn: Turn, world: World, line: Line): void {
  noteDay(turn, world.scrollback);
  append(turn, world.scrollback, line);
  turn.touched.add(world);
}

/** A line from Clay to the user, in a world's log; without a world, in the console's. */
export function say(turn: Turn, world: World | null, text: string): void {
  for (const part of text.split('\n')) tell(turn, world, ownLine(part, turn.state.now));
}

/** The same of what has failed or was not understood. */
export function complain(turn: Turn, world: World | null, text: string): void {
  for (const part of text.split('\n')) tell(turn, world, ownLine(part, turn.state.now, FAULT_STYLE));
}

/** A line that Clay shows, in a log; while a command runs there, it is a part of the answer. */
export function tell(turn: Turn, world: World | null, line: Line): void {
  if (turn.answer?.world === world) {
    turn.answer.lines.push(line);
    return;
  }
  const log = world?.scrollback ?? turn.state.console;
  noteDay(turn, log);
  append(turn, log, line);
  if (world) turn.touched.add(world);
  for (const view of Object.values(turn.state.views))
    if (worldOn(turn.state, view) === world) noteSaid(view, log);
}

/** It is shown to the view until its next key, even if the log keeps it waiting. */
function noteSaid(view: View, { next }: Scrollback): void {
  const { said, current } = view;
  const name = current ?? '';
  view.said = { log: name, from: said?.log === name ? said.from : next - 1, to: next };
}

/** A line from Clay to the one who acts; if nobody does, where somebody is looking. */
export function sayHere(turn: Turn, text: string): void {
  say(turn, worldHere(turn), text);
}

/** The same of what has failed or was not understood. */
export function complainHere(turn: Turn, text: string): void {
  complain(turn, worldHere(turn), text);
}

/** Sets a table off from what comes below it. */
export function spaceHere(turn: Turn): void {
  tell(turn, worldHere(turn), blankLine(turn.state.now));
}

function worldHere({ state, view: acting }: Turn): World | null {
  const view = acting ?? attendedView(state);
  return view && worldOn(state, view);
}
