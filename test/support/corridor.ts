/** A game of many rooms in a row, and a client that walks in it, both without a computer around them; it may be reloaded or crash after any event. */
import { handle } from '../../client/app/handle.ts';
import { freshState } from '../../client/app/initial-state.ts';
import { decodeSnapshot, encodeSnapshot } from '../../client/snapshot/codec.ts';
import { emptyFacts } from '../../client/snapshot/process-facts.ts';
import type { Effect, Event } from '../../client/state/events.ts';
import type { ReadChunk } from '../../client/state/log.ts';
import {
  defaultSettings,
  defaultWorld,
  NO_FILE,
  type Settings,
  type WorldSettings,
} from '../../client/state/settings.ts';
import type { State } from '../../client/state/state.ts';
import { nextDue } from '../../client/state/timers.ts';
import { TERMINAL } from '../../client/state/view.ts';
import { decodeChunk, lineAt } from '../../client/world/scrollback.ts';
import { isFault } from '../../shared/fault.ts';
import { NOON } from './play.ts';

const WAYS: Readonly<Record<string, number>> = { e: 1, w: -1, east: 1, west: -1 };

/** How the game tells where one is. */
export type Telling = 'gmcp' | 'prompt' | 'eor' | 'quiet' | 'text';

/** A prompt ends with GA, with EOR, or with nothing but silence; some games have none. */
function promptOf(telling: Telling): Buffer {
  if (telling === 'text') return Buffer.alloc(0);
  const end = telling === 'quiet' ? [] : [IAC, telling === 'eor' ? 239 : 249];
  return Buffer.concat([Buffer.from('> '), Buffer.from(end)]);
}

export interface Game {
  /** Where the character is; it starts in room 1, which has none to the west. */
  room: number;
  /** Which rooms it went through, in order. */
  readonly visited: number[];
  /** The door east of this room is closed until somebody opens it. */
  door: number | null;
  /** All that it was told, a line each. */
  readonly heard: string[];
}

export function newGame(door: number | null = null): Game {
  return { room: 1, visited: [], door, heard: [] };
}

const IAC = 255;

export function gmcp(text: string): Buffer {
  return Buffer.concat([Buffer.of(IAC, 250, 201), Buffer.from(text), Buffer.of(IAC, 240)]);
}

/** What the game says as one connects. */
export function greeting(telling: Telling): Buffer {
  const offer = telling === 'gmcp' ? Buffer.of(IAC, 251, 201) : Buffer.alloc(0);
  return Buffer.concat([offer, roomText(newGame(), telling)]);
}

function roomText({ room }: Game, telling: Telling): Buffer {
  const exits = { e: room + 1, ...(room > 1 && { w: room - 1 }) };
  const told = gmcp(
    `Room.Info ${JSON.stringify({ num: room, name: `Room ${room}`, area: 'Corridor', exits })}`,
  );
  return Buffer.concat([
    ...(telling === 'gmcp' ? [told] : []),
    Buffer.from(`Room ${room}\r\nYou are in a corridor.\r\nExits: east.\r\n`),
    promptOf(telling),
  ]);
}

/** What the game answers to a line. */
export function answerOf(game: Game, line: string, telling: Telling): Buffer {
  game.heard.push(line);
  const step = Object.hasOwn(WAYS, line) ? (WAYS[line] as number) : 0;
  const prompt = promptOf(telling);
  if (line === 'open door') {
    game.door = null;
    return Buffer.concat([Buffer.from('You open the door.\r\n'), prompt]);
  }
  if (step === 0) return Buffer.concat([Buffer.from(`You say ${line}.\r\n`), prompt]);
  if (step > 0 && game.door === game.room)
    return Buffer.concat([Buffer.from('The door is closed.\r\n'), prompt]);
  if (game.room + step < 1) return Buffer.concat([Buffer.from('Alas, you cannot go that way.\r\n'), prompt]);
  game.room += step;
  game.visited.push(game.room);
  return roomText(game, telling);
}

export interface Walker {
  readonly state: State;
  readonly game: Game;
  enter(line: string): void;
  /** One event, or one answer of the game, or one timer: whatever is next. False: there is nothing more within the time. */
  next(within?: number): boolean;
  /** Until nothing happens any more for so long. */
  settle(within?: number): void;
  /** Until the character has gone so many steps. */
  until(steps: number): void;
  reload(): void;
  /** As the last checkpoint has it, and all that was recorded since once more. */
  crash(): void;
  checkpoint(): void;
  /** What Clay has said, and the game, as text. */
  log(): string;
  hangUp(): void;
}

export function createWalker(
  telling: Telling,
  game = newGame(),
  settings: Partial<Settings> = {},
  more: Partial<WorldSettings> = {},
): Walker {
  const world = { ...defaultWorld(), auto_login: 'none', keepalive: 'none', host: 'mud.example' } as const;
  let state = freshState(
    { now: NOON, version: '1.2.3', columns: 80, rows: 24 },
    { ...defaultSettings(), more_mode: false, ...settings, worlds: { Alpha: { ...world, ...more } } },
  );
  let queue: Event[] = [];
  const spill = new Map<number, Uint8Array>();
  const readChunk: ReadChunk = offset => decodeChunk(spill.get(offset) as Uint8Array);
  let recorded: { readonly now: number; readonly event: Event }[] = [];
  let saved = encoded(state);
  let taken = 0;
  let rest = '';

  function run(event: Event): void {
    // What is handled may change the bytes.
    recorded.push({ now: state.now, event: structuredClone(event) });
    const effects: Effect[] = [];
    handle(state, event, readChunk, effects);
    effects.forEach(perform);
  }

  function perform(effect: Effect): void {
    if (effect.type === 'connect')
      queue.push({ type: 'connected', link: effect.link, carrier: 'tcp', session: null, notes: [] });
    if (effect.type === 'read automation' && effect.known === '')
      queue.push({ type: 'automation read', asked: false, file: { id: NO_FILE, block: new Uint8Array(0) } });
    if (effect.type === 'read scripts') queue.push({ type: 'scripts found', names: [] });
    if (effect.type === 'spill') {
      spill.set(effect.offset, Uint8Array.from(effect.bytes));
      queue.push({ type: 'spilled', offset: effect.offset });
    }
    if (effect.type !== 'write') return;
    const { link, bytes } = effect;
    taken += bytes.length;
    queue.push({ type: 'written', link, bytes: bytes.length });
    const lines = (rest + withoutTelnet(bytes)).split('\r\n');
    rest = lines.pop() as string;
    for (const line of lines) queue.push({ type: 'received', link, bytes: answerOf(game, line, telling) });
  }

  const link = () => state.worlds.Alpha?.link?.id ?? 0;

  const walker: Walker = {
    get state() {
      return state;
    },
    game,
    enter: line => run({ type: 'input', view: TERMINAL, bytes: Buffer.from(`${line}\r`) }),
    next(within = 60_000) {
      const event = queue.shift();
      if (event) {
        run(event);
        return true;
      }
      const due = nextDue(state);
      if (due > state.now + within) return false;
      state.now = Math.max(due, state.now);
      run({ type: 'tick' });
      return true;
    },
    settle(within = 10_000) {
      const end = state.now + within;
      while (walker.next(end - state.now));
    },
    until(steps) {
      while (game.visited.length < steps)
        if (!walker.next(10_000)) throw new Error(`only ${game.visited.length} steps: ${walker.log()}`);
    },
    reload() {
      // What the kernel holds stays; what was written is told to nobody any more.
      for (const one of queue) if (one.type === 'written') run(one);
      queue = queue.filter(isInKernel);
      state = decoded(encoded(state));
      state.reloads++;
      walker.checkpoint();
      run({ type: 'restored', carried: [link()], lost: [] });
    },
    checkpoint() {
      saved = encoded(state);
      recorded = [];
    },
    crash() {
      const again = recorded;
      state = decoded(saved);
      for (const { now, event } of again) {
        state.now = now;
        handle(state, structuredClone(event), readChunk, []);
      }
      queue = queue.filter(isInKernel);
      walker.checkpoint();
      run({ type: 'crashed', links: [{ link: link(), taken }] });
    },
    log() {
      const log = state.worlds.Alpha?.scrollback;
      const numbers = Array.from({ length: log?.next ?? 0 }, (_, number) => number);
      return numbers.map(number => log && lineAt(log, number, readChunk)?.text).join('\n');
    },
    hangUp: () => run({ type: 'closed', link: link(), fault: null }),
  };
  run({ type: 'started', notices: [], worlds: [] });
  walker.enter('/worlds Alpha');
  while (state.worlds.Alpha?.phase !== 'connected') walker.next();
  run({ type: 'received', link: link(), bytes: greeting(telling) });
  walker.settle(1000);
  game.heard.length = 0;
  return walker;
}

/** What a client has said but for telnet commands. */
export function withoutTelnet(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('latin1');
  return text.replace(/\xff\xfa.*?\xff\xf0|\xff[\xfb-\xfe].|\xff./gs, '');
}

const isInKernel = ({ type }: Event) => type === 'received' || type === 'spilled';

function encoded(state: State): Buffer {
  return Buffer.from(
    encodeSnapshot({
      state,
      facts: { ...emptyFacts(), pid: 1, home: '/home/player/.clay', script: '/opt/clay.js' },
      ...{ descriptors: {}, spillPath: null, journal: 0 },
    }),
  );
}

function decoded(bytes: Buffer): State {
  const snapshot = decodeSnapshot(Buffer.from(bytes));
  if (isFault(snapshot)) throw new Error(snapshot.sentence);
  return snapshot.state;
}
