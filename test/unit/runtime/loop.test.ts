import { freshState } from '../../../client/app/initial-state.ts';
import { createLoop, type LoopOptions } from '../../../client/runtime/loop.ts';
import type { Effect } from '../../../client/state/events.ts';
import type { State } from '../../../client/state/state.ts';
import { RICH } from '../../../client/terminal/profile.ts';
import { NOON, playAlpha } from '../../support/play.ts';

/** A loop whose clock and timers are Jest's. */
function looping(changes: Partial<LoopOptions> = {}, isIdle = () => true) {
  const state = freshState({ now: NOON, version: '1.2.3', columns: 30, rows: 4 });
  const written: string[] = [];
  const performed: Effect['type'][] = [];
  const faults: string[] = [];
  const loop = createLoop({
    record() {},
    state,
    readChunk: () => [],
    now: Date.now,
    after: (delay, run) => {
      const timer = setTimeout(run, delay);
      return () => clearTimeout(timer);
    },
    onceRead: run => {
      const next = setImmediate(run);
      return () => clearImmediate(next);
    },
    perform: effect => void performed.push(effect.type),
    port: () => ({
      profile: () => RICH,
      write: text => void written.push(text),
      isIdle,
      repair: () => false,
    }),
    onHandled: () => undefined,
    onFault: error => void faults.push(String(error)),
    ...changes,
  });
  return { state: changes.state ?? state, loop, written, performed, faults };
}

const key = (text: string) => ({ type: 'input', bytes: Buffer.from(text) }) as const;
const notice = (text: string) => ({ type: 'notice', text }) as const;

beforeEach(() => jest.useFakeTimers({ now: NOON }));
afterEach(() => jest.useRealTimers());

test('a key is drawn at once, output at most once a frame', () => {
  const { loop, written } = looping();
  loop.dispatch(key('a'));
  loop.dispatch(key('b'));
  expect(written).toHaveLength(2);
  for (let i = 0; i < 100; i++) loop.dispatch(notice(`line ${i}`));
  expect(written).toHaveLength(2);
  jest.advanceTimersByTime(33);
  expect(written).toHaveLength(3);
  expect(written[2]).toContain('More 0098');
});

test('a clock that was put back does not hold the next frame up', () => {
  const { loop, written } = looping();
  loop.dispatch(key('a'));
  jest.setSystemTime(NOON - 3_600_000);
  loop.dispatch(notice('an hour earlier'));
  jest.advanceTimersByTime(33);
  expect(written).toHaveLength(2);
});

test('a frame that shows nothing new is not written', () => {
  const { loop, written } = looping();
  loop.dispatch(key('a'));
  loop.paint();
  loop.paint();
  expect(written).toHaveLength(1);
  loop.paint(true);
  expect(written).toHaveLength(2);
});

test('nothing is drawn before the terminal has taken the last frame', () => {
  let idle = false;
  const { loop, written } = looping({}, () => idle);
  loop.dispatch(key('a'));
  expect(written).toEqual([]);
  idle = true;
  loop.drained();
  jest.advanceTimersByTime(33);
  expect(written).toHaveLength(1);
});

test('timers of the state fire at their time', () => {
  const { loop, state, written } = looping();
  loop.dispatch(key('\x1b'));
  expect(state.timers['escape terminal']).toBe(NOON + 50);
  jest.advanceTimersByTime(51);
  expect(state.timers['escape terminal']).toBeUndefined();
  jest.advanceTimersByTime(60_000);
  expect(written.at(-1)).toContain('1');
});

describe('a timer of the state that is due', () => {
  /** All that has come is read when the test says so. */
  function reading(state?: State) {
    const waiting = new Set<() => void>();
    const onceRead = (run: () => void) => {
      waiting.add(run);
      return () => void waiting.delete(run);
    };
    const read = () => {
      for (const run of [...waiting]) {
        waiting.delete(run);
        run();
      }
    };
    return { ...looping({ onceRead, ...(state && { state }) }), waiting, read };
  }

  test('waits for what has come before it was due, and is not yet read', () => {
    const { loop, state, read } = reading();
    loop.dispatch(key('\x1b'));
    jest.advanceTimersByTime(60);
    // The rest of the key.
    loop.dispatch(key('[C'));
    expect(state.timers['escape terminal']).toBeUndefined();
    read();
    loop.dispatch(key('\x1b'));
    jest.advanceTimersByTime(60);
    expect(state.timers['escape terminal']).toBeDefined();
    read();
    expect(state.timers['escape terminal']).toBeUndefined();
  });

  test('is so behind a crash as well: what was being handled is tried again, and no time is over twice before a read', () => {
    const play = playAlpha({ worlds: { Alpha: {} } });
    const { loop, state, read } = reading(play.state);
    const link = play.world('Alpha').link!.id;
    const received = (text: string) => loop.dispatch({ type: 'received', link, bytes: Buffer.from(text) });
    received('half a l');
    jest.setSystemTime(NOON + 310);
    loop.dispatch({ type: 'again', event: { type: 'tick' } });
    loop.dispatch({ type: 'crashed', links: [{ link, taken: null }] });
    jest.advanceTimersByTime(5);
    expect(state.worlds.Alpha!.promptOpen).toBe(false);
    received('ine');
    read();
    expect(state.worlds.Alpha!.promptOpen).toBe(false);
    jest.advanceTimersByTime(310);
    read();
    jest.advanceTimersByTime(5);
    read();
    expect(state.worlds.Alpha!.promptOpen).toBe(true);
  });

  test('is not put off by what comes without an end', () => {
    const { loop, state, waiting, read } = reading();
    loop.dispatch(key('\x1b'));
    for (let ms = 0; ms < 60; ms++) {
      jest.advanceTimersByTime(1);
      loop.dispatch(notice('news'));
    }
    expect(waiting.size).toBe(1);
    for (let n = 0; n < 10; n++) loop.dispatch(notice('more news'));
    expect(waiting.size).toBe(1);
    read();
    expect(state.timers['escape terminal']).toBeUndefined();
  });
});

test('a clock that is put back does not stop them', () => {
  let now = NOON;
  const { loop, state } = looping({ now: () => now });
  loop.dispatch(key('\x1b'));
  now -= 3_600_000;
  jest.advanceTimersByTime(51);
  now += 51;
  jest.advanceTimersByTime(52);
  expect(state.timers['escape terminal']).toBeUndefined();
});

test('when it is put forward, as after a laptop has slept, what is due then does not wait for a timer of before', () => {
  let now = NOON;
  const { loop, state } = looping({ now: () => now });
  loop.dispatch(notice('before'));
  expect(state.timers).toEqual({ clock: NOON + 60_000 });
  now += 3_600_000;
  loop.dispatch(key('\x1b'));
  expect(state.timers['escape terminal']).toBe(now + 50);
  now += 50;
  jest.advanceTimersByTime(51);
  expect(state.timers['escape terminal']).toBeUndefined();
  // The other one was long due.
  expect(state.timers.clock).toBeGreaterThan(now);
});

test('events that effects answer with take their turn', () => {
  const seen: string[] = [];
  const { loop, state } = looping({
    perform(effect) {
      seen.push(effect.type);
      if (effect.type === 'redraw') loop.dispatch(notice('redrawn'));
      seen.push(`${effect.type} done, ${state.console.next} lines`);
    },
  });
  loop.dispatch(key('\x0c\x1a'));
  expect(seen).toEqual(['redraw', 'redraw done, 0 lines', 'suspend', 'suspend done, 0 lines']);
  expect(state.console.next).toBe(1);
});

test('an effect that fails is told, and neither the others nor later events suffer', () => {
  const done: string[] = [];
  const { loop, faults } = looping({
    perform(effect) {
      if (effect.type === 'redraw') throw new Error('no screen');
      done.push(effect.type);
    },
  });
  loop.dispatch(key('\x0c\x1a'));
  loop.dispatch(key('\x1a'));
  expect([faults, done]).toEqual([['Error: no screen'], ['suspend', 'suspend']]);
});

test('an event that cannot be handled is told, what it asked for before is done, and the next one is handled', () => {
  const { loop, state, faults, performed } = looping();
  Object.defineProperty(state.views.terminal, 'interruptedAt', {
    get() {
      throw new Error('broken');
    },
  });
  loop.dispatch(key('\x0c\x03'));
  loop.dispatch(key('x'));
  expect([faults, performed, state.views.terminal!.editor.text]).toEqual([
    ['Error: broken'],
    ['redraw'],
    'x',
  ]);
});

test('after stop() nothing happens any more', () => {
  const { loop, state, written } = looping();
  loop.dispatch(key('a'));
  loop.stop();
  loop.dispatch(key('b'));
  jest.advanceTimersByTime(120_000);
  expect([state.views.terminal!.editor.text, written.length]).toEqual(['a', 1]);
});

test('however often the bell is asked for, it rings once a frame, also with nothing new to draw', () => {
  const { loop, written } = looping();
  loop.dispatch(key('a'));
  for (let i = 0; i < 5000; i++) loop.ring();
  jest.advanceTimersByTime(33);
  expect(written.slice(1)).toEqual(['\x07']);
  jest.advanceTimersByTime(1000);
  expect(written.join('').split('\x07')).toHaveLength(2);
});

test('while it is paused nothing is drawn or rung; then everything anew', () => {
  const { loop, written } = looping();
  loop.dispatch(key('a'));
  loop.dispatch(notice('under way'));
  loop.pause();
  loop.dispatch(key('b'));
  loop.paint(true);
  loop.ring();
  loop.drained();
  jest.advanceTimersByTime(1000);
  expect(written).toHaveLength(1);
  loop.resume();
  expect(written).toHaveLength(2);
  expect(written[1]).toContain('under way');
});

test('a terminal that somebody else has had meanwhile is drawn anew, and asked once a frame', () => {
  let isSpoilt = false;
  let asked = 0;
  const written: string[] = [];
  const repair = () => {
    asked++;
    return isSpoilt;
  };
  const { loop } = looping({
    port: () => ({ profile: () => RICH, write: text => void written.push(text), isIdle: () => true, repair }),
  });
  loop.dispatch(key('a'));
  const whole = (written[0] as string).length;
  for (let i = 0; i < 50; i++) loop.dispatch(notice(`line ${i}`));
  expect(asked).toBe(1);
  isSpoilt = true;
  loop.dispatch(key('b'));
  expect(asked).toBe(2);
  expect((written.at(-1) as string).length).toBeGreaterThan(whole);
});

test('a setting that changes what the terminal is sent has everything drawn anew', () => {
  const written: string[] = [];
  let profile = RICH;
  const { loop } = looping({
    port: () => ({
      ...{ profile: () => profile, write: (text: string) => void written.push(text) },
      ...{ isIdle: () => true, repair: () => false },
    }),
  });
  loop.dispatch(notice('in colours'));
  loop.dispatch(key('a'));
  expect(written.at(-1)).toContain('38;2;');
  profile = { ...RICH, depth: 'none' };
  loop.dispatch(key('b'));
  expect(written.at(-1)).toContain('in colours');
  expect(written.at(-1)).not.toContain('38;2;');
  // Another one that shows the same changes nothing.
  profile = { ...profile };
  loop.dispatch(key('c'));
  expect(written.at(-1)).not.toContain('in colours');
});
