/** Which kind of pattern the options mean, in the letters of grep and in those of TinyFugue. */
import type { PatternKind } from '../../state/view.ts';
import type { Option } from '../table.ts';

const STYLES: Readonly<Record<string, PatternKind>> = {
  glob: 'wild',
  simple: 'text',
  substr: 'text',
  regexp: 'regexp',
};

/** `-r`, `-e`, `-g`, or `-mregexp`, `-msubstr`, `-mglob`. */
export function kindIn(flags: Readonly<Record<string, string>>): PatternKind | { readonly fault: string } {
  if ('m' in flags) {
    const style = flags.m as string;
    if (!Object.hasOwn(STYLES, style))
      return { fault: `-m is one of ${Object.keys(STYLES).join(', ')}, not "${style}"` };
    return STYLES[style] as PatternKind;
  }
  if ('r' in flags) return 'regexp';
  return 'e' in flags ? 'text' : 'wild';
}

/** The options that say what the pattern is. */
export const kindOptions: readonly Option[] = [
  {
    flag: '-e',
    help: 'the pattern means itself; else * and ? stand for anything, \\* and \\? for themselves',
  },
  { flag: '-r', help: 'the pattern is a regular expression' },
  { flag: '-c', help: 'capitals count' },
  { flag: '-m', help: 'as in TinyFugue: what the pattern is', value: Object.keys(STYLES) },
];
