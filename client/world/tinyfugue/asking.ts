/** Files that programs wait for. */
import type { Turn } from '../../state/state.ts';
import type { Waiting } from '../../state/tinyfugue/tinyfugue.ts';

/** Has the host read it. */
export function askFile({ effects }: Turn, { file, path, beside }: Waiting): void {
  effects.push({ type: 'read macros', id: file, path, beside });
}

/** Another image was to read them. */
export function askFilesAgain(turn: Turn): void {
  for (const { waits } of turn.state.tinyfugue?.threads ?? []) if (waits) askFile(turn, waits);
}
