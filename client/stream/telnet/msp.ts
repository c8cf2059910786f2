/**
 * MUD Sound Protocol 0.3 (option 90): lines that begin with !!SOUND(file V=50 …) or !!MUSIC(…). We play
 * nothing; the triggers are kept off the screen and in the store.
 */
import type { Run, StreamState, StyledText } from '../../state/stream.ts';
import type { Pipeline } from '../pipeline.ts';
import { YES } from './qmethod.ts';
import { store } from './server-data.ts';

export const MSP = 90;

/** At the start of a line only: elsewhere another player could have written it. Games use a tenth of the length. */
const TRIGGER = /^!!(SOUND|MUSIC)\(([^)]{0,1024})\)/;
const MAX_TRIGGER = 1024 + '!!SOUND()'.length;

/** Games begin a line with one or two. */
const MAX_TRIGGERS = 16;

/** The line without its sound triggers, which are stored; null if it had nothing else. */
export function silence(pipeline: Pipeline, text: string, runs: readonly Run[]): StyledText | null {
  if (!mayBeTrigger(pipeline.state, text)) return { text, runs };
  const triggers = triggersOf(text);
  for (const [, kind, given] of triggers)
    store(pipeline, 'msp', kind!, kind!, JSON.stringify(parameters(given!)));
  const rest = text.slice(lengthOf(triggers));
  return rest === '' ? null : cut(text, runs, text.length - rest.length);
}

/** The unfinished line without triggers, whole or just begun. */
export function silencePartial(state: StreamState, text: string, runs: readonly Run[]): StyledText {
  if (!mayBeTrigger(state, text)) return { text, runs };
  const rest = text.slice(lengthOf(triggersOf(text)));
  const isBegun = rest.startsWith('!!') && rest.length < MAX_TRIGGER && !rest.includes(')');
  return cut(text, runs, isBegun ? text.length : text.length - rest.length);
}

/** The triggers at the start of the line, one behind the other. */
function triggersOf(text: string): RegExpExecArray[] {
  const triggers: RegExpExecArray[] = [];
  // As much as they can take: what is behind is not looked at each time.
  let rest = text.slice(0, MAX_TRIGGERS * MAX_TRIGGER);
  for (
    let match = TRIGGER.exec(rest);
    match !== null && triggers.length < MAX_TRIGGERS;
    match = TRIGGER.exec(rest)
  ) {
    triggers.push(match);
    rest = rest.slice(match[0].length);
  }
  return triggers;
}

function lengthOf(triggers: readonly RegExpExecArray[]): number {
  return triggers.reduce((sum, [whole]) => sum + whole.length, 0);
}

function mayBeTrigger(state: StreamState, text: string): boolean {
  return state.options.him[MSP] === YES && text.startsWith('!!');
}

/** Without its first `count` UTF-16 units; a style that began there begins with the rest. */
function cut(text: string, runs: readonly Run[], count: number): StyledText {
  const rest: Run[] = [];
  for (const run of runs) {
    const at = Math.max(0, run.at - count);
    if (at === 0) rest.length = 0;
    rest.push({ ...run, at });
  }
  return { text: text.slice(count), runs: rest };
}

/** `file V=50 L=2` → { file, V, L }; names in capitals. */
function parameters(text: string): Record<string, string> {
  const [file = '', ...rest] = text.trim().split(/\s+/);
  const pairs = rest.map(pair => /^([VLPCTU])=(.*)$/i.exec(pair));
  return Object.fromEntries([
    ['file', file],
    ...pairs.flatMap(pair => (pair ? [[pair[1]!.toUpperCase(), pair[2]!]] : [])),
  ]);
}
