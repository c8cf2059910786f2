/** What scripts and Clay say to each other, through the prelude. Names and meanings stay: a script lives longer than a build. */
import type { Registration } from '../state/script/scripts.ts';

/** What a call has wanted, in order. */
export type Want =
  | readonly ['gag']
  | readonly ['replace', text: string]
  | readonly ['bell']
  | readonly ['notify', text: string]
  | readonly ['answer', text: string]
  | readonly ['store', json: string]
  | readonly ['part', json: string, isLast: boolean]
  | readonly ['dirty'];

/** What is asked and answered at once. */
export type Question =
  | readonly [
      'on',
      id: number,
      spec: Readonly<Record<string, unknown>> & { readonly kind: Registration['kind'] },
    ]
  | readonly ['off', id: number]
  | readonly ['timer', id: number, delay: number]
  | readonly ['stop', id: number]
  | readonly ['hilite', style: string, part: unknown]
  | readonly ['send', text: string, world: string, isNamed: boolean]
  | readonly ['echo', text: string, style: string, world: string]
  | readonly ['run', line: string, world: string]
  | readonly ['var', name: string, world: string]
  | readonly ['set', name: string, text: string, world: string]
  | readonly ['unset', name: string, world: string]
  | readonly ['vars', world: string]
  | readonly ['told', name: string, world: string]
  | readonly ['job', id: number, kind: 'read' | 'write' | 'run', what: unknown, length?: number]
  | readonly ['walk', path: string, world: string, isNamed: boolean]
  | readonly ['worlds'];

export function wantsIn(text: string): readonly Want[] {
  return text === '' ? [] : (JSON.parse(text) as Want[]);
}

export function questionIn(text: string): Question {
  return JSON.parse(text) as Question;
}

/** A sentence that the script gets as an error, or what it has asked for. */
export type Reply = { readonly fault: string } | { readonly value: unknown };

export function replyText(reply: Reply): string {
  return JSON.stringify('fault' in reply ? [reply.fault] : ['', reply.value ?? null]);
}
