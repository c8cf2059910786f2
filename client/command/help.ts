/** /help: made from the table of commands and the list of keys, so that it cannot disagree with them. */

import { maxOf } from '../../shared/arrays.ts';
import { sayHere } from '../world/world.ts';
import { type Command, findCommand } from './table.ts';

/** Keys by purpose; the bindings themselves are in input.ts and editor/editor.ts. */
const keyHelp: readonly (readonly [keys: string, what: string])[] = [
  ['Ctrl+R', 'reload: replace the running code, keep every connection'],
  ['Tab', 'while paused: the next screenful; else complete the word'],
  ['Esc j', 'everything that waits, at once'],
  ['PageUp PageDown, wheel', 'scroll'],
  ['Ctrl+Up Ctrl+Down', 'previous, next active world'],
  ['Esc w', 'the world whose unseen lines have waited longest'],
  ['Up Down, Ctrl+P Ctrl+N', 'input history'],
  ['Ctrl+A E B F, Esc b f', 'start, end, a character or a word left, right'],
  ['Ctrl+D K U W, Esc d', 'delete a character, to the end, to the start, a word left, right'],
  ['Ctrl+Y, Esc y', 'put back what was deleted, then older pieces'],
  ['Ctrl+T, Esc c l u', 'swap characters; Capitalise, lower, UPPER the word'],
  ['F1 F2 F4', 'help, time before each line, search the output'],
  ['Ctrl+L Ctrl+Z', 'redraw; suspend, where a shell waits'],
  ['Ctrl+C twice', 'quit; once ends a paste that does not end'],
  ['a paste', 'stays in the input until Enter, and is text: never a command'],
];

export function helpCommand(commands: () => readonly Command[]): Command {
  return {
    names: ['help'],
    usage: '/help [command|keys]',
    summary: 'list the commands, say more about one, or list the keys',
    run(turn, args) {
      const topic = args.replace(/^\//, '');
      const lines =
        topic === '' ? overview(commands()) : topic === 'keys' ? keys() : about(commands(), topic);
      for (const line of lines) sayHere(turn, line);
    },
  };
}

function overview(commands: readonly Command[]): string[] {
  const all = [...commands].sort((a, b) => a.usage.localeCompare(b.usage, 'en'));
  const width = maxOf(all.map(command => command.usage.length));
  return [
    'A line goes to the world on screen; // sends one that starts with /.',
    ...all.map(({ usage, summary }) => `${usage.padEnd(width)}  ${summary}`),
    '/help keys lists the keys.',
  ];
}

function keys(): string[] {
  const width = maxOf(keyHelp.map(([name]) => name.length));
  return keyHelp.map(([name, what]) => `${name.padEnd(width)}  ${what}`);
}

function about(commands: readonly Command[], topic: string): string[] {
  const command = findCommand(commands, topic);
  if (command === 'unknown') return [`There is no help on "${topic}". /help lists the commands.`];
  if (Array.isArray(command)) return [`/${topic} could be ${command.map(one => `/${one}`).join(', ')}.`];
  const short = command.names.slice(1).map(name => `/${name}`);
  const also = short.length > 0 ? ` (also ${short.join(', ')})` : '';
  return [`${command.usage}: ${command.summary}${also}`, ...(command.details ?? [])];
}
