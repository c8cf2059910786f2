/** What ends a program: a sentence for its user, and the exit status. */
export class Failure extends Error {
  readonly status: number;

  constructor(sentence: string, status = 1) {
    super(sentence);
    this.status = status;
  }
}
