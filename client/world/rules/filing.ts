/**
 * Filing in turns of their own what is too much for one: what scripts have registered, and macros. Lines of the game wait for
 * it, and whatever asks before it is done has the rest of it done at once. What is under way is derived: a reload begins anew.
 */
import { finish, type Steps } from '../../automation/block.ts';

/** What is filed, in the tree. */
interface Filed {
  /** Counts what has been added or removed: filing begins anew then. */
  changes?: number;
}

interface UnderWay<Ready> {
  readonly changes: number;
  readonly steps: Steps<Ready>;
  /** It is done, and not in force yet. */
  ready?: Ready;
}

/** For which changes lines wait, and how often others have come since. */
interface Awaited {
  readonly changes: number;
  readonly times: number;
}

export interface Filing<All extends Filed, Ready> {
  /**
   * So many steps of it. True: all is done, and is to be put in force by an event: the journal tells where that was, however many
   * turns it takes when a crash has all played again.
   */
  someOf(all: All, most?: number): boolean;
  /** All that is left of it; it is over with that. */
  restOf(all: All): Ready;
  /**
   * Some of it for a line of the game that waits. Each change that comes meanwhile has all of it begin anew, and a turn do twice as
   * much: however often something is added, the line comes.
   */
  someForLine(all: All): boolean;
  /** No line waits any more. */
  awaitedNoMore(all: All): void;
}

/** `begin`: the steps of it, from the first. `ofTurn`: so many are done in a turn, which is some milliseconds. */
export function createFiling<All extends Filed, Ready>(
  begin: (all: All) => Steps<Ready>,
  ofTurn: number,
): Filing<All, Ready> {
  const underWay = new WeakMap<All, UnderWay<Ready>>();
  const awaited = new WeakMap<All, Awaited>();

  function stepsOf(all: All): UnderWay<Ready> {
    const { changes = 0 } = all;
    const known = underWay.get(all);
    const at: UnderWay<Ready> = known?.changes === changes ? known : { changes, steps: begin(all) };
    underWay.set(all, at);
    return at;
  }

  function someOf(all: All, most = ofTurn): boolean {
    const at = stepsOf(all);
    for (let left = most; left > 0 && !at.ready; left--) {
      const { done, value } = at.steps.next();
      if (done) at.ready = value;
    }
    return at.ready !== undefined;
  }

  return {
    someOf,
    restOf(all) {
      const at = stepsOf(all);
      const ready = at.ready ?? finish(at.steps);
      underWay.delete(all);
      return ready;
    },
    someForLine(all) {
      const { changes = 0 } = all;
      const known = awaited.get(all);
      const times = known ? known.times + Number(known.changes !== changes) : 0;
      awaited.set(all, { changes, times });
      return someOf(all, ofTurn * 2 ** times);
    },
    awaitedNoMore: all => void awaited.delete(all),
  };
}
