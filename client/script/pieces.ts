/** What a script has kept, in pieces that are put in one after the other: to read all of it at once may take too long. */

/** Where more of it belongs, and what: members of an object, of an array, letters of a text. */
export type Piece = readonly [path: readonly (string | number)[], json: string];

type Data = string | number | boolean | null | readonly Data[] | { readonly [name: string]: Data };
type Container = Extract<Data, object>;

/** UTF-16 units of a piece: some 5 ms. */
const LONGEST = 16 * 1024;
/** So deep is nobody's. */
const DEEPEST = 500;

/** What is put into an object that begins empty, made one by one as it is asked for; null: it is nested too deep. */
export function piecesOf(store: { readonly [name: string]: Data }): Iterable<Piece> | null {
  const sizes = new Map<Container, number>();
  const size = measure(store, sizes, 0);
  if (size === null) return null;
  if (size <= LONGEST) return [[[], JSON.stringify(store)]];
  return emit(store, [], sizes);
}

/** UTF-16 units of its JSON, more or less. */
function measure(value: Data, sizes: Map<Container, number>, depth: number): number | null {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return 8;
  if (depth > DEEPEST) return null;
  let size = 2;
  // All of it is looked at: no list is made of what is in there. JSON has no names but its own.
  for (const name in value) {
    const own = measure((value as Record<string, Data>)[name] as Data, sizes, depth + 1);
    if (own === null) return null;
    size += own + name.length + 4;
  }
  sizes.set(value, size);
  return size;
}

function* emit(
  container: Container,
  path: readonly (string | number)[],
  sizes: ReadonlyMap<Container, number>,
): Generator<Piece, void> {
  let some: [name: string, value: Data][] = [];
  let size = 0;

  function* put(): Generator<Piece, void> {
    if (some.length === 0) return;
    const json = Array.isArray(container)
      ? JSON.stringify(some.map(([, value]) => value))
      : JSON.stringify(Object.fromEntries(some));
    some = [];
    size = 0;
    yield [path, json];
  }

  // No list is made of what is in there, and JSON has no names but its own.
  for (const name in container) {
    const value = (container as Record<string, Data>)[name] as Data;
    const own = sizeOf(value, sizes) + name.length + 4;
    if (size + own > LONGEST) yield* put();
    if (own <= LONGEST) {
      some.push([name, value]);
      size += own;
      continue;
    }
    some.push([name, empty(value)]);
    yield* put();
    const place = [...path, Array.isArray(container) ? Number(name) : name];
    if (typeof value === 'string') yield* emitText(value, place);
    else yield* emit(value as Container, place, sizes);
  }
  yield* put();
}

function sizeOf(value: Data, sizes: ReadonlyMap<Container, number>): number {
  if (typeof value === 'string') return value.length;
  return typeof value === 'object' && value !== null ? (sizes.get(value) ?? 0) : 8;
}

function empty(value: Data): Data {
  if (typeof value === 'string') return '';
  return Array.isArray(value) ? [] : {};
}

function* emitText(text: string, path: Piece[0]): Generator<Piece, void> {
  for (let at = 0; at < text.length; ) {
    let end = at + LONGEST;
    // Both halves of a letter stay together.
    if (end < text.length && (text.charCodeAt(end - 1) & 0xfc00) === 0xd800) end++;
    yield [path, JSON.stringify(text.slice(at, end))];
    at = end;
  }
}
