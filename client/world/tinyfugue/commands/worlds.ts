/** Lists of worlds and connections, for programs and people. */
import type { Matching, Value } from '../../../state/tinyfugue/tinyfugue.ts';
import { revealed } from '../../../tinyfugue/marks.ts';
import { takeOptions } from '../../../tinyfugue/options.ts';
import { matchesText } from '../../../tinyfugue/patterns.ts';
import { worldSettings } from '../../world.ts';
import type { Job } from '../job.ts';
import { worldType } from '../store.ts';
import { type ClientCommands, tell, tellBare } from './command.ts';
import { clay } from './sending.ts';

export const worldCommands: ClientCommands = { listworlds, listsockets };

/** Of these names those that `-T` and a pattern mean. */
function meant(job: Job, names: readonly string[], given: Readonly<Record<string, string>>, rest: string) {
  const matching = (given.m ?? 'glob') as Matching;
  const pattern = revealed(rest).trim();
  const { state } = job.turn;
  return names.filter(
    name =>
      (pattern === '' || matchesText(name, pattern, matching)) &&
      (given.T === undefined || matchesText(worldType(state, name), given.T, matching)),
  );
}

/** `-s`: their names alone; `-c`: as commands that add them, without passwords. */
function listworlds(job: Job, rest: string): Value {
  const { given, rest: pattern } = takeOptions(rest, 'cusm:S:T:');
  const { state } = job.turn;
  const names = meant(job, Object.keys(state.settings.worlds).sort(), given, pattern);
  for (const name of names) {
    const type = worldType(state, name);
    const { host, port } = worldSettings(state, { name });
    if (given.s) tellBare(job, name);
    else if (given.c) tellBare(job, `/addworld ${type && `-T"${type}" `}${name} ${host} ${port}`);
    else tell(job, [name, type, host, port].filter(Boolean).join(' '));
  }
  return names.length;
}

/** `-s`: the names of worlds that are connected; else what Clay says of its connections. */
function listsockets(job: Job, rest: string): Value {
  const { given, rest: pattern } = takeOptions(rest, 'snm:S:T:');
  if (!given.s) return clay(job, 'connections', '');
  const { worlds } = job.turn.state;
  const open = Object.values(worlds).flatMap(({ name, link }) => (link ? [name] : []));
  const names = meant(job, open, given, pattern);
  for (const name of names) tellBare(job, name);
  return names.length;
}
