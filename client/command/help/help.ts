/** /help: the list of commands, an entry by its name, or all that has a word in it. */
import type { Turn } from '../../state/state.ts';
import { sayHere } from '../../world/world.ts';
import { didYouMean } from '../similar.ts';
import type { Command, Family } from '../table.ts';
import { columns, type Entry, entriesOf, type Reader, topicEntries } from './entries.ts';
import { knownElsewhere } from './foreign.ts';

/** Hits of a search that are listed. */
const MOST_FOUND = 30;

export function helpCommand(families: () => readonly Family[]): Command {
  return {
    names: ['help'],
    usage: '/help [command|topic|setting|word]',
    summary: 'list the commands, or tell more about one, a topic, a setting, whatever has the word in it',
    arguments: ['topic'],
    examples: [
      ['/help', 'lists the commands and the topics'],
      ['/help addworld', 'about a command'],
      ['/help keys', 'what each key does'],
      ['/help more_mode', 'about a setting'],
      ['/help password', 'all that has to do with passwords'],
    ],
    related: ['start', 'keys', 'menu', 'settings'],
    isText: true,
    run(turn, args) {
      for (const line of helpOn(turn, families(), args)) sayHere(turn, line);
    },
  };
}

/** What help says on what was asked for; '' = the list of all there is. */
export function helpOn(
  turn: Pick<Turn, 'state' | 'world'>,
  families: readonly Family[],
  args: string,
): readonly string[] {
  if (args === '') return overview(families);
  const { asked, reader } = readerOf(turn, args);
  const entries = entriesOf(families);
  const called = (words: readonly string[]) =>
    entries.filter(({ names }) => names.some(name => words.includes(name)));
  const exact = called([asked]);
  if (exact.length > 0) return exact.flatMap(entry => entry.lines(reader));
  const elsewhere = called(knownElsewhere(asked));
  if (elsewhere.length === 1) return (elsewhere[0] as Entry).lines(reader);
  const starting = [
    ...elsewhere,
    ...entries.filter(
      entry => !elsewhere.includes(entry) && entry.names.some(name => name.startsWith(asked)),
    ),
  ];
  const stem = starting.length === 0 ? called(stemsOf(asked)) : [];
  if (stem.length > 0) return stem.flatMap(entry => entry.lines(reader));
  if (starting.length === 1) return (starting[0] as Entry).lines(reader);
  return found(args, asked, entries, starting, reader);
}

/** What a word may be a form of: `logging` of `log`, `highlights` of `highlight`. */
function stemsOf(word: string): string[] {
  const [, stem = ''] = /^(.{2,}?)(?:ing|ed|es|s|er)$/.exec(word) ?? [];
  if (stem === '') return [];
  // A letter may have been doubled, or an e left out.
  return [stem, `${stem}e`, stem.replace(/(.)\1$/, '$1')];
}

/** A setting of a certain world is one of NAME, told of that world; else examples are about the world on screen. */
function readerOf(turn: Pick<Turn, 'state' | 'world'>, args: string): { asked: string; reader: Reader } {
  const asked = args.replace(/^\//, '').toLowerCase();
  const [, quoted, plain, key] = /^worlds\.(?:"([^"]+)"|(.+))\.(\w+)$/i.exec(args) ?? [];
  const name = quoted ?? plain;
  const { settings } = turn.state;
  const isWorld = name !== undefined && Object.hasOwn(settings.worlds, name);
  const world = isWorld ? name : (turn.world?.name ?? null);
  return {
    asked: isWorld ? `worlds.name.${key}`.toLowerCase() : asked,
    reader: { state: turn.state, world },
  };
}

function overview(families: readonly Family[]): string[] {
  const commands = families.map(({ title, commands }) => ({
    title,
    rows: commands.map(({ names, summary }) => [`/${names[0]}`, summary] as const),
  }));
  const names = topicEntries().map(({ label, summary }) => [label, summary] as const);
  return [
    'A line goes to the world on screen; // sends one that starts with /. Commands may be shortened while they stay clear.',
    ...commands.flatMap(({ title, rows }) => [title, ...columns(rows)]),
    'Topics, for /help topic',
    ...columns(names),
    '/help name tells more about a command, a topic or a setting; /help word looks for it everywhere.',
    '/help keys lists the keys.',
  ];
}

/** What begins so comes first, then what has the word anywhere. */
function found(
  typed: string,
  asked: string,
  entries: readonly Entry[],
  starting: readonly Entry[],
  reader: Reader,
): readonly string[] {
  const within = entries.filter(entry => !starting.includes(entry) && has(entry, asked, reader));
  const all = [...starting, ...within];
  if (all.length === 1) return (all[0] as Entry).lines(reader);
  if (all.length === 0) {
    const meant = didYouMean(
      asked,
      [...new Set(entries.flatMap(({ names }) => names))],
      name => `/help ${name}`,
    );
    return [`There is no help on "${typed}".${meant || ' /help lists the commands and topics.'}`];
  }
  const rows = all.slice(0, MOST_FOUND).map(({ label, summary }) => [label, summary] as const);
  const more = all.length - rows.length;
  return [
    `About "${typed}" there is help on`,
    ...columns(rows),
    ...(more > 0 ? [`and on ${more} more.`] : []),
    '/help and one of these names tells more.',
  ];
}

function has(entry: Entry, word: string, reader: Reader): boolean {
  return [entry.summary, ...entry.lines(reader)].some(line => line.toLowerCase().includes(word));
}
