/** What a server defines in MXP: elements, their attributes, entities; and links that it has ended. All of it is bounded. */
import type { MxpElement, MxpState } from '../../state/stream.ts';
import { notice, type Pipeline } from '../pipeline.ts';
import { printable } from '../printable.ts';
import { DEFINED, DEFINITION } from '../work.ts';
import { filledIn, resolved } from './entities.ts';
import { type Argument, MAX_TAG, named, tagsIn } from './syntax.ts';

/** Tags of one element; games use three. */
export const MAX_INNER = 16;
/** Definitions, and UTF-16 units of them all: the largest known set has a hundred elements. */
const MAX_DEFINED = 512;
const MAX_SIZE = 64 * 1024;
const MAX_ATTRIBUTES = 32;

const NAME = /^[a-z][\w.-]{0,63}$/;

type Definition = 'element' | 'attributes' | 'entity';

/** `<!ELEMENT name 'tags' ATT='…' OPEN EMPTY DELETE>`, `<!ATTLIST name '…'>`, `<!ENTITY name 'text' DELETE …>`. */
export function define(pipeline: Pipeline, mxp: MxpState, kind: Definition, args: readonly Argument[]): void {
  const [first, ...rest] = args;
  const name = first?.value.toLowerCase() ?? '';
  if (first?.name !== '' || !NAME.test(name)) return;
  if (kind === 'element') defineElement(pipeline, mxp, name, rest);
  else if (kind === 'entity') defineEntity(pipeline, mxp, name, rest);
  else addAttributes(pipeline, mxp, name, rest);
}

function defineElement(pipeline: Pipeline, mxp: MxpState, name: string, args: readonly Argument[]): void {
  const { values, flags } = named(
    args,
    ['definition', 'att', 'tag', 'flag'],
    ['open', 'empty', 'delete', 'del'],
  );
  const { definition = '', att = '' } = values;
  remove(mxp, 'elements', name);
  if (flags.some(flag => flag.startsWith('del'))) return;
  const element: MxpElement = {
    inner: tagsIn(definition, MAX_INNER),
    attributes: attributesOf(att),
    open: flags.includes('open'),
    empty: flags.includes('empty'),
  };
  if (hasRoom(pipeline, mxp, sizeOf(element))) mxp.elements[name] = element;
}

function addAttributes(pipeline: Pipeline, mxp: MxpState, name: string, args: readonly Argument[]): void {
  const element = Object.hasOwn(mxp.elements, name) ? mxp.elements[name] : undefined;
  const { att = '' } = named(args, ['att']).values;
  const added = attributesOf(att);
  const size = sizeOf({ inner: [], attributes: added });
  if (!element || element.attributes.length + added.length > MAX_ATTRIBUTES) return;
  if (hasRoom(pipeline, mxp, size)) element.attributes = [...element.attributes, ...added];
}

function defineEntity(pipeline: Pipeline, mxp: MxpState, name: string, args: readonly Argument[]): void {
  const { values, flags } = named(args, ['value', 'desc'], ['private', 'publish', 'delete', 'add', 'remove']);
  const { value = '' } = values;
  const text = printable(resolved(pipeline, mxp, value));
  remove(mxp, 'entities', name);
  if (flags.includes('delete') || flags.includes('remove')) return;
  if (hasRoom(pipeline, mxp, name.length + text.length)) mxp.entities[name] = text;
}

function remove(mxp: MxpState, from: 'elements' | 'entities', name: string): void {
  if (!Object.hasOwn(mxp[from], name)) return;
  const old = mxp[from][name]!;
  mxp.size -= typeof old === 'string' ? name.length + old.length : sizeOf(old);
  delete mxp[from][name];
}

function sizeOf({ inner, attributes }: Pick<MxpElement, 'inner' | 'attributes'>): number {
  const texts = [...inner, ...attributes.flat()];
  return texts.reduce((sum, text) => sum + text.length, 16);
}

/** Takes the room, if there is any. */
function hasRoom(pipeline: Pipeline, mxp: MxpState, size: number): boolean {
  const count = mxp.size + size > MAX_SIZE ? MAX_DEFINED : countOf(mxp);
  pipeline.work += DEFINITION + DEFINED * count;
  if (count >= MAX_DEFINED) {
    notice(
      pipeline,
      'mxp-definitions',
      'the server defines more MXP elements than Clay keeps; the rest is ignored.',
    );
    return false;
  }
  mxp.size += size;
  return true;
}

function countOf({ elements, entities }: MxpState): number {
  return Object.keys(elements).length + Object.keys(entities).length;
}

/** `name col=red` as names with what they are by default. */
function attributesOf(text: string): (readonly [string, string])[] {
  const found: (readonly [string, string])[] = [];
  for (const [, name, double, single, bare] of text
    .slice(0, MAX_SIZE)
    .matchAll(/([a-z][\w-]*)(?:=(?:"([^"]*)"|'([^']*)'|([^\s"']\S*)))?/gi)) {
    if (found.length === MAX_ATTRIBUTES) break;
    found.push([name!.toLowerCase(), double ?? single ?? bare ?? '']);
  }
  return found;
}

/** A function that fills an element's attributes, as its arguments have them, into the arguments of its tags: each tag has its bound. */
export function fill(
  pipeline: Pipeline,
  mxp: MxpState,
  { attributes }: MxpElement,
  args: readonly Argument[],
): (inner: readonly Argument[]) => Argument[] {
  const names = attributes.map(([name]) => name);
  const given = named(args, names).values;
  const values = new Map(attributes.map(([name, usual]) => [name, given[name] ?? usual]));
  const known = new Map<string, string>();
  const value = (name: string) => {
    const key = name.toLowerCase();
    const found = values.get(key);
    if (found === undefined) return null;
    // Text that players have chosen: nothing in it is an entity, a bar or a tag once more.
    if (!known.has(key)) known.set(key, guarded(resolved(pipeline, mxp, found)));
    return known.get(key)!;
  };
  return inner => {
    let room = MAX_TAG;
    return inner.map(arg => {
      const filled = filledIn(pipeline, arg.value, /&([\w.-]{1,32});/g, value, room);
      room = Math.max(0, room - filled.length);
      return { ...arg, value: filled };
    });
  };
}

/** Its `&` and `|` as entities: they are resolved behind this, and the bar parts commands before. */
function guarded(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('|', '&#124;');
}

/** Links with the name are over; '' = all that have one. */
export function forget(mxp: MxpState, name: string, most: number): void {
  if (name === '') {
    mxp.over = mxp.generation;
    mxp.expired = {};
    return;
  }
  delete mxp.expired[keyOf(name)];
  mxp.expired[keyOf(name)] = mxp.generation;
  const names = Object.keys(mxp.expired);
  if (names.length <= most) return;
  const [oldest] = names;
  mxp.over = Math.max(mxp.over, mxp.expired[oldest!]!);
  delete mxp.expired[oldest!];
}

/** Whether a link with this name, made in this generation, is over. */
export function isOver(mxp: MxpState | undefined, name: string, generation: number): boolean {
  if (name === '') return false;
  if (!mxp || generation <= mxp.over) return true;
  return generation <= (mxp.expired[keyOf(name)] ?? 0);
}

/** No number, which would come before all others, and nothing that objects have. */
function keyOf(name: string): string {
  return `=${name}`;
}
