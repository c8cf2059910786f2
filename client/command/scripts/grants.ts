/** What scripts may do: granted, taken back, kept in scripts/grants.toml. */
import type { Grant, Package } from '../../state/script/scripts.ts';
import type { Turn } from '../../state/state.ts';
import { grantOf } from '../../world/scripts/grants.ts';
import { fileOf, scriptsOf } from '../../world/scripts/packages.ts';
import { complainHere, findWorld, sayHere } from '../../world/world.ts';

export function changeGrant(turn: Turn, of: Package, what: string, isGranted: boolean): void {
  const grant = grantOf(what);
  if (typeof grant !== 'string') return complainHere(turn, `${grant.fault}.`);
  const before = grantsOf(turn, of);
  const others = before.allow.filter(one => one !== grant);
  if (!isGranted && others.length === before.allow.length)
    return complainHere(turn, `${fileOf(of)} was not granted ${grant}.`);
  keep(turn, of, { ...before, allow: isGranted ? [...others, grant] : others });
  sayHere(
    turn,
    `${fileOf(of)} ${isGranted ? 'may' : 'may not'} ${wordsOf(grant)}${isGranted ? '' : ' any more'}.`,
  );
}

export function limitWorlds(turn: Turn, of: Package, words: string): void {
  const names = words.split(',').flatMap(one => one.trim() || []);
  const unknown = names.find(name => !findWorld(turn.state, name));
  if (unknown !== undefined) return complainHere(turn, `There is no world ${unknown}. /worlds lists them.`);
  const { worlds: _, ...before } = grantsOf(turn, of);
  keep(turn, of, names.length === 0 ? before : { ...before, worlds: names });
  sayHere(turn, `${fileOf(of)} acts in ${names.length === 0 ? 'all worlds' : names.join(', ')}.`);
}

export function grantsOf({ state }: Turn, { name }: Package): Grant {
  return state.scripts?.grants[name] ?? { allow: [] };
}

function keep({ state, effects }: Turn, { name }: Package, grant: Grant): void {
  scriptsOf(state).grants[name] = grant;
  effects.push({ type: 'save grant', name, grant });
}

/** As the end of a sentence. */
export function wordsOf(grant: string): string {
  const [kind, name] = grant.split(/:(.*)/s);
  if (kind === 'send') return name === '*' ? 'send to all worlds' : `send to ${name}`;
  if (kind === 'run') return `run the program ${name}`;
  if (kind === 'read' || kind === 'file')
    return `${kind === 'read' ? 'read' : 'read and write'} files in ${name}`;
  return `run /${name}`;
}
