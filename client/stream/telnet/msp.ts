/**
 * MUD Sound Protocol 0.3 (option 90): lines that begin with !!SOUND(file V=50 …) or !!MUSIC(…). Where sounds are on for
 * the world, the triggers are taken out of the text and handed on, whether or not the option was agreed on: many games send
 * them to whoever has asked for it in the game. Where they are off, they are text like any other.
 */
import type { Run, StreamState, StyledText } from '../../state/stream.ts';
import { type MspParameters, mspParameters, soundOrders } from '../media/msp-orders.ts';
import { give, type Pipeline } from '../pipeline.ts';
import { YES } from './qmethod.ts';
import { store } from './server-data.ts';

export const MSP = 90;

/** At the start of a line only: elsewhere another player could have written it. Games use a tenth of the length. */
const TRIGGER = /^!!(SOUND|MUSIC)\(([^)]{0,1024})\)/;
const MAX_TRIGGER = 1024 + '!!SOUND()'.length;

/** Games begin a line with one or two. */
const MAX_TRIGGERS = 16;

/** The line without its sound triggers, which are handed on; null if it had nothing else. */
export function silence(pipeline: Pipeline, text: string, runs: readonly Run[]): StyledText | null {
  if (!mayBeTrigger(pipeline.state, text)) return { text, runs };
  const triggers = triggersOf(text);
  for (const [, kind, given] of triggers) handOn(pipeline, kind as 'SOUND' | 'MUSIC', mspParameters(given!));
  const rest = text.slice(lengthOf(triggers));
  return rest === '' ? null : cut(text, runs, text.length - rest.length);
}

function handOn(pipeline: Pipeline, kind: 'SOUND' | 'MUSIC', given: MspParameters): void {
  store(pipeline, 'msp', kind, kind, JSON.stringify(given));
  for (const order of soundOrders(kind === 'SOUND' ? 'sound' : 'music', given))
    give(pipeline, { type: 'sound', order });
}

/** What MXP says as MSP does; nothing where sounds are off. */
export function giveSound(pipeline: Pipeline, kind: 'SOUND' | 'MUSIC', given: MspParameters): void {
  if (pipeline.state.options.sounds === true) handOn(pipeline, kind, given);
}

/** The unfinished line without triggers, whole or just begun. */
export function silencePartial(state: StreamState, text: string, runs: readonly Run[]): StyledText {
  if (!mayBeTrigger(state, text)) return { text, runs };
  const rest = text.slice(lengthOf(triggersOf(text)));
  return cut(text, runs, isBegun(rest) ? text.length : text.length - rest.length);
}

const BEGINNINGS = ['!!SOUND(', '!!MUSIC('];

/** Whether it may become a trigger. */
function isBegun(text: string): boolean {
  if (!text.startsWith('!!')) return false;
  return BEGINNINGS.some(
    whole =>
      whole.startsWith(text) || (text.startsWith(whole) && text.length < MAX_TRIGGER && !text.includes(')')),
  );
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

/** A build before this one agreed to the option without a setting. */
function mayBeTrigger({ options }: StreamState, text: string): boolean {
  return (options.sounds === true || options.him[MSP] === YES) && text.startsWith('!!');
}

/** Without its first `count` UTF-16 units; a style that began there begins with the rest. */
export function cut(text: string, runs: readonly Run[], count: number): StyledText {
  const rest: Run[] = [];
  for (const run of runs) {
    const at = Math.max(0, run.at - count);
    if (at === 0) rest.length = 0;
    rest.push({ ...run, at });
  }
  return { text: text.slice(count), runs: rest };
}
