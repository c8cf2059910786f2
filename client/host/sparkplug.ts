/**
 * V8's second compiler, which is called for what has been called some times. A function out of a start-up snapshot has been,
 * so that its first call in a new image compiles it once more: hundreds of functions, most of which are called once or twice
 * before servers have their answers.
 */
import { cachedDataVersionTag, setFlagsFromString } from 'node:v8';

/** What V8 says by the options that this process was started with, once others are set in it. */
let tag: number | null = null;
let isPutOff = false;

/** As V8 has it where nothing is said (node.ts, ROOM). */
const NO_ROOM = '--min-semi-space-size=0';

/** To be called before V8 is given another option, which may be for a while. */
export function noteOwnTag(): void {
  tag ??= cachedDataVersionTag();
}

/** To be called in an image out of a start-up snapshot: of the others none has `node:v8` at hand. */
export function putOffSparkplug(): void {
  // V8 has taken its measure at the start: what is looked for from here on is a snapshot for any V8 of this kind, with and without room.
  setFlagsFromString(NO_ROOM);
  noteOwnTag();
  setFlagsFromString('--no-sparkplug');
  isPutOff = true;
}

/**
 * The same of its optimising compiler, which works beside us: what it is handed is made ready here, and the processor that it works on is that of
 * the servers and the terminal. Not before the state is read, which may be of a thousand worlds.
 */
export function putOffOptimizing(): void {
  if (isPutOff) setFlagsFromString('--no-opt');
}

/** As usual from here on. */
export function allowSparkplug(): void {
  if (isPutOff) for (const flag of ['--sparkplug', '--opt']) setFlagsFromString(flag);
  isPutOff = false;
}

/** V8's own, which differs with its version, its options and the processor: that of the options of the command line. */
export function ownTag(): number {
  return tag ?? cachedDataVersionTag();
}
