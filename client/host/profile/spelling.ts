/** The speller, a child that is started when it is first asked: it has the dictionaries, and its answers are events. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, constants, existsSync, fstatSync, openSync, writeSync } from 'node:fs';
import type { Socket } from 'node:net';
import { faultOf, fileFault, raise } from '../../../shared/fault.ts';
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

/** To load a dictionary takes seconds on a busy machine; one that says nothing for longer hangs (ms). */
const PATIENCE = 30_000;
/** A question at which it ends so often is not asked once more: it may be why. */
const MOST_TRIES = 2;

/** A question that waits for its answer. */
interface Waiting {
  readonly question: Asked;
  tries: number;
}

/** `file`: the program. What it is asked while it cannot be had is answered with why. */
export function createSpelling(
  file: string,
  home: string,
  dispatch: (event: Event) => void,
  patience = PATIENCE,
): Spelling {
  const own = `${home}/words`;
  const asked = new Map<number, Waiting>();
  let child: ChildProcess | null = null;
  let timer: NodeJS.Timeout | undefined;
  let next = 1;

  /** Answers the child, or why there is none. */
  function start(): ChildProcess | string {
    try {
      // It ends when its standard input does: with this image, whichever way that ends. Signals of the terminal are not for it.
      const started = spawn(programRuntime(), [file, own], {
        detached: true,
        stdio: ['pipe', 'pipe', 'ignore'],
        env: childEnvironment(process.env) as NodeJS.ProcessEnv,
      });
      listen(started);
      return started;
    } catch (error) {
      return cannotStart(error);
    }
  }

  function listen(started: ChildProcess): void {
    let rest = '';
    // Without descriptors to spare there are no streams, and no end either.
    started.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) heard(started, line);
    });
    started.on('error', error => gone(started, cannotStart(error)));
    started.on('exit', () => gone(started, null));
    // What waits in a pipe that has gone is of no use.
    started.stdin?.on('error', () => {});
    // Whoever wants to end is not kept by it, nor by its pipes, which are sockets to Node.
    started.unref();
    for (const stream of [started.stdin, started.stdout]) (stream as Socket | null)?.unref();
  }

  function heard(from: ChildProcess, line: string): void {
    if (child !== from) return;
    try {
      answered(JSON.parse(line) as Answer);
    } catch {
      // It is no speller.
      giveUp('The speller said what is no answer');
    }
  }

  /** null: it has ended, which another one may not. */
  function gone(which: ChildProcess, why: string | null): void {
    if (child !== which) return;
    child = null;
    clearTimeout(timer);
    for (const [id, waiting] of [...asked]) {
      if (why !== null || waiting.tries >= MOST_TRIES) answered({ id, fault: why ?? 'The speller ended' });
      else tell(id, waiting);
    }
  }

  function giveUp(why: string): void {
    const hanging = child;
    if (!hanging) return;
    gone(hanging, why);
    hanging.kill('SIGKILL');
  }

  function answered({ id, wrong = [], suggestions = [], fault = null }: Answer): void {
    const question = asked.get(id)?.question;
    asked.delete(id);
    waitOn();
    if (!question) return;
    const { languages } = question;
    if (question.type === 'suggest')
      dispatch({ type: 'suggested', view: question.view, word: question.word, suggestions, fault });
    else dispatch({ type: 'words checked', languages, words: question.words, wrong, fault });
  }

  /** It has so long for each answer. */
  function waitOn(): void {
    clearTimeout(timer);
    if (asked.size === 0) return;
    const late = () => giveUp(`The speller did not answer within ${patience / 1000} s`);
    timer = setTimeout(late, patience).unref();
  }

  function ask(question: Asked): void {
    const id = next++;
    const waiting = { question, tries: 0 };
    asked.set(id, waiting);
    if (asked.size === 1) waitOn();
    tell(id, waiting);
  }

  function tell(id: number, waiting: Waiting): void {
    const { question } = waiting;
    const suspect = existsSync(file) ? suspicion('The speller', file) : null;
    const why = suspect?.sentence ?? (existsSync(file) ? null : `${file} is not there`);
    const one = why ?? child ?? start();
    if (typeof one === 'string') return void setImmediate(() => answered({ id, fault: one }));
    child = one;
    waiting.tries++;
    const { languages } = question;
    const what = question.type === 'suggest' ? { suggest: question.word } : { words: question.words };
    child.stdin?.write(`${JSON.stringify({ id, languages, ...what })}\n`);
  }

  function learn(word: string): void {
    try {
      append(own, `${word}\n`);
    } catch (error) {
      const { sentence } = fileFault(error, 'WORD_NOT_KEPT');
      dispatch({ type: 'notice', text: `The word is not kept for later: ${sentence}` });
    }
  }

  return { ask, learn };
}

function cannotStart(error: unknown): string {
  return `The speller cannot be started (${faultOf(error, 'SPELLER_FAILED').sentence})`;
}

/** A pipe of that name keeps nobody waiting. */
function append(path: string, text: string): void {
  const { O_APPEND, O_CREAT, O_WRONLY, O_NONBLOCK } = constants;
  const fd = openSync(path, O_APPEND | O_CREAT | O_WRONLY | O_NONBLOCK, 0o600);
  try {
    if (!fstatSync(fd).isFile()) raise('NOT_A_FILE', `${path} is not a file`);
    writeSync(fd, text);
  } finally {
    closeSync(fd);
  }
}
