/** Programs that play sounds and that another image has started: Node knows nothing of them, and when they end is to be seen by looking. */
import { readFileSync } from 'node:fs';
import { hasEnded, processIdentity } from '../../../shared/process-identity.ts';
import type { Event } from '../../state/events.ts';
import type { SoundChild, WatchedSound } from '../../state/sound/sounds.ts';
import { childrenOf } from '../reaper.ts';
import { endPrograms } from './end.ts';
import type { Notes } from './notes.ts';

/** In the environment of such a program: the number of the sound. */
export const MARK = 'CLAY_SOUND';

/** A sound that is over is in the list for so long (ms) at most; music without end begins anew so late. */
const INTERVAL = 250;

/** Returns what looks after the programs of these sounds; null: maybe one was started, and nobody has noted it. */
export function createWatch(
  dispatch: (event: Event) => void,
  notes: Notes,
): (playing: readonly WatchedSound[]) => void {
  let known: { id: number; child: SoundChild }[] = [];
  let timer: NodeJS.Timeout | null = null;

  function look(): void {
    const ended = known.filter(({ child }) => hasEnded(child));
    known = known.filter(one => !ended.includes(one));
    if (known.length === 0 && timer) {
      clearInterval(timer);
      timer = null;
    }
    for (const { id, child } of ended) {
      notes.forget(id);
      dispatch({ type: 'sound over', id, pid: child.pid, fault: null });
    }
  }

  return playing => {
    const marked = markedChildren();
    const noted = new Set(playing.flatMap(({ child }) => child?.pid ?? []));
    for (const { id, child, endless } of playing) {
      const found = child ?? marked.find(one => one.id === id && !noted.has(one.child.pid))?.child ?? null;
      if (found && !child) dispatch({ type: 'sound started', id, child: found, loops: !endless });
      if (found) {
        known.push({ id, child: found });
        // It was another process that has started it, maybe.
        notes.note(id, found);
      } else dispatch({ type: 'sound over', id, pid: 0, fault: null });
    }
    // What the state does not know of plays for nobody, maybe without end.
    const kept = new Set(known.map(({ child }) => child.pid));
    endPrograms(marked.flatMap(({ child }) => (kept.has(child.pid) ? [] : [child])));
    if (known.length === 0 || timer) return;
    timer = setInterval(look, INTERVAL);
    timer.unref();
  };
}

/** Children of this process that play a sound, by what their environment says. */
function markedChildren(): { id: number; child: SoundChild }[] {
  return childrenOf(process.pid).flatMap(pid => {
    const id = markOf(pid);
    const identity = id === null ? '' : processIdentity(pid);
    return id === null || identity === '' ? [] : [{ id, child: { pid, identity, socket: '' } }];
  });
}

function markOf(pid: number): number | null {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
    const mark = environment.find(one => one.startsWith(`${MARK}=`));
    return mark === undefined ? null : Number(mark.slice(MARK.length + 1));
  } catch {
    // It has just ended, or there is no /proc.
    return null;
  }
}
