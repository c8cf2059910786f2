/** Screens while all is silent: a world's last lines, what was typed, and a page up what came before. */
import { inputText, outputRows, statusBar } from '../support/playing.ts';
import type { Terminal } from '../support/terminal.ts';
import { lastNumber } from './ledger.ts';
import { lineText, numberOf } from './lines.ts';
import { type Seat, Violation } from './scene.ts';
import { currentWorld } from './user.ts';
import type { SoakWorld } from './world.ts';

/** The last `count` lines of a world; they are short ones. */
function lastLines(world: SoakWorld, count: number): string[] {
  const end = lastNumber(world.ledger);
  return Array.from({ length: count }, (_, i) => lineText(world.name, end - count + 1 + i, true));
}

/**
 * The lines of the world that are read: what Clay itself says, and the mark of what was unread, may stand between them and
 * below; below the line that splits the screen are the newest once more.
 */
function shownLines(clay: Terminal, { name }: SoakWorld): string[] {
  const rows = outputRows(clay);
  const split = rows.findIndex(row => /^─+$/.test(row));
  return rows.slice(0, split < 0 ? rows.length : split).filter(row => numberOf(name, row) !== null);
}

/** Clay's own words take no more than this part of the screen. */
const MOST = 0.5;

/** The world is on the screen, with its last lines, and in the input line what was typed. */
export async function checkScreen({ clay, user }: Seat, world: SoakWorld): Promise<void> {
  const isThere = () => {
    const lines = shownLines(clay, world);
    const isFull = lines.length > 0 && lines.length >= outputRows(clay).length * MOST;
    return isFull && lines.join('\n') === lastLines(world, lines.length).join('\n');
  };
  const who = user.speaker === '' ? '' : `${user.speaker}: `;
  const what = (wanted: string, error: Error) => new Violation(`${who}${wanted}\n${error.message}`);
  await clay.waitFor(isThere).catch(error => {
    throw what(
      `${world.name}: on screen should be\n${lastLines(world, outputRows(clay).length).join('\n')}\n`,
      error,
    );
  });
  await clay
    .waitFor(() => isTyped(inputText(clay), user.typed.trimEnd()))
    .catch(error => {
      throw what(`in the input line should be ${JSON.stringify(user.typed)}`, error);
    });
  if (!statusBar(clay).includes(` ${world.name} `))
    throw new Violation(`the status bar says ${statusBar(clay)}`);
}

/** A prompt with a mark stands before the input until it is answered. */
function isTyped(input: string, typed: string): boolean {
  return (
    input.endsWith(typed) &&
    /^$|^\w+ \d{7} p \S+ [0-9a-f]{8}: ?$/.test(input.slice(0, input.length - typed.length))
  );
}

/** A page up shows what came before, without a gap. */
export async function checkPage(seat: Seat): Promise<void> {
  const { clay } = seat;
  const world = currentWorld(seat);
  const numbers = () => shownLines(clay, world).map(row => numberOf(world.name, row)!);
  const top = numbers()[0]!;
  clay.press('PageUp');
  const isThere = () => {
    const [first = top, ...others] = numbers();
    const last = others.at(-1) ?? first;
    const wanted = Array.from({ length: last - first + 1 }, (_, i) => lineText(world.name, first + i, true));
    const isWhole = shownLines(clay, world).join('\n') === wanted.join('\n');
    return statusBar(clay).includes('Hist') && isWhole && first < top && last >= top - 1;
  };
  await clay.waitFor(isThere).catch(error => {
    throw new Violation(`${world.name}: scrolled back, the screen should show other lines\n${error.message}`);
  });
  clay.press('Esc j');
  await checkScreen(seat, world);
}
