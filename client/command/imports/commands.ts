/** `/import`: what other clients have, taken over. A person does it, never a rule. */

import { scriptName, scriptOf } from '../../imports/script.ts';
import { stubOf } from '../../imports/stub.ts';
import type { Event } from '../../state/events.ts';
import { type ImportFormat, type ImportRequest, importFormats } from '../../state/imports/found.ts';
import type { Turn } from '../../state/state.ts';
import { answering } from '../../view/answers.ts';
import { openPager } from '../../view/dialog/pager/pager.ts';
import { complainHere, sayHere } from '../../world/world.ts';
import { type Command, takeFlags } from '../table.ts';
import { loadMacros } from '../tinyfugue/load.ts';
import { applyImport } from './apply.ts';
import { type Planned, planImport } from './plan.ts';
import { reportOf } from './report.ts';

const USAGE = `Usage: /import [-n] [-f] ${importFormats.join('|')} file.`;

export const importCommand: Command = {
  names: ['import'],
  usage: `/import [-n] [-f] ${importFormats.join('|')} file`,
  summary: 'take over rules, worlds, variables and keys of another client',
  details: [
    'One list says what was taken, what is different from what it was, and what was not taken, each with its line and the reason. A second import of the same file changes nothing.',
    'clay: settings.dat or keybindings.dat of the Clay in Rust. tintin: a file of TinTin++, with those that it reads.',
    'tf: a file of TinyFugue, which stays as it is and is loaded now and at each start, as /load -s does it; -n lists its macros, and the commands that there are not.',
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
  if (format === 'tf' && path !== '' && !('n' in flags)) return loadMacros(turn, `-s ${path}`);
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

/** By the name of the file alone. */
function groupOf({ path }: ImportRequest): string {
  return `import:${path.split('/').at(-1)}`;
}

/** Another image was to read them: what was taken then is here already. */
export function resumeImports(turn: Turn): void {
  for (const request of turn.state.imports ?? []) ask(turn, request);
}

/** Lines that stand in the output at most, whatever room there is. */
const LONG = 200;

/** The file was read: what is in it is taken, and told where it was asked for. */
export function onImportRead(
  onBehalfOf: (view: string | undefined) => Turn,
  { id: answered, found, notes }: Extract<Event, { type: 'import read' }>,
): void {
  const { state, effects } = onBehalfOf(undefined);
  const request = state.imports?.find(({ id }) => id === answered);
  // It may have been answered before.
  if (!request) return;
  const turn = onBehalfOf(request.view);
  const others = (state.imports ?? []).filter(({ id }) => id !== request.id);
  if (others.length > 0) state.imports = others;
  else delete state.imports;
  if ('fault' in found) return complainHere(turn, `/import: ${found.fault.sentence}`);
  const name = scriptName(request.path);
  const text = scriptOf(request.path, found.items);
  const here = state.scripts?.packages[name]?.source;
  const plan = planImport(turn, found, request.force, { text, here });
  const group = groupOf(request);
  if (!request.show) applyImport(turn, plan, found.rules, group);
  const stub = request.show ? null : stubOf(request.path, found.items);
  if (stub !== null) effects.push({ type: 'save stub', name, text: stub });
  const isWanted = text !== null && plan.some(isOfScript);
  if (isWanted && !request.show)
    effects.push(
      { type: 'save script', name, text, force: request.force },
      { type: 'read script', name, asked: true },
    );
  const lines = reportOf(request, plan, group, notes);
  if (isWanted)
    lines.push(
      request.show
        ? `scripts/${name}.js would be made and loaded.`
        : `scripts/${name}.js is what rules could not do, and runs from now on: /scripts off ${name} stops it.`,
    );
  if (stub !== null)
    lines.push(`What was not taken stands in scripts/${name}.todo.js, to be written as a script.`);
  const { view } = turn;
  const tell = (within: Turn) => {
    for (const line of lines) sayHere(within, line);
  };
  const asked = { title: `/import ${request.format} ${request.path}`, typed: '', isText: true, isLate: true };
  // What fills a screen many times over is a text to read in any case.
  if (view && lines.length > LONG) openPager(view, asked.title, lines);
  else if (view) answering(turn, view, asked, tell);
  else tell(turn);
}

function isOfScript({ item, fate }: Planned): boolean {
  return item.as.type === 'script' && (fate === 'taken' || fate === 'replaced');
}
