/** /liststreams: what tfopen() has opened. */
import type { Stream } from '../../../state/tinyfugue/streams.ts';
import type { Value } from '../../../state/tinyfugue/tinyfugue.ts';
import type { Job } from '../job.ts';
import { type ClientCommands, tellBare } from './command.ts';

export const streamCommands: ClientCommands = { liststreams };

function liststreams(job: Job): Value {
  const open = Object.entries(job.turn.state.tinyfugue?.streams ?? {}).filter(([, { closed }]) => !closed);
  if (open.length > 0) tellBare(job, 'HANDLE MODE FLUSH NAME');
  for (const [handle, stream] of open) tellBare(job, row(handle, stream));
  return open.length;
}

function row(handle: string, { mode, held, name }: Stream): string {
  const flush = mode === 'w' || mode === 'a' ? (held ? 'off' : 'on') : '';
  return `${handle.padStart(6)}   ${mode}   ${flush.padStart(3)}  ${name}`;
}
