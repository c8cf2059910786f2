/** What functions are: how many arguments they take, and what they make of them. */
import type { Value } from '../../state/tinyfugue/tinyfugue.ts';
import type { Machine } from '../threads.ts';

type Function = (args: readonly Value[], machine: Machine) => Value;

/** By name: arguments at least and at most. */
export type Functions = Readonly<Record<string, readonly [least: number, most: number, run: Function]>>;

export const ANY = Number.POSITIVE_INFINITY;
