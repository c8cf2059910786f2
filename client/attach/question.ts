/** A question on a terminal that is not entered yet, and the line that answers it. */
import type { ReadStream, WriteStream } from 'node:tty';
import { Failure } from './failure.ts';

const ENTER = /^[\r\n]$/;
const BACKSPACE = /^[\b\x7f]$/;
const CTRL_C = '\x03';
const CTRL_D = '\x04';
const CTRL_U = '\x15';
const CTRL_Z = '\x1a';
/** What a shell says of a program that Ctrl+C has ended. */
const INTERRUPTED = 130;

export interface Question {
  /** The line; rejects with a Failure at Ctrl+C, at Ctrl+D, and where the terminal is gone. */
  readonly answer: Promise<string>;
  /** The terminal is the shell's for a while. */
  pause(): void;
  /** Asks once more; what was typed so far stays. */
  resume(): void;
}

/** `suspend`: Ctrl+Z was typed. */
export function askOn(
  input: ReadStream,
  output: WriteStream,
  question: string,
  hidden: boolean,
  suspend: () => void,
): Question {
  // First: whoever is quick is not to see a password.
  input.setRawMode(true);
  output.write(question);
  let line = '';
  let rest = Buffer.alloc(0);
  const answer = new Promise<string>((resolve, reject) => {
    const end = () => {
      input.off('data', onData).off('close', onClose).pause();
      if (!input.destroyed) input.setRawMode(false);
      output.write('\n');
    };
    const onClose = () => reject(new Failure('The terminal is gone.'));
    const onData = (bytes: Buffer) => {
      const all = Buffer.concat([rest, bytes]);
      const text = wholeText(all);
      rest = all.subarray(Buffer.byteLength(text));
      for (const character of text) {
        if (ENTER.test(character)) {
          end();
          return resolve(line);
        }
        if (character === CTRL_Z) {
          suspend();
          continue;
        }
        if (character === CTRL_C || (character === CTRL_D && line === '')) {
          end();
          return reject(new Failure('Not connected.', INTERRUPTED));
        }
        line = edited(line, character, echo);
      }
    };
    const echo = (text: string) => hidden || output.write(text);
    input.on('data', onData).on('close', onClose).resume();
  });
  return {
    answer,
    pause: () => void input.setRawMode(false),
    resume() {
      // Libuv does nothing for a mode that it believes to be set.
      input.setRawMode(false);
      input.setRawMode(true);
      output.write(`\r\n${question}${hidden ? '' : line}`);
    },
  };
}

function edited(line: string, character: string, echo: (text: string) => void): string {
  if (BACKSPACE.test(character)) {
    if (line !== '') echo('\b \b');
    return Array.from(line).slice(0, -1).join('');
  }
  if (character === CTRL_U) {
    echo('\b \b'.repeat(Array.from(line).length));
    return '';
  }
  if (character < ' ') return line;
  echo(character);
  return line + character;
}

/** Without a character that is cut at the end. */
function wholeText(bytes: Buffer): string {
  for (let cut = 0; cut < 4; cut++) {
    const text = bytes.toString('utf8', 0, bytes.length - cut);
    if (!text.endsWith('\ufffd')) return text;
  }
  return bytes.toString('latin1');
}
