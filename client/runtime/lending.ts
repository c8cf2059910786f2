/**
 * The terminal lent to an editor: left as for Ctrl+Z, and taken back when the editor ends. The editor is a child of the
 * process, not of an image: it goes on through reloads and crashes, and the image that is there when it ends reads the file.
 */
import type { ProcessId } from '../../shared/process-identity.ts';
import type { EditEffect, EditEvent, LentTerminal } from '../state/editing/edits.ts';

export interface LendingOptions {
  /** What was lent before this image and not taken back; null = nothing. */
  readonly lent: LentTerminal | null;
  /** It was this process: the terminal that was lent is ours. */
  readonly isSameProcess: boolean;
  /** Writes the text where nobody else reads it. Returns the path; throws if it cannot. */
  write(edit: number, kind: string, text: string): string;
  /** What is in the file, which is gone then. Throws if it cannot be read. */
  takeBack(file: string): string;
  /** The editor for the shell; null = there is none. */
  editor(command: string): string | null;
  /** Starts it on the terminal, and calls back once when it has ended or why it did not start. */
  start(command: string, file: string, ended: (why: string) => void): { pid: number; identity: string };
  /** Whether that process is still there. */
  isAlive(program: ProcessId): boolean;
  /** Asks the editor to end, as if its terminal were gone. Returns all that were asked. */
  hangUp(editor: ProcessId): readonly ProcessId[];
  /** The terminal's settings as they were before Clay. */
  restoreTerminal(): void;
  /** Gives the terminal back to whoever had it before Clay; nothing is drawn from the call on. */
  leaveTerminal(): Promise<void>;
  /** Has the terminal again. */
  enterTerminal(): void;
  /** Calls `run` once, `delay` ms from now. */
  after(delay: number, run: () => void): void;
  isEnding(): boolean;
  dispatch(event: EditEvent): void;
}

export interface Lending {
  /** Whether the terminal is somebody else's. */
  isLent(): boolean;
  begin(effect: Extract<EditEffect, { type: 'edit' }>): void;
  /** Clay ends: no editor stays on the terminal beside the shell. Its file stays; calls back once it has ended, or does not. */
  release(done: () => void): void;
}

/** How often an editor of another image is looked for (ms): nobody tells when it ends. */
const LOOK = 200;
/** How often one that was asked to end is looked for, and for how long in all (ms): it may write down what it has. */
const LOOK_AT_END = 20;
const PATIENCE = 2000;

export function createLending(options: LendingOptions): Lending {
  const { dispatch } = options;
  const { lent: before } = options;
  let isLent = before !== null && options.isSameProcess;
  let editorNow: ProcessId | null = before;
  if (before) options.after(0, () => waitFor(before));

  function begin({ edit, kind, text, command }: Extract<EditEffect, { type: 'edit' }>): void {
    if (isLent) return;
    const editor = options.editor(command);
    if (editor === null) return dispatch({ type: 'no editor', edit });
    let file: string;
    try {
      file = options.write(edit, kind, text);
    } catch (error) {
      return dispatch({
        type: 'edited',
        edit,
        text: null,
        why: `its file cannot be written (${String(error)}).`,
      });
    }
    isLent = true;
    options
      .leaveTerminal()
      .then(() => {
        if (options.isEnding()) return;
        const started = options.start(editor, file, why => end(edit, file, why));
        editorNow = started;
        if (started.pid > 0) dispatch({ type: 'edit begun', edit, file, ...started });
      })
      // The terminal is nobody's otherwise.
      .catch((error: unknown) => end(edit, file, `the editor cannot be started (${String(error)}).`));
  }

  function waitFor(lent: LentTerminal): void {
    if (options.isAlive(lent)) options.after(LOOK, () => waitFor(lent));
    else end(lent.edit, lent.file, '');
  }

  function end(edit: number, file: string, why: string): void {
    if (options.isEnding()) return;
    const isOurs = isLent;
    isLent = false;
    const event = { type: 'edited', edit } as const;
    let read: EditEvent;
    try {
      // What was written has a line end behind its last line, as editors want it.
      const text = options.takeBack(file).replace(/\r?\n$/, '');
      read = { ...event, text, why };
    } catch (error) {
      read = { ...event, text: null, why: `its file cannot be read (${String(error)}).` };
    }
    dispatch(read);
    if (isOurs) options.enterTerminal();
  }

  function release(done: () => void): void {
    const asked = isLent && editorNow ? options.hangUp(editorNow) : [];
    if (asked.length === 0) return done();
    const look = (left: number) => {
      if (left > 0 && asked.some(options.isAlive))
        return options.after(LOOK_AT_END, () => look(left - LOOK_AT_END));
      options.restoreTerminal();
      done();
    };
    look(PATIENCE);
  }

  return { isLent: () => isLent, begin, release };
}
