/** Scripts at rest: what a snapshot has of them, and what they are put back to. */
import { hasRun, imageOf } from '../../script/machines.ts';
import type { Opening, Package, Resting } from '../../state/script/scripts.ts';
import type { State } from '../../state/state.ts';
import { registeredOf } from './carried/packed.ts';
import { packagesOf } from './packages.ts';
import { timersOf } from './timers.ts';

function restOf(state: State, of: Package): Resting {
  const { jobs } = of;
  return {
    image: imageOf(of),
    registered: [...registeredOf(of)],
    timers: timersOf(state, of),
    ...(jobs && { jobs: jobs.map(({ id }) => id) }),
    at: state.now,
  };
}

export function takeRest(state: State, of: Package): void {
  of.rest = restOf(state, of);
}

/** A checkpoint is about to be taken: what comes after it is played again from here, and put back to here. */
export function restAll(state: State): void {
  for (const of of packagesOf(state)) if (hasRun(of)) takeRest(state, of);
  for (const { made } of openingsIn(state)) if (hasRun(made)) made.rest = openingRest(made);
}

function openingsIn({ scripts }: State): readonly Opening[] {
  return Object.values(scripts?.opening ?? {});
}

/** It has done nothing yet, and timers of its name are those of the one before. */
function openingRest(made: Package): Resting {
  return { ...made.rest, image: imageOf(made) };
}

/**
 * The state as a snapshot has it: each script is as it is now. The running state is not touched, for what a script is put
 * back to must not depend on snapshots that lead to nothing.
 */
export function frozen(state: State): State {
  const { scripts } = state;
  const opening = openingsIn(state);
  if (!scripts || !(packagesOf(state).some(hasRun) || opening.some(({ made }) => hasRun(made)))) return state;
  const packages = Object.entries(scripts.packages).map(
    ([name, of]) => [name, hasRun(of) ? { ...of, rest: restOf(state, of) } : of] as const,
  );
  const frozenOpening = Object.fromEntries(
    opening.map(one => [one.made.name, { ...one, made: { ...one.made, rest: openingRest(one.made) } }]),
  );
  return {
    ...state,
    scripts: {
      ...scripts,
      packages: Object.fromEntries(packages),
      ...(opening.length > 0 && { opening: frozenOpening }),
    },
  };
}
