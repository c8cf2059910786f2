/** Options as TinyFugue and grep have them: `-t`, `-tv`, `-A3`, `-A 3`, `-w World`, `-w "My World"`; `--` ends them. */
import { revealed } from '../../automation/data.ts';

export interface Given {
  /** By their letters; '' for those that have no value. */
  readonly flags: Readonly<Record<string, string>>;
  readonly rest: string;
  /** `--` stood before it. */
  readonly isEnded?: true;
  /** What is wrong, if anything is: without the name of the command. */
  readonly fault: string | null;
}

/** Takes the options at the beginning: those in `plain`, and with a value those in `valued`. */
export function takeOptions(args: string, plain: string, valued: string): Given {
  const flags: Record<string, string> = {};
  let rest = args;
  for (;;) {
    if (/^--(?:\s|$)/.test(rest))
      return { flags, rest: revealed(rest.slice(2).trimStart()), isEnded: true, fault: null };
    const option = /^-([a-zA-Z])/.exec(rest)?.[1];
    if (option === undefined) return { flags, rest: revealed(rest), fault: null };
    if (valued.includes(option)) {
      const value = /^-[a-zA-Z]\s*("([^"]*)"|\S+)/.exec(rest);
      if (!value) return { flags, rest, fault: `-${option} wants a value` };
      flags[option] = revealed(value[2] ?? (value[1] as string));
      rest = rest.slice(value[0].length).trimStart();
    } else if (plain.includes(option)) {
      flags[option] = '';
      // The next letter may be one more of them.
      const after = rest.slice(2);
      rest = /^[a-zA-Z]/.test(after) ? `-${after}` : after.trimStart();
    } else {
      return { flags, rest, fault: `there is no option -${option}` };
    }
  }
}
