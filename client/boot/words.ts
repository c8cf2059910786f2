/** The words of the command line. Most starts have no options: they do not wait for what reads those. */

export interface CommandLine {
  readonly home: string | null;
  readonly worlds: readonly string[];
  readonly demo: boolean;
  /** Without a screen: text as it comes. */
  readonly plain: boolean;
  /** Without a terminal. */
  readonly headless: boolean;
}

/** As they are given. */
export interface Options {
  readonly home?: string;
  readonly plain?: boolean;
  readonly headless?: boolean;
}

/** What the words mean with these options; those that exclude each other are told, and exit status 2. */
export function lineOf(words: readonly string[], options: Options): CommandLine | { exit: number } {
  const { home = null, plain = false, headless = false } = options;
  if (plain && headless) {
    process.stderr.write(
      'error: --plain prints what comes, and --headless has nowhere to: take one of them.\n',
    );
    return { exit: 2 };
  }
  if (home === '') {
    process.stderr.write('error: --home wants the name of a directory.\n');
    return { exit: 2 };
  }
  const demo = words[0] === 'demo';
  return {
    home,
    worlds: demo ? words.slice(1) : words,
    demo,
    ...{ plain, headless },
  };
}

/** Whether there is no option among them. */
export function hasWordsOnly(args: readonly string[]): boolean {
  return args.every(arg => !arg.startsWith('-'));
}
