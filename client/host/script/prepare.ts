/**
 * The engine of scripts, made ready beside everything else: it is read and compiled by other threads, and goes the ways that
 * scripts go once (script/warming.ts), a step in each turn of the event loop, so that no key waits for all of it.
 */
import { foldTable } from '../../automation/matching/fold.ts';
import { codeTable } from '../../automation/matching/letters.ts';
import { baseName } from '../../script/base-file.ts';
import { builtBase, engineOf, isLoaded, noteEngine } from '../../script/engines.ts';
import { warming } from '../../script/warming.ts';
import { moduleSoon } from '../../script/webassembly.ts';
import type { Event } from '../../state/events.ts';
import { noteOwnTag } from '../sparkplug.ts';
import { engineSoon } from './engines.ts';

/** Prepares it and says so, even where that has `failed`: who needs it finds out what cannot be had. */
export function createPreparing(
  dispatch: (event: Event) => void,
  failed: (error: unknown) => void,
  soon: (step: () => void) => void = setImmediate,
): (engine: string) => void {
  const ready = new Set<string>();
  const under = new Set<string>();

  async function prepare(id: string): Promise<void> {
    try {
      if (!isLoaded(id)) await load(id);
      await warm(id);
    } catch (error) {
      // It is broken, or there is no memory for it: whoever needs it says so, and this is no fault of the client.
      failed(error);
    } finally {
      ready.add(id);
      under.delete(id);
      dispatch({ type: 'engine ready', engine: id });
    }
  }

  async function warm(id: string): Promise<void> {
    const engine = engineOf(id);
    const image = engine && builtBase(id);
    if (!engine || !image) return;
    const steps = warming(engine, { name: baseName(id), image });
    for (let isOver = false; !isOver; isOver = steps.next().done === true) await new Promise<void>(soon);
    // By these what scripts register is filed.
    for (const tableOf of [foldTable, codeTable]) {
      tableOf();
      await new Promise<void>(soon);
    }
  }

  return id => {
    // Not at once: each that waits for it has a turn of its own.
    if (ready.has(id)) return soon(() => dispatch({ type: 'engine ready', engine: id }));
    if (under.has(id)) return;
    under.add(id);
    void prepare(id);
  };
}

/** Where it cannot be had, whoever needs it looks for it once more, and says so. */
async function load(id: string): Promise<void> {
  const bytes = await engineSoon(id);
  // V8 has another option while it compiles: a reload may come, and asks what start-up snapshots fit.
  noteOwnTag();
  if (bytes) noteEngine(id, await moduleSoon(bytes));
}
