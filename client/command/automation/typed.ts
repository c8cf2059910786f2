/** Commands for what you type, press, or what happens: aliases, keys, hooks. */
import { events } from '../../automation/define.ts';
import { keyFault, keyLabel, parseKey } from '../../settings/keys/names.ts';
import type { Turn } from '../../state/state.ts';
import { complainHere } from '../../world/world.ts';
import type { Command } from '../table.ts';
import { keepRule, listRules, removeRule, showRule } from './keep.ts';
import { modeOf, takeOptions, takeSides, takeWord } from './written.ts';

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
    run: bind,
  },
  {
    names: ['hook'],
    usage: '/hook [options] EVENT [pattern] = body',
    summary: 'do something when something happens that is no line of the game',
    details: [
      `Events: ${events.join(', ')}. With a pattern: only if that matches what the event tells, for GMCP the name of the package and its JSON, for PROMPT the prompt.`,
    ],
    options: [
      { flag: '-d', help: 'remove the one that is named' },
      { flag: '-r', help: 'the pattern is a regular expression' },
      { flag: '-w', help: 'the world that it is for, or several: Alpha,Beta', value: 'world' },
    ],
    arguments: [events],
    examples: [
      ['/hook CONNECT = look', 'looks around after connecting'],
      ['/hook -r GMCP ^Char.Vitals .*"hp":(\\d+) = /set hp $1', 'keeps a value'],
    ],
    related: ['action', 'alias', 'undo', 'automation'],
    late: true,
    run: hook,
  },
];

function alias(turn: Turn, args: string): void {
  const written = takeOptions('alias', args);
  if (typeof written === 'string') return complainHere(turn, `/alias: ${written}.`);
  const { table, removes, rest } = written;
  if (rest === '') return listRules(turn, 'alias');
  if (removes) return removeRule(turn, '/alias', 'alias', rest);
  if (table.mode !== undefined) {
    const { left, right } = takeSides(rest);
    if (right === null || right === '') return complainHere(turn, 'Usage: /alias -r pattern = body.');
    return keepRule(turn, '/alias', 'alias', {
      ...table,
      name: table.name ?? left.slice(0, 80),
      pattern: left,
      body: right,
    });
  }
  const word = takeWord(rest);
  if (!word) return listRules(turn, 'alias');
  const body = word.rest.replace(/^=\s+/, '').trim();
  if (body === '') return showRule(turn, 'alias', word.text);
  if (/\s/.test(word.text)) return complainHere(turn, 'An alias is one word; /alias -r takes a pattern.');
  keepRule(turn, '/alias', 'alias', { ...table, name: word.text, body });
}

function bind(turn: Turn, args: string): void {
  const written = takeOptions('bind', args);
  if (typeof written === 'string') return complainHere(turn, `/bind: ${written}.`);
  const { removes, rest } = written;
  if (rest === '') return listRules(turn, 'bind');
  const { left, right } = takeSides(rest);
  const key = parseKey(left);
  if (key === null) return complainHere(turn, `The key ${keyFault(left)}.`);
  const name = keyLabel(key);
  if (removes) return removeRule(turn, '/bind', 'bind', name);
  if (right === null || right === '') return showRule(turn, 'bind', name);
  keepRule(turn, '/bind', 'bind', { name, key: name, body: right });
}

function hook(turn: Turn, args: string): void {
  const written = takeOptions('hook', args);
  if (typeof written === 'string') return complainHere(turn, `/hook: ${written}.`);
  const { table, removes, rest } = written;
  if (rest === '') return listRules(turn, 'hook');
  if (removes) return removeRule(turn, '/hook', 'hook', rest);
  const { left, right } = takeSides(rest);
  const [event = '', ...words] = left.split(' ');
  const pattern = words.join(' ').trim();
  if (right === null || right === '') return showRule(turn, 'hook', left);
  keepRule(turn, '/hook', 'hook', {
    ...table,
    name: table.name ?? `${event.toUpperCase()}${pattern && ` ${pattern}`}`.slice(0, 80),
    event: event.toUpperCase(),
    ...(pattern !== '' && { pattern, mode: modeOf(pattern, table.mode) }),
    body: right,
  });
}
