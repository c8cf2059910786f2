/** What the host answers to programs that wait for a stream: the value of their function comes with it. */
import type { Turn } from '../../../state/state.ts';
import type { Stream, StreamEvent, StreamPiece, StreamWish } from '../../../state/tinyfugue/streams.ts';
import type { Thread, Value } from '../../../state/tinyfugue/tinyfugue.ts';
import { marked } from '../../../tinyfugue/marks.ts';
import type { Globals } from '../../../tinyfugue/scopes.ts';
import { worldNamed } from '../../audience.ts';
import { complain } from '../../world.ts';
import { askFile } from '../asking.ts';
import { drawn } from '../chance.ts';
import { tinyFugueOf } from '../store.ts';
import { wake } from '../threads.ts';
import { globalOf, setGlobal } from '../variables.ts';
import { closeStream, noteEmptied, noteLine, noteSize, openStream } from './files.ts';
import { taken } from './functions.ts';

type Of<T extends StreamEvent['type']> = Extract<StreamEvent, { type: T }>;

/** Who waits for it waits no longer. */
function awaited(turn: Turn, id: number): { thread: Thread; stream: StreamWish } | null {
  const thread = tinyFugueOf(turn.state).threads.find(({ waits }) => waits?.file === id);
  const stream = thread?.waits?.stream;
  if (!thread || !stream) return null;
  delete thread.waits;
  wake(turn);
  return { thread, stream };
}

function give(thread: Thread, value: Value): void {
  thread.frames.at(-1)?.stack.push(value);
}

export function onStreamOpened(turn: Turn, { id, opened }: Of<'stream opened'>): void {
  const found = awaited(turn, id);
  if (!found || !('mode' in found.stream)) return;
  const { thread, stream: wish } = found;
  const world = worldNamed(turn.state, thread.world);
  if ('fault' in opened) {
    complain(turn, world, opened.fault.sentence);
    return give(thread, -1);
  }
  const { path, size, piece } = opened;
  const isRead = wish.mode === 'r';
  const stream: Stream = {
    ...{ mode: wish.mode, name: path.slice(path.lastIndexOf('/') + 1), path },
    ...(isRead ? { lines: [], next: piece.next } : { lines: [], size }),
  };
  if (isRead) takeIn(stream, piece);
  if (wish.mode === 'w') noteEmptied(turn.state, path);
  const handle = openStream(turn, stream);
  if (!isRead) noteSize(turn.state, path, size);
  if (handle === null) complain(turn, world, `${path} is not opened: too many streams are.`);
  give(thread, handle ?? -1);
  if (handle === null || wish.line === undefined) return;
  // Of fwrite(): a line, and that was all.
  noteLine(stream, wish.line);
  closeStream(turn, handle, stream);
  thread.frames.at(-1)?.stack.splice(-1, 1, 1);
}

/** A file may be a log, which the game has said. */
function takeIn(stream: Stream, { lines, next }: StreamPiece): void {
  for (const line of lines) stream.lines.push(marked(line));
  stream.next = next;
}

export function onStreamRead(turn: Turn, { id, from, piece, fault }: Of<'stream read'>): void {
  const found = awaited(turn, id);
  if (!found || !('handle' in found.stream)) return;
  const { thread, stream: wish } = found;
  const { state } = turn;
  const world = worldNamed(state, thread.world);
  if (fault) complain(turn, world, fault.sentence);
  const stream = tinyFugueOf(state).streams?.[wish.handle];
  if (!stream) return give(thread, -1);
  // Another program may have asked for the same piece, and have it by now.
  if (from === stream.next) takeIn(stream, fault ? { lines: [], next: null } : piece);
  else if (stream.lines.length === 0 && stream.next != null) {
    thread.waits = { file: id, path: stream.path ?? '', beside: '', stream: wish };
    return askFile(turn, thread.waits);
  }
  const globals: Globals = {
    global: name => globalOf(state, world, name),
    setGlobal: (name, value) => setGlobal(state, world, name, value),
    random: () => drawn(state),
  };
  give(thread, taken(globals, thread, stream, wish.variable));
}
