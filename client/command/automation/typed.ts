/** Commands for what you type, press, or what happens: aliases, keys, hooks. */
import { keptBody, revealed } from '../../automation/data.ts';
import { eventNamed, takeEvent } from '../../automation/events.ts';
import { keyFault, keyLabel, parseKey } from '../../settings/keys/names.ts';
import { hookEvents } from '../../state/automation.ts';
import type { Turn } from '../../state/state.ts';
import { complainHere } from '../../world/world.ts';
import type { Command } from '../table.ts';
import { takesBraces } from './braces.ts';
import { keepRule, listRules, removeRule, showRule } from './keep.ts';
import { modeOf, patternOf, takeOptions, takeSides, takeWord } from './written.ts';

export const typedCommands: readonly Command[] = [
  {
    names: ['alias'],
    usage: '/alias [options] name body',
    summary: 'make a word of your own that stands for what you would type',
    details: [
      'A line that begins with the name becomes the body, before it is sent: $1, $2 are the words behind it, $* all of them. With -r it is /alias -r pattern = body, and the pattern is a regular expression for the whole line.',
      'Aliases may use others. Where they go round, nothing is sent, and it is said.',
      'What the server hides while you type, a password say, is never looked at.',
    ],
    options: [
      { flag: '-d', help: 'remove the one that is named' },
      { flag: '-r', help: 'a pattern in place of a name' },
      { flag: '-g', help: 'the group that it belongs to' },
      { flag: '-w', help: 'the world that it is for, or several: Alpha,Beta', value: 'world' },
    ],
    examples: [
      ['/alias k kill $*', 'k orc kills the orc'],
      ['/alias -r ^gr (.+)$ = get $1;wear $1', 'gr ring gets and wears it'],
      ['/alias', 'lists them'],
      ['/alias -d k', 'removes it'],
    ],
    related: ['action', 'bind', 'undo', 'automation'],
    late: true,
    takesData: true,
    run: alias,
  },
  {
    names: ['bind'],
    usage: '/bind [-d] key = body',
    summary: 'let a key do what you would type',
    details: [
      'It wins over whatever the key does otherwise, while no dialog is open. /keys shows what a key is called.',
    ],
    options: [{ flag: '-d', help: 'give the key back' }],
    examples: [
      ['/bind F5 = cast heal', 'F5 casts'],
      ['/bind -d F5', 'F5 is what it was'],
    ],
    related: ['keys', 'alias', 'undo', 'automation'],
    late: true,
    takesData: true,
    run: bind,
  },
  {
    names: ['hook'],
    usage: '/hook [options] EVENT [pattern] = body',
    summary: 'do something when something happens that is no line of the game',
    details: [
      `Events: ${hookEvents.join(', ')}. With a pattern: only if that matches what the event tells, for GMCP the name of the package and its JSON, for PROMPT the prompt.`,
    ],
    options: [
      { flag: '-d', help: 'remove the one that is named' },
      { flag: '-r', help: 'the pattern is a regular expression' },
      { flag: '-w', help: 'the world that it is for, or several: Alpha,Beta', value: 'world' },
    ],
    arguments: [hookEvents],
    examples: [
      ['/hook CONNECT = look', 'looks around after connecting'],
      ['/hook -r GMCP ^Char.Vitals .*"hp":(\\d+) = /set hp $1', 'keeps a value'],
    ],
    related: ['action', 'alias', 'undo', 'automation'],
    late: true,
    takesData: true,
    run: hook,
  },
];

function alias(turn: Turn, args: string): void {
  if (takesBraces(turn, 'alias', args)) return;
  const written = takeOptions('alias', args);
  if (typeof written === 'string') return complainHere(turn, `/alias: ${written}.`);
  const { table, removes, rest } = written;
  if (rest === '') return listRules(turn, 'alias');
  if (removes) return removeRule(turn, '/alias', 'alias', revealed(rest));
  if (table.mode !== undefined) {
    const { left, right } = takeSides(rest);
    if (right === null || right === '') return complainHere(turn, 'Usage: /alias -r pattern = body.');
    return keepRule(turn, '/alias', 'alias', {
      ...table,
      name: table.name ?? revealed(left).slice(0, 80),
      pattern: patternOf(left, table.mode),
      body: keptBody(right),
    });
  }
  const word = takeWord(rest);
  if (!word) return listRules(turn, 'alias');
  const body = word.rest.replace(/^=\s+/, '').trim();
  const name = revealed(word.text);
  if (body === '') return showRule(turn, 'alias', name);
  if (/\s/.test(name)) return complainHere(turn, 'An alias is one word; /alias -r takes a pattern.');
  keepRule(turn, '/alias', 'alias', { ...table, name, body: keptBody(body) });
}

function bind(turn: Turn, args: string): void {
  if (takesBraces(turn, 'bind', args)) return;
  const written = takeOptions('bind', args);
  if (typeof written === 'string') return complainHere(turn, `/bind: ${written}.`);
  const { removes, rest } = written;
  if (rest === '') return listRules(turn, 'bind');
  const { left, right } = removes ? takeSides(rest) : takeKey(rest);
  const key = parseKey(revealed(left));
  if (key === null) return complainHere(turn, `The key ${keyFault(revealed(left))}.`);
  const name = keyLabel(key);
  if (removes) return removeRule(turn, '/bind', 'bind', name);
  if (right === null || right === '') return showRule(turn, 'bind', name);
  keepRule(turn, '/bind', 'bind', { name, key: name, body: keptBody(right) });
}

/** The `=` behind a key may be left out: the key is as much as is the name of one. */
function takeKey(rest: string): { readonly left: string; readonly right: string | null } {
  const sides = takeSides(rest);
  if (sides.right !== null || parseKey(revealed(rest.trim())) !== null) return sides;
  const [, two = '', first = '', behindTwo = ''] = /^((\S+)\s+\S+)\s+(\S.*)$/s.exec(rest) ?? [];
  if (two !== '' && parseKey(revealed(two)) !== null) return { left: two, right: behindTwo };
  const [, one = first, behindOne = ''] = /^(\S+)\s+(\S.*)$/s.exec(rest) ?? [];
  return parseKey(revealed(one)) === null ? sides : { left: one, right: behindOne };
}

function hook(turn: Turn, args: string): void {
  const written = takeOptions('hook', args);
  if (typeof written === 'string') return complainHere(turn, `/hook: ${written}.`);
  const { table, removes, rest } = written;
  if (rest === '') return listRules(turn, 'hook');
  if (removes) return removeRule(turn, '/hook', 'hook', revealed(rest));
  const { left, right } = takeSides(rest);
  const { name: word, rest: pattern } = takeEvent(left);
  const named = eventNamed(revealed(word));
  const event = 'event' in named ? named.event : revealed(word).toUpperCase();
  const mode = modeOf(pattern, table.mode);
  if (right === null || right === '') return showRule(turn, 'hook', revealed(left));
  keepRule(turn, '/hook', 'hook', {
    ...table,
    name: table.name ?? `${event}${pattern && ` ${revealed(pattern)}`}`.slice(0, 80),
    event,
    ...(pattern !== '' && { pattern: patternOf(pattern, mode), mode }),
    body: keptBody(right),
  });
}
