/** State of an older minor version: what it lacks gets its empty value, as in a client that has just been started. */
import { freshState } from '../fresh.ts';
import { defaultWorld } from '../state/settings.ts';
import { emptyEditor } from '../terminal/editor.ts';
import { emptyWorld } from '../world/world.ts';
import type { Snapshot } from './snapshot.ts';

/** The snapshot with everything that this version knows of; what it does not know stays. */
export function completed(snapshot: Snapshot): Snapshot {
  const { state } = snapshot;
  fillIn(state, freshState({ now: state.now, version: '', columns: state.columns, rows: state.rows }));
  if (state.search) fillIn(state.search.editor, emptyEditor());
  for (const settings of Object.values(state.settings.worlds)) fillIn(settings, defaultWorld());
  for (const [name, world] of Object.entries(state.worlds)) fillIn(world, emptyWorld(name));
  return {
    ...snapshot,
    script: snapshot.script ?? '',
    failures: snapshot.failures ?? {},
    tape: 0,
    crashes: [],
  };
}

/** Gives `target` what only `empty` has, at any depth of plain objects. */
function fillIn(target: object, empty: object): void {
  const into = target as Record<string, unknown>;
  for (const [key, value] of Object.entries(empty)) {
    const own = into[key];
    if (own === undefined) into[key] = value;
    else if (isPlain(own) && isPlain(value)) fillIn(own, value);
  }
}

function isPlain(value: unknown): value is object {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
  );
}
