/** Lines of a game, as many as are wanted. */
import { WORDS } from '../game-rules.ts';

export function* lines(count: number): Generator<string> {
  for (let n = 0; n < count; n++) {
    const word = (step: number) => WORDS[(n * step) % WORDS.length];
    yield `\x1b[3${n % 8}mOrc ${n}\x1b[0m hits you with a \x1b[1mrusty ${word(7)}\x1b[0m near the ${word(11)} of ${word(13)}.`;
  }
}

/** A log file of so many lines, as Clay writes them. */
export function logText(count: number): string {
  const texts: string[] = [];
  for (const line of lines(count)) texts.push(line.replace(/\x1b\[\d*m/g, ''));
  return `${texts.join('\n')}\n`;
}
