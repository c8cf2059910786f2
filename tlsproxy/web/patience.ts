/** How requests get to the client: over its Unix socket, and with patience while it is not there. */
import { Agent } from 'node:http';
import { connect, type Socket } from 'node:net';

/** A client that was killed and is started again at once needs less (ms); a reload needs none of it. */
const PATIENCE = 3_000;
const TRY_INTERVAL = 50;

/** It is between two lives, or as many wait already as the kernel takes. */
const PASSING: readonly string[] = ['ENOENT', 'ECONNREFUSED', 'EAGAIN'];

type Done = (error: Error | null, socket: Socket) => void;

/** Connects to the socket that `target` names at the time: a client that was started again may have another. */
export class PatientAgent extends Agent {
  readonly #target: () => string;
  readonly #patience: number;

  constructor(target: () => string, patience = PATIENCE) {
    // One request a connection: so the client has it.
    super({ keepAlive: false });
    this.#target = target;
    this.#patience = patience;
  }

  override createConnection(_options: object, done?: Done): undefined {
    const until = Date.now() + this.#patience;
    const attempt = () => {
      const socket = connect(this.#target());
      const onError = (error: NodeJS.ErrnoException) => {
        if (Date.now() < until && PASSING.includes(error.code ?? '')) setTimeout(attempt, TRY_INTERVAL);
        else done?.(error, socket);
      };
      socket.once('error', onError);
      socket.once('connect', () => {
        socket.off('error', onError);
        done?.(null, socket);
      });
    };
    attempt();
  }
}
