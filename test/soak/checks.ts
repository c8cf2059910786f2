/** The look at everything: the servers fall silent, and screen, logs, commands, files and processes must be as they should. */
import type { Clay } from '../support/clay.ts';
import { inputText, outputRows, statusBar } from '../support/playing.ts';
import { reload } from '../support/reloading.ts';
import { until } from '../support/tls-world.ts';
import { commandsArrive } from './disasters.ts';
import { compareLine, isComplete, lastNumber, startOfLog } from './ledger.ts';
import { checkLeftovers } from './leftovers.ts';
import { lineText, numberOf } from './lines.ts';
import { createLogReader } from './logreader.ts';
import { checkPasswords } from './questions.ts';
import { type Log, type Scene, throwIfViolated, Violation } from './scene.ts';
import { currentWorld, show } from './user.ts';
import type { SoakWorld } from './world.ts';

/** Every world sends so many screens of short lines last, so that each row is known, also a page up. */
const SCREENS = 2;

/** Throws a Violation unless all is as it should be. */
export async function checkAll(scene: Scene): Promise<void> {
  const { worlds, logs, clay, user, random } = scene;
  const rates = worlds.map(({ rate }) => rate);
  await Promise.all(worlds.map(world => world.hush()));
  const lines = SCREENS * clay.screen().length + 1;
  await Promise.all(worlds.map(world => world.block(lines)));
  for (const log of logs) await checkLog(log);
  await commandsArrive(scene);
  const shown = currentWorld(scene);
  for (const world of [shown, ...worlds.filter(other => other !== shown)]) {
    if (world !== currentWorld(scene)) show(scene, world);
    await checkScreen(scene, world);
  }
  await checkPage(scene);
  if (random.chance(0.5)) await checkReload(scene);
  for (const world of worlds) checkConnections(scene, world);
  await checkLeftovers(scene);
  await checkPasswords(scene);
  throwIfViolated(scene);
  if (user.current !== shown.name) show(scene, shown);
  worlds.forEach((world, index) => {
    world.rate = rates[index]!;
  });
}

/** The log has come to the end of what was sent; what is new in it is compared line by line. */
export async function checkLog({ world, reader, place }: Log): Promise<void> {
  const last = lastNumber(world.ledger);
  const wanted = lineText(world.name, last, true);
  await until(
    () => reader.lastLine() === wanted,
    `${world.name}: the log does not come to its end, number ${last}; its last line is `,
  ).catch(error => {
    throw new Violation(
      `${error.message}${JSON.stringify(reader.lastLine())}\n${firstComplaint({ world, reader, place })}`,
    );
  });
  const wrong = firstComplaint({ world, reader, place });
  if (wrong !== '') throw new Violation(wrong);
  if (!isComplete(world.ledger, place))
    throw new Violation(`${world.name}: the log ends at ${place.next - 1} of ${last}`);
}

/** From its first line on: nothing that was right before has changed since. */
export function checkWholeLogs({ logs, place }: Scene): void {
  for (const { world } of logs) {
    const whole = { world, reader: createLogReader(place.home, world.name), place: startOfLog() };
    const wrong = firstComplaint(whole);
    if (wrong !== '') throw new Violation(wrong);
    if (!isComplete(world.ledger, whole.place)) throw new Violation(`${world.name}: the log is not complete`);
  }
}

/** Lines of the log shown around the one that is wrong. */
const CONTEXT = 4;

function firstComplaint({ world, reader, place }: Log): string {
  const before: string[] = [];
  let after = 0;
  let complaint = '';
  reader.read(line => {
    if (complaint === '') {
      const wrong = compareLine(world.ledger, place, line);
      if (wrong) complaint = [wrong, 'the log there:', ...before, `> ${line}`].join('\n');
      before.push(`  ${line}`);
      if (before.length > CONTEXT) before.shift();
      return true;
    }
    complaint += `\n  ${line}`;
    return ++after < CONTEXT;
  });
  return complaint;
}

/** The last `count` lines of a world; they are short ones. */
function lastLines(world: SoakWorld, count: number): string[] {
  const end = lastNumber(world.ledger);
  return Array.from({ length: count }, (_, i) => lineText(world.name, end - count + 1 + i, true));
}

/**
 * The lines of the world that are read: what Clay itself says, and the mark of what was unread, may stand between them and
 * below; below the line that splits the screen are the newest once more.
 */
function shownLines(clay: Clay, { name }: SoakWorld): string[] {
  const rows = outputRows(clay);
  const split = rows.findIndex(row => /^─+$/.test(row));
  return rows.slice(0, split < 0 ? rows.length : split).filter(row => numberOf(name, row) !== null);
}

/** Clay's own words take no more than this part of the screen. */
const MOST = 0.5;

async function checkScreen({ clay, user }: Scene, world: SoakWorld): Promise<void> {
  const isThere = () => {
    const lines = shownLines(clay, world);
    const isFull = lines.length > 0 && lines.length >= outputRows(clay).length * MOST;
    return isFull && lines.join('\n') === lastLines(world, lines.length).join('\n');
  };
  const what = (wanted: string, error: Error) => new Violation(`${wanted}\n${error.message}`);
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
async function checkPage(scene: Scene): Promise<void> {
  const { clay } = scene;
  const world = currentWorld(scene);
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
  await checkScreen(scene, world);
}

/** A reload while nothing happens changes nothing on screen; only the clock may go on. */
async function checkReload(scene: Scene): Promise<void> {
  await reload(scene.clay, 'signal');
  await checkScreen(scene, currentWorld(scene));
}

function checkConnections({ connects }: Scene, { name, accepted, open, remade }: SoakWorld): void {
  const wanted = connects.get(name)! + remade;
  if (open !== 1) throw new Violation(`${name}: ${open} connections are open`);
  if (accepted !== wanted)
    throw new Violation(`${name}: ${accepted} connections were made, ${wanted} were wanted`);
}
