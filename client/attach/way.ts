/** The way to a client, on this machine or on another one, and how long it is tried again where it was lost. */
import { type Connection, connectTo, type Listener } from './connection.ts';
import { isRunning, type RunningClient } from './find.ts';
import type { Screen } from './screen.ts';

export interface Way {
  /** What it is called while it is waited for; null: that takes a moment, and nothing is said. */
  readonly name: string | null;
  /** Before anything is drawn: users may be asked what it takes to get in. Rejects with a Failure. */
  prepare(screen: Screen): Promise<void>;
  /** Rejects with a Failure. */
  connect(listener: Listener): Promise<Connection>;
  /** ms until try number `tries` (from 0) after a loss `away` ms ago; null: there is nothing to come back to. */
  wait(tries: number, away: number): number | null;
}

/** A client that has crashed is back within a second; after so long (ms) it does not come. */
const RETURN_TIME = 25_000;
const RETRY = 100;

export function localWay(client: RunningClient): Way {
  return {
    name: null,
    prepare: () => Promise.resolve(),
    connect: listener => connectTo(client, listener),
    wait: (_tries, away) => (isRunning(client.pid) && away < RETURN_TIME ? RETRY : null),
  };
}
