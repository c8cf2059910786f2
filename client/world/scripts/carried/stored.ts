/** All images of interpreters that are in the state: their memories make up nearly all of its bytes. */
import type { Image, Package, Scripts } from '../../../state/script/scripts.ts';
import type { State } from '../../../state/state.ts';

/** Each of them. */
export function imagesIn({ scripts }: State): Image[] {
  if (!scripts) return [];
  const { packages, bases = {}, opening = {} } = scripts;
  return [
    ...Object.values(bases),
    ...Object.values(packages).map(({ rest }) => rest.image),
    ...Object.values(opening).map(({ made }) => made.rest.image),
  ];
}

/** The state with others in their places; the one that was given is not touched. */
export function withImages(state: State, change: (image: Image) => Image): State {
  const { scripts } = state;
  if (!scripts) return state;
  const { packages, bases, opening } = scripts;
  const made: Scripts = {
    ...scripts,
    packages: mapped(packages, of => withImage(of, change)),
    ...(bases && { bases: mapped(bases, change) }),
    ...(opening && { opening: mapped(opening, one => ({ ...one, made: withImage(one.made, change) })) }),
  };
  return { ...state, scripts: made };
}

function withImage(of: Package, change: (image: Image) => Image): Package {
  return { ...of, rest: { ...of.rest, image: change(of.rest.image) } };
}

function mapped<T>(all: Readonly<Record<string, T>>, change: (one: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(all).map(([name, one]) => [name, change(one)]));
}
