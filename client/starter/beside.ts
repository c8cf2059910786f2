/** Programs beside the client, which need not wait for that to be compiled: by which file of the build each runs. */

const PROGRAMS: Readonly<Record<string, string>> = {
  attach: 'attach.js',
  grep: 'attach.js',
  web: 'attach.js',
  doctor: 'doctor.js',
};
const PRINT_CONFIG = '--print-config';

/** The file for these arguments, without runtime and script; null = they are the client's. */
export function programBeside(args: readonly string[]): string | null {
  const words = [...args];
  // What stands before the word are options of every form, of which some have a value.
  while (words[0]?.startsWith('-')) {
    if (words[0] === PRINT_CONFIG) return 'doctor.js';
    words.splice(0, ['--home', '--pid'].includes(words[0]) ? 2 : 1);
  }
  const first = words[0] ?? '';
  return Object.hasOwn(PROGRAMS, first) ? (PROGRAMS[first] as string) : null;
}
