/** All who look at the client beside the user at its own terminal: browsers, and terminals that are attached. */

import { startProgram } from '../../support/attaching.ts';
import { isOnScreen } from '../../support/playing.ts';
import { until } from '../../support/tls-world.ts';
import { type Attached, pause, type Scene, Violation } from '../scene.ts';
import { checkPage, checkScreen } from '../screens.ts';
import { currentWorld, show, startAgain } from '../user.ts';
import { attach, attachAgain, canAttach, ends } from './attached.ts';
import { openBrowser } from './browser.ts';
import { missing } from './page.ts';

const BROWSERS = 2;

/** They come once the client is there, each by a link of its own. */
export async function letViewersIn(scene: Scene): Promise<void> {
  const { clay, worlds, violations, browsers, attached } = scene;
  await clay.waitFor(`The browser view is at ${scene.address.origin};`);
  for (let number = 1; number <= BROWSERS; number++) {
    const browser = await openBrowser({
      speaker: `page${number}`,
      link: await linkFor(scene),
      ledgers: worlds.map(({ ledger }) => ledger),
      onViolation: text => void violations.push(text),
    });
    browsers.push(browser);
    await until(() => browser.page.isOpen, `page${number} is not connected`);
  }
  attached.push(await attach(scene, 'tty1', null));
  attached.push(await attach(scene, 'tty2', await linkFor(scene)));
}

/** As `clay web` prints it. */
async function linkFor(scene: Scene): Promise<string> {
  await canAttach(scene);
  const program = startProgram(scene.place, 'web');
  const status = await program.ended();
  if (status !== 0) throw new Violation(`clay web ended with ${status}: ${program.complaint()}`);
  return program.printed().trim();
}

/** Nothing is missing anywhere. The servers are silent, and the last lines of each are short ones. */
export async function checkViewers(scene: Scene): Promise<void> {
  const { browsers, attached, worlds, random } = scene;
  const ledgers = worlds.map(({ ledger }) => ledger);
  for (const { page, show: open } of browsers) {
    open(true);
    await until(() => missing(page, ledgers) === null).catch(() => {
      throw new Violation(missing(page, ledgers) ?? '');
    });
  }
  for (const its of attached) await checkScreen(its, currentWorld(its));
  await checkPage(random.pick(attached));
}

/** The client is going to be killed. A terminal of this machine ends with it; those beyond come to the next one. */
export function loseTerminals({ attached }: Scene): Promise<unknown> {
  return Promise.all(attached.map(async its => its.kind === 'here' && ends(its, 1, () => {})));
}

/** There is another client. */
export async function bringTerminalsBack(scene: Scene): Promise<void> {
  for (const its of scene.attached) {
    if (its.kind === 'here') await attachAgain(scene, its);
    else await comeBack(its);
  }
}

/** ms between two wishes of an impatient user. */
const WISH = 2000;
const WISHES = 20;

/** What it shows may be from before: another world on it is news. */
async function comeBack(its: Attached): Promise<void> {
  const { worlds, user, clay } = its;
  const other = worlds.find(({ name }) => !isOnScreen(clay, name))!;
  for (let wishes = 0; !isOnScreen(clay, other.name); wishes++) {
    if (wishes === WISHES) throw new Violation(`${user.speaker} does not come back`);
    user.typed = '';
    show(its, other);
    for (const end = performance.now() + WISH; performance.now() < end && !isOnScreen(clay, other.name); )
      await pause(20);
  }
  await startAgain(its);
}
