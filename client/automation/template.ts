/**
 * Texts of rules with something to fill in: `$1` to `$99` and `$0`, `$*`, `$name`, `${name}`; `$$` is a dollar, `${"..."}` what
 * stands in it. What is filled in is data: nothing in it is looked at again.
 */
import { clean } from './data.ts';
import type { Match } from './matching/matcher.ts';

/** Text between quotes, in which a backslash stands before those and others of its kind. */
const QUOTED = String.raw`\{"((?:[^"\\\n]|\\[^\n])*)"\}`;
const PLACE = new RegExp(String.raw`\$(?:\$|(\d{1,2})|(\*)|([A-Za-z_][\w.]*)|${QUOTED}|\{([^{}]*)\})`, 'g');

/** `lookUp`: the value of a name that no group has; `as`: what becomes of a value before it is put in. */
export function fill(
  template: string,
  match: Match | null,
  lookUp: (name: string) => string = () => '',
  as: (value: string) => string = value => value,
): string {
  if (!template.includes('$')) return template;
  let filled = '';
  for (const part of partsOf(template))
    filled += typeof part === 'string' ? part : as(clean(filledBy(part, match, lookUp)));
  return filled;
}

/** A part of a template that is no text of its own: of a group by number, all of the text, of a name, or what is quoted. */
type Part =
  | { readonly group: number }
  | { readonly group: 'all' }
  | { readonly group: null; readonly name: string }
  | { readonly group: 'quoted'; readonly text: string };

function filledBy(part: Part, match: Match | null, lookUp: (name: string) => string): string {
  if (part.group === null) {
    const group = part.name === '' ? -1 : (match?.groups.indexOf(part.name) ?? -1);
    return group > 0 ? groupText(match, group) : lookUp(part.name);
  }
  if (part.group === 'quoted') return part.text;
  return part.group === 'all' ? (match?.text ?? '') : groupText(match, part.group);
}

/** By template: derived, for each line may fill in the same ones. */
const known = new Map<string, readonly (string | Part)[]>();
const MOST_KNOWN = 5000;

function partsOf(template: string): readonly (string | Part)[] {
  const before = known.get(template);
  if (before) return before;
  const parts: (string | Part)[] = [];
  let end = 0;
  for (const found of template.matchAll(PLACE)) {
    if (found.index > end) parts.push(template.slice(end, found.index));
    end = found.index + found[0].length;
    parts.push(partOf(found));
  }
  if (end < template.length) parts.push(template.slice(end));
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(template, parts);
  return parts;
}

function partOf([whole, number, all, bare, quoted, braced]: RegExpMatchArray): string | Part {
  if (whole === '$$') return '$';
  if (quoted !== undefined) return { group: 'quoted', text: quoted.replace(/\\(.)/gs, '$1') };
  if (number !== undefined) return { group: Number(number) };
  if (all !== undefined) return { group: 'all' };
  const name = (bare ?? braced ?? '').trim();
  return /^\d+$/.test(name) ? { group: Number(name) } : { group: null, name };
}

/** What the group has matched; '' if it took no part. */
export function groupText(match: Match | null, group: number): string {
  const start = match?.slots[2 * group] ?? -1;
  const end = match?.slots[2 * group + 1] ?? -1;
  return match && start >= 0 && end >= start ? match.text.slice(start, end) : '';
}

const LINE = new RegExp(String.raw`(?:\$\$|\$${QUOTED}|\\[^\n]|[^;\n\\]|\\$)+`, 'g');
const SEPARATOR = new RegExp(String.raw`(\$\$|\$${QUOTED})|\\;`, 'g');

/** The lines of a body: parted by line ends and by `;`, which `\;` is not, nor one within `${"..."}`. */
export function bodyLines(body: string): string[] {
  const lines = (body.match(LINE) ?? []).map(line =>
    line.replace(SEPARATOR, (_, kept?: string) => kept ?? ';').trim(),
  );
  return lines.filter(line => line !== '');
}
