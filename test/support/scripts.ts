/** The scripts of a player, without a disk. */

import type { ScriptEffect as FileEffect } from '../../client/host/script/files.ts';
import { compile } from '../../client/script/machine.ts';
import { parseGrants, withGrant } from '../../client/settings/scripts/grants.ts';
import type { Effect, Event } from '../../client/state/events.ts';
import { fault } from '../../shared/fault.ts';
import { engine, provideEngine } from './engine.ts';

type ScriptEffect = FileEffect | Extract<Effect, { type: 'prepare engine' }>;

export interface ScriptDisk {
  /** Sources, by the names of the scripts. */
  scripts: Record<string, string>;
  /** What they have kept, as JSON. */
  stores: Record<string, string>;
  grants: string;
  /** Beginnings of scripts. */
  stubs: Record<string, string>;
  /** What they have had done, and nobody has answered: that is up to the test. */
  jobs: Extract<ScriptEffect, { type: 'script job' }>[];
  /** While set, what an import has made cannot be written, for this reason; or nobody says what has become of it. */
  scriptFault?: string;
  importsSilent?: boolean;
  /** While set, what scripts keep cannot be written, for this reason. */
  storeFault?: string;
  /** While set, the engine is not ready. */
  engineSlow?: boolean;
}

export function scriptHost(
  disk: ScriptDisk,
  dispatch: (event: Event) => void,
): (effect: ScriptEffect) => void {
  provideEngine();

  function tellGrants(): void {
    const parsed = parseGrants(disk.grants);
    const file = 'fault' in parsed ? { fault: fault('GRANTS_BROKEN', parsed.fault) } : parsed;
    dispatch({ type: 'grants read', file });
  }

  function read(name: string, asked: boolean): void {
    const source = disk.scripts[name];
    const file =
      source === undefined
        ? { fault: fault('SCRIPT_UNREADABLE', `There is no ${name}.js.`) }
        : { source, store: disk.stores[name] ?? '{}' };
    dispatch({ type: 'script read', asked, name, file });
  }

  function saveImport({
    id,
    name,
    force,
    script,
    stub,
  }: Extract<ScriptEffect, { type: 'save import' }>): void {
    if (disk.importsSilent) return;
    const { scriptFault: why } = disk;
    if (script !== null && why === undefined) {
      if (force) disk.scripts[name] = script;
      else disk.scripts[name] ??= script;
    }
    if (stub !== null && why === undefined) disk.stubs[name] ??= stub;
    const isFailed = why !== undefined;
    const saved = {
      ...(isFailed && script !== null && { script: why }),
      ...(isFailed && stub !== null && { stub: why }),
    };
    dispatch({ type: 'import saved', id, saved });
  }

  return effect => {
    if (effect.type === 'script job') disk.jobs.push(effect);
    else if (effect.type === 'read script') {
      if (effect.asked) tellGrants();
      read(effect.name, effect.asked);
    } else if (effect.type === 'save store') {
      const { name, text } = effect;
      if (disk.storeFault === undefined) {
        disk.stores[name] = text;
        dispatch({ type: 'store saved', name });
      } else {
        const why = fault('SCRIPT_NOT_SAVED', `${name}.json cannot be written: ${disk.storeFault}.`);
        dispatch({ type: 'script not saved', store: name, fault: why });
      }
    } else if (effect.type === 'prepare engine') {
      if (!disk.engineSlow) dispatch({ type: 'engine ready', engine: effect.engine });
    } else if (effect.type === 'compile script') dispatch(compiled(effect));
    else if (effect.type === 'save import') saveImport(effect);
    else if (effect.type === 'save grant') disk.grants = withGrant(disk.grants, effect.name, effect.grant);
    else {
      if (Object.keys(disk.scripts).length > 0) tellGrants();
      dispatch({ type: 'scripts found', names: Object.keys(disk.scripts) });
    }
  };
}

/** What the compiler says. */
function compiled({ id, name, source }: Extract<ScriptEffect, { type: 'compile script' }>): Event {
  const made = compile(engine(), source, `${name}.js`);
  const answer = 'kind' in made ? { code: null, fault: made } : { code: made, fault: null };
  return { type: 'script compiled', id, name, ...answer };
}

export function isScriptEffect(effect: { readonly type: string }): effect is ScriptEffect {
  return [
    ...[
      'compile script',
      'prepare engine',
      'script job',
      'read scripts',
      'read script',
      'save store',
      'save grant',
      'save import',
    ],
  ].includes(effect.type);
}
