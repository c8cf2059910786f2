/** The look at everything: the servers fall silent, and screen, logs, commands, files and processes must be as they should. */

import { maxOf } from '../../shared/arrays.ts';
import { reload } from '../support/reloading.ts';
import { until } from '../support/tls-world.ts';

import { commandsArrive } from './disasters.ts';
import { compareLine, isComplete, lastNumber, startOfLog } from './ledger.ts';
import { checkLeftovers } from './leftovers.ts';
import { lineText } from './lines.ts';
import { createLogReader } from './logreader.ts';
import { checkPasswords } from './questions.ts';
import { type Log, type Scene, throwIfViolated, Violation } from './scene.ts';
import { checkPage, checkScreen } from './screens.ts';
import { currentWorld, show } from './user.ts';
import { checkViewers } from './viewers/viewers.ts';
import type { SoakWorld } from './world.ts';

/** Every world sends so many screens of short lines last, so that each row is known, also a page up. */
const SCREENS = 2;

/** Throws a Violation unless all is as it should be. */
export async function checkAll(scene: Scene): Promise<void> {
  const { worlds, logs, clay, attached, user, random } = scene;
  const rates = worlds.map(({ rate }) => rate);
  await Promise.all(worlds.map(world => world.hush()));
  // What somebody else says stands on the screen as well.
  await commandsArrive(scene);
  const rows = [clay, ...attached.map(one => one.clay)].map(terminal => terminal.screen().length);
  const lines = SCREENS * maxOf(rows) + 1;
  await Promise.all(worlds.map(world => world.block(lines)));
  for (const log of logs) await checkLog(log);
  const shown = currentWorld(scene);
  for (const world of [shown, ...worlds.filter(other => other !== shown)]) {
    if (world !== currentWorld(scene)) show(scene, world);
    await checkScreen(scene, world);
  }
  await checkPage(scene);
  await checkViewers(scene);
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
