/**
 * Aliases as alias.tf of TinyFugue has them: words that are typed in place of what they stand for. Each is a hook that takes
 * them. Clay's own command of that name is `/@alias`.
 */
import { rulesOf } from '../../../automation/rules.ts';
import type { Macro, Value } from '../../../state/tinyfugue/tinyfugue.ts';
import { revealed } from '../../../tinyfugue/marks.ts';
import { textMatcher } from '../../../tinyfugue/patterns.ts';
import { asRuleData, authorOf, type Job } from '../job.ts';
import { allMacros, dropMacro, findMacro, tinyFugueOf } from '../store.ts';
import { fileSoon } from '../threads.ts';
import { type ClientCommands, placeOf, tell, tellBare } from './command.ts';
import { keep } from './macros.ts';

/** What the names of their macros begin with; no other macro has a blank in its name. */
const ALIAS = '~alias ';
/** The name of the alias is none of its words. */
const SHIFTED = '/shift%;';

export const aliasCommands: ClientCommands = { alias, unalias, purgealias };

function aliases({ turn }: Job): Macro[] {
  return allMacros(turn.state).filter(({ name }) => name.startsWith(ALIAS));
}

/** `/alias name body`; `/alias pattern` and `/alias` list them. */
function alias(job: Job, rest: string): Value {
  // Options are of Clay's.
  if (rest.startsWith('-')) return ofClay(job, rest);
  const [, word = '', body = ''] = /^(\S+)(?:[ \t]+(.*))?$/s.exec(rest.trim()) ?? [];
  if (body === '') return list(job, revealed(word));
  if (/\$[\d*]/.test(revealed(body)))
    tell(
      job,
      `${placeOf(job)}alias: in a program of TinyFugue's %1 is the first word and %* are all; /@alias is Clay's own, with $1 and $*.`,
    );
  return define(job, revealed(word), body);
}

function define(job: Job, word: string, body: string): Value {
  const text = `(?i)^${word.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')}(?: |$)`;
  return keep(job, {
    number: tinyFugueOf(job.turn.state).last.macro + 1,
    name: ALIAS + word,
    body: SHIFTED + body,
    hook: { events: ['SEND'], pattern: { text, matching: 'regexp' } },
    invisible: true,
  });
}

function list(job: Job, pattern: string): Value {
  const fits = textMatcher(pattern === '' ? '*' : pattern, 'glob');
  const found = aliases(job).filter(({ name }) => fits(name.slice(ALIAS.length)));
  for (const { name, body } of found)
    tellBare(job, `/alias ${name.slice(ALIAS.length)} ${body.slice(SHIFTED.length)}`);
  return found.length;
}

/** How many there were: one, or none. */
function remove(job: Job, word: string): 0 | 1 {
  const macro = findMacro(job.turn.state, ALIAS + word);
  if (!macro) return 0;
  dropMacro(tinyFugueOf(job.turn.state), macro);
  fileSoon(job.turn);
  return 1;
}

function unalias(job: Job, rest: string): Value {
  const word = revealed(rest).trim();
  const count = remove(job, word);
  // One that was made by Clay's own /alias.
  if (count === 0 && isRule(job, word)) return ofClay(job, `-d ${rest.trim()}`);
  if (count === 0) tell(job, `${placeOf(job)}unalias: there is no alias "${word}".`);
  return count;
}

/** Clay's own /alias, with options that TinyFugue's have not. */
function ofClay({ turn, thread, world }: Job, rest: string): Value {
  const line = asRuleData(`/alias ${rest}`.trimEnd());
  turn.deeds.push({ type: 'run', world: world?.name ?? '', line, by: authorOf(thread) });
  return 1;
}

function isRule({ turn }: Job, word: string): boolean {
  return rulesOf(turn.state.automation).all.some(({ kind, name }) => kind === 'alias' && name === word);
}

function purgealias(job: Job): Value {
  return aliases(job).reduce<number>((count, { name }) => count + remove(job, name.slice(ALIAS.length)), 0);
}
