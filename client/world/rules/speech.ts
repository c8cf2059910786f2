/** What rules have spoken: one after the other, by a program of the user's. */
import type { Fault } from '../../../shared/fault.ts';
import type { Turn } from '../../state/state.ts';
import { printable } from '../../stream/printable.ts';
import { complainHere } from '../world.ts';

/** Of what waits the oldest is left out: who hears it so late is misled. And UTF-16 units of one. */
const MOST_WAITING = 5;
const LONGEST = 500;

/** The words are spoken when those before are. */
export function speak(turn: Turn, text: string): void {
  const words = printable(text).trim().slice(0, LONGEST);
  if (words === '') return;
  const speech = (turn.state.automation.speech ??= { waiting: [], speaking: false });
  speech.waiting = [...speech.waiting, words].slice(-MOST_WAITING);
  speakNext(turn);
}

function speakNext({ state, effects }: Turn): void {
  const { speech } = state.automation;
  if (!speech || speech.speaking) return;
  const text = speech.waiting.shift();
  if (text === undefined) return;
  speech.speaking = true;
  effects.push({ type: 'speak', text, command: state.settings.speak_command });
}

/** They were, or could not be: that is said once, until something else is wrong, or nothing is. */
export function onSpoken(turn: Turn, fault: Fault | null): void {
  const { speech } = turn.state.automation;
  if (!speech) return;
  speech.speaking = false;
  if (fault && speech.told !== fault.sentence) complainHere(turn, fault.sentence);
  if (fault) speech.told = fault.sentence;
  else delete speech.told;
  speakNext(turn);
}

/** Another image goes on: who spoke for the one before speaks to the end, and nobody tells of it. */
export function resumeSpeech(turn: Turn): void {
  const { speech } = turn.state.automation;
  if (!speech) return;
  speech.speaking = false;
  speakNext(turn);
}
