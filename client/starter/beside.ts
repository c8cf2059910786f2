/** `clay attach`, `clay grep` and `clay web` are a program beside the client: it need not wait for that to be compiled. */

const PROGRAMS = ['attach', 'grep', 'web'];

/** Whether these arguments, without runtime and script, are for it. */
export function isBeside(args: readonly string[]): boolean {
  const words = [...args];
  // What stands before the word are options of every form, of which one has a value.
  while (words[0]?.startsWith('-')) words.splice(0, ['--home', '--pid'].includes(words[0]) ? 2 : 1);
  return PROGRAMS.includes(words[0] ?? '');
}
