/** Terminals of the run that are attached: `clay attach` in a real pseudo-terminal, here or over HTTPS, each with a user of its own. */
import { startAttached } from '../../support/attaching.ts';
import { isOnScreen, outputRows, statusBar, statusRow } from '../../support/playing.ts';
import { type TemporaryHome, temporaryHome } from '../../support/temporary.ts';
import type { Terminal } from '../../support/terminal.ts';
import { until } from '../../support/tls-world.ts';
import { filesIn } from '../files.ts';
import { type Attached, type Scene, Violation } from '../scene.ts';
import { currentWorld, show } from '../user.ts';
import { wrongRows } from './rows.ts';

const SIZE = { columns: 80, rows: 24 };
/** What a terminal is like that no full-screen program has touched. */
export const IN_ORDER = {
  alternate: false,
  bracketedPaste: false,
  mouse: 'none',
  focusReports: false,
  applicationCursorKeys: false,
  cursorVisible: true,
  synchronizedOutput: false,
} as const;

/** `link`: of the client's browser view, to log in by from another machine; null: it is a terminal of this one. */
export async function attach(scene: Scene, speaker: string, link: string | null): Promise<Attached> {
  const { worlds, random } = scene;
  const far = link === null ? null : temporaryHome();
  const user = { speaker, typed: '', current: random.pick(worlds).name };
  const clay = await startIn(scene, far, link === null ? [] : [link]);
  const kind = far ? 'https' : 'here';
  const its: Attached = {
    ...{ worlds, random: random.fork(), user, kind, clay, far },
    ...{ columns: SIZE.columns, ending: false, starts: 1 },
  };
  if (far) {
    await clay.waitFor('(yes/no)?');
    clay.type('yes\r');
  }
  await takeSeat(scene, its);
  return its;
}

/** The same user, at a new terminal. */
export async function attachAgain(scene: Scene, its: Attached): Promise<void> {
  const { hostname, port } = scene.address;
  its.clay = await startIn(scene, its.far, its.far ? [`https://${hostname}:${port}`] : []);
  Object.assign(its, { columns: SIZE.columns, ending: false, starts: its.starts + 1 });
  its.user.typed = '';
  await takeSeat(scene, its);
}

async function startIn(scene: Scene, far: TemporaryHome | null, args: string[]): Promise<Terminal> {
  if (!far) await canAttach(scene);
  return startAttached(far ?? scene.place, { args, ...SIZE });
}

/** Programs of this machine find the client. */
export async function canAttach({ place, clay }: Pick<Scene, 'place' | 'clay'>): Promise<void> {
  const socket = `-${clay.pid}-attach.sock`;
  const key = `-${clay.pid}-attach.key`;
  const there = () => filesIn(`${place.runtime}/clay`);
  const isReady = () => [socket, key].every(end => there().some(name => name.endsWith(end)));
  await until(isReady, 'nobody can attach to the client');
}

async function takeSeat(scene: Scene, its: Attached): Promise<void> {
  const { clay, user } = its;
  void clay.exit.then(exit => {
    if (its.clay !== clay || its.ending || scene.ending) return;
    const end = clay.screen().join('\n').trimEnd();
    scene.violations.push(`${user.speaker}: clay attach has ended: ${JSON.stringify(exit)}\n${end}`);
  });
  // What stands before it is a question about a certificate.
  await clay.waitFor(() => clay.modes().alternate && statusRow(clay) >= 0);
  show(its, currentWorld(its));
  await clay.waitFor(() => isOnScreen(clay, user.current));
  watch(scene, its);
}

/** Every frame from now on. */
function watch(scene: Scene, its: Attached): void {
  const { clay, user, worlds } = its;
  const ledgers = worlds.map(({ ledger }) => ledger);
  let told = false;
  const look = () => {
    if (told || its.clay !== clay || its.ending || scene.ending || !isDrawn(its)) return false;
    const wrong = wrongRows(outputRows(clay), ledgers);
    if (wrong === null) return false;
    told = true;
    scene.violations.push(`${user.speaker}: on its screen, ${wrong}\n${clay.screen().join('\n')}`);
    return false;
  };
  void clay.waitFor(look, { timeout: 2 ** 31 - 1 }).catch(() => {});
}

/** It has the width of the terminal, nothing of `clay attach` itself on it, and no question about a paste, which may take a frame to be answered. */
function isDrawn({ clay, columns }: Attached): boolean {
  const bar = statusBar(clay);
  const screen = clay.screen();
  if (screen.some(row => row.includes('┌─ Paste '))) return false;
  return Math.abs(bar.length - columns) <= 1 && !screen.at(-1)?.includes('Waiting for ');
}

/** It ends, and should: with this status, and its terminal in order. */
export async function ends(its: Attached, code: number, wish: () => void): Promise<void> {
  const { clay, user } = its;
  its.ending = true;
  wish();
  const exit = await clay.exit;
  if (exit.code !== code)
    throw new Violation(`${user.speaker}: clay attach ended with ${JSON.stringify(exit)}`);
  const modes = clay.modes();
  const left = Object.entries(IN_ORDER).filter(([mode, is]) => modes[mode as keyof typeof IN_ORDER] !== is);
  if (left.length > 0)
    throw new Violation(`${user.speaker}: clay attach has left on ${left.map(([mode]) => mode).join(', ')}`);
}
