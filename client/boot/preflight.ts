/**
 * A build on trial, as a child of the running client: does all that a reload would do but for touching the world outside,
 * with the client's own state, and answers in one line on standard output. Whatever is thrown ends it: that is an answer too.
 */

import { readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Posix } from '../../native/posix.ts';
import { maxOf } from '../../shared/arrays.ts';
import { isFault } from '../../shared/fault.ts';
import { provideEngines } from '../host/script/engines.ts';
import { memoriesName, memoriesNumber, openMemories } from '../host/script/memories.ts';
import { openSpill } from '../host/spill.ts';
import { PREFLIGHT_MEMORIES, PREFLIGHT_SCROLLBACK, type Ready, type Refusal } from '../reload/preflight.ts';
import { engineOf } from '../script/engines.ts';
import { prepareMachine } from '../script/machines.ts';
import { readMemoriesWith } from '../script/stored.ts';
import { decodeSnapshot, encodeSnapshot } from '../snapshot/codec.ts';
import { isSame, SCROLLBACK } from '../snapshot/descriptors.ts';
import { type Snapshot, STATE_MAJOR, STATE_MINOR } from '../snapshot/snapshot.ts';
import { fileOf, packagesOf } from '../world/scripts/packages.ts';
import { dryRun } from './dry-run.ts';
import { installation, loadAddon, version } from './installation.ts';

export function preflightClient(): void {
  const snapshot = decodeSnapshot(readFileSync(0));
  if (isFault(snapshot)) return refuse(snapshot.code, `cannot take over: ${snapshot.sentence}`);
  const { directory } = installation();
  const posix = loadAddon(directory);
  if ('unavailable' in posix) return refuse('NO_ADDON', `lacks a part: ${lowered(posix.unavailable)}`);
  const scrollback = snapshot.descriptors[SCROLLBACK];
  if (!scrollback || !isSame(posix, { ...scrollback, fd: PREFLIGHT_SCROLLBACK }))
    throw new Error('the scrollback file did not come along');
  if (!isKept(snapshot)) return refuse('STATE_CHANGED', 'would not write the state as it has read it');
  compile(`${directory}/tlsproxy.js`);
  provideEngines(snapshot.facts.home, directory, dirname(snapshot.facts.script));
  takeMemories(snapshot, posix);
  const { scripts } = snapshot.state;
  const lost = scripts && packagesOf(snapshot.state).find(of => prepareMachine(scripts, of) === 'lost');
  if (lost) {
    const what = engineOf(lost.rest.image.engine)
      ? `memory of ${fileOf(lost)}`
      : `engine that ${fileOf(lost)} runs on`;
    return refuse('NO_ENGINE', `lacks the ${what}: /scripts unload ${lost.name} first`);
  }
  play(snapshot);
  say({ answer: 'ready', version, state: [STATE_MAJOR, STATE_MINOR] });
}

/** The newest file of memories comes along. Without it the scripts that are in it lack theirs. */
function takeMemories({ descriptors }: Snapshot, posix: Posix): void {
  const numbers = Object.keys(descriptors)
    .map(memoriesNumber)
    .filter(number => number !== null);
  if (numbers.length === 0) return;
  const number = maxOf(numbers);
  const carried = descriptors[memoriesName(number)];
  if (!carried || !isSame(posix, { ...carried, fd: PREFLIGHT_MEMORIES }))
    throw new Error('the memories of scripts did not come along');
  readMemoriesWith(openMemories(() => '', [{ number, fd: PREFLIGHT_MEMORIES, path: '' }]).read);
}

/** Whether what is written is what was read. */
function isKept(snapshot: Snapshot): boolean {
  const again = decodeSnapshot(Buffer.from(encodeSnapshot(snapshot)));
  return isDeepStrictEqual(again, snapshot);
}

/** The proxy of this build is started later; at least it is there, and it is a program. */
function compile(file: string): void {
  const { Script } = process.getBuiltinModule('node:vm');
  new Script(readFileSync(file, 'utf8').replace(/^#!.*/, ''), { filename: file });
}

/** The first moments of the new image, on a stage. */
function play({ state }: Snapshot): void {
  const { readChunk } = openSpill(PREFLIGHT_SCROLLBACK, null);
  const loop = dryRun(state, readChunk, () => {});
  loop.paint(true);
  const links = Object.values(state.worlds).flatMap(({ link }) => link?.id ?? []);
  loop.dispatch({ type: 'restored', carried: links });
  loop.paint();
  loop.stop();
}

function refuse(code: string, why: string): void {
  say({ answer: 'refused', version, code, why });
}

function say(answer: Ready | Refusal): void {
  writeSync(1, `${JSON.stringify(answer)}\n`);
  process.exit(0);
}

/** A sentence as the end of another one. */
function lowered(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, '');
}
