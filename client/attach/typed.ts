/**
 * What is typed on a terminal whose connection may break: each byte gets to its view once. The client counts those that have
 * come; what it has not had is sent again, and what is typed meanwhile waits.
 */

/** Bytes that were sent and may have to be sent again: more than anybody types, and as much as anybody pastes. */
const KEPT = 1024 * 1024;
/** Bytes that wait for a connection. */
const WAITING = 64 * 1024;

export interface Typed {
  /** Keys; returned is what can be sent now. */
  push(keys: Buffer): Buffer;
  /** There is no connection. */
  lost(): void;
  /** What was typed so far is not to be sent any more, should it not have come. */
  forget(): void;
  /**
   * There is a view again, which has had `count` bytes; `isSame`: it is the one that was lost. Returned is what it has not had.
   * undefined: a build that does not count, which has had all.
   */
  resume(isSame: boolean, count: number | undefined): Buffer;
}

export function createTyped(): Typed {
  /** The end of what was sent, and how much that was in all. */
  let tail: Buffer = Buffer.alloc(0);
  let sent = 0;
  let waiting: Buffer = Buffer.alloc(0);
  let isOpen = false;

  function note(keys: Buffer): Buffer {
    sent += keys.length;
    tail = Buffer.concat([tail, keys]).subarray(-KEPT);
    return keys;
  }

  return {
    push(keys) {
      if (isOpen) return note(keys);
      // Half a key would be another one.
      if (waiting.length + keys.length <= WAITING) waiting = Buffer.concat([waiting, keys]);
      return Buffer.alloc(0);
    },
    lost() {
      isOpen = false;
    },
    forget() {
      tail = waiting = Buffer.alloc(0);
    },
    resume(isSame, count) {
      isOpen = true;
      const had = count ?? sent;
      const missing = isSame ? Math.max(0, sent - had) : 0;
      const again = missing > 0 && missing <= tail.length ? tail.subarray(-missing) : Buffer.alloc(0);
      const typed = waiting;
      waiting = tail = Buffer.alloc(0);
      sent = isSame ? had : 0;
      return note(Buffer.concat([again, typed]));
    },
  };
}
