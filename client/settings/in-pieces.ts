/** settings.toml of thousands of worlds, parsed a piece at a time: each begins with a world's header, and is TOML by itself. */
import type { Steps } from '../automation/block.ts';
import { parseToml, type Toml } from './load.ts';
import { lineStart, type Section, sectionsIn } from './locate.ts';
import { isTable } from './value.ts';

type Table = Record<string, unknown>;

/** UTF-16 units of a piece, and sections between two rests. */
const PIECE = 16 * 1024;
const AT_ONCE = 200;

/** As parseToml() of all of it. A text that is odd, or has a mistake, is parsed as a whole: who does that knows what is wrong where. */
export function* parsingToml(text: string): Steps<Toml> {
  const starts = text.length > 2 * PIECE ? yield* startsIn(text) : null;
  if (!starts) return parseToml(text);
  const whole: Table = { worlds: {} };
  for (const [n, start] of starts.entries()) {
    const read = parseToml(text.slice(start, starts[n + 1]));
    if ('fault' in read || !isAdded(whole, read.table)) return parseToml(text);
    yield;
  }
  return { table: whole };
}

/** Where pieces begin; null: worlds are there in another way than by headers of their own. */
function* startsIn(text: string): Steps<number[] | null> {
  const starts = [0];
  let count = 0;
  for (const { path, array, pairs, start } of sectionsIn(text)) {
    if (++count % AT_ONCE === 0) yield;
    const isWorlds = path[0] === 'worlds';
    if (isWorlds ? array || path.length === 1 : pairs.some(isOfWorlds)) return null;
    if (isWorlds && path.length === 2 && start - (starts.at(-1) as number) > PIECE)
      starts.push(lineStart(text, start));
  }
  return starts;
}

function isOfWorlds({ path }: Section['pairs'][number]): boolean {
  return path[0] === 'worlds';
}

/** False: something is there twice. */
function isAdded(whole: Table, more: Table): boolean {
  for (const key of Object.keys(more)) {
    if (key === 'worlds') continue;
    if (Object.hasOwn(whole, key)) return false;
    put(whole, key, more[key]);
  }
  const [all, some] = [whole.worlds as Table, more.worlds ?? {}];
  if (!isTable(some)) return false;
  for (const name of Object.keys(some)) {
    if (Object.hasOwn(all, name)) return false;
    put(all, name, some[name]);
  }
  return true;
}

/** Whatever the key is called. */
function put(table: Table, key: string, value: unknown): void {
  Object.defineProperty(table, key, { value, configurable: true, enumerable: true, writable: true });
}
