/** Several addresses of one server: whichever accepts first. */
import type { Socket } from 'node:net';

/** What RFC 8305 recommends (ms) before the next address is tried as well. */
const NEXT_ADDRESS = 250;

/**
 * Resolves with the first of the connections that stands; those that were begun beside it are dropped. Each has until
 * `signal` aborts: an address that is far is not given up for one that is dead. Rejects with why none could be made.
 */
export function race<S extends Socket>(
  addresses: readonly string[],
  open: (address: string) => S,
  signal: AbortSignal,
): Promise<S> {
  return new Promise((resolve, reject) => {
    const waiting = byFamilyInTurn(addresses);
    const running = new Set<S>();
    const errors: Error[] = [];
    let timer: NodeJS.Timeout | undefined;

    function next(): void {
      clearTimeout(timer);
      const address = waiting.shift();
      if (address !== undefined) begin(address);
      else if (running.size === 0) end(() => reject(new AggregateError(errors)));
    }

    function begin(address: string): void {
      const socket = open(address);
      const onError = (error: Error) => {
        // One that was dropped may still fail, to nobody.
        if (!running.delete(socket)) return;
        errors.push(error);
        next();
      };
      running.add(socket);
      socket.on('error', onError);
      socket.once('connect', () => {
        if (!running.delete(socket)) return;
        socket.off('error', onError);
        end(() => resolve(socket));
      });
      if (waiting.length > 0) timer = setTimeout(next, NEXT_ADDRESS);
    }

    function end(settle: () => void): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      const others = [...running];
      running.clear();
      for (const socket of others) socket.destroy();
      settle();
    }

    const onAbort = () =>
      end(() => reject(Object.assign(new Error('no address has answered'), { code: 'ETIMEDOUT' })));
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    else next();
  });
}

/** In the order of preference, but each family in turn: one of them may lead nowhere as a whole. */
function byFamilyInTurn(addresses: readonly string[]): string[] {
  const isSix = (address: string) => address.includes(':');
  const first = isSix(addresses[0] ?? '');
  const leading = addresses.filter(one => isSix(one) === first);
  const following = addresses.filter(one => isSix(one) !== first);
  const pairs = leading.flatMap((one, i) => [one, ...following.slice(i, i + 1)]);
  return [...pairs, ...following.slice(leading.length)];
}
