/** Files that programs wait for. */
import type { State, Turn } from '../../state/state.ts';
import type { Waiting } from '../../state/tinyfugue/tinyfugue.ts';
import { hasMarks } from '../../tinyfugue/marks.ts';
import { directoriesOf } from '../../tinyfugue/places.ts';
import { textOf } from '../../tinyfugue/values.ts';
import { globalOf } from './variables.ts';

/** Has the host read it, or open it. */
export function askFile({ state, effects }: Turn, { file: id, path, beside, stream }: Waiting): void {
  const among = placesOf(state);
  if (!stream) effects.push({ type: 'read macros', id, path, beside, among });
  else if ('mode' in stream) {
    const directories = state.settings.macro_files;
    effects.push({ type: 'open stream', id, path, mode: stream.mode, beside, among, directories });
  } else {
    const from = state.tinyfugue?.streams?.[stream.handle]?.next ?? 0;
    effects.push({ type: 'read stream', id, path, from });
  }
}

/** What %TFPATH names, or else %TFLIBDIR; nothing that a game has said. */
function placesOf(state: State): readonly string[] {
  const said = ['TFPATH', 'TFLIBDIR'].map(name => textOf(globalOf(state, null, name) ?? ''));
  const [path = '', library = ''] = said.map(text => (hasMarks(text) ? '' : text));
  return directoriesOf(path, library);
}

/** Another image was to read them. */
export function askFilesAgain(turn: Turn): void {
  for (const { waits } of turn.state.tinyfugue?.threads ?? []) if (waits) askFile(turn, waits);
}
