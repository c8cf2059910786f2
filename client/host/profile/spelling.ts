/** The speller, a child that is started when it is first asked: it has the dictionaries, and its answers are events. */
import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, existsSync } from 'node:fs';
import { faultOf } from '../../../shared/fault.ts';
import { suspicion } from '../../../shared/trust.ts';
import type { Effect, Event } from '../../state/events.ts';
import { childEnvironment } from '../environment.ts';
import { programRuntime } from '../node.ts';

type Asked = Extract<Effect, { type: 'check words' | 'suggest' }>;
type Answer = { readonly id: number; wrong?: string[]; suggestions?: string[]; fault?: string | null };

export interface Spelling {
  ask(question: Asked): void;
  /** Keeps a word of the user's own. */
  learn(word: string): void;
}

/** `file`: the program. What it is asked while it cannot be had is answered with why. */
export function createSpelling(file: string, home: string, dispatch: (event: Event) => void): Spelling {
  const own = `${home}/words`;
  const asked = new Map<number, Asked>();
  let child: ChildProcess | null = null;
  let next = 1;
  let rest = '';

  function start(): ChildProcess {
    // It ends when its standard input does: with this image, whichever way that ends. Signals of the terminal are not for it.
    const started = spawn(programRuntime(), [file, own], {
      detached: true,
      stdio: ['pipe', 'pipe', 'ignore'],
      env: childEnvironment(process.env) as NodeJS.ProcessEnv,
    });
    rest = '';
    started.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) answered(JSON.parse(line) as Answer);
    });
    const gone = () => {
      if (child !== started) return;
      child = null;
      for (const id of [...asked.keys()]) answered({ id, fault: 'The speller ended' });
    };
    started.on('error', gone).on('exit', gone);
    // What waits in a pipe that has gone is of no use.
    started.stdin.on('error', () => {});
    started.unref();
    return started;
  }

  function answered({ id, wrong = [], suggestions = [], fault = null }: Answer): void {
    const question = asked.get(id);
    asked.delete(id);
    if (!question) return;
    const { languages } = question;
    if (question.type === 'suggest')
      dispatch({ type: 'suggested', view: question.view, word: question.word, suggestions, fault });
    else dispatch({ type: 'words checked', languages, words: question.words, wrong, fault });
  }

  function ask(question: Asked): void {
    const id = next++;
    asked.set(id, question);
    const suspect = existsSync(file) ? suspicion('The speller', file) : null;
    const why = suspect?.sentence ?? (existsSync(file) ? null : `${file} is not there`);
    if (why !== null) return void setImmediate(() => answered({ id, fault: why }));
    child ??= start();
    const { languages } = question;
    const what = question.type === 'suggest' ? { suggest: question.word } : { words: question.words };
    child.stdin?.write(`${JSON.stringify({ id, languages, ...what })}\n`);
  }

  function learn(word: string): void {
    try {
      appendFileSync(own, `${word}\n`, { mode: 0o600 });
    } catch (error) {
      const { sentence } = faultOf(error, 'WORD_NOT_KEPT');
      dispatch({ type: 'notice', text: `The word is not kept for later: ${sentence}.` });
    }
  }

  return { ask, learn };
}
