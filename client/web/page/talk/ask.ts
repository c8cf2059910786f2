/** Questions to Clay, each with its answer. */
import type { Answer, FromPage } from '../../protocol.ts';

type Question = Extract<FromPage, { q: number }>;
/** A question without its number. */
export type Asked = Question extends infer Q ? (Q extends Question ? Omit<Q, 'q'> : never) : never;

export interface Asker {
  /** What Clay says to it; a fault, if it cannot be asked. */
  ask(question: Asked): Promise<Answer>;
  answered(answer: Answer): void;
  /** The connection has ended: nobody answers any more. */
  forget(): void;
}

const GONE = 'Clay does not answer.';

export function createAsker(send: (message: FromPage) => boolean): Asker {
  const waiting = new Map<number, (answer: Answer) => void>();
  let last = 0;
  return {
    ask(question) {
      const q = ++last;
      return new Promise(resolve => {
        waiting.set(q, resolve);
        if (send({ ...question, q } as FromPage)) return;
        waiting.delete(q);
        resolve({ t: 'answer', q, fault: GONE });
      });
    },
    answered(answer) {
      waiting.get(answer.q)?.(answer);
      waiting.delete(answer.q);
    },
    forget() {
      for (const [q, resolve] of waiting) resolve({ t: 'answer', q, fault: GONE });
      waiting.clear();
    },
  };
}
