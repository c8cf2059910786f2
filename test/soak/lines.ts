/** Numbered lines and commands: each says who it is of, which one it is, and by a checksum that it is whole. */
import { crc32 } from 'node:zlib';
import { type Random, seeded } from './random.ts';

const WORDS =
  'the of orc 5€ naïve straße sword Ωmega north 日本語 goblin gold été and 🐉 leaves ключ 走る a'.split(' ');
/** The narrowest terminal of a run has more columns: a short line is one row of the screen. */
export const SHORT = 56;

/** Line `number` of a world as it must be in the log: always the same one. Short ones fit a row of any screen. */
export function lineText(world: string, number: number, short: boolean): string {
  const random = seeded(crc32(`${world} ${number}`));
  // Each word takes 7 cells at most, with its space.
  const words = Array.from({ length: short ? 4 : random.between(2, 30) }, () => random.pick(WORDS));
  const text = `${world} ${String(number).padStart(7, '0')} ${short ? 's' : 'v'} ${words.join(' ')}`;
  return `${text} ${hex(text)}`;
}

/** Line `number`, if the server does not end it: a question that fits before what is typed. */
export function promptText(world: string, number: number): string {
  const random = seeded(crc32(`${world} ? ${number}`));
  const text = `${world} ${String(number).padStart(7, '0')} p ${random.pick(WORDS)}`;
  return `${text} ${hex(text)}:`;
}

/** What the user answers the server that echoes, for the `number`th time. */
export function passwordText(world: string, number: number): string {
  const text = `pw-${world}-${number}`;
  return `${text}-${hex(text)}`;
}

/** The number a line of the world says it has; null if it is none. */
export function numberOf(world: string, line: string): number | null {
  const match = /^(\S+) (\d{7}) [svp] /.exec(line);
  return match?.[1] === world ? Number(match[2]) : null;
}

/** What is sent as command `number` to a world; `speaker`: from where, '' = by the user at the client's own terminal. */
export function commandText(world: string, number: number, speaker = ''): string {
  const text = `cmd ${speaker === '' ? world : `${world}@${speaker}`} ${number} é`;
  return `${text} ${hex(text)}`;
}

/** Whose a command is and which, if it is one and whole; one that was pasted may begin with a slash. */
export function commandIn(world: string, text: string): { speaker: string; number: number } | null {
  const [, name, speaker = '', digits] = /^\/?cmd (\w+)(?:@(\w+))? (\d+) é [0-9a-f]{8}$/.exec(text) ?? [];
  const number = Number(digits);
  if (name !== world || commandText(world, number, speaker) !== text.replace('/', '')) return null;
  return { speaker, number };
}

/** Without the command that stands behind what was answered by it. */
export function withoutAnswer(line: string): string {
  return line.replace(/\/?cmd \w+(?:@\w+)? \d+ é [0-9a-f]{8}$/, '');
}

function hex(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}

const NOP = Buffer.of(255, 241);
const DO_TIMING_MARK = Buffer.of(255, 253, 6);
const GMCP = Buffer.concat([
  Buffer.of(255, 250, 201),
  Buffer.from('Char.Vitals {"hp": 7}'),
  Buffer.of(255, 240),
]);
const TITLE = Buffer.from('\x1b]0;a title\x07');

/** The line as a server sends it: with colours and telnet commands in it, and a line end. */
export function lineBytes(text: string, random: Random): Buffer {
  const parts = text.split(' ').flatMap((word, at) => {
    const gap = at === 0 ? '' : ' ';
    return [Buffer.from(gap), ...(random.chance(0.2) ? [ornament(random)] : []), Buffer.from(word)];
  });
  return Buffer.concat([...parts, Buffer.from('\x1b[0m\r\n')]);
}

function ornament(random: Random): Buffer {
  const kind = random.below(20);
  if (kind === 0) return NOP;
  if (kind === 1) return DO_TIMING_MARK;
  if (kind === 2) return GMCP;
  if (kind === 3) return TITLE;
  if (kind < 12) return Buffer.from(`\x1b[${random.between(30, 37)};${random.below(2)}m`);
  return Buffer.from(`\x1b[38;2;${random.below(256)};${random.below(256)};${random.below(256)}m`);
}
