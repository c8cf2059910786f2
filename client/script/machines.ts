/**
 * Interpreters that run: a cache beside the state, made from it when a script is first called, and written back into every
 * snapshot. What is in the state is what a script is put back to; what is here is what it has become since.
 */
import type { Image, Package, Scripts, WholeImage } from '../state/script/scripts.ts';
import { baseName, makeBase } from './base-file.ts';
import { builtBase, engineOf } from './engines.ts';
import type { Engine } from './inside.ts';
import { type Base, type Machine, thaw } from './machine.ts';
import { wholeOf } from './stored.ts';

interface Running {
  readonly machine: Machine;
  readonly base: Base | undefined;
  /** As it is now; null: it has run since. */
  image: Image | null;
}

const running = new WeakMap<Package, Running>();
/** Those that are, or were, as an image says. */
const asImages = new WeakMap<Image, Running>();

/** What interpreters on this engine begin as: made once, and the same each time. */
export function baseOn(scripts: Scripts, engine: Engine): Base {
  scripts.bases ??= {};
  const name = baseName(engine.id);
  const known = baseNamed(scripts, name);
  if (known) return known;
  const image = builtBase(engine.id) ?? makeBase(engine);
  scripts.bases[name] = image;
  return { name, image };
}

/** Derived from those that are told by where they are: what is derived from a base itself is known by this (image.ts). */
const wholeBases = new WeakMap<Image, WholeImage>();

/** null: there is none, or its memory is not to be had. */
function baseNamed({ bases }: Scripts, name: string): Base | null {
  const told = bases?.[name];
  const image = told && (wholeBases.get(told) ?? wholeOf(told));
  if (!image) return null;
  wholeBases.set(told, image);
  return { name, image };
}

/** Those that nothing is told by any more. */
export function dropBases({ bases, packages, opening }: Scripts): void {
  const made = Object.values(opening ?? {}).map(one => one.made);
  const used = new Set([...Object.values(packages), ...made].map(({ rest }) => rest.image.base));
  for (const name of Object.keys(bases ?? {})) if (!used.has(name)) delete bases?.[name];
}

/** A machine that has just been made is the package's, and has run since it was what the package's rest says. */
export function adoptMachine(of: Package, machine: Machine, base: Base): void {
  running.set(of, { machine, base, image: null });
}

/** Whether it says that this machine has no memory for an interpreter. */
export function isNoRoom(error: unknown): boolean {
  return (error as Partial<Error> | null)?.name === 'RangeError';
}

/** The machine of the package, which is about to run; null: its engine, or its memory, is not to be found, or there is no room for it. */
export function machineOf(scripts: Scripts, of: Package): Machine | null {
  const known = running.get(of) ?? thawed(scripts, of);
  if (known) known.image = null;
  return known?.machine ?? null;
}

/** What a package lacks that has no machine. `room`: its memory is whole, and more of it is not to be had now. */
export function lackOf(scripts: Scripts, { rest: { image } }: Package): 'engine' | 'memory' | 'room' {
  try {
    if (!engineOf(image.engine)) return 'engine';
  } catch (error) {
    if (!isNoRoom(error)) throw error;
    return 'room';
  }
  const hasBase = image.base === undefined || baseNamed(scripts, image.base) !== null;
  return hasBase && wholeOf(image) ? 'room' : 'memory';
}

/** Makes it ready, if it is not. `lost`: its engine, or its memory, is not to be found, or there is no room for it. */
export function prepareMachine(scripts: Scripts, of: Package): 'was ready' | 'is ready' | 'lost' {
  if (running.has(of)) return 'was ready';
  return thawed(scripts, of) ? 'is ready' : 'lost';
}

function thawed(scripts: Scripts, of: Package): Running | null {
  try {
    return thawedNow(scripts, of);
  } catch (error) {
    if (!isNoRoom(error)) throw error;
    return null;
  }
}

function thawedNow(scripts: Scripts, of: Package, image = of.rest.image): Running | null {
  const engine = engineOf(image.engine);
  const base = image.base === undefined ? undefined : baseNamed(scripts, image.base);
  const whole = engine && base !== null ? wholeOf(image) : null;
  if (!engine || !whole) return null;
  const made: Running = { machine: thaw(engine, whole, base?.image), base: base ?? undefined, image };
  running.set(of, made);
  asImages.set(image, made);
  return made;
}

/** It is what it was at rest. */
export function dropMachine(of: Package): void {
  running.delete(of);
}

/** What it is now. */
export function imageOf(of: Package): Image {
  const known = running.get(of);
  if (!known) return of.rest.image;
  if (known.image) return known.image;
  known.image = known.machine.freeze(known.base);
  asImages.set(known.image, known);
  return known.image;
}

/** The memory that an image tells of by what is awake, wherever it was stored; null: nothing of it is. */
export function awakeImage(image: Image): WholeImage | null {
  const base = wholeBases.get(image);
  if (base) return base;
  const known = asImages.get(image);
  return known?.image === image ? known.machine.freeze(known.base) : null;
}

/** Whether it has run since it was at rest. */
export function hasRun(of: Package): boolean {
  return imageOf(of) !== of.rest.image;
}

/** Bytes of its memory. */
export function memoryOf(of: Package): number {
  return running.get(of)?.machine.size() ?? of.rest.image.size;
}
