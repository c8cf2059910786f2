/** Ctrl+Z and `fg`: stops this process where somebody could continue it, and goes on afterwards. */

/** `asking`: whether somebody could is being found out. */
export type SuspensionPhase = 'running' | 'asking' | 'suspended';

export interface SuspensionOptions {
  /** Whether a shell waits that could bring this process back. */
  canBeContinued(): Promise<boolean>;
  /** Gives the terminal back to whoever had it before. */
  leaveTerminal(): void;
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
    phase = 'suspended';
    // Before the others stop: when the first of them has, the shell takes the terminal back.
    options.leaveTerminal();
    // What this tells ourselves comes to light only when we go on.
    if (wholeJob) options.kill(0, 'SIGTSTP');
    options.kill(options.pid, 'SIGSTOP');
  }

  return {
    phase: () => phase,
    suspendJob: () => stop(true),
    suspend: () => stop(false),
    resume() {
      phase = 'running';
      options.enterTerminal();
      options.onResumed();
    },
  };
}
