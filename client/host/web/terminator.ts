/**
 * The terminator of HTTPS as the client sees it: found or started, asked to listen, looked after. It is another process,
 * which goes on whatever becomes of this one; what is forgotten here in a reload is asked for again, and changes nothing.
 */
import { type Fault, fault, faultOf, isFault } from '../../../shared/fault.ts';
import type { ShownCertificate } from '../../../shared/protocol/web.ts';
import type { Event } from '../../state/events.ts';
import type { HttpsWish } from '../../state/web.ts';
import { programRuntime } from '../node.ts';
import type { ProgramLog } from '../program-log.ts';
import { buildOf } from '../proxy/address.ts';
import { type Controls, createControls, isRestart } from '../proxy/controls.ts';

export interface TerminatorOptions {
  readonly home: string;
  /** dist/tlsproxy.js of the build on disk. */
  readonly tlsproxyFile: string;
  readonly log: ProgramLog;
  /** The Unix socket of this client, by a path for other processes; null: there is none. */
  target(): string | null;
  /** Who has a port. */
  holderOf(port: number): Promise<string | null>;
  dispatch(event: Event): void;
}

/** Other than what is ours to say, and how long things take. */
export interface TerminatorTools {
  readonly createControls: typeof createControls;
  readonly buildOf: typeof buildOf;
  readonly after: (delay: number, run: () => void) => () => void;
}

const TOOLS: TerminatorTools = {
  createControls,
  buildOf,
  after(delay, run) {
    const timer = setTimeout(run, delay).unref();
    return () => clearTimeout(timer);
  },
};

export interface Terminator {
  /** Has browsers served as is wished; null: none any more. */
  secure(wish: HttpsWish | null): void;
  /** Has the files of the certificate looked at now. */
  look(view: string): void;
  /** The socket of this client may be another one. */
  retarget(): void;
  /** Serves nobody any more; settles when that was said. */
  end(): Promise<unknown>;
}

/** How often it is asked for what it does already (ms): it tells then whether its certificate is another one. */
const LOOK_INTERVAL = 30_000;
/** It was killed, and is started again: after so long each time (ms), for whoever kills it may do so twice. */
const PAUSES: readonly number[] = [0, 300, 1_000, 3_000];
/** One that could not be had is tried again after so long, then twice as long each time, but no longer (ms). */
const FIRST_AGAIN = 10_000;
const LONGEST_AGAIN = 10 * 60_000;
/** A machine that is busy takes seconds to make the first key (ms). */
const ANSWER_TIME = 60_000;

const NOT_WISHED = fault('NOT_WISHED', 'HTTPS is switched off.');

interface Serving {
  readonly build: string;
  readonly pid: number;
}

interface Listened {
  readonly certificate: ShownCertificate;
  readonly pid: number;
  /** One of another build has given up for it. */
  readonly replaced: boolean;
}

export function createTerminatorClient(options: TerminatorOptions, tools = TOOLS): Terminator {
  const { log, dispatch } = options;
  let wish: HttpsWish | null = null;
  let controls: Controls | null = null;
  /** Build and PID of the one that serves. */
  let serving: Serving | null = null;
  /** What was told of it last. */
  let told = '';
  /** In a row; and what was told of the last one: the same is told once. */
  let failures = 0;
  let complained = '';
  /** Builds whose terminators serve us no more: who asks them again and again keeps them from their end. */
  const retired = new Set<string>();
  /** Attempts of earlier rounds come to nothing. */
  let round = 0;
  let stopLooking = () => {};

  function proxies(): Controls {
    if (controls) return controls;
    const { home, tlsproxyFile } = options;
    controls = tools.createControls({
      ...{ home, tlsproxyFile, node: programRuntime, env: process.env, transport: 'unix', role: 'web' },
      log: (event, fields) => log('TERMINATOR', { event, ...fields }),
    });
    controls.onGone(proxy => {
      if (proxy.build === serving?.build) void begin(PAUSES);
    });
    return controls;
  }

  function secure(next: HttpsWish | null): void {
    wish = next;
    retired.clear();
    failures = 0;
    complained = '';
    if (wish) void begin([0]);
    else void end();
  }

  /** Once for each pause, until it serves. */
  async function begin(pauses: readonly number[]): Promise<void> {
    const mine = ++round;
    stopLooking();
    let outcome: Listened | Fault = fault('TERMINATOR_ABSENT', 'There is no tlsproxy at work.');
    let left = pauses;
    for (let tried = 0; tried < left.length; tried++) {
      const pause = left[tried] as number;
      if (pause > 0) await new Promise<void>(resolve => void tools.after(pause, resolve));
      if (mine === round) outcome = await guarded(listen);
      if (mine !== round) return;
      if (!isFault(outcome)) break;
      // One that was killed while it was asked, as may be behind a reload, is started again like one that has served.
      if (outcome.code === 'PROXY_GONE') left = PAUSES;
    }
    if (isFault(outcome)) await fail(outcome, mine);
    else succeed(outcome, null);
    if (mine === round) lookSoon();
  }

  async function fail(why: Fault, mine: number): Promise<void> {
    log('TERMINATOR', { failed: why.code, sentence: why.sentence });
    const port = wish?.port ?? 0;
    const holder = why.code === 'EADDRINUSE' ? await options.holderOf(port) : null;
    if (mine !== round) return;
    told = '';
    serving = null;
    failures++;
    const words = `${why.sentence} ${holder}`;
    if (words === complained) return;
    complained = words;
    dispatch({ type: 'web unsecured', fault: why, holder });
  }

  /** Told where it was asked for, or is not what was told last. */
  function succeed({ certificate, pid, replaced }: Listened, asked: string | null): void {
    const now = JSON.stringify([wish, pid, certificate]);
    if (now === told && asked === null) return;
    failures = 0;
    complained = '';
    told = now;
    dispatch({ type: 'web secured', certificate, pid, replaced, asked });
  }

  function lookSoon(): void {
    stopLooking();
    if (failures === 0) stopLooking = tools.after(LOOK_INTERVAL, () => void lookAgain());
    else {
      const pause = Math.min(FIRST_AGAIN * 2 ** (failures - 1), LONGEST_AGAIN);
      stopLooking = tools.after(pause, () => void begin([0]));
    }
  }

  async function lookAgain(): Promise<void> {
    const mine = round;
    if (serving) {
      const outcome = await guarded(listen);
      if (mine !== round) return;
      // One that is gone is missed by its connection.
      if (!isFault(outcome)) succeed(outcome, null);
      else if (isTaken(outcome)) await fail(outcome, mine);
    }
    lookSoon();
  }

  /** One of an older build serves on for as long as it has visitors: to replace it would hang up on them. */
  async function listen(): Promise<Listened | Fault> {
    const { builds, control, ensure } = proxies();
    const own = await tools.buildOf(options.tlsproxyFile);
    const others = (await builds()).filter(build => build !== own && !retired.has(build));
    for (const build of others) if (await hasVisitors(build)) return listenAt(build);
    let replaced = false;
    for (const build of others) {
      const answer = await proxies().ask(build, { type: 'unlisten' });
      // Another client's, whose it stays, and nothing is started for that. One that is gone is in nobody's way.
      if (isTaken(answer)) return answer;
      replaced ||= !isFault(answer);
    }
    const reached = await control(own);
    if (isFault(reached)) {
      const started = isRestart(reached) ? await ensure(own) : reached;
      // Better one of another build than none.
      const [other] = others;
      if (isFault(started)) return other === undefined ? started : listenAt(other);
      started.drop();
    }
    for (const build of others) {
      retired.add(build);
      proxies().release(build);
    }
    return listenAt(own, replaced);
  }

  async function hasVisitors(build: string): Promise<boolean> {
    const stats = await proxies().ask(build, { type: 'web-stats' });
    return !isFault(stats) && stats.type === 'web-stats' && stats.connections > 0;
  }

  async function listenAt(build: string, replaced = false): Promise<Listened | Fault> {
    const target = options.target();
    if (target === null || wish === null) return fault('NO_SOCKET', 'the client itself has no socket');
    const conversation = await proxies().control(build);
    if (isFault(conversation)) return conversation;
    // It may have been taken back meanwhile, and that has been said.
    if (wish === null) return NOT_WISHED;
    const { pid } = conversation.welcome;
    const answer = await conversation.ask({ type: 'listen', ...wish, target }, ANSWER_TIME);
    if (isFault(answer)) return answer;
    if (answer.type !== 'listening') return fault('PROXY_CONFUSED', 'tlsproxy gave another answer');
    if (wish === null) return NOT_WISHED;
    serving = { build, pid };
    return { certificate: answer.certificate, pid, replaced };
  }

  async function askForCertificate({ build, pid }: Serving): Promise<Listened | Fault> {
    const answer = await proxies().ask(build, { type: 'certificate' });
    if (isFault(answer)) return answer;
    if (answer.type !== 'certificate') return fault('PROXY_CONFUSED', 'tlsproxy gave another answer');
    return { certificate: answer.certificate, pid, replaced: false };
  }

  function end(): Promise<unknown> {
    const mine = ++round;
    const { build } = serving ?? {};
    wish = null;
    serving = null;
    told = '';
    stopLooking();
    if (build === undefined) return endWhoeverServes(mine);
    return guarded(() => proxies().ask(build, { type: 'unlisten' }));
  }

  /**
   * One that serves us all the same: the image before this one has asked it, or this one, and has no answer yet, or asked it
   * for another port, which could not be had.
   */
  async function endWhoeverServes(mine: number): Promise<void> {
    const builds = await guarded(() => proxies().builds());
    if (isFault(builds)) return;
    for (const build of builds) {
      if (mine !== round) return;
      await guarded(() => proxies().ask(build, { type: 'unlisten' }));
      // Whoever is connected keeps it from its end.
      if (mine === round) proxies().release(build);
    }
  }

  return {
    secure,
    look(view) {
      if (!serving) return;
      const whom = serving;
      void guarded(() => askForCertificate(whom)).then(outcome => {
        if (!isFault(outcome)) return succeed(outcome, view);
        const { code, sentence } = outcome;
        log('TERMINATOR', { failed: code, sentence });
        const text = `The certificate of HTTPS could not be looked at: ${sentence.replace(/\.$/, '')}.`;
        dispatch({ type: 'notice', text });
      });
    },
    retarget() {
      if (serving) void lookAgain();
    },
    end,
  };
}

/** Another client of this profile has the listener. */
function isTaken(answer: object): answer is Fault {
  return 'code' in answer && answer.code === 'LISTENER_TAKEN';
}

/** The file of the build may be gone, the runtime directory as well. */
async function guarded<T>(work: () => Promise<T | Fault>): Promise<T | Fault> {
  try {
    return await work();
  } catch (error) {
    return faultOf(error, 'TERMINATOR_FAILED');
  }
}
