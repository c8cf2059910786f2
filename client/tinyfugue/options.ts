/** Options as TinyFugue's commands take them: `-a -bTEXT -c"a text" -n5 --`, several letters behind one dash. */
import { raise } from '../../shared/fault.ts';
import { BLANK, isMark, revealed } from './marks.ts';

/** By letter, as they were given; and what stands behind them. */
export interface Options {
  readonly given: Readonly<Record<string, string>>;
  readonly rest: string;
}

const LEADING = new RegExp(`^${BLANK}+`);
const isBlank = (sign: string) => sign === '' || sign === ' ' || sign === '\t' || revealed(sign) === ' ';

/**
 * `letters`: each that there is; behind it `:` for a text, `#` for a number, `@` for a time. `adding`: those that add to what was
 * given before, behind a comma; `once`: those that are given once; of the others the last one counts. Throws what is wrong.
 */
export function takeOptions(text: string, letters: string, adding = '', once = ''): Options {
  const given: Record<string, string> = {};
  let rest = text.replace(LEADING, '');
  while (rest.startsWith('-')) {
    let at = 1;
    if (rest[at] === '-') at++;
    if (isBlank(rest[at] ?? '')) return { given, rest: rest.slice(at).replace(LEADING, '') };
    if (at === 2) break;
    while (!isBlank(rest[at] ?? '')) {
      const { letter, kind } = letterAt(rest, at, letters);
      if (kind === '') {
        given[letter] = '1';
        at++;
        continue;
      }
      const value = valueAt(rest, kind === 'number' ? at : at + 1);
      if (given[letter] !== undefined && once.includes(letter))
        raise('TF', `-${letter} can be given only once`);
      const before = adding.includes(letter) ? given[letter] : undefined;
      given[letter] = before === undefined ? value.text : `${before},${value.text}`;
      at = value.end;
    }
    rest = rest.slice(at).replace(LEADING, '');
  }
  return { given, rest };
}

function letterAt(text: string, at: number, letters: string): { letter: string; kind: string } {
  const letter = text[at] as string;
  // `0`: a time may stand by itself, as in `-5` or `-0:30`.
  if (/[\d:.]/.test(letter) && letters.includes('0')) return { letter: '0', kind: 'number' };
  const place = isMark(letter) || /[:#@0]/.test(letter) ? -1 : letters.indexOf(letter);
  if (place < 0) raise('TF', `-${revealed(letter)}: invalid option; there are ${listed(letters)}`);
  const kind = /[:#@]/.exec(letters[place + 1] ?? '')?.[0] ?? '';
  return { letter, kind };
}

function listed(letters: string): string {
  return letters
    .replace(/([a-zA-Z0-9])([:#@]?)/g, (_, letter: string, kind: string) => ` -${letter}${kind && '…'}`)
    .trim();
}

const QUOTES = '"\'`';

/** What stands in quotes, where a backslash belongs to a quotation mark or a backslash behind it and else to the text; or up to a blank. */
function valueAt(text: string, from: number): { text: string; end: number } {
  const quote = QUOTES.includes(text[from] ?? ' ') ? text[from] : undefined;
  let value = '';
  let at = quote === undefined ? from : from + 1;
  while (at < text.length) {
    const sign = text[at] as string;
    if (sign === quote) return { text: value, end: at + 1 };
    if (quote === undefined && (sign === ' ' || sign === '\t')) break;
    const next = text[at + 1];
    if (sign === '\\' && quote !== undefined && (next === quote || next === '\\')) at++;
    value += text[at];
    at++;
  }
  if (quote !== undefined) raise('TF', `unmatched ${quote} in options`);
  return { text: value, end: at };
}
