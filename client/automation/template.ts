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
  return template.replace(
    PLACE,
    (whole, number?: string, all?: string, bare?: string, quoted?: string, braced?: string) => {
      if (whole === '$$') return '$';
      if (quoted !== undefined) return as(clean(quoted.replace(/\\(.)/gs, '$1')));
      if (number !== undefined) return as(clean(groupText(match, Number(number))));
      if (all !== undefined) return as(clean(match?.text ?? ''));
      const name = (bare ?? braced ?? '').trim();
      const group = /^\d+$/.test(name) ? Number(name) : (match?.groups.indexOf(name) ?? -1);
      const isGroup = /^\d+$/.test(name) || (name !== '' && group > 0);
      return as(clean(isGroup ? groupText(match, group) : lookUp(name)));
    },
  );
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
