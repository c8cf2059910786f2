/** The user: types, pastes and switches, and knows what must stand in the input line after it. */
import { statusRow } from '../support/playing.ts';
import { commandText } from './lines.ts';
import type { Seat } from './scene.ts';
import type { SoakWorld } from './world.ts';

const KEYS = 'abc def ghi, jkl. é€ß 123';
/** Fits a row of the narrowest terminal of a run. */
const MAX_TYPED = 50;
const KILL_TO_START = '\x15';
const KILL_TO_END = '\x0b';
const YANK = '\x19';
/** A kill takes half a line of the input or the break before it; more lines than this are never pasted. */
export const MAX_PASTE = 40;

export function currentWorld({ worlds, user }: Seat): SoakWorld {
  return worlds.find(({ name }) => name === user.current)!;
}

/** Some words without Enter. */
export function typeWords({ clay, user, random }: Seat): void {
  const length = Math.min(random.between(1, 12), MAX_TYPED - user.typed.length);
  const text = Array.from({ length }, () => random.pick([...KEYS])).join('');
  clay.type(text);
  user.typed += text;
}

/** Throws away what stands in the input line. */
export function discard({ clay, user }: Seat): void {
  if (user.typed !== '') clay.type(KILL_TO_START);
  user.typed = '';
}

/** A command of Clay's own; what was typed before stands there again after it. */
export function command({ clay, user }: Seat, text: string): void {
  // Without anything to kill, yanking would bring back something older.
  clay.type(user.typed === '' ? `${text}\r` : `${KILL_TO_START}${text}\r${YANK}`);
}

/** Sends numbered commands to the world on screen, each typed by itself or all pasted at once. */
export function speak(seat: Seat, count: number, pasted: boolean): void {
  const texts = Array.from({ length: count }, () => nextCommand(seat));
  if (!pasted) return texts.forEach(text => void command(seat, text));
  discard(seat);
  seat.clay.paste(texts.map(text => maybeSlashed(seat, text)).join('\n'));
  seat.clay.type('\r');
}

function nextCommand(seat: Seat): string {
  const { speaker } = seat.user;
  const world = currentWorld(seat);
  return commandText(world.name, ++world.commandsBy(speaker).entered, speaker);
}

/** A paste that comes in two parts, with a reload asked for between them. */
export function pasteAcrossReload(seat: Seat, pid: number, count: number): void {
  const { clay, random } = seat;
  discard(seat);
  const texts = Array.from({ length: count }, () => maybeSlashed(seat, nextCommand(seat)));
  const bytes = Buffer.from(`\x1b[200~${texts.join('\r')}\x1b[201~`);
  // Anywhere, also inside the marks and of a character.
  const cut = random.below(bytes.length);
  clay.type(bytes.subarray(0, cut));
  process.kill(pid, 'SIGUSR1');
  clay.type(bytes.subarray(cut));
  clay.type('\r');
}

/** What is pasted is never a command of the client's. */
function maybeSlashed({ random }: Seat, text: string): string {
  return random.chance(0.3) ? `/${text}` : text;
}

/** Puts a world on screen, and connects it if need be. */
export function show(seat: Seat, world: SoakWorld): void {
  command(seat, `/worlds ${world.name}`);
  seat.user.current = world.name;
}

/** After a crash the input line is as it was some time before: it is made empty. */
export async function startAgain({ clay, user }: Seat): Promise<void> {
  await clay.waitFor(() => statusRow(clay) >= 0);
  clay.type(KILL_TO_END + KILL_TO_START.repeat(2 * MAX_PASTE + 2));
  user.typed = '';
}
