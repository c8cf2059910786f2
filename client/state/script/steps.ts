/** What is done for scripts in steps: once it is ready, it comes in force by an event, for the journal has its place among all else. */

export type ScriptStepEvent =
  /** What a script has kept is in it: it takes over. */
  | { type: 'script opened'; id: number; name: string }
  /** After so many changes of what scripts have registered it is filed. */
  | { type: 'scripts filed'; changes: number };

export type ScriptStepEffect =
  /** What a script has kept is in it; the host answers with `script opened` at once. */
  | { type: 'finish opening'; id: number; name: string }
  /** What scripts have registered is ready to be filed after so many changes; the host answers with `scripts filed` at once. */
  | { type: 'file scripts'; changes: number };
