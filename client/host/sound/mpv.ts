/** What mpv is told while it plays, over its socket (https://mpv.io/manual/stable/#json-ipc): a line of JSON each. */
import { createConnection } from 'node:net';

/** It answers at once, or never (ms). */
const PATIENCE = 2000;
/** So often it is asked how long a sound is or where, so far apart (ms). */
const TRIES = 20;
const OPENING = 100;
/** Bytes of its answers that are looked at: events come in between. */
const MOST_ANSWERED = 64 * 1024;

/** The sound gets quiet within `time` ms from where it is. Whatever goes wrong, it is ended when that is over. */
export async function fadeOut(socket: string, time: number): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    const [at] = (await talk(socket, [['get_property', 'time-pos']])) ?? [];
    if (typeof at === 'number') {
      const filter = `lavfi=[afade=t=out:st=${at.toFixed(3)}:d=${(time / 1000).toFixed(3)}]`;
      return void (await talk(socket, [['af', 'add', filter]]));
    }
    // Between two rounds of a loop, and where it has just been given a filter, it knows none.
    await pause();
  }
}

/** Keeps nobody from the end. */
const pause = () => new Promise<void>(resolve => void setTimeout(resolve, OPENING).unref());

/** It gets quiet in its last `time` ms: how long it is, mpv knows when it has opened the file. */
export async function fadeAtEnd(socket: string, time: number): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    await pause();
    const [length] = (await talk(socket, [['get_property', 'duration']])) ?? [];
    if (typeof length !== 'number') continue;
    const start = Math.max(0, length - time / 1000);
    const filter = `lavfi=[afade=t=out:st=${start.toFixed(3)}:d=${(length - start).toFixed(3)}]`;
    return void (await talk(socket, [['af', 'add', filter]]));
  }
}

/** Sets how loud it is, in percent. */
export async function setVolume(socket: string, volume: number): Promise<void> {
  await talk(socket, [['set_property', 'volume', volume]]);
}

/** Sets how loud players are: of each one at a time is told, and of what is wanted meanwhile the last. */
export function createTuning(set = setVolume): typeof setVolume {
  /** What comes next, by the sockets of those that are being told; null = nothing. */
  const next = new Map<string, number | null>();

  return async (socket, volume) => {
    const isUnderWay = next.has(socket);
    next.set(socket, volume);
    if (isUnderWay) return;
    try {
      for (let wanted: number | null = volume; wanted !== null; wanted = next.get(socket) ?? null) {
        next.set(socket, null);
        await set(socket, wanted);
      }
    } finally {
      next.delete(socket);
    }
  };
}

/** Says the commands, and returns what each has answered; null if nobody answers. */
export function talk(
  path: string,
  commands: readonly (readonly unknown[])[],
): Promise<readonly unknown[] | null> {
  return new Promise(resolve => {
    const socket = createConnection({ path });
    const answers: unknown[] = [];
    let [text, size] = ['', 0];
    const finish = (result: readonly unknown[] | null) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(result);
    };
    const timer = setTimeout(() => finish(null), PATIENCE);
    timer.unref();
    socket.unref();
    socket.setEncoding('utf8');
    socket.on('error', () => finish(null));
    socket.on('close', () => finish(null));
    socket.on('data', (piece: string) => {
      size += piece.length;
      const lines = `${text}${piece}`.split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) {
        const answer = answerIn(line);
        if (answer) answers.push(answer.data);
      }
      if (answers.length >= commands.length) finish(answers);
      else if (size > MOST_ANSWERED) finish(null);
    });
    socket.write(
      commands.map((command, at) => `${JSON.stringify({ command, request_id: at + 1 })}\n`).join(''),
    );
  });
}

/** The answer to a command; null: the line is an event, or nothing of the kind. */
function answerIn(line: string): { readonly data: unknown } | null {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null || !('request_id' in value) || 'event' in value)
      return null;
    return { data: 'data' in value ? value.data : null };
  } catch {
    return null;
  }
}
