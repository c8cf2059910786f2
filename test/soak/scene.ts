/** What a run consists of: the client, its worlds, its user, and what has been done so far. */

import type { Clay } from '../support/clay.ts';
import type { TemporaryHome } from '../support/temporary.ts';
import type { Terminal } from '../support/terminal.ts';
import type { Deployment } from './deployment.ts';
import type { Place } from './ledger.ts';
import type { LogReader } from './logreader.ts';
import type { Random } from './random.ts';
import type { Page } from './viewers/page.ts';
import type { SoakWorld } from './world.ts';

export interface Options {
  /** How long it takes, and how long it is from one look at everything to the next: in seconds, or in actions. */
  readonly length: number;
  readonly quiesceEvery: number;
  readonly unit: 'seconds' | 'actions';
  readonly seed: number;
  /** Let the client crash by a signal. */
  readonly crashes: boolean;
  /** Put builds in place that do not start. */
  readonly badBuilds: boolean;
  /** Names of the actions that there are, to look for what some of them bring about; null: all. */
  readonly only: readonly string[] | null;
  /** The network may be taken down: it is our own. */
  readonly ownNetwork: boolean;
  print(text: string): void;
}

/** What the user knows. */
export interface User {
  /** What tells its commands from those of others; '' at the client's own terminal. */
  readonly speaker: string;
  /** What stands in the input line. */
  typed: string;
  /** Name of the world on screen. */
  current: string;
}

/** A user at a terminal: the client's own (a scene is that, too), or one that is attached. */
export interface Seat {
  readonly worlds: readonly SoakWorld[];
  readonly random: Random;
  readonly clay: Terminal;
  readonly user: User;
}

/** `clay attach`: in a terminal of this machine, or of another one, over HTTPS. */
export interface Attached extends Seat {
  clay: Terminal;
  readonly kind: 'here' | 'https';
  /** Columns now: a screen of another width is about to be drawn anew. */
  columns: number;
  /** Its end is no violation. */
  ending: boolean;
  /** How often it was started. */
  starts: number;
  /** Where it lives, if that is another machine. */
  readonly far: TemporaryHome | null;
}

export interface Browser {
  readonly page: Page;
  /** Connections so far. */
  readonly opened: number;
  say(world: string, text: string): void;
  /** Hangs up, and comes again. */
  breakOff(): void;
  /** The page is loaded anew, and shows so many of the newest lines. */
  loadAnew(last: number): void;
  /** Whether anybody sees it. */
  show(visible: boolean): void;
  /** Reads nothing for so long (ms). */
  stall(ms: number): Promise<void>;
}

export interface Log {
  readonly world: SoakWorld;
  readonly reader: LogReader;
  readonly place: Place;
}

export interface Sample {
  /** Seconds since the start. */
  readonly at: number;
  readonly client: number;
  readonly proxies: number;
}

export interface Scene {
  readonly options: Options;
  readonly place: TemporaryHome;
  readonly deployment: Deployment;
  readonly worlds: readonly SoakWorld[];
  readonly logs: readonly Log[];
  readonly user: User;
  /** Where the browser view is. */
  readonly address: URL;
  readonly browsers: Browser[];
  readonly attached: Attached[];
  /** For the schedule of actions. */
  readonly random: Random;
  /** When it began, by performance.now(). */
  readonly start: number;
  clay: Clay;
  /** Connections that each world should have seen so far, by name. */
  readonly connects: Map<string, number>;
  readonly violations: string[];
  /** What was done, newest last. */
  readonly diary: string[];
  /** How often, by the action's name. */
  readonly counts: Map<string, number>;
  /** Memory after each look. */
  readonly memory: Sample[];
  /** Descriptors of the client at the first look. */
  descriptors: readonly string[] | null;
  /** The client is about to end, and should. */
  ending: boolean;
  /** By performance.now(). */
  lastCrash: number;
  lastConnect: number;
}

/** What went wrong, in so many words. */
export class Violation extends Error {}

/** Throws the first thing that went wrong by itself since the last look. */
export function throwIfViolated({ violations }: Scene): void {
  const [first] = violations;
  if (first !== undefined) throw new Violation(first);
}

/** How far the run has come, in its own unit. */
export function progress(scene: Scene): number {
  if (scene.options.unit === 'seconds') return seconds(scene);
  return [...scene.counts.values()].reduce((sum, count) => sum + count, 0);
}

export function seconds({ start }: Scene): number {
  return (performance.now() - start) / 1000;
}

export function note(scene: Scene, text: string): void {
  scene.diary.push(`${seconds(scene).toFixed(2)} s  ${text}`);
  // What led to a violation is among the last of them.
  if (scene.diary.length > 200) scene.diary.shift();
}

/** Comes back after `ms`; the only place where a run just lets time go by. */
export function pause(ms: number): Promise<void> {
  return new Promise(done => setTimeout(done, ms));
}
