/**
 * What this client keeps in the runtime directory is looked after: the directory goes with the last login, or a cleaner
 * takes it. It is made anew then, or another one is used, and all that a crash needs is written into it again.
 */
import { faultOf } from '../../shared/fault.ts';
import { plainPath } from '../../shared/held.ts';

/** ms between two looks, which cost some microseconds each: a crash in between is the end. */
const LOOK_INTERVAL = 2_000;

export interface CaretakerOptions {
  /** The runtime directory to be used now, held, made anew if it has gone. Throws if none is to be had. */
  current(): string;
  /** What was put into the directory is there. */
  isWhole(): boolean;
  /** From now on everything goes to this directory. */
  moveTo(directory: string): void;
  /** Writes it all once more. */
  renew(): void;
  /** There is no directory: nothing can be relied on after a crash. */
  onLost(): void;
  /** All is there again. */
  onWhole(): void;
  notice(text: string): void;
  /** Calls `run` once, `delay` ms from now; what it answers takes that back. */
  after(delay: number, run: () => void): () => void;
}

/** `renewing`: something was gone, and is not there yet; `lost`: there is no directory to be had. */
export type CaretakerPhase = 'well' | 'renewing' | 'lost' | 'stopped';

export interface Caretaker {
  phase(): CaretakerPhase;
  stop(): void;
}

export function createCaretaker(directory: string, options: CaretakerOptions): Caretaker {
  let phase: CaretakerPhase = 'well';
  let used = directory;
  let name = plainPath(directory);
  let cancel = options.after(LOOK_INTERVAL, look);

  function look(): void {
    try {
      lookAt(options.current());
    } catch (error) {
      lose(faultOf(error, 'RUNTIME_DIR_FAILED').sentence);
    }
    if (phase !== 'stopped') cancel = options.after(LOOK_INTERVAL, look);
  }

  function lookAt(current: string): void {
    const hasMoved = current !== used;
    if (hasMoved) move(current);
    if (hasMoved || !options.isWhole()) renew();
    else settle();
  }

  function move(current: string): void {
    const before = name;
    used = current;
    name = plainPath(current);
    options.moveTo(current);
    const now = name === before ? 'is made anew' : `is ${name} from now on`;
    tell(`The runtime directory ${before} has gone; it ${now}. Connections in the proxy go on.`);
  }

  function renew(): void {
    if (phase === 'well') tell(`Files of Clay in ${name} have gone; they are written anew.`);
    phase = 'renewing';
    options.renew();
  }

  function settle(): void {
    if (phase !== 'well') options.onWhole();
    phase = 'well';
  }

  /** Once, whatever else turns out to be missing on the way. */
  function tell(text: string): void {
    if (phase === 'well' || phase === 'lost') options.notice(text);
    phase = 'renewing';
  }

  /** What is held goes on being of use, whatever has come to its name, as long as it is whole. */
  function lose(why: string): void {
    if (phase === 'lost' || options.isWhole()) return;
    phase = 'lost';
    options.onLost();
    options.notice(
      `The runtime directory ${name} has gone. ${why} Until there is one, a crash of Clay is the end, and the proxy cannot be reached.`,
    );
  }

  return {
    phase: () => phase,
    stop() {
      phase = 'stopped';
      cancel();
    },
  };
}
