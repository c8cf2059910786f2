/**
 * One connection to a proxy while it carries frames: hello, requests and answers. It is either kept as the
 * control connection of that proxy, or handed over as the plaintext connection of a session.
 */
import { connect, type OnReadOpts, type Socket } from 'node:net';
import { type Fault, fault, isFault } from '../../../shared/fault.ts';
import { encodeFrame, feedFrames, newFrameReader, nextFrame } from '../../../shared/protocol/frame.ts';
import {
  type Answer,
  PROTOCOL_VERSION,
  type Refusal,
  type Request,
  type Welcome,
} from '../../../shared/protocol/protocol.ts';
import type { ProxyAddress } from './address.ts';

/** A proxy answers within a millisecond, or some seconds while 1,000 sessions are being opened; after this it is stuck. */
const ANSWER_TIME = 15_000;

/** Requests that have an answer. */
export type Question = Extract<Request, { id: number }>;

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

export interface Conversation {
  readonly address: ProxyAddress;
  readonly socket: Socket;
  readonly welcome: Welcome;
  /** The answer, or a fault: the proxy's own, PROXY_SILENT, PROXY_GONE. `patience` in ms; 0 is for ever. */
  ask(question: WithoutId<Question>, patience?: number): Promise<Answer | Fault>;
  /** For requests without an answer. */
  tell(request: Request): void;
  /** Called once when the connection has ended, with the reason. */
  onEnd(listener: (reason: Fault) => void): void;
  /** Says `begin` and gives the socket away, paused: what comes now is plaintext. */
  handOver(): Socket;
  /** Ends it without a word. */
  drop(): void;
}

interface Talk {
  readonly socket: Socket;
  readonly waiting: Map<number, (answer: Answer | Fault) => void>;
  readonly listeners: ((reason: Fault) => void)[];
  ended: Fault | null;
  handedOver: boolean;
}

/** The number under which the welcome, which answers no request, is waited for. */
const WELCOME = 0;

/**
 * Connects and says hello. Faults: PROXY_ABSENT (nobody listens), PROXY_SILENT, and what the proxy
 * refuses with. With `onread` the plaintext goes there after `handOver`, else to 'data' events.
 */
export async function converse(
  address: ProxyAddress,
  token: string,
  onread?: OnReadOpts,
): Promise<Conversation | Fault> {
  const reader = newFrameReader();
  const take = (bytes: Uint8Array) => {
    feedFrames(reader, bytes);
    for (let frame = nextFrame(reader); frame; frame = nextFrame(reader)) {
      if (isFault(frame)) return end(talk, frame);
      dispatch(talk, frame.value as Answer);
    }
  };
  const talk: Talk = {
    socket: connect({ ...address.target, noDelay: true, ...(onread && { onread: framesFirst(onread) }) }),
    waiting: new Map(),
    listeners: [],
    ended: null,
    handedOver: false,
  };

  /** Frames until the socket is handed over; the proxy sends no plaintext before `begin`. */
  function framesFirst(plaintext: OnReadOpts): OnReadOpts {
    return {
      buffer: plaintext.buffer,
      callback: (count, bytes) => {
        if (talk.handedOver) return plaintext.callback(count, bytes);
        take(bytes.subarray(0, count));
        return true;
      },
    };
  }

  if (!onread) talk.socket.on('data', take);
  const stopWatching = watch(talk, address);
  const welcome = await hello(talk, token);
  if (isFault(welcome)) {
    talk.socket.destroy();
    return welcome;
  }
  return conversation(talk, address, welcome, () => {
    stopWatching();
    talk.socket.off('data', take);
  });
}

/** Follows the connection while it carries frames; what it returns stops that. */
function watch(talk: Talk, address: ProxyAddress): () => void {
  const { socket } = talk;
  const onError = (error: NodeJS.ErrnoException) => {
    const absent = error.code === 'ECONNREFUSED' || error.code === 'ENOENT';
    end(talk, absent ? fault('PROXY_ABSENT', 'There is no tlsproxy at work.') : gone(address));
  };
  const onEnd = () => end(talk, gone(address));
  socket.on('error', onError).on('end', onEnd).on('close', onEnd);
  return () => socket.off('error', onError).off('end', onEnd).off('close', onEnd);
}

function gone({ build }: ProxyAddress): Fault {
  return fault('PROXY_GONE', 'tlsproxy is gone; the connections it held are lost.', { build });
}

function end(talk: Talk, reason: Fault): void {
  if (talk.ended || talk.handedOver) return;
  talk.ended = reason;
  talk.socket.destroy();
  for (const settle of [...talk.waiting.values()]) settle(reason);
  for (const listener of talk.listeners) listener(reason);
}

function dispatch(talk: Talk, answer: Answer): void {
  const id = answer.type === 'welcome' ? WELCOME : answer.id;
  // A fault that answers nothing in particular is the proxy's last word.
  if (id === null) end(talk, plainFault(answer as Refusal));
  else talk.waiting.get(id)?.(answer.type === 'fault' ? plainFault(answer) : answer);
}

function plainFault({ code, sentence, details }: Fault): Fault {
  return fault(code, sentence, details);
}

async function hello(talk: Talk, token: string): Promise<Welcome | Fault> {
  const answer = expect(talk, WELCOME, ANSWER_TIME);
  talk.socket.write(encodeFrame({ type: 'hello', version: PROTOCOL_VERSION, token }));
  const welcome = await answer;
  return isFault(welcome) || welcome.type === 'welcome' ? welcome : unexpected();
}

function unexpected(): Fault {
  return fault('PROXY_CONFUSED', 'tlsproxy gave an answer that fits no question.');
}

function expect({ waiting, ended }: Talk, id: number, patience: number): Promise<Answer | Fault> {
  if (ended) return Promise.resolve(ended);
  return new Promise(resolve => {
    const silent = () => settle(fault('PROXY_SILENT', 'tlsproxy does not answer.'));
    const timer = patience > 0 ? setTimeout(silent, patience) : undefined;
    function settle(answer: Answer | Fault): void {
      clearTimeout(timer);
      waiting.delete(id);
      resolve(answer);
    }
    waiting.set(id, settle);
  });
}

function conversation(
  talk: Talk,
  address: ProxyAddress,
  welcome: Welcome,
  stopFrames: () => void,
): Conversation {
  const { socket } = talk;
  let last = WELCOME;
  return {
    address,
    socket,
    welcome,
    ask(question, patience = ANSWER_TIME) {
      const id = ++last;
      const answer = expect(talk, id, patience);
      if (!talk.ended) socket.write(encodeFrame({ ...question, id }));
      return answer;
    },
    tell: request => {
      if (!talk.ended) socket.write(encodeFrame(request));
    },
    onEnd: listener => void talk.listeners.push(listener),
    handOver() {
      talk.handedOver = true;
      stopFrames();
      socket.pause();
      socket.write(encodeFrame({ type: 'begin' }));
      return socket;
    },
    drop: () => end(talk, fault('CONNECTION_DROPPED', 'The connection to tlsproxy was closed.')),
  };
}
