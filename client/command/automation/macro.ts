/** `/macro`: what is entered is recorded, and a key does it again. */

import { quoted } from '../../automation/data.ts';
import { keyFault, keyLabel, parseKey } from '../../settings/keys/names.ts';
import { findRule } from '../../settings/rules/change.ts';
import type { Turn } from '../../state/state.ts';
import { complainHere, sayHere } from '../../world/world.ts';
import type { Command } from '../table.ts';
import { keepRule } from './keep.ts';

export const macroCommand: Command = {
  names: ['macro'],
  usage: '/macro [record key | stop | cancel]',
  summary: 'record what you enter, for a key that does it again',
  details: [
    'All lines that you enter between the two commands become the body of the key, as /bind has it; what is hidden, and logins, are left out. A recording goes on over a reload.',
  ],
  arguments: [['record', 'stop', 'cancel']],
  examples: [
    ['/macro record F6', 'from now on'],
    ['/macro stop', 'F6 does it again'],
    ['/macro', 'says what is recorded so far'],
  ],
  related: ['bind', 'alias', 'keys', 'automation'],
  late: true,
  isByHand: () => true,
  run: macro,
};

const MOST_LINES = 100;

function macro(turn: Turn, args: string): void {
  const { automation } = turn.state;
  const { recording } = automation;
  const [, word = '', key = ''] = /^(\S*)\s*(.*)$/s.exec(args) ?? [];
  if (word === 'record') return record(turn, key);
  if (args !== '' && word !== 'stop' && word !== 'cancel')
    return complainHere(turn, 'Usage: /macro record key, /macro stop, or /macro cancel.');
  if (!recording) return sayHere(turn, 'Nothing is recorded. /macro record F6 begins.');
  if (args === '')
    return sayHere(turn, `Recorded for ${recording.key} so far: ${recording.lines.join(';') || 'nothing'}.`);
  delete automation.recording;
  if (word === 'cancel') return sayHere(turn, `What was recorded for ${recording.key} is forgotten.`);
  if (recording.lines.length === 0)
    return sayHere(turn, `Nothing was entered; ${recording.key} is what it was.`);
  keepRule(turn, '/macro', 'bind', {
    name: recording.key,
    key: recording.key,
    body: recording.lines.join(';'),
  });
}

function record(turn: Turn, typed: string): void {
  const { automation } = turn.state;
  const key = parseKey(typed);
  if (typed === '') return complainHere(turn, 'Usage: /macro record key, such as F6.');
  if (key === null) return complainHere(turn, `The key ${keyFault(typed)}.`);
  if (automation.recording)
    return complainHere(
      turn,
      `${automation.recording.key} is being recorded: /macro stop, or /macro cancel.`,
    );
  const name = keyLabel(key);
  automation.recording = { key: name, lines: [] };
  const before = findRule(automation, 'bind', name) ? ' What it does now is replaced then.' : '';
  sayHere(turn, `What you enter from now on is recorded for ${name}; /macro stop ends that.${before}`);
}

/** The user has entered the line, and it is no secret. */
export function noteEntered(turn: Turn, line: string): void {
  const { automation, settings } = turn.state;
  const { recording } = automation;
  if (!recording || line.trim() === '' || /^\/mac(?:ro?)?(?:\s|$)/i.test(line)) return;
  if (recording.lines.length < MOST_LINES) recording.lines.push(inBody(line, settings.strict_send));
  else if (!recording.isFull) {
    recording.isFull = true;
    complainHere(
      turn,
      `A macro has no more than ${MOST_LINES} lines: this one and what follows are not recorded.`,
    );
  }
}

/** Words that are the same in a body. */
const PLAIN = /^[^\s$;\\/{](?:[^$;\\{]*[^\s$;\\{])?$/;

/** A line as it was entered, as a line of a body that does the same; `isStrict`: words are sent by a command only. */
export function inBody(line: string, isStrict: boolean): string {
  if (/^\/[^/\s]/.test(line)) return commandInBody(line);
  const words = line.startsWith('//') ? line.slice(1) : line;
  if (isStrict) return `/send ${quoted(words)}`;
  return PLAIN.test(words) ? words : quoted(words);
}

/** Its signs are no data, for it may be about a body itself: `/alias k kill $1;flee`. */
function commandInBody(line: string): string {
  return (
    line
      .replace(/(\\*)([;$])/g, (_, before: string, sign: string) => {
        // A backslash that is one would make a pair with what comes: nothing is filled in between.
        const apart = before.length % 2 === 0 ? '' : `\${}`;
        return `${before}${apart}${sign === ';' ? '\\;' : '$$'}`;
      })
      // At the end it would keep what parts it from the next line; the blank goes.
      .replace(/\\$/, '\\ ')
  );
}
