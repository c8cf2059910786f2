/** Texts in files that no editor of a running client has: an end writes down what is not sent, a start tells of it. */
import { readdirSync } from 'node:fs';
import { processIdentity } from '../../../shared/process-identity.ts';
import type { Edit } from '../../state/editing/edits.ts';
import type { State } from '../../state/state.ts';
import { printable } from '../../stream/printable.ts';
import { unsentEdits } from '../../world/edits/edits.ts';

/** Files that are named in one sentence. */
const MOST_NAMED = 3;
/** Characters of a text's name: it is the game's. */
const MOST_OF_NAME = 60;

/** Of the file of an edit of this process, without its ending. */
export function nameOf(edit: number, copy = 1): string {
  const { pid } = process;
  return `${pid}-${keyOf(processIdentity(pid))}-${edit}${copy > 1 ? `.${copy}` : ''}`;
}

/** A number of a process is used again, after a start of the system above all: this tells it from the next. */
function keyOf(identity: string): string {
  return identity.replace(/[^0-9A-Za-z]/g, '').slice(-12);
}

/** Its process, and the key of that; builds before had none in it. */
const NAME = /^(\d+)-(?:([0-9A-Za-z]*)-)?\d+(?:\.\d+)?\.(?:moo|txt)$/;

/**
 * A sentence about files in `directory` that ended clients have left, null if there are none. `taken`: the one that is read
 * by itself.
 */
export function tellLeftEdits(directory: string, taken?: string): string | null {
  let all: string[];
  try {
    all = readdirSync(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    return `${directory} cannot be searched for texts that were not sent (${String(error)}).`;
  }
  const left = all.filter(name => isLeft(name) && `${directory}/${name}` !== taken).sort();
  if (left.length === 0) return null;
  const more = left.length > MOST_NAMED ? ` and ${left.length - MOST_NAMED} more` : '';
  const names = `${left.slice(0, MOST_NAMED).join(', ')}${more}`;
  return `An earlier Clay ended with texts to be edited; they are in ${directory} until you remove them: ${names}.`;
}

function isLeft(name: string): boolean {
  const [, pid, key] = NAME.exec(name) ?? [];
  if (pid === undefined) return false;
  const identity = processIdentity(Number(pid));
  return identity === '' || (key !== undefined && key !== keyOf(identity));
}

/** Writes down, with `write`, what is not sent; returns sentences about it, '' if there is nothing. */
export function leaveEdits(state: State, write: (edit: Edit) => string): string {
  const lent = state.edits?.lent;
  return unsentEdits(state)
    .map(edit => {
      const name = `${printable(edit.name).slice(0, MOST_OF_NAME)} (${edit.world})`;
      try {
        // An editor has written there what is newer.
        const path = lent?.edit === edit.id ? lent.file : write(edit);
        return `${name} is not sent; it is in ${path}.`;
      } catch (error) {
        return `${name} is not sent, and cannot be written down (${String(error)}).`;
      }
    })
    .join(' ');
}
