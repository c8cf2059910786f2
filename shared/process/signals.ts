/** Signals that programs with a terminal mind. */

/**
 * Each of them ends a process that has no handler for it, and would leave the terminal as it is. Not SIGPROF, by which V8
 * takes its samples.
 */
export const ENDING_SIGNALS: readonly NodeJS.Signals[] = [
  ...(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'] as const),
  ...(['SIGALRM', 'SIGVTALRM', 'SIGXCPU', 'SIGIO', 'SIGPWR', 'SIGSTKFLT'] as const),
];
