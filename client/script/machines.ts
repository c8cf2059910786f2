/**
 * Interpreters that run: a cache beside the state, made from it when a script is first called, and written back into every
 * snapshot. What is in the state is what a script is put back to; what is here is what it has become since.
 */
import type { Image, Package } from '../state/script/scripts.ts';
import { engineOf } from './engines.ts';
import { type Machine, thaw } from './machine.ts';

interface Running {
  readonly machine: Machine;
  /** As it is now; null: it has run since. */
  image: Image | null;
}

const running = new WeakMap<Package, Running>();

/** A machine that has just been made is the package's. */
export function adoptMachine(of: Package, machine: Machine): void {
  running.set(of, { machine, image: of.rest.image });
}

/** The machine of the package, which is about to run; null: its engine is not to be found. */
export function machineOf(of: Package): Machine | null {
  const known = running.get(of) ?? thawed(of);
  if (known) known.image = null;
  return known?.machine ?? null;
}

/** Makes it ready, if it is not. */
export function prepareMachine(of: Package): 'was ready' | 'is ready' | 'no engine' {
  if (running.has(of)) return 'was ready';
  return thawed(of) ? 'is ready' : 'no engine';
}

function thawed(of: Package): Running | null {
  const { image } = of.rest;
  const engine = engineOf(image.engine);
  if (!engine) return null;
  const made: Running = { machine: thaw(engine, image), image };
  running.set(of, made);
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
  return (known.image ??= known.machine.freeze());
}

/** Whether it has run since it was at rest. */
export function hasRun(of: Package): boolean {
  return imageOf(of) !== of.rest.image;
}

/** Bytes of its memory. */
export function memoryOf(of: Package): number {
  return running.get(of)?.machine.size() ?? of.rest.image.size;
}
