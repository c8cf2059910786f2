/** The terminal of `clay attach`: raw while it is attached, and in order afterwards, whatever the client has set up on it. */
import { setTimeout as pause } from 'node:timers/promises';
import { ReadStream, WriteStream } from 'node:tty';

export interface ScreenListener {
  onKeys(bytes: Buffer): void;
  /** Continued after it was suspended: anything may stand there. */
  onBack(): void;
}

export interface Screen {
  size(): { columns: number; rows: number };
  enter(listener: ScreenListener): void;
  write(bytes: Uint8Array, swallowed: () => void): void;
  /** What leaves it in order, from now on. */
  leaveBy(farewell: string): void;
  /** Stops this process, as Ctrl+Z does; where nobody could continue it, nothing happens. */
  suspend(): void;
  leave(): Promise<void>;
}

/** What was on its way from the keyboard when the terminal was left has come by then (ms): it is not for the shell. */
const DRAIN_TIME = 100;

/** What Node keeps below a terminal stream. */
interface Handle {
  setBlocking(on: boolean): void;
}

export function openScreen(): Screen {
  const input = new ReadStream(0);
  const output = new WriteStream(1);
  // Node makes terminal writes block; while the terminal does not read, keys are read all the same.
  (output as unknown as { _handle: Handle })._handle.setBlocking(false);
  let farewell = '';
  let isOurs = false;

  function putBack(): void {
    if (!isOurs) return;
    isOurs = false;
    output.write(farewell);
    input.setRawMode(false);
  }

  return {
    size() {
      const [columns, rows] = output.getWindowSize();
      return { columns: columns || 80, rows: rows || 24 };
    },
    enter({ onKeys, onBack }) {
      input.setRawMode(true);
      isOurs = true;
      input.on('data', onKeys);
      // A terminal that is gone says SIGHUP as well.
      for (const stream of [input, output]) stream.on('error', () => undefined);
      process.on('SIGCONT', () => {
        // Libuv does nothing for a mode that it believes to be set.
        input.setRawMode(false);
        input.setRawMode(true);
        isOurs = true;
        onBack();
      });
    },
    write: (bytes, swallowed) => void output.write(bytes, error => error || swallowed()),
    leaveBy(words) {
      farewell = words;
    },
    suspend() {
      putBack();
      // Without a handler the system stops it, if a shell waits; an orphan goes on.
      process.kill(0, 'SIGTSTP');
    },
    async leave() {
      if (isOurs && farewell !== '') {
        output.write(farewell);
        farewell = '';
        await pause(DRAIN_TIME);
      }
      putBack();
      input.destroy();
    },
  };
}
