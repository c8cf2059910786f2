/** A screen in motion: what lines of a world stand on it, whether each is whole, and in order. */
import { type Ledger, mayFollow } from '../ledger.ts';
import { lineText, promptText } from '../lines.ts';

const HEAD = /^(\w+) (\d{7}) ([svp]) /;
/** Between what is read and the newest lines once more. */
const SPLIT = /^─+$/;
/** What Clay says itself. */
const OWN = /^(% |-- |─)/;

interface Shown {
  readonly world: string;
  readonly number: number;
  readonly kind: string;
  /** All rows of it. */
  text: string;
  /** No other line follows at once: where one was begun, it is not whole. */
  isLast: boolean;
}

/** What is wrong with the output of a screen; null: nothing that can be seen there. */
export function wrongRows(rows: readonly string[], ledgers: readonly Ledger[]): string | null {
  const split = rows.findIndex(row => SPLIT.test(row));
  let before: Shown | null = null;
  const answered = new Set<number>();
  for (const line of linesOn(split < 0 ? rows : rows.slice(0, split))) {
    if (!isWhole(line)) return `garbled: ${JSON.stringify(line.text)}`;
    const ledger = ledgers.find(({ world }) => world === line.world);
    if (!ledger || (before && before.world !== line.world)) return `not of the world: ${line.text}`;
    // A prompt stands once more before each answer.
    if (line.kind === 'p' && line.text.includes('cmd ')) {
      answered.add(line.number);
      continue;
    }
    // A line that was cut is sent again by the next connection.
    const isAgain: boolean = before !== null && before.number === line.number && isCut(before);
    let last: number = before?.number ?? 0;
    while (answered.has(last + 1)) last++;
    if (before && !isAgain && !mayFollow(ledger, before.number, line.number) && last + 1 !== line.number)
      return `${line.world}: ${line.number} stands behind ${before.number}`;
    before = line;
  }
  return null;
}

function linesOn(rows: readonly string[]): Shown[] {
  const shown: Shown[] = [];
  let last: Shown | null = null;
  for (const row of rows) {
    const [, world, digits, kind] = HEAD.exec(row) ?? [];
    if (world !== undefined) {
      if (last) last.isLast = false;
      last = { world, number: Number(digits), kind: kind!, text: row, isLast: true };
      shown.push(last);
    } else if (OWN.test(row)) last = null;
    else if (last) last.text += row;
  }
  return shown;
}

/** Commands, as they stand behind a line, or in it where it stood still; blanks go where a line is wrapped. */
const COMMANDS = /\/?cmd\w+(?:@\w+)?é[0-9a-f]{8}/g;
const NEXT = /^\d{0,7}[svp]?$/;
const BLANKS = /[\s\ufffd]/g;

/** It may have been cut by the end of its connection; so may the beginning of another that stands behind it. */
function isWhole(line: Shown): boolean {
  const { world, isLast } = line;
  const { is, must } = squeezed(line);
  if (must.startsWith(is)) return true;
  const more = is.slice(must.length);
  const isBegun = world.startsWith(more) || (more.startsWith(world) && NEXT.test(more.slice(world.length)));
  return isLast && is.startsWith(must) && isBegun;
}

/** The next connection begins with the same one, then. */
function isCut(line: Shown): boolean {
  const { is, must } = squeezed(line);
  return is.length < must.length;
}

function squeezed({ world, number, kind, text }: Shown): { is: string; must: string } {
  const wanted = kind === 'p' ? promptText(world, number) : lineText(world, number, kind === 's');
  return { is: text.replaceAll(BLANKS, '').replaceAll(COMMANDS, ''), must: wanted.replaceAll(BLANKS, '') };
}
