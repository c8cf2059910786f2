/** `/import`: what other clients have, taken over. A person does it, never a rule. */

import { type ImportFormat, type ImportRequest, importFormats } from '../../state/imports/found.ts';
import type { Turn } from '../../state/state.ts';
import { complainHere } from '../../world/world.ts';
import { type Command, takeFlags } from '../table.ts';
import { importMacros } from '../tinyfugue/load.ts';
import { askAgain, groupOf } from './queue.ts';

const USAGE = `Usage: /import [-n] [-f] ${importFormats.join('|')} file.`;

export const importCommand: Command = {
  names: ['import'],
  usage: `/import [-n] [-f] ${importFormats.join('|')} file`,
  summary: 'take over rules, worlds, variables and keys of another client',
  details: [
    'One list says what was taken, what is different from what it was, and what was not taken, each with its line and the reason. A second import of the same file changes nothing.',
    'clay: settings.dat or keybindings.dat of the Clay in Rust. tintin: a file of TinTin++, with those that it reads.',
    'tf: a file of TinyFugue, which stays as it is and is loaded now and at each start, as /load -s does it; a second time only with -f. -n lists its macros, and the commands that there are not.',
    'Rules belong to the group import:FILE. Passwords are never taken.',
  ],
  options: [
    { flag: '-n', help: 'only show what would be taken' },
    { flag: '-f', help: 'where something here differs, take that of the file' },
  ],
  arguments: [importFormats],
  examples: [
    ['/import -n tintin ~/.tintinrc', 'shows what would become of it'],
    ['/import clay ~/.clay/settings.dat', 'takes over worlds and actions of the Clay in Rust'],
  ],
  related: ['rules', 'undo', 'group', 'automation'],
  late: true,
  takesData: true,
  isText: true,
  isByHand: () => true,
  run: begin,
};

function begin(turn: Turn, args: string): void {
  const { flags, rest, unknown } = takeFlags(args, 'nf');
  if (unknown) return complainHere(turn, `/import: there is no option -${unknown}. ${USAGE}`);
  const [, format = '', given = ''] = /^(\S+)\s+(.+)$/s.exec(rest) ?? [];
  const path = given.replace(/^"(.*)"$|^'(.*)'$/, '$1$2');
  // Its language is Clay's, too: nothing is translated, and its files stay as they are.
  if (format === 'tf' && path !== '' && !('n' in flags)) return importMacros(turn, path, 'f' in flags);
  if (!isFormat(format))
    return complainHere(turn, rest === '' || given === '' ? USAGE : `/import knows no "${format}". ${USAGE}`);
  if (path === '') return complainHere(turn, USAGE);
  const { state } = turn;
  const others = state.imports ?? [];
  const id = (others.at(-1)?.id ?? 0) + 1;
  const request = { id, format, path, show: 'n' in flags, force: 'f' in flags, view: turn.view?.id ?? '' };
  state.imports = [...others, request];
  ask(turn, request);
}

function isFormat(word: string): word is ImportFormat {
  return (importFormats as readonly string[]).includes(word);
}

function ask({ effects }: Turn, request: ImportRequest): void {
  const { id, format, path } = request;
  effects.push({ type: 'read import', id, format, path, group: groupOf(request) });
}

/** Another image was to read them, or was to put in force what it has read: what was taken then is here already. */
export function resumeImports(turn: Turn): void {
  for (const request of turn.state.imports ?? []) if (!request.found) ask(turn, request);
  askAgain(turn.state);
}
