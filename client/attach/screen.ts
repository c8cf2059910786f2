/** The terminal of `clay attach`: raw while it is attached, and in order afterwards, whatever the client has set up on it. */
import { setTimeout as pause } from 'node:timers/promises';
import { ReadStream, WriteStream } from 'node:tty';
import { askOn } from './question.ts';

export interface ScreenListener {
  onKeys(bytes: Buffer): void;
  /** Continued after it was suspended: anything may stand there. */
  onBack(): void;
}

export interface Screen {
  /** Before it is entered: a line, typed behind `question`; hidden or not. Rejects with a Failure at Ctrl+C. */
  ask(question: string, hidden?: boolean): Promise<string>;
  /** Before it is entered. */
  print(text: string): void;
  /** While it is entered and nobody draws: a line at its lower edge. */
  tell(text: string): void;
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
  /** Puts columns and rows into the array; 0 = it has. */
  getWindowSize(size: number[]): number;
}

export function openScreen(): Screen {
  const input = new ReadStream(0);
  const output = new WriteStream(1);
  // Node makes terminal writes block; while the terminal does not read, keys are read all the same.
  const { _handle: handle } = output as unknown as { _handle: Handle };
  handle.setBlocking(false);
  let farewell = '';
  let isOurs = false;

  /** As it is now: the stream itself knows the size that it was opened with. */
  function sizeNow(): { columns: number; rows: number } {
    const size: number[] = [];
    const [columns, rows] = handle.getWindowSize(size) === 0 ? size : output.getWindowSize();
    return { columns: columns || 80, rows: rows || 24 };
  }

  function putBack(): void {
    if (!isOurs) return;
    isOurs = false;
    output.write(farewell);
    input.setRawMode(false);
  }

  return {
    ask: (question, hidden = false) => askOn(input, output, question, hidden),
    print: text => void output.write(text),
    tell(text) {
      if (!isOurs) return;
      const { columns, rows } = sizeNow();
      // Without a farewell nothing was set up: it is a terminal on which lines are printed.
      if (farewell === '') output.write(`\r\n% ${text}\r\n`);
      else output.write(`\x1b7\x1b[${rows};1H\x1b[0;7m ${text.slice(0, columns - 2)} \x1b[0m\x1b[K\x1b8`);
    },
    size: sizeNow,
    enter({ onKeys, onBack }) {
      input.setRawMode(true);
      isOurs = true;
      // A question before may have paused it.
      input.on('data', onKeys).resume();
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
