/** Memories of scripts in files, as images of one process hand them on: all clients of a test share them. */
import { type Memories, openMemories } from '../../client/host/script/memories.ts';
import { readMemoriesWith } from '../../client/script/stored.ts';
import type { State } from '../../client/state/state.ts';
import { temporaryDirectory } from './temporary.ts';

let shared: { readonly memories: Memories; readonly directory: string } | null = null;

/** The state as the next image finds it. */
export function withStoredMemories(state: State): State {
  if (!state.scripts) return state;
  shared ??= {
    memories: openMemories((directory, number) => `${directory}/${number}.memories`),
    directory: temporaryDirectory(),
  };
  readMemoriesWith(shared.memories.read);
  return shared.memories.stored(state, shared.directory);
}
