/** Programs by themselves: a machine with no client around it. */

import type { Macro, Thread, Value } from '../../../client/state/tinyfugue/tinyfugue.ts';
import { run } from '../../../client/tinyfugue/machine.ts';
import { defineMacro } from '../../../client/tinyfugue/macros/define.ts';
import { revealed } from '../../../client/tinyfugue/marks.ts';
import type { Host } from '../../../client/tinyfugue/threads.ts';
import { textOf } from '../../../client/tinyfugue/values.ts';

/** What is the state of a program, whole. */
export interface Tiny {
  macros: Macro[];
  globals: Record<string, Value>;
  thread: Thread;
  seed: number;
  /** What it has said, sent, complained of. */
  told: string[];
}

export function tiny(lines: string): Tiny {
  return {
    macros: [],
    globals: {},
    thread: {
      id: 1,
      frames: [{ kind: 'file', text: lines, at: 0, stack: [], name: 't.tf' }],
      world: '',
      view: '',
      author: 'user',
      result: 1,
      steps: 0,
    },
    seed: 1,
    told: [],
  };
}

/** The client as such a program reaches it; `heard`: after each call. */
export function hostOf(state: Tiny, heard: () => void = () => {}): Host {
  const tell = (line: string) => {
    state.told.push(line);
    heard();
  };
  const host: Host = {
    now: 86_400_000,
    macro: name =>
      state.macros.find(one =>
        name.startsWith('#') ? `#${one.number}` === name : one.name.toLowerCase() === name.toLowerCase(),
      ) ?? null,
    global: name => (Object.hasOwn(state.globals, name) ? state.globals[name] : undefined),
    setGlobal(name, value) {
      state.globals[name] = value;
      heard();
      return null;
    },
    random() {
      state.seed = (Math.imul(state.seed, 1664525) + 1013904223) >>> 0;
      return state.seed / 2 ** 32;
    },
    echo: text => tell(text),
    complain: sentence => tell(`! ${sentence}`),
    say(text) {
      tell(`> ${revealed(text)}`);
      return true;
    },
    command(thread, name, rest) {
      if (name !== 'def') return undefined;
      const machine = { thread, host, evaluate: () => 0 };
      const macro = defineMacro(machine, rest, state.macros.length + 1);
      state.macros = [...state.macros.filter(one => one.name !== macro.name), macro];
      return macro.number;
    },
    ask: () => undefined,
    quote: () => 0,
    loaded() {},
    noCommand() {},
  };
  return host;
}

/** Runs all of it. */
export function told(lines: string): string[] {
  const state = tiny(lines);
  run(state.thread, hostOf(state), Number.POSITIVE_INFINITY);
  return state.told;
}

export const shown = textOf;
