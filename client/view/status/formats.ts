/** The formats of the status bar, and which fields stand in it. */
import type { StatusSettings } from '../../state/settings.ts';
import { defaultStatus } from '../../state/settings.ts';
import type { State } from '../../state/state.ts';
import { placeOf } from '../../stream/telnet/told.ts';
import { fieldNames, parseFormat, type Unit } from '../../text/fields.ts';

/** What comes and goes, and has a place even where the formats name none. */
const BEFORE = '{more}  {hist}  ';
const BEHIND = '  {paste}  {walk}  {find}  {grep}  {scroll}  {said}';
const BEFORE_RIGHT = '{reloaded}  ';

export interface Formats {
  readonly left: readonly Unit[];
  readonly right: readonly Unit[];
  /** What values of the server's the formats name are called there, in lower case: `{vitals}` has no place for them. */
  readonly told: ReadonlySet<string>;
}

/** By the formats that they were made of: derived. */
let known: { readonly of: string; readonly formats: Formats } | null = null;

/** The units of both sides, with those that no format names. */
export function formatsOf({ settings: { status } }: State): Formats {
  const of = `${status.left}\n${status.right}`;
  if (known?.of !== of) known = { of, formats: made(status) };
  return known.formats;
}

function made(status: StatusSettings): Formats {
  const [left, right] = [unitsOf(status, 'left'), unitsOf(status, 'right')];
  const named = new Set([...fieldNames(left), ...fieldNames(right)]);
  const missing = (format: string) =>
    parsed(format).filter(unit => !fieldNames([unit]).every(name => named.has(name)));
  return {
    left: [...missing(BEFORE), ...spaced(left), ...missing(BEHIND)],
    right: [...missing(BEFORE_RIGHT), ...spaced(right)],
    told: new Set([...named].flatMap(name => placeOf(name)?.path.at(-1)?.toLowerCase() ?? [])),
  };
}

/** Whether a field has a place in the bar. */
export function isShown(state: State, field: string): boolean {
  const { left, right } = formatsOf(state);
  return [...fieldNames(left), ...fieldNames(right)].includes(field);
}

/** A format that is no good is not to get here; one that another build has let through is as if it had not been set. */
function unitsOf(status: StatusSettings, side: keyof StatusSettings): readonly Unit[] {
  const units = parseFormat(status[side]);
  return 'fault' in units ? parsed(defaultStatus()[side]) : units;
}

function parsed(format: string): readonly Unit[] {
  const units = parseFormat(format);
  return 'fault' in units ? [] : units;
}

/** Two blanks stand before what follows fields that come and go. */
function spaced([first, ...rest]: readonly Unit[]): Unit[] {
  return first ? [{ ...first, gap: Math.max(2, first.gap) }, ...rest] : [];
}
