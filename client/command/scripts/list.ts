/** Scripts in lists: what they are, what they use, what they wait for. */
import { currentEngine } from '../../script/engines.ts';
import { memoryOf } from '../../script/machines.ts';
import type { Package, Registration } from '../../state/script/scripts.ts';
import type { Turn } from '../../state/state.ts';
import { tableRows } from '../../view/worlds/table.ts';
import { registeredOf } from '../../world/scripts/carried/packed.ts';
import { fileOf, packagesOf } from '../../world/scripts/packages.ts';
import { timersOf } from '../../world/scripts/timers.ts';
import { sayHere } from '../../world/world.ts';
import { grantsOf, wordsOf } from './grants.ts';

export function listScripts(turn: Turn): void {
  const all = packagesOf(turn.state);
  if (all.length === 0)
    return sayHere(turn, 'No script is loaded. /load name runs scripts/name.js of the profile directory.');
  if (!turn.state.automation.on) sayHere(turn, 'All scripts are off: /auto on.');
  const columns = [
    { title: 'Script', cells: all.map(fileOf) },
    { title: 'State', cells: all.map(stateOf) },
    {
      title: 'Memory',
      cells: all.map(of => `${Math.round(memoryOf(of) / 1024)} KiB`),
      isNumber: true as const,
    },
    { title: 'Calls', cells: all.map(({ calls }) => String(calls)), isNumber: true as const },
    { title: 'Steps', cells: all.map(({ steps }) => String(steps)), isNumber: true as const },
    { title: 'Faults', cells: all.map(({ failed }) => String(failed)), isNumber: true as const },
    { title: 'Engine', cells: all.map(engineWords) },
  ];
  for (const row of tableRows(columns, Number.POSITIVE_INFINITY)) sayHere(turn, row);
}

export function showScript(turn: Turn, of: Package): void {
  const { allow, worlds } = grantsOf(turn, of);
  sayHere(turn, `${fileOf(of)} is ${stateOf(of)}; ${engineWords(of)}.`);
  sayHere(
    turn,
    `It acts in ${worlds?.join(', ') ?? 'all worlds'}${allow.map(one => `, may ${wordsOf(one)}`).join('')}.`,
  );
  for (const one of registeredOf(of)) sayHere(turn, `${one.kind} ${wordsFor(one)}`);
  const { now } = turn.state;
  for (const due of Object.values(timersOf(turn.state, of)).sort((a, b) => a - b))
    sayHere(turn, `timer in ${((due - now) / 1000).toFixed(1)} s`);
}

function stateOf({ on, stopped }: Package): string {
  if (stopped !== undefined) return `off: ${stopped}`;
  return on ? 'on' : 'off';
}

/** A script goes on with the engine that it began with, whatever the build has. */
function engineWords({ rest }: Package): string {
  const { engine } = rest.image;
  return engine === currentEngine()
    ? `engine ${engine.slice(0, 8)}`
    : `engine ${engine.slice(0, 8)} of a build before`;
}

function wordsFor({ rule, event, key, command, name, worlds }: Registration): string {
  const what = rule ? rule.patterns.join(', ') : (event ?? key ?? name ?? `/${command}`);
  return worlds ? `${what} in ${worlds.join(', ')}` : what;
}
