/**
 * What scripts have registered, in one piece of bytes for each, as snapshots for a reload have it: of twenty scripts these are four hundred
 * objects, and hardly any of them is asked for before a new image has answered its servers. What lines are asked of is a piece
 * of bytes already (Scripts.rules). Unlike MessagePack, JSON is read by V8 itself.
 */
import { Buffer } from 'node:buffer';
import type { Package, Registration, Resting } from '../../../state/script/scripts.ts';
import type { State } from '../../../state/state.ts';

/** Builds that can read such bytes have this in their text. */
export const PACKED = 'registrations of scripts packed';

type Registered = readonly Registration[];

/** The bytes of lists: each is written once, for it never changes. null: JSON cannot say it. */
const written = new WeakMap<Registered, Uint8Array | null>();

/** What the script has registered; read now, if it was not. */
export function registeredOf(of: Package): Registration[] {
  if (of.packed) {
    of.registered = [...read(of.packed)];
    written.set(of.registered, of.packed);
    delete of.packed;
    delete of.hears;
  }
  return of.registered;
}

/** The same of a script at rest, which is asked for when it is put back. */
export function registeredAtRest({ registered, packed }: Resting): Registered {
  return packed ? read(packed) : registered;
}

/** What is in bytes: each checkpoint has it in full, and is to read it once. */
const inBytes = new WeakMap<Uint8Array, Registered>();

function read(packed: Uint8Array): Registered {
  const known = inBytes.get(packed);
  if (known) return known;
  const { buffer, byteOffset, byteLength } = packed;
  const made = JSON.parse(Buffer.from(buffer, byteOffset, byteLength).toString()) as Registered;
  inBytes.set(packed, made);
  return made;
}

/** Tells one list from the next, without a look at it. */
export function listOf({ registered, packed }: Package): object {
  return packed ?? registered;
}

/** The state as a snapshot has it for a build that can read such bytes; the one that was given is not touched. */
export function withPacked(state: State): State {
  return withPackages(state, packedOf);
}

/**
 * The same for one that cannot, and for checkpoints: which build finds what a killed client has left is not known, and
 * one that does not know of such bytes would go on with scripts that have registered nothing.
 */
export function withoutPacked(state: State): State {
  return withPackages(state, plainOf);
}

function withPackages(state: State, change: (of: Package) => Package): State {
  const { scripts } = state;
  if (!scripts) return state;
  const all = Object.entries(scripts.packages);
  const changed = all.map(([name, of]) => [name, change(of)] as const);
  if (changed.every(([, of], at) => of === all[at]?.[1])) return state;
  return { ...state, scripts: { ...scripts, packages: Object.fromEntries(changed) } };
}

function packedOf(of: Package): Package {
  const packed = of.packed ?? bytesOf(of.registered);
  const atRest = of.rest.packed ?? bytesOf(of.rest.registered);
  if ((of.packed && of.rest.packed) || !packed || !atRest) return of;
  const hears = of.packed ? of.hears : of.registered.some(isHeard);
  return {
    ...of,
    registered: [],
    packed,
    ...(hears && { hears }),
    rest: { ...of.rest, registered: [], packed: atRest },
  };
}

/** Every line, or something else that happens often, is asked for it by itself. */
function isHeard({ kind, event }: Registration): boolean {
  return kind === 'wait' || event !== undefined;
}

function plainOf(of: Package): Package {
  if (!of.packed && !of.rest.packed) return of;
  const { packed, hears: _, ...rest } = of;
  const { packed: atRest, ...resting } = of.rest;
  return {
    ...rest,
    registered: packed ? [...read(packed)] : of.registered,
    rest: { ...resting, registered: atRest ? read(atRest) : of.rest.registered },
  };
}

/** null: what would be read from them is not the same. */
function bytesOf(registered: Registered): Uint8Array | null {
  const known = written.get(registered);
  if (known !== undefined) return known;
  const made = isJson(registered) ? Buffer.from(JSON.stringify(registered)) : null;
  written.set(registered, made);
  return made;
}

function isJson(value: unknown): boolean {
  if (typeof value === 'string') return true;
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  if (typeof value === 'boolean' || value === null) return true;
  if (Array.isArray(value)) return value.every(isJson);
  const isPlain = typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype;
  return isPlain && Object.values(value as object).every(isJson);
}
