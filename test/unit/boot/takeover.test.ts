import { type Arrival, type TakeoverTools, takeOver } from '../../../client/boot/takeover.ts';
import { openMemories } from '../../../client/host/script/memories.ts';
import type { Client } from '../../../client/runtime/client.ts';
import type { Image } from '../../../client/runtime/image.ts';
import { emptyFacts } from '../../../client/snapshot/process-facts.ts';
import type { Posix } from '../../../native/posix.ts';
import { playAlpha } from '../../support/play.ts';

/** What was done on the way into an image, in order; what it leaves for another turn waits. */
function arriving(changes: Partial<Arrival> = {}) {
  const done: string[] = [];
  const turns: (() => void)[] = [];
  let image: Image | null = null;
  const tools: TakeoverTools = {
    runClient(its) {
      done.push('run');
      image = its;
      return {
        loop: { paint: () => void done.push('paint') },
        builds: { removeOthers: () => void done.push('remove other builds') },
        dispatch: event => void done.push(event.type === 'notice' ? event.text : event.type),
        saveCheckpoint: () => void done.push('save'),
        adoptCheckpoint: bytes => void done.push(`adopt ${bytes.length} bytes`),
      } as Client;
    },
    createProgramLog: () => code => void done.push(`log ${code}`),
    reapChildren: () => void done.push('reap'),
    release: () => void done.push('release'),
    allowSparkplug: () => void done.push('compile as usual'),
    soon: run => void turns.push(run),
  };
  const arrival: Arrival = {
    facts: { ...emptyFacts(), home: '/home', script: '' },
    state: playAlpha().state,
    posix: {
      unblockSignals: () => void done.push('unblock'),
      forbidCoreDumps: () => void done.push('no cores'),
    } as unknown as Posix,
    spill: {} as Arrival['spill'],
    memories: openMemories(() => ''),
    runtime: null,
    place: { script: '/clay.js', directory: '/', options: [], args: [] },
    journal: 7,
    unknown: { later: 1 },
    inherited: true,
    checkpoint: new Uint8Array(3),
    adopt() {
      done.push('adopt links');
      return [{ type: 'restored', carried: [], lost: [] }];
    },
    notices: ['news'],
    logged: { code: 'RELOADED', details: {} },
    cleanUp: () => void done.push('clean up'),
    ...changes,
  };
  const start = () => takeOver(arrival, tools);
  return { start, done, image: () => image!, turn: () => turns.splice(0).forEach(run => void run()) };
}

const LATER = ['compile as usual', 'clean up', 'remove other builds', 'log RELOADED'];

test('after another image: nothing happens to a server before the frame is drawn, the way on kept, the watch released', () => {
  const { start, done, turn } = arriving();
  start();
  const first = ['no cores', 'run', 'adopt links', 'paint', 'reap', 'adopt 3 bytes', 'release'];
  expect(done).toEqual([...first, 'restored', 'news', 'unblock']);
  done.length = 0;
  turn();
  expect(done).toEqual(LATER);
});

test('after a crash the checkpoint is written instead, at the same point', () => {
  const { start, done } = arriving({ checkpoint: 'now' });
  start();
  expect(done.slice(4, 7)).toEqual(['reap', 'save', 'release']);
});

test('a fresh start has no image before it: nothing to reap, to release, to put in order', () => {
  const fresh = { inherited: false, checkpoint: 'later', logged: { code: 'STARTED', details: {} } } as const;
  const { start, done } = arriving(fresh);
  start();
  const last = ['compile as usual', 'clean up', 'log STARTED'];
  expect(done).toEqual(['no cores', 'run', 'adopt links', 'restored', 'news', ...last]);
});

test('without the addon there is nobody to release', () => {
  const { start, done } = arriving({ posix: { unavailable: 'no compiler' } });
  start();
  expect(done).toEqual(['run', 'adopt links', 'paint', 'adopt 3 bytes', 'restored', 'news']);
});

test('whatever cannot be taken over is thrown before the watch is released', () => {
  const { start, done } = arriving({
    adopt() {
      throw new Error('no such descriptor');
    },
  });
  expect(start).toThrow('no such descriptor');
  expect(done).toEqual(['no cores', 'run']);
});

test('the image knows the script of the user, where it was started from, and what it passes on', () => {
  const first = arriving();
  first.start();
  expect(first.image()).toMatchObject({
    running: '/clay.js',
    facts: { script: '/clay.js' },
    journal: 7,
    reloaded: true,
  });
  const next = arriving({ facts: { ...emptyFacts(), script: '/link/clay.js' } });
  next.start();
  expect(next.image()).toMatchObject({ facts: { script: '/link/clay.js' }, unknown: { later: 1 } });
});
