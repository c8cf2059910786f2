/**
 * The terminal lent to an editor: left as for Ctrl+Z, and taken back when the editor ends. The editor is a child of the
 * process, not of an image: it goes on through reloads and crashes, and the image that is there when it ends reads the file.
 */
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
  isAlive(lent: LentTerminal): boolean;
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
}

/** How often an editor of another image is looked for (ms): nobody tells when it ends. */
const LOOK = 200;

export function createLending(options: LendingOptions): Lending {
  const { dispatch } = options;
  const { lent: before } = options;
  let isLent = before !== null && options.isSameProcess;
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
    void options.leaveTerminal().then(() => {
      if (options.isEnding()) return;
      const started = options.start(editor, file, why => end(edit, file, why));
      if (started.pid > 0) dispatch({ type: 'edit begun', edit, file, ...started });
    });
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

  return { isLent: () => isLent, begin };
}
