/** /help: made from the table of commands and that of actions, so that it cannot disagree with them. */

import { maxOf } from '../../shared/arrays.ts';
import { keyHelp } from '../settings/bindings.ts';
import { sayHere } from '../world/world.ts';
import { type Command, findCommand } from './table.ts';

const PASTES = ['a paste', 'stays in the input until Enter, and is text: never a command'] as const;

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
  const rows = [...keyHelp().map(({ keys, help }) => [keys.join(' '), help] as const), PASTES];
  const width = maxOf(rows.map(([names]) => names.length));
  return rows.map(([names, what]) => `${names.padEnd(width)}  ${what}`);
}

function about(commands: readonly Command[], topic: string): string[] {
  const command = findCommand(commands, topic);
  if (command === 'unknown') return [`There is no help on "${topic}". /help lists the commands.`];
  if (Array.isArray(command)) return [`/${topic} could be ${command.map(one => `/${one}`).join(', ')}.`];
  const short = command.names.slice(1).map(name => `/${name}`);
  const also = short.length > 0 ? ` (also ${short.join(', ')})` : '';
  return [`${command.usage}: ${command.summary}${also}`, ...(command.details ?? [])];
}
