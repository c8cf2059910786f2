/**
 * MUD Sound Protocol 0.3 (option 90): lines that begin with !!SOUND(file V=50 …) or !!MUSIC(…). We play
 * nothing; the triggers are kept off the screen and in the store.
 */
import type { Run, StreamState, StyledText } from '../../state/stream.ts';
import type { Road } from '../pipeline.ts';
import { YES } from './qmethod.ts';
import { store } from './server-data.ts';

export const MSP = 90;

/** At the start of a line only: elsewhere another player could have written it. */
const TRIGGER = /^!!(SOUND|MUSIC)\(([^)]*)\)/;

/** The line without its sound triggers, which are stored; null if it had nothing else. */
export function silence(road: Road, text: string, runs: readonly Run[]): StyledText | null {
  if (!mayBeTrigger(road.state, text)) return { text, runs };
  let rest = text;
  for (let match = TRIGGER.exec(rest); match !== null; match = TRIGGER.exec(rest)) {
    store(road, 'msp', match[1]!, match[1]!, JSON.stringify(parameters(match[2]!)));
    rest = rest.slice(match[0].length);
  }
  return rest === '' ? null : cut(text, runs, text.length - rest.length);
}

/** The unfinished line without triggers, whole or just begun. */
export function silencePartial(state: StreamState, text: string, runs: readonly Run[]): StyledText {
  if (!mayBeTrigger(state, text)) return { text, runs };
  let rest = text;
  while (TRIGGER.test(rest)) rest = rest.replace(TRIGGER, '');
  if (rest.startsWith('!!') && !rest.includes(')')) rest = '';
  return cut(text, runs, text.length - rest.length);
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
