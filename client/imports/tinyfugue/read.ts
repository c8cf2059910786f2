/** A file of macros of TinyFugue, gone through without running any of it: what it would define, and what Clay lacks. */
import { faultOf } from '../../../shared/fault.ts';
import type { Steps } from '../../automation/block.ts';
import type { ImportPlace } from '../../state/imports/found.ts';
import type { Macro, Thread } from '../../state/tinyfugue/tinyfugue.ts';
import { compileBody } from '../../tinyfugue/code/body.ts';
import { languageCommands } from '../../tinyfugue/commands.ts';
import { libraryBodies } from '../../tinyfugue/library/table.ts';
import { readFileLine } from '../../tinyfugue/lines.ts';
import { checkWhole, type Definer, defineMacro } from '../../tinyfugue/macros/define.ts';
import { takeOptions } from '../../tinyfugue/options.ts';
import { directoriesOf, LIBRARY } from '../../tinyfugue/places.ts';
import { commandParts } from '../../tinyfugue/scopes.ts';
import { refusedCommands } from '../../world/tinyfugue/commands/sending.ts';
import { clientCommands } from '../../world/tinyfugue/commands/table.ts';
import type { Source } from '../source.ts';
import type { Taker } from '../taker.ts';

/** Files that load one another. */
const DEEPEST = 10;
/** What parts bodies, and is no command by itself. */
const CONTROL = /^(?:if|then|elseif|else|endif|while|do|done|break|test|return|result)$/;

/** Nothing is known of what a running client holds: a number that is worked out is taken for 1. */
const DEFINER: Definer = {
  thread: { world: '' } as Thread,
  host: { global: () => undefined },
  evaluate: () => 1,
};

export function* readTinyFugue(source: Source, taker: Taker): Steps<void> {
  const reading: Reading = { source, taker, called: new Map(), defined: new Set(), among: [] };
  yield* readFile(reading, source.text, undefined, []);
  for (const [name, place] of reading.called)
    if (!reading.defined.has(name)) taker.list(place, { type: 'command', name });
}

interface Reading {
  readonly source: Source;
  readonly taker: Taker;
  /** Commands that are none of TinyFugue's, in lower case, and where each stands first. */
  readonly called: Map<string, ImportPlace>;
  /** Names of the macros of these files, in lower case: they are commands as well. */
  readonly defined: Set<string>;
  /** What the last /set of %TFPATH or %TFLIBDIR says. */
  among: readonly string[];
}

function* readFile(
  reading: Reading,
  text: string,
  file: string | undefined,
  /** Those that have loaded it. */
  loaders: readonly string[],
): Steps<void> {
  let number = 1;
  for (let at = 0; at < text.length; ) {
    const { text: line, end, count } = readFileLine(text, at);
    const place: ImportPlace = { line: number, what: shownAs(line), ...(file !== undefined && { file }) };
    at = end;
    number += count;
    yield;
    if (line.trim() === '') continue;
    const { name, rest } = commandParts(line.replace(/^\//, ''));
    const called = name.replace(/^!?@?/, '').toLowerCase();
    if (!line.startsWith('/'))
      reading.taker.refuse(place, 'words for the game, which are sent as it is loaded');
    else if (called === 'load' || called === 'require') yield* readOther(reading, place, rest, loaders);
    else if (called === 'def' && rest.trim() !== '') readMacro(reading, place, rest);
    else readCommand(reading, place, line, called);
  }
}

/** In a list no secret stands: neither what is sent as a file is loaded, nor passwords of worlds, nor bodies. */
function shownAs(line: string): string {
  const [command = ''] = /^\S*/.exec(line) ?? [];
  if (!line.startsWith('/') || /^\/@?(?:addworld|send)$/i.test(command)) return `${command} …`;
  const [, secret] = /^\/@?(?:set|setenv|let)\s+(\w*(?:pass|secret|token|pw\b)\w*)/i.exec(line) ?? [];
  if (secret !== undefined) return `${command} ${secret} …`;
  return /^\/@?def$/i.test(command) ? line.replace(/\s*=.*$/s, ' = …') : line;
}

function* readOther(
  reading: Reading,
  place: ImportPlace,
  given: string,
  loaders: readonly string[],
): Steps<void> {
  const { source, taker } = reading;
  const path = takeOptions(given, 'q')
    .rest.trim()
    .replace(/^%(?:TFLIBDIR|\{TFLIBDIR\})(?=\/)/, LIBRARY);
  if (loaders.length >= DEEPEST) return taker.refuse(place, `more than ${DEEPEST} files load one another`);
  const other = source.load(path, place.file, reading.among);
  if ('fault' in other) return taker.refuse(place, other.fault);
  if (loaders.includes(other.path)) return taker.refuse(place, 'it is being loaded already');
  yield* readFile(reading, other.text, other.path, [...loaders, other.path]);
}

function readMacro(reading: Reading, place: ImportPlace, rest: string): void {
  try {
    const macro = defineMacro(DEFINER, rest, 0);
    checkWhole(macro);
    const fault = faultIn(macro.body);
    reading.defined.add(macro.name.toLowerCase());
    noteCalls(reading, place, macro.body);
    reading.taker.list(place, { type: 'macro', name: inWords(macro) }, [
      ...(fault === null ? [] : [`it is defined, and does nothing: ${fault}`]),
      ...(runsPrograms(macro.body) ? ['Clay runs no other programs for macros'] : []),
    ]);
  } catch (error) {
    reading.taker.refuse(place, clause(error));
  }
}

function readCommand(reading: Reading, place: ImportPlace, line: string, name: string): void {
  const [, variable, value = ''] = /^\/@?set\s+(TFPATH|TFLIBDIR)=(.*)$/.exec(line) ?? [];
  if (variable !== undefined)
    reading.among = directoriesOf(variable === 'TFPATH' ? value : '', variable === 'TFPATH' ? '' : value);
  try {
    compileBody(line, true);
  } catch (error) {
    return reading.taker.refuse(place, clause(error));
  }
  noteCall(reading, place, name);
  noteCalls(reading, place, line);
  const isKnown = CONTROL.test(name) || isOfTinyFugue(name);
  if (refusedCommands.has(name)) reading.taker.refuse(place, 'Clay runs no other programs for macros');
  else if (isKnown) reading.taker.list(place, { type: 'run' });
}

function isOfTinyFugue(name: string): boolean {
  return [languageCommands, clientCommands, libraryBodies].some(table => Object.hasOwn(table, name));
}

/** Where a command begins in a body: what stands before it. */
const CALL = /(?:^|%;|\$\(|\)|\/(?:then|else|do|if|while|elseif)\b)\s*\/[!@]*([A-Za-z_]\w*)/gi;

function noteCalls(reading: Reading, place: ImportPlace, body: string): void {
  for (const [, name = ''] of body.matchAll(CALL)) noteCall(reading, place, name.toLowerCase());
}

function noteCall({ called }: Reading, place: ImportPlace, name: string): void {
  if (name === '' || called.has(name) || CONTROL.test(name) || isOfTinyFugue(name)) return;
  called.set(name, { ...place, what: `/${name}` });
}

/** By `/sh` and its like, or `/quote !`. */
function runsPrograms(body: string): boolean {
  const calls = [...body.matchAll(CALL)];
  return calls.some(({ 1: name = '', index }) => {
    if (refusedCommands.has(name.toLowerCase())) return true;
    return name.toLowerCase() === 'quote' && /^[^%]*?\s!/.test(body.slice(index));
  });
}

function faultIn(body: string): string | null {
  try {
    compileBody(body);
    return null;
  } catch (error) {
    return clause(error);
  }
}

/** What is said is a part of a sentence. */
function clause(error: unknown): string {
  return faultOf(error, 'TF').sentence.replace(/\.$/, '');
}

/** `macro heal`, `trigger "* arrives" (wave)`, `hook CONNECT`, `key ^W`. */
function inWords({ name, trigger, hook, key }: Macro): string {
  const what = [
    ...(trigger ? [`trigger "${trigger.text}"`] : []),
    ...(hook ? [`hook ${hook.events.join('|')}`] : []),
    ...(key ? [`key ${key.typed}`] : []),
  ].join(', ');
  if (what === '') return `macro ${name}`;
  return name === '' ? what : `${what} (${name})`;
}
