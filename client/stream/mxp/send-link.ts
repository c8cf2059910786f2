/**
 * Links of MXP that send something to the game (SEND), as they stand in a line: in the place of an address, behind a scheme
 * that no address has which is let through (text/safe-link.ts). What is sent is text of the game; it is data wherever it goes.
 */
import { printable } from '../printable.ts';

const SCHEME = 'claysend:';

/** Stands for the text of the link; no text has it. */
export const LINK_TEXT = '\0';

/** UTF-16 units of a command with the text of its link in it: longer it is none. */
const MAX_COMMAND = 4096;
/** Of a link as it is written: a tag has 4,096 units (syntax.ts), each at most nine signs here. */
const MAX_WRITTEN = 64 * 1024;

export interface SendLink {
  /** What is sent, one of them, and what the game says of each ('' = nothing). */
  readonly commands: readonly string[];
  readonly hints: readonly string[];
  /** It goes to the input, to be completed there. */
  readonly prompt: boolean;
  /** The name by which the game ends it ('' = none), and its generation. */
  readonly expire: string;
  readonly generation: number;
  /** Tells links that stand side by side apart. */
  readonly number: number;
}

type Written = readonly [
  commands: readonly string[],
  hints: readonly string[],
  prompt: 0 | 1,
  expire: string,
  generation: number,
  number: number,
];

export function writeSendLink({ commands, hints, prompt, expire, generation, number }: SendLink): string {
  const written: Written = [commands, hints, prompt ? 1 : 0, expire, generation, number];
  // Printable ASCII, as all links are.
  return SCHEME + encodeURIComponent(JSON.stringify(written));
}

export function isSendLink(link: string | undefined): boolean {
  return link?.startsWith(SCHEME) === true;
}

/** The link as it was written, for the text that it is drawn as; null: it is none, or sends nothing. */
export function readSendLink(link: string, text: string): SendLink | null {
  if (!isSendLink(link) || link.length > MAX_WRITTEN) return null;
  const written = read(link);
  if (!written) return null;
  const [commands, hints, prompt, expire, generation, number] = written;
  const all = commands.map(command => filled(command, text));
  const kept = all.flatMap((command, at) => (command === '' ? [] : [{ command, hint: hints[at] ?? '' }]));
  if (kept.length === 0) return null;
  return {
    ...{ commands: kept.map(one => one.command), hints: kept.map(one => one.hint) },
    ...{ prompt: prompt === 1, expire, generation, number },
  };
}

/** The command with the text of its link; '' = none, or one that becomes too long. */
function filled(command: string, text: string): string {
  const parts = command.split(LINK_TEXT);
  const size = command.length + (parts.length - 1) * (text.length - LINK_TEXT.length);
  return size > MAX_COMMAND ? '' : printable(parts.join(text)).trim();
}

/** Null: another build, or a page, has put together what this one does not know. */
function read(link: string): Written | null {
  try {
    const made: unknown = JSON.parse(decodeURIComponent(link.slice(SCHEME.length)));
    return isWritten(made) ? made : null;
  } catch {
    return null;
  }
}

function isWritten(made: unknown): made is Written {
  if (!Array.isArray(made)) return false;
  const [commands, hints, prompt, expire, generation, number] = made as unknown[];
  const areTexts = [commands, hints].every(
    texts => Array.isArray(texts) && texts.every(text => typeof text === 'string'),
  );
  return areTexts && typeof expire === 'string' && [prompt, generation, number].every(Number.isSafeInteger);
}
