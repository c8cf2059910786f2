/**
 * Texts of rules with something to fill in: `$1` to `$99` and `$0`, `$*`, `$name`, `${name}`; `$$` is a dollar. What is filled in
 * is data: nothing in it is looked at again.
 */
import type { Match } from './matcher.ts';

const PLACE = /\$(?:\$|(\d{1,2})|(\*)|([A-Za-z_][\w.]*)|\{([^{}]*)\})/g;

/** `lookUp`: the value of a name that no group has. */
export function fill(
  template: string,
  match: Match | null,
  lookUp: (name: string) => string = () => '',
): string {
  return template.replace(PLACE, (whole, number?: string, all?: string, bare?: string, braced?: string) => {
    if (whole === '$$') return '$';
    if (number !== undefined) return groupText(match, Number(number));
    if (all !== undefined) return match?.text ?? '';
    const name = (bare ?? braced ?? '').trim();
    if (/^\d+$/.test(name)) return groupText(match, Number(name));
    const group = match?.groups.indexOf(name) ?? -1;
    return name !== '' && group > 0 ? groupText(match, group) : lookUp(name);
  });
}

/** What the group has matched; '' if it took no part. */
export function groupText(match: Match | null, group: number): string {
  const start = match?.slots[2 * group] ?? -1;
  const end = match?.slots[2 * group + 1] ?? -1;
  return match && start >= 0 && end >= start ? match.text.slice(start, end) : '';
}

/** The lines of a body: parted by line ends and by `;`, which `\;` is not. */
export function bodyLines(body: string): string[] {
  const lines = (body.match(/(?:\\[^\n]|[^;\n\\]|\\$)+/g) ?? []).map(line =>
    line.replaceAll('\\;', ';').trim(),
  );
  return lines.filter(line => line !== '');
}
