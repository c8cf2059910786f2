/** Aliases of a file: what is said by their names runs them. Rules say words as they are, but for what is typed. */
import type { Steps } from '../../automation/block.ts';
import { commandName } from './names.ts';
import { argumentsOf, commandsOf, splitCommand } from './parse.ts';

export interface Aliases {
  /** Names that are one word. */
  readonly all: Set<string>;
  /** Those that will be in a script, as their bodies do what no rule does, or say one that does. */
  readonly scripted: Set<string>;
}

/** What no rule does, at a glance. */
const SCRIPTED =
  /[#@](?:if|math|loop|foreach|while|parse|switch|format|list|regexp|replace|cat|local|return)\b|@\w+\{/i;

/** Commands between two rests. */
const AT_ONCE = 20;

/** Adds those of the commands. */
export function* noteAliases(
  { all, scripted }: Aliases,
  commands: readonly string[],
  sign: string,
): Steps<void> {
  const found: string[] = [];
  /** By what they say. */
  const sayers = new Map<string, string[]>();
  for (const [at, command] of commands.entries()) {
    if (at % AT_ONCE === 0) yield;
    const split = splitCommand(command, sign);
    if (!split || commandName(split.name) !== 'alias') continue;
    const [name = '', body = ''] = argumentsOf(split.rest, 3, 1);
    if (!/^[^\s%{}\\^$~]+$/.test(name)) continue;
    all.add(name);
    found.push(name);
    if (SCRIPTED.test(body)) scripted.add(name);
    for (const word of new Set(commandsOf(body).map(one => /^\S+/.exec(one)?.[0] ?? ''))) {
      const others = sayers.get(word);
      if (others) others.push(name);
      else sayers.set(word, [name]);
    }
  }
  // Those that say one of them, and those that say these: each is asked once.
  const names = found.filter(name => scripted.has(name));
  for (let at = 0; at < names.length; at++) {
    if (at % AT_ONCE === 0) yield;
    for (const sayer of sayers.get(names[at] as string) ?? []) {
      if (scripted.has(sayer)) continue;
      scripted.add(sayer);
      names.push(sayer);
    }
  }
}
