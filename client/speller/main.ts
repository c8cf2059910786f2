/**
 * The program `speller`: a child of the client that knows the dictionaries, for to load one takes a second, and to find
 * suggestions may, too. It is asked by lines of JSON on its standard input, and ends when that does.
 */
import { createInterface } from 'node:readline';
import { isRight, suggestions } from './dictionaries.ts';

/** What is asked; `id` comes back with the answer. Owner of the other side: client/host/profile/spelling.ts. */
interface Question {
  readonly id: number;
  /** `en_US`, or several of them, separated by commas. */
  readonly languages: string;
  /** Which of these are wrong? */
  readonly words?: readonly string[];
  /** What could have been meant? */
  readonly suggest?: string;
}

const [own = ''] = process.argv.slice(2);
process.title = 'speller';

createInterface({ input: process.stdin }).on('line', line => {
  const question = JSON.parse(line) as Question;
  process.stdout.write(`${JSON.stringify({ id: question.id, ...answer(question) })}\n`);
});

function answer({ languages, words = [], suggest }: Question) {
  try {
    if (suggest !== undefined) return { suggestions: suggestions(languages, suggest) };
    return { wrong: words.filter(word => !isRight(languages, word, own)) };
  } catch (error) {
    return { fault: (error as Error).message };
  }
}
