/** Aliases of a file: what is said by their names runs them. Rules say words as they are, but for what is typed. */
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

/** Adds those of the commands. */
export function noteAliases({ all, scripted }: Aliases, commands: readonly string[], sign: string): void {
  const said = new Map<string, readonly string[]>();
  for (const command of commands) {
    const split = splitCommand(command, sign);
    if (!split || commandName(split.name) !== 'alias') continue;
    const [name = '', body = ''] = argumentsOf(split.rest, 3);
    if (!/^[^\s%{}\\^$~]+$/.test(name)) continue;
    all.add(name);
    if (SCRIPTED.test(body)) scripted.add(name);
    said.set(
      name,
      commandsOf(body).map(one => /^\S+/.exec(one)?.[0] ?? ''),
    );
  }
  for (let more = true; more; ) {
    more = false;
    for (const [name, words] of said) {
      if (scripted.has(name) || !words.some(word => word !== name && scripted.has(word))) continue;
      scripted.add(name);
      more = true;
    }
  }
}
