import { readdirSync, writeFileSync } from 'node:fs';
import type { CheckpointOptions, Checkpoints } from '../../../client/crash/checkpoint.ts';
import type { CrashHandler, CrashPhase } from '../../../client/crash/handler.ts';
import type { Journal } from '../../../client/crash/journal.ts';
import { checkpointPath, journalPath } from '../../../client/crash/leftovers.ts';
import { openMemories } from '../../../client/host/script/memories.ts';
import type { Builds } from '../../../client/reload/builds.ts';
import type { Caretaker, CaretakerOptions } from '../../../client/runtime/caretaker.ts';
import type { Image } from '../../../client/runtime/image.ts';
import { createPersistence, type PersistenceParts } from '../../../client/runtime/persistence.ts';
import { decodeSnapshot } from '../../../client/snapshot/codec.ts';
import { emptyFacts } from '../../../client/snapshot/process-facts.ts';
import type { Snapshot } from '../../../client/snapshot/snapshot.ts';
import { fault } from '../../../shared/fault.ts';
import { hold } from '../../../shared/held.ts';
import { playAlpha } from '../../support/play.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

const RUNTIME = '/proc/self/fd/9';

/** A client's persistence around parts that do nothing but tell; what was done, in order. */
function persisting(changes: Partial<Image> = {}, session: string | null = null) {
  const done: string[] = [];
  const tell = (what: string) => () => void done.push(what);
  const play = playAlpha();
  play.world('Alpha').link!.session = session;
  let named: string | null = null;
  let checkpointing: CheckpointOptions | null = null;
  let caretaking: CaretakerOptions | null = null;
  const there = { build: true, scrollback: true, phase: 'armed' as CrashPhase };
  let lose: () => void = () => {};
  const parts = {
    createBuilds: () => ({ remove: tell('remove builds') }) as unknown as Builds,
    createJournal(_stem, _first, _buffer, onLost): Journal {
      lose = onLost;
      return {
        record: event => void done.push(`record ${event.type}`),
        mark: tell('mark'),
        number: () => 4,
        size: () => 0,
        isWhole: () => true,
        cut() {
          done.push('cut');
          return 5;
        },
        drop: tell('drop'),
        isThere: () => true,
        remove: tell('remove journal'),
      };
    },
    createCheckpoints(options): Checkpoints {
      checkpointing = options;
      const rest = {
        hear: tell('hear'),
        changed: tell('changed'),
        stop: tell('stop'),
        forget: tell('forget'),
        phase: () => 'resting' as const,
      };
      const more = { isThere: () => true, renew: tell('write checkpoint') };
      return {
        ...rest,
        ...more,
        save: tell('save'),
        remove: tell('remove checkpoint'),
        adopt: tell('adopt'),
      };
    },
    createCrashHandler(): CrashHandler {
      const rest = { phase: () => there.phase, changed: tell('plan soon'), plan: tell('plan') };
      return {
        ...rest,
        arm: tell('arm'),
        disarm: tell('disarm'),
        isThere: () => there.build,
        renew: tell('renew build'),
        restart: () => fault('RESTARTED', 'again'),
      };
    },
    createCaretaker(_directory, options): Caretaker {
      caretaking = options;
      return { phase: () => 'well', stop: tell('stop caretaker') };
    },
  } satisfies PersistenceParts;
  const image = {
    facts: { ...emptyFacts(), home: '/home' },
    state: play.state,
    posix: { describe: () => ({ type: 'file' }) },
    spill: {
      fd: 8,
      get path() {
        return named;
      },
      keepAs(path: string) {
        named = path;
        done.push('name scrollback');
      },
      settle: tell('settle'),
      isAt: (path: string) => there.scrollback && path === named,
      forget: tell('forget scrollback'),
    },
    memories: openMemories(() => ''),
    log: (code: string) => void done.push(code),
    runtimeDirectory: RUNTIME,
    journal: 3,
    unknown: { later: 1 },
    ...changes,
  } as unknown as Image;
  const persistence = createPersistence(
    {
      ...{ image, readBuffer: { fd: 7 } as never, openLinks: () => [], ack() {}, after: () => () => {} },
      dispatch: event => void done.push(event.type),
    },
    parts,
  );
  const lost = () => lose();
  const mocks = { checkpointing: () => checkpointing!, caretaking: () => caretaking! };
  return { persistence, done, there, lost, ...mocks };
}

test('an event is heard of and on record before it is handled; a turn is marked as done', () => {
  const { persistence, done } = persisting();
  persistence.record({ type: 'tick' });
  persistence.handled();
  expect(done).toEqual(['hear', 'record tick', 'mark', 'changed']);
});

test('what a browser has fetched is not on record', () => {
  const { persistence, done } = persisting();
  persistence.record({ type: 'web fetched', id: 1, bytes: new Uint8Array(100_000), tag: '"1"' });
  expect(done).toEqual([]);
});

test('a checkpoint: log files first, then the journal is cut, and both know each other by number', () => {
  const { checkpointing, done } = persisting();
  const { bytes, journal } = checkpointing().snapshot();
  expect(done).toEqual(['flush logs', 'cut']);
  expect(journal).toBe(5);
  expect(decodeSnapshot(Buffer.from(bytes))).toMatchObject({ journal: 5, later: 1, spillPath: null });
});

test('a checkpoint has what scripts have registered as each build can read it, and takes the place of a state file soon', () => {
  const play = playAlpha({
    scripts: { count: `clay.trigger('count', () => {}); clay.key('F5', () => {});` },
  });
  const plain = structuredClone(play.state.scripts!.packages.count!.registered);
  play.reload();
  const { checkpointing, persistence, done } = persisting({ state: play.state });
  expect(play.state.scripts!.packages.count!.packed).toBeDefined();
  persistence.adopt(new Uint8Array());
  expect(done).toEqual(['adopt', 'forget']);
  const { state } = decodeSnapshot(Buffer.from(checkpointing().snapshot().bytes)) as Snapshot;
  const { registered, packed, rest } = state.scripts!.packages.count!;
  expect([packed, rest.packed]).toEqual([undefined, undefined]);
  expect(registered).toEqual(plain);
  expect(rest.registered).toEqual(plain);
  // What was to be forgotten is: the running state is as it was.
  expect(play.state.scripts!.packages.count!.packed).toBeDefined();
});

test('only with a session the scrollback gets a name, and a crash finds it at once', () => {
  const { checkpointing, done } = persisting({}, 's');
  const { bytes } = checkpointing().snapshot();
  expect(done).toEqual(['flush logs', 'name scrollback', 'plan', 'cut']);
  expect((decodeSnapshot(Buffer.from(bytes)) as Snapshot).spillPath).toMatch(/scrollback/);
  done.length = 0;
  checkpointing().snapshot();
  expect(done).toEqual(['flush logs', 'cut']);
});

test('a checkpoint on disk arms the answer to a crash; a journal that is lost takes it away', () => {
  const { checkpointing, done, lost } = persisting();
  checkpointing().onWritten();
  expect(done).toEqual(['settle', 'arm']);
  lost();
  expect(done.at(-1)).toBe('disarm');
});

test('the first checkpoint is written at once, if there is none', () => {
  const { persistence, done, there } = persisting();
  persistence.saveFirst();
  expect(done).toEqual([]);
  there.phase = 'unarmed';
  persistence.saveFirst();
  expect(done).toEqual(['save']);
});

test('the next image goes on with the journal behind this one', () => {
  const { persistence } = persisting();
  const posix = {} as never;
  expect(persistence.context(posix)).toMatchObject({ journal: 5, runtime: RUNTIME, unknown: { later: 1 } });
});

test('without a runtime directory, or the addon, nothing is kept, and it says why there is no restart', () => {
  for (const without of [
    { runtimeDirectory: null },
    { runtimeDirectory: null, posix: { unavailable: 'none' } },
  ]) {
    const { persistence, done } = persisting(without as Partial<Image>);
    persistence.record({ type: 'tick' });
    persistence.handled();
    persistence.save();
    persistence.saveFirst();
    persistence.linksChanged();
    expect(persistence.restart()).toMatchObject({ code: 'NO_RESTART' });
    persistence.stop();
    expect(done).toEqual([]);
  }
});

test('the end removes everything, but for a checkpoint that waits for the next start', () => {
  const { persistence, done } = persisting();
  persistence.remove(true);
  expect(done.splice(0)).toEqual(['remove builds', 'remove journal']);
  persistence.remove(false);
  expect(done).toEqual(['remove checkpoint', 'forget scrollback', 'remove builds', 'remove journal']);
});

test('an exception restarts it by the crash handler', () => {
  const { persistence } = persisting();
  expect(persistence.restart()).toMatchObject({ code: 'RESTARTED' });
});

test('whatever is missing in the runtime directory is missed; a checkpoint brings the rest with it, the build comes by itself', () => {
  const { caretaking, checkpointing, done, there } = persisting({}, 's');
  checkpointing().snapshot();
  expect(caretaking().isWhole()).toBe(true);
  there.scrollback = false;
  expect(caretaking().isWhole()).toBe(false);
  done.length = 0;
  checkpointing().snapshot();
  expect(done).toContain('name scrollback');
  caretaking().renew();
  expect(done.at(-1)).toBe('write checkpoint');
  there.build = false;
  done.length = 0;
  caretaking().renew();
  expect(done).toEqual(['renew build', 'write checkpoint']);
});

test('in another directory all has its new name, and what was left in the one before goes when it is written', () => {
  const before = hold(temporaryDirectory());
  const stem = checkpointPath(before, '/home', process.pid);
  for (const file of [stem, `${stem}.tmp`, `${journalPath(before, '/home', process.pid)}.3.tape`])
    writeFileSync(file, '');
  const { caretaking, checkpointing, persistence } = persisting({ runtimeDirectory: before }, 's');
  caretaking().moveTo(RUNTIME);
  expect([persistence.runtime(), checkpointing().path()]).toEqual([
    RUNTIME,
    checkpointPath(RUNTIME, '/home', process.pid),
  ]);
  expect(readdirSync(before)).toHaveLength(3);
  checkpointing().onWritten();
  expect(readdirSync(before)).toEqual([]);
});

test('without a directory nothing can be relied on after a crash', () => {
  const { caretaking, done } = persisting();
  caretaking().onLost();
  caretaking().notice('it has gone');
  expect(done).toEqual(['disarm', 'RUNTIME_DIRECTORY', 'notice']);
});
