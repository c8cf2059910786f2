/** The compiler of long scripts, a child for each: its answers are events. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { suspicion } from '../../../shared/trust.ts';
import { currentEngine } from '../../script/engines.ts';
import type { Effect, Event } from '../../state/events.ts';
import { childEnvironment } from '../environment.ts';
import { programRuntime } from '../node.ts';

type Asked = Extract<Effect, { type: 'compile script' }>;
type Compiled = Extract<Event, { type: 'script compiled' }>;

/** One that says nothing for so long hangs (ms). */
const PATIENCE = 20_000;

/** `program`: that of this build. Where it cannot be had, or says nothing of use, the script is read by who has asked. */
export function createCompiler(
  program: string,
  home: string,
  dispatch: (event: Event) => void,
  patience = PATIENCE,
): (asked: Asked) => void {
  return asked => {
    let isOver = false;
    const child = start(program);
    const timer = setTimeout(() => child?.kill('SIGKILL'), patience).unref();

    function over(text: string): void {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      dispatch({ type: 'script compiled', id: asked.id, name: asked.name, ...answerIn(text) });
    }

    if (!child?.stdin || !child.stdout) return void setImmediate(over, '');
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    child.on('error', () => over(''));
    child.on('close', () => over(said));
    // It is heard of by its end.
    child.stdin.on('error', () => {});
    const { name, source } = asked;
    const question = {
      home,
      directory: dirname(program),
      engine: currentEngine(),
      source,
      file: `${name}.js`,
    };
    child.stdin.end(`${JSON.stringify(question)}\n`);
  };
}

function start(program: string): ChildProcess | null {
  if (!existsSync(program) || suspicion('The compiler', program)) return null;
  try {
    return spawn(programRuntime(), [program], {
      detached: true,
      stdio: ['pipe', 'pipe', 'ignore'],
      env: childEnvironment(process.env) as NodeJS.ProcessEnv,
    });
  } catch {
    // It is read by who has asked, which takes a moment longer.
    return null;
  }
}

function answerIn(text: string): Pick<Compiled, 'code' | 'fault'> {
  try {
    const { code, fault = null } = JSON.parse(text) as { code?: string; fault?: Compiled['fault'] };
    return { code: code === undefined ? null : Uint8Array.from(Buffer.from(code, 'base64')), fault };
  } catch {
    return { code: null, fault: null };
  }
}
