/**
 * The blackout of a reload, seen from outside. A server sends a short line and a telnet request (DO TIMING-MARK,
 * RFC 860, which must be answered in order) every millisecond; the longest gap in the answers is the time from the
 * last byte that the old image read to the first one that the new image has read and answered. It holds all that a
 * reload does while nobody listens: encoding, writing and fsyncing the state, execve(), Node's start, restoring.
 * "Frame" is the time from the last answer of the old image to the first byte of the new one's frame on the terminal.
 *
 * "Throws", "hangs": the new build passes its trial and then fails at once, so that the old one is put back; the gap holds
 * the starts of both, and of one that hangs the patience with it. State: the bytes that are carried. Memory: the new image's, when all is calm again.
 *
 * The blackouts are compared with the start of a bare Node, measured between the reloads in the same run (bare-node.ts).
 */

import { cleanUp } from '../support/temporary.ts';
import { type BareNode, bareNode } from './support/bare-node.ts';
import { breakableBuild } from './support/broken.ts';
import { gameRules } from './support/game-rules.ts';
import {
  addTo,
  emptyRow,
  fill,
  measure,
  openScene,
  print,
  RELOADS,
  type Row,
  type Scene,
  until,
} from './support/reload-scene.ts';

/** For one line alone. */
const MANY = 30;
/** History of the first world, in lines, one after the other in one client. */
const HISTORIES = [0, 10_000, 100_000, 1_000_000];
/** Scripts with something in memory, each of which waits for lines that do not come. */
const SCRIPTS = Object.fromEntries(
  Array.from({ length: 20 }, (_, n) => [
    `scripts/script${n}.js`,
    `const seen = new Map(); for (let i = 0; i < 300; i++) seen.set('k' + i, { i });\n` +
      `for (let i = 0; i < 10; i++) clay.trigger('never ' + i, () => clay.send('n' + seen.size));`,
  ]),
);

export async function bench(brief: boolean): Promise<void> {
  try {
    const bare = bareNode();
    if (brief) return await benchOne(bare);
    const rows: Row[] = [];
    const one = await openScene(1);
    let lines = 0;
    for (const history of HISTORIES) {
      await fill(one.sockets[0]!, history - lines);
      lines = history;
      rows.push(await measure(`1 world, ${history.toLocaleString('en')} lines`, one, bare));
    }
    await one.close();
    const scripted = await openScene(1, undefined, SCRIPTS);
    rows.push(await measure('1 world, 20 scripts', scripted, bare));
    await scripted.close();
    const build = breakableBuild();
    const broken = await openScene(1, build.script);
    for (const how of ['throws', 'hangs'] as const) {
      const row = await measure(`1 world, new build ${how}`, broken, bare, () => build.breakIt(how));
      rows.push(row);
    }
    await broken.close();
    print(rows);
    print(await dialogRows(bare));
    print(await ruleRows(bare));
  } finally {
    await cleanUp();
  }
}

/** One world, on the Node that runs this. */
export async function measureOne(): Promise<Row> {
  try {
    return await oneWorld(`Node ${process.version}`, bareNode());
  } finally {
    await cleanUp();
  }
}

export function printMany(rows: readonly Row[]): void {
  print(rows, MANY);
}

async function oneWorld(name: string, bare: BareNode): Promise<Row> {
  const scene = await openScene(1);
  const row = await measure(name, scene, bare, () => {}, MANY);
  await scene.close();
  return row;
}

async function benchOne(bare: BareNode): Promise<void> {
  print([await oneWorld('1 world', bare)], MANY);
  print(await dialogRows(bare, MANY), MANY);
  print(await ruleRows(bare, MANY), MANY);
}

/** Without and with the form of all settings over the game, the largest dialog there is: by turns. */
async function dialogRows(bare: BareNode, reloads = RELOADS): Promise<[Row, Row]> {
  const scenes = [await openScene(1), await openScene(1)] as const;
  scenes[1].client.type('/setup\r');
  await until(() => scenes[1].shows('More Mode'), 'the dialog');
  const rows = [emptyRow('1 world, no dialog'), emptyRow('1 world, a dialog open')] as [Row, Row];
  for (let n = 0; n < reloads; n++) for (const at of [0, 1] as const) await addTo(rows[at], scenes[at], bare);
  if (!scenes[1].shows('More Mode')) throw new Error('the dialog is not there any more');
  for (const scene of scenes) await scene.close();
  return rows;
}

/** Without rules, with a thousand of all kinds, and with the scripts besides: by turns. */
async function ruleRows(bare: BareNode, reloads = RELOADS): Promise<Row[]> {
  const rules = { 'automation.toml': gameRules() };
  const kinds = [
    ['1 world, no rules', {}],
    ['1 world, 1,001 rules', rules],
    ['1 world, 1,001 rules, 20 scripts', { ...rules, ...SCRIPTS }],
  ] as const;
  const rows = kinds.map(([name]) => emptyRow(name));
  const scenes: Scene[] = [];
  for (const [, files] of kinds) scenes.push(await openScene(1, undefined, files));
  // Rules are read behind the first frame, and have seen lines.
  for (const { sockets } of scenes) await fill(sockets[0]!, 1000);
  for (let n = 0; n < reloads; n++)
    for (const [at, row] of rows.entries()) await addTo(row, scenes[at]!, bare);
  for (const scene of scenes) await scene.close();
  return rows;
}
