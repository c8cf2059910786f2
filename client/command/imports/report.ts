/** The one list that an import ends with: what was not taken and why, what is different, what was taken. */
import type { ImportRequest } from '../../state/imports/found.ts';
import type { Fate, Planned } from './plan.ts';

/** Lines of each part: the rest is counted. */
const MOST_LINES = 1000;

export function reportOf(
  { format, path, show }: ImportRequest,
  plan: readonly Planned[],
  group: string,
  notes: readonly string[],
): string[] {
  const of = (...fates: readonly Fate[]) => plan.filter(({ fate }) => fates.includes(fate));
  const taken = of('taken', 'replaced');
  const changed = taken.filter(isChanged);
  const whole = taken.filter(one => !isChanged(one));
  const head = `${path} (${format}): ${counted(taken.length, changed.length, of('refused').length, of('there').length, show)}`;
  const secrets = taken.flatMap(({ item: { as } }) =>
    as.type === 'world' && as.secrets !== '' ? [`${as.name} (${as.secrets})`] : [],
  );
  return [
    head,
    ...notes,
    ...(secrets.length > 0
      ? [`Secrets are never taken: ${secrets.join(', ')}. /worlds -e NAME asks for them anew.`]
      : []),
    ...part('Not taken:', of('refused').map(refusedLine)),
    ...part(`${show ? 'Would be taken' : 'Taken'}, but not just as it was:`, changed.map(changedLine)),
    ...part(`${show ? 'Would be taken' : 'Taken'}:`, whole.map(takenLine)),
    ...part('Here already:', of('there').map(takenLine)),
    ...ending(show, taken, group),
  ];
}

function isChanged({ item, fate }: Planned): boolean {
  return item.changed !== undefined || fate === 'replaced';
}

function counted(taken: number, changed: number, refused: number, there: number, show: boolean): string {
  if (taken + refused === 0 && there > 0) return `nothing new; ${there} here already.`;
  if (taken + refused + there === 0) return 'there is nothing in it that could be taken.';
  const parts = [
    `${taken} ${show ? 'would be taken' : 'taken'}${changed > 0 ? `, ${changed} of them changed` : ''}`,
    `${refused} not taken`,
    ...(there > 0 ? [`${there} here already`] : []),
  ];
  return `${parts.join('; ')}.`;
}

function ending(show: boolean, taken: readonly Planned[], group: string): string[] {
  if (taken.length === 0) return [];
  if (show) return ['Nothing was changed: /import without -n takes it.'];
  const hasRules = taken.some(({ rule }) => rule);
  const inScript = taken.filter(({ item }) => item.as.type === 'script').length;
  if (inScript === taken.length) return [];
  return [
    `/undo takes all of it back${inScript > 0 ? ', but the script' : ''}.${hasRules ? ` Its rules are in the group ${group}.` : ''}`,
  ];
}

function part(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const more = lines.length - MOST_LINES;
  return [title, ...lines.slice(0, MOST_LINES), ...(more > 0 ? [`  … and ${more} more`] : [])];
}

function place({ item: { line, file } }: Planned): string {
  return `  ${file === undefined ? '' : `${file} `}line ${line}`;
}

function refusedLine(one: Planned): string {
  return `${place(one)}  ${one.item.what}: ${one.words}`;
}

function changedLine(one: Planned): string {
  const changes = [one.item.changed, one.fate === 'replaced' ? 'in place of what was here' : undefined];
  return `${place(one)}  ${one.words}: ${changes.filter(change => change !== undefined).join('; ')}`;
}

function takenLine(one: Planned): string {
  return `${place(one)}  ${one.words}`;
}
