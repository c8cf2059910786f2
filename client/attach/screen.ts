/** The terminal of `clay attach`: raw while it is attached, and in order afterwards, whatever the client has set up on it. */
import { setTimeout as pause } from 'node:timers/promises';
import { ReadStream, WriteStream } from 'node:tty';
import { canBeContinued } from '../../shared/process/job.ts';
import { askOn, type Question } from './question.ts';

export interface ScreenListener {
  onKeys(bytes: Buffer): void;
  /** Continued after it was suspended: anything may stand there. */
  onBack(): void;
  /** Nobody could continue it: it was not suspended. */
  onRefused(): void;
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
  /** Stops this process, or its whole job as Ctrl+Z does; where nobody could continue it, it goes on. */
  suspend(who: 'process' | 'job'): Promise<void>;
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
  /** Frames that come were drawn for a terminal that is no more as they know it: until it is told how to leave it once more. */
  let isStale = false;
  let isStopping = false;
  let isLeft = false;
  /** Of a question before it is entered. */
  let question: Question | null = null;
  let listener: ScreenListener | null = null;

  /** As it is now: the stream itself knows the size that it was opened with. */
  function sizeNow(): { columns: number; rows: number } {
    const size: number[] = [];
    const [columns, rows] = handle.getWindowSize(size) === 0 ? size : output.getWindowSize();
    return { columns: columns || 80, rows: rows || 24 };
  }

  function putBack(): void {
    question?.pause();
    if (!isOurs) return;
    isOurs = false;
    output.write(farewell);
    input.setRawMode(false);
  }

  function takeAgain(): void {
    if (isLeft) return;
    if (question) return question.resume();
    if (!listener) return;
    // Libuv does nothing for a mode that it believes to be set.
    input.setRawMode(false);
    input.setRawMode(true);
    isOurs = true;
    // Without a farewell there is nothing to be set up: lines are printed, each of them once.
    isStale = farewell !== '';
    listener.onBack();
  }

  async function suspend(who: 'process' | 'job'): Promise<void> {
    if (isStopping || isLeft) return;
    isStopping = true;
    if (await canBeContinued()) await stop(who === 'job' ? 0 : process.pid);
    else listener?.onRefused();
    isStopping = false;
  }

  async function stop(pid: number): Promise<void> {
    putBack();
    // A terminal that does not read has it later: it is not waited for longer than that.
    await Promise.race([new Promise(resolve => output.write('', resolve)), pause(DRAIN_TIME)]);
    // Without a handler the system stops it, and it goes on here when it is continued.
    process.off('SIGTSTP', onStop);
    process.kill(pid, 'SIGTSTP');
    process.on('SIGTSTP', onStop);
    takeAgain();
  }

  const onStop = (): void => void suspend('process');
  process.on('SIGTSTP', onStop);
  // By whatever it was stopped: SIGSTOP has no handler.
  process.on('SIGCONT', takeAgain);
  process.on('exit', putBack);
  // A terminal that is gone says SIGHUP as well.
  for (const stream of [input, output]) stream.on('error', () => undefined);

  return {
    async ask(text, hidden = false) {
      const asked = askOn(input, output, text, hidden, () => void suspend('job'));
      question = asked;
      try {
        return await asked.answer;
      } finally {
        question = null;
      }
    },
    print: text => void output.write(text),
    tell(text) {
      if (!isOurs) return;
      const { columns, rows } = sizeNow();
      // Without a farewell nothing was set up: it is a terminal on which lines are printed.
      if (farewell === '') output.write(`\r\n% ${text}\r\n`);
      else output.write(`\x1b7\x1b[${rows};1H\x1b[0;7m ${text.slice(0, columns - 2)} \x1b[0m\x1b[K\x1b8`);
    },
    size: sizeNow,
    enter(by) {
      listener = by;
      input.setRawMode(true);
      isOurs = true;
      // A question before may have paused it.
      input.on('data', by.onKeys).resume();
    },
    write(bytes, swallowed) {
      // What comes while it is the shell's is drawn anew once it is back; what is printed stays printed.
      if (isStale || (!isOurs && farewell !== '')) swallowed();
      else output.write(bytes, error => error || swallowed());
    },
    leaveBy(words) {
      farewell = words;
      isStale = false;
    },
    suspend,
    async leave() {
      isLeft = true;
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
