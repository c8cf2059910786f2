/** Ctrl+Z and `fg`: stops this process where somebody could continue it, and goes on afterwards. */

/** `asking`: whether somebody could is being found out; `leaving`: the terminal is about to be the user's. */
export type SuspensionPhase = 'running' | 'asking' | 'leaving' | 'suspended';

export interface SuspensionOptions {
  /** Whether a shell waits that could bring this process back. */
  canBeContinued(): Promise<boolean>;
  /** Gives the terminal back to whoever had it before; from the call on nothing is drawn. */
  leaveTerminal(): Promise<void>;
  /** Has the terminal again. */
  enterTerminal(): void;
  /** Sends a signal; 0 as process stands for the whole job. */
  kill(pid: number, signal: NodeJS.Signals): void;
  readonly pid: number;
  /** The end was asked for: it wins. */
  isEnding(): boolean;
  /** There is no shell to come back from. */
  onRefused(): void;
  onResumed(): void;
  /** Whether another job has the terminal. */
  isInBackground(): boolean;
  /** `bg`: tells that nothing goes on without the terminal; nothing is drawn. */
  onBackground(): void;
  /** Once all signals that have come are handled. */
  soon(run: () => void): void;
}

export interface Suspension {
  phase(): SuspensionPhase;
  /** Ctrl+Z: the whole job stops, as the shell expects. */
  suspendJob(): Promise<void>;
  /** SIGTSTP from outside: this process alone was told. */
  suspend(): Promise<void>;
  /** SIGCONT. */
  resume(): void;
}

export function createSuspension(options: SuspensionOptions): Suspension {
  let phase: SuspensionPhase = 'running';
  /** Ctrl+Z has stopped all of it. */
  let isJob = false;

  async function stop(wholeJob: boolean): Promise<void> {
    if (phase !== 'running') return;
    phase = 'asking';
    const possible = await options.canBeContinued();
    // SIGCONT may have come meanwhile.
    if (phase !== 'asking' || options.isEnding()) return;
    if (!possible) {
      phase = 'running';
      return options.onRefused();
    }
    phase = 'leaving';
    // Before the others stop: when the first of them has, the shell takes the terminal back.
    await options.leaveTerminal();
    if (isPhase('leaving') && !options.isEnding()) stopNow(wholeJob);
  }

  function stopNow(wholeJob: boolean): void {
    phase = 'suspended';
    isJob = wholeJob;
    // What this tells ourselves comes to light only when we go on.
    if (wholeJob) options.kill(0, 'SIGTSTP');
    options.kill(options.pid, 'SIGSTOP');
  }

  /** A shell that ends says SIGHUP as well as SIGCONT: then there is nobody who could continue us once more. */
  function stayStopped(): void {
    phase = 'suspended';
    options.onBackground();
    options.soon(() => {
      if (!options.isInBackground()) resume();
      else if (phase === 'suspended' && !options.isEnding()) stopNow(isJob);
    });
  }

  function resume(): void {
    if (options.isEnding()) return;
    if (options.isInBackground()) return stayStopped();
    phase = 'running';
    options.enterTerminal();
    options.onResumed();
  }

  /** It changes while something is awaited. */
  function isPhase(expected: SuspensionPhase): boolean {
    return phase === expected;
  }

  return {
    phase: () => phase,
    suspendJob: () => stop(true),
    suspend: () => stop(false),
    resume,
  };
}
