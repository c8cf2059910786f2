/** Entities of MXP: characters that cannot stand for themselves, and texts that the server has given a name. */
import type { MxpState } from '../../state/stream.ts';
import { notice, type Pipeline } from '../pipeline.ts';
import { printable } from '../printable.ts';
import { REFERENCE } from '../work.ts';
import { MAX_TAG } from './syntax.ts';

/** The longest name with its `&` and `;`. */
export const MAX_ENTITY = 34;

const KNOWN: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

/** Whether this may go on to be an entity. */
export const ENTITY_BEGUN = /^&(?:#?|#[0-9]{0,7}|#x[0-9a-f]{0,6}|[a-z][\w.-]{0,31})$/i;

/** The text of the entity with this name; null = there is none. It is text, whatever it says. */
export function entityText(mxp: MxpState, name: string): string | null {
  if (name.startsWith('#')) return numbered(name.slice(1));
  const key = name.toLowerCase();
  if (Object.hasOwn(KNOWN, key)) return KNOWN[key]!;
  return Object.hasOwn(mxp.entities, key) ? mxp.entities[key]! : null;
}

function numbered(digits: string): string | null {
  const isHex = /^x[0-9a-f]{1,6}$/i.test(digits);
  if (!isHex && !/^[0-9]{1,7}$/.test(digits)) return null;
  const code = isHex ? Number.parseInt(digits.slice(1), 16) : Number(digits);
  const isCharacter = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  // Controls are no text, however they are spelt.
  return isCharacter ? printable(String.fromCodePoint(code)) : null;
}

/** A value with its entities resolved, once: `own` has its say first. What is none stays as it is; '' = it becomes too long. */
export function resolved(
  pipeline: Pipeline,
  mxp: MxpState,
  value: string,
  own: (name: string) => string | null = () => null,
): string {
  const of = (name: string) => own(name.toLowerCase()) ?? entityText(mxp, name);
  return filledIn(pipeline, value, /&(#?[\w.-]{1,32});/g, of, MAX_TAG);
}

/**
 * The value with what its references stand for, `most` UTF-16 units of it: a few characters can stand for very many, and those
 * once more for as many. Longer it is '': half a command is another one.
 */
export function filledIn(
  pipeline: Pipeline,
  value: string,
  references: RegExp,
  of: (name: string) => string | null,
  most: number,
): string {
  if (!value.includes('&')) return value;
  let text = '';
  let at = 0;
  for (const match of value.matchAll(references)) {
    const [all, name = ''] = match;
    const before = text.length;
    text += value.slice(at, match.index) + (of(name) ?? all);
    at = match.index + all.length;
    pipeline.work += REFERENCE + text.length - before;
    if (text.length > most) return tooLong(pipeline);
  }
  text += value.slice(at);
  return text.length > most ? tooLong(pipeline) : text;
}

/** What a tag becomes is left out. */
export function tooLong(pipeline: Pipeline): '' {
  notice(
    pipeline,
    'mxp-too-long',
    'the server sends MXP tags that become too long with what stands for something in them; that is left out.',
  );
  return '';
}
