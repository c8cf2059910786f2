/** What ends a program: a sentence for its user, and the exit status. */
export class Failure extends Error {
  readonly status: number;
  /** It may be otherwise in a while: whoever was attached tries again. */
  readonly isPassing: boolean;

  constructor(sentence: string, status = 1, isPassing = false) {
    super(sentence);
    this.status = status;
    this.isPassing = isPassing;
  }
}

/** One that may be over in a while. */
export function passing(sentence: string): Failure {
  return new Failure(sentence, 1, true);
}
