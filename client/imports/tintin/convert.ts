/** A file of TinTin++ taken over: its commands in order, with those of files that it reads. */
import { pushAll } from '../../../shared/arrays.ts';
import type { Steps } from '../../automation/block.ts';
import type { ImportPlace } from '../../state/imports/found.ts';
import type { Source } from '../source.ts';
import type { Taker } from '../taker.ts';
import { noteAliases } from './aliases.ts';
import { commandName } from './names.ts';
import { argumentsOf, bracesIn, type Statement, splitCommand, statementsOf } from './parse.ts';
import { aliasForScript, toScript } from './script/take.ts';
import { quoted } from './script/text.ts';
import { translateText } from './text.ts';
import { type Define, definitions, type TinTin } from './triggers.ts';

/** UTF-16 units that are made into a script: one file has no more than 256 KiB, with what all of them have. */
const MOST_OF_SCRIPT = 200 * 1024;

/** UTF-16 units of one command: it is translated without a rest, and looked through once for each body that it has within others. */
const LONGEST_COMMAND = 16 * 1024;

/** Braces within braces: what stands in them is read once for each. */
const DEEPEST_BRACES = 50;

/** Files that read one another. */
const DEEPEST = 10;

export function* convertTinTin(source: Source, taker: Taker): Steps<void> {
  const tintin: TinTin = {
    ...{
      sign: '#',
      taker,
      sessions: new Set<string>(),
      functions: new Set<string>(),
      open: '',
      aliases: { all: new Set<string>(), scripted: new Set<string>() },
      room: { left: MOST_OF_SCRIPT },
    },
    groupOf: name => `${source.group}/${name}`,
  };
  yield* readFile(tintin, source, source.text, undefined, []);
}

/** Commands between two rests: each is some tens of microseconds. */
const AT_ONCE = 5;
/** Characters of one that has a turn of its own: at most it takes some milliseconds. */
const LONG_COMMAND = 1000;

function* readFile(
  tintin: TinTin,
  source: Source,
  text: string,
  file: string | undefined,
  /** Those that have read it. */
  readers: readonly string[],
): Steps<void> {
  // As TinTin++ does it: the sign of commands is what the file begins with.
  const [, first] = /^\s*([^\w\s{}\\/])/.exec(text) ?? [];
  const sign = first ?? '#';
  const at = (line: number, what: string): ImportPlace => ({
    line,
    what,
    ...(file !== undefined && { file }),
  });
  const broken: { line: number; why: string }[] = [];
  const tellBroken = (before: number) => {
    while (broken[0] && broken[0].line <= before) {
      const { line, why } = broken.shift() as { line: number; why: string };
      tintin.taker.refuse(at(line, lineAt(text, line)), why);
    }
  };
  const statements = yield* statementsOf(text, sign, (line, why) => void broken.push({ line, why }));
  // Sessions are known before what is sent to them, and functions before they are called.
  let count = 0;
  for (const statement of statements) {
    if (++count % AT_ONCE === 0) yield;
    noteNames(tintin, statement.text, sign);
  }
  yield* noteAliases(
    tintin.aliases,
    statements.map(({ text: command }) => command),
    sign,
  );
  for (const { text: command, line } of yield* joined(statements, sign)) {
    if (++count % AT_ONCE === 0 || command.length > LONG_COMMAND) yield;
    tintin.taker.under(null);
    tellBroken(line);
    const split = splitCommand(command, sign);
    const place = at(line, shownAs(command, split));
    const name = split && (/^\d+$/.test(split.name) ? 'repeat' : commandName(split.name));
    if (name === 'read') yield* readOther(tintin, source, place, split?.rest ?? '', readers);
    else take({ ...tintin, sign }, place, split, name, tintin, command);
  }
  tellBroken(Number.POSITIVE_INFINITY);
}

/** `#else` belongs to the `#if` before it. */
function* joined(statements: readonly Statement[], sign: string): Steps<Statement[]> {
  const found: Statement[] = [];
  let isChain = false;
  for (const [at, statement] of statements.entries()) {
    if (at % AT_ONCE === 0) yield;
    const split = splitCommand(statement.text, sign);
    const name = split && commandName(split.name);
    const last = found.at(-1);
    const isMore = isChain && (name === 'else' || name === 'elseif');
    if (last && isMore && last.text.length <= LONGEST_COMMAND)
      found[found.length - 1] = { ...last, text: `${last.text};${statement.text}` };
    else {
      found.push(statement);
      isChain = name === 'if';
    }
  }
  return found;
}

function lineAt(text: string, line: number): string {
  return text.split('\n', line).at(-1)?.trim() ?? '';
}

/** In a list no secret stands: neither what is sent as a file is read nor what a variable of such a name holds. */
function shownAs(command: string, split: { name: string; rest: string } | null): string {
  if (!split) return `${/^\S*/.exec(command)?.[0]} …`;
  if (commandName(split.name) !== 'variable') return command;
  const [name = ''] = argumentsOf(split.rest, 1);
  return MAYBE_SECRET.test(name) ? `#${split.name} {${name}} …` : command;
}

const MAYBE_SECRET = /pass(?:word|wd|phrase)?$|passw|^pw$|secret|token/i;

function noteNames({ sessions, functions }: TinTin, command: string, sign: string): void {
  const split = splitCommand(command, sign);
  const name = split && commandName(split.name);
  if (name === 'function') functions.add(argumentsOf(split?.rest ?? '', 1)[0] ?? '');
  const [session = ''] = name === 'session' || name === 'ssl' ? argumentsOf(split?.rest ?? '', 1) : [];
  if (/^\w+$/.test(session)) sessions.add(session);
}

function* readOther(
  tintin: TinTin,
  source: Source,
  place: ImportPlace,
  rest: string,
  readers: readonly string[],
): Steps<void> {
  const [path = ''] = argumentsOf(rest, 1);
  if (readers.length >= DEEPEST)
    return tintin.taker.refuse(place, `more than ${DEEPEST} files read one another`);
  const other = source.read(path, place.file);
  if ('fault' in other) return tintin.taker.refuse(place, other.fault);
  if (readers.includes(other.path)) return tintin.taker.refuse(place, 'it is being read already');
  yield* readFile(tintin, source, other.text, other.path, [...readers, other.path]);
}

const NO_SCRIPT: ReadonlySet<string> = new Set([
  'variable',
  'session',
  'ssl',
  'config',
  'class',
  'read',
  'send',
]);

/** What is done as the file is read, once, or has nothing to do with a script. */
const NEVER_SCRIPT: ReadonlySet<string> = new Set([
  'session',
  'ssl',
  'config',
  'class',
  'read',
  'send',
  'delay',
]);

function take(
  tintin: TinTin,
  place: ImportPlace,
  split: { name: string; rest: string } | null,
  name: string | null,
  owner: TinTin,
  command: string,
): void {
  const { taker } = tintin;
  // A secret would stand in it, or it is nothing that a script does.
  const source = name === null || NO_SCRIPT.has(name) ? undefined : command;
  const refuse = (why: string) => {
    if (
      name === null ||
      NEVER_SCRIPT.has(name) ||
      (name === 'variable' && MAYBE_SECRET.test(split?.rest ?? ''))
    )
      return taker.refuse(place, why, source);
    return toScript(tintin, { place, name, command, rest: split?.rest ?? '', why, source });
  };
  if (!split) return taker.refuse(place, 'words for the game, which would be sent as the file is read');
  const isLong = command.length > LONGEST_COMMAND;
  if (isLong) return taker.refuse(place, `more than ${LONGEST_COMMAND} characters: split it`, source);
  if (bracesIn(command) > DEEPEST_BRACES)
    return taker.refuse(place, `more than ${DEEPEST_BRACES} braces stand within each other`, source);
  if (name === 'nop' || split.name.startsWith('!')) return;
  const define = name === null ? undefined : (commands[name] ?? definitions[name]);
  if (!define) {
    const what =
      name === null ? `there is no command ${tintin.sign}${split.name}` : `#${name} has no counterpart here`;
    return refuse(what);
  }
  try {
    define(name === 'class' ? owner : tintin, place, split.rest);
    if (name === 'alias') aliasForScript(tintin, place, split.rest, command);
  } catch (error) {
    refuse(error instanceof Error ? error.message : String(error));
  }
}

const session: Define = ({ taker }, place, rest) => {
  const [name = '', host = '', port = '', more] = argumentsOf(rest, 4);
  world(taker, place, name, host, port, false, more);
};

const ssl: Define = ({ taker }, place, rest) => {
  const [name = '', host = '', port = '', more] = argumentsOf(rest, 4);
  world(taker, place, name, host, port, true, more);
};

function world(
  taker: Taker,
  place: ImportPlace,
  name: string,
  host: string,
  given: string,
  tls: boolean,
  more?: string,
): void {
  const port = Number(given);
  if (name === '' || host === '' || !Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error('a world has a name, a host and a port from 1 to 65535');
  const changed = more === undefined ? [] : [`${more} is not read at the start of the world`];
  taker.world(place, name, { host, port, ...(tls && { tls }) }, '', changed);
}

const variable: Define = ({ taker }, place, rest) => {
  const [name = '', value = ''] = argumentsOf(rest, 2);
  const key = /^([A-Za-z_]\w*)((?:\[[\w{}]+\])*)$/.exec(name);
  if (!key) throw new Error('its name is no name of a variable here');
  if (MAYBE_SECRET.test(name))
    throw new Error('it may be a password, which is not taken: /worlds -e keeps one for a world');
  const flat = [key[1] as string, ...[...(key[2] ?? '').matchAll(/\w+/g)].map(([one]) => one)].join('_');
  taker.drop(`variable ${flat}`, `line ${place.line} sets it anew`);
  taker.under(`variable ${flat}`);
  const parts = tableOf(value);
  if (!parts) {
    const changed: string[] = [];
    taker.variable(place, flat, plain(value, changed), changed);
    variableFor(taker, place, key[1] as string, name, value);
    return;
  }
  for (const [part, inner] of parts) {
    const changed = ['of a table each value is a variable of its own'];
    taker.variable(place, `${flat}_${part}`, plain(inner, changed), changed);
  }
  variableFor(taker, place, key[1] as string, name, value);
};

/** A script that has the variable sets it where the file does, and knows what belongs to a table. */
function variableFor(taker: Taker, place: ImportPlace, name: string, path: string, value: string): void {
  const keys = [...path.matchAll(/\w+/g)].map(([one]) => `'${one}'`);
  const names = keys.length === 1 ? keys[0] : `[${keys.join(', ')}]`;
  const code = `set(${names}, ${/^\s*\{/.test(value) ? `table(${quoted(value)})` : quoted(plain(value, []))});`;
  taker.under(null);
  taker.script(place, place.what, code, [], `'${name}'`);
}

/** A value as it is: nothing is filled in later. */
function plain(value: string, changed: string[]): string {
  const where = { group: () => '', note: (one: string) => void changed.push(one), depth: 0, isBody: false };
  if (/(?:^|[^$])\$[A-Za-z_{]/.test(value))
    throw new Error('its value has another variable in it, and would have to be made as the file is read');
  return translateText(value, where).replaceAll('$$', '$');
}

/** `{hp}{5}{mp}{3}`: names and values; null: it is no table. */
function tableOf(value: string): [string, string][] | null {
  if (!value.trim().startsWith('{')) return null;
  const parts = argumentsOf(value, 10_000);
  if (parts.length % 2 !== 0) throw new Error('its table has a name without a value');
  const pairs: [string, string][] = [];
  for (let at = 0; at < parts.length; at += 2) {
    const [name = '', inner = ''] = parts.slice(at, at + 2);
    if (!/^\w+$/.test(name))
      throw new Error(`${name.slice(0, 20)} in its table is no name of a variable here`);
    const deeper = tableOf(inner);
    if (deeper)
      pushAll(
        pairs,
        deeper.map(([key, one]): [string, string] => [`${name}_${key}`, one]),
      );
    else pairs.push([name, inner]);
  }
  return pairs;
}

const classes: Define = (tintin, place, rest) => {
  const [name = '', what = 'open'] = argumentsOf(rest, 2);
  const wanted = what.toLowerCase();
  // At the head of files, so that what was read before goes.
  if (wanted === 'kill') return;
  if (wanted === 'open') tintin.open = name;
  else if (wanted === 'close') tintin.open = '';
  else throw new Error(`#class ${what} has no counterpart for ${place.what.slice(0, 20)}`);
};

/** What was defined before is taken out again. */
function removing(kind: string): Define {
  return ({ taker }, { line }, rest) => {
    const [name = ''] = argumentsOf(rest, 1);
    taker.drop(`${kind} ${name}`, `line ${line} takes it out`);
  };
}

const commands: Readonly<Record<string, Define>> = {
  ...{ session, ssl, variable, class: classes },
  unaction: removing('action'),
  unalias: removing('alias'),
  ungag: removing('gag'),
  unhighlight: removing('highlight'),
  unsubstitute: removing('substitute'),
  unticker: removing('ticker'),
  unvariable(tintin, place, rest) {
    const [name = ''] = argumentsOf(rest, 1);
    const names = [...name.matchAll(/\w+/g)].map(([one]) => one);
    tintin.taker.drop(`variable ${names.join('_')}`, `line ${place.line} takes it out`);
    const [first = ''] = names;
    const code = `unset([${names.map(quoted).join(', ')}]);`;
    tintin.taker.script(place, place.what, code, [], quoted(first));
  },
  unevent: removing('event'),
  unfunction: removing('function'),
};
