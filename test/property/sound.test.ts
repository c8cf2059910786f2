/** The reload law for sounds: wherever the client replaces its code or crashes, the same play in the end, and none twice. */
import fc from 'fast-check';
import type { Effect } from '../../client/state/events.ts';
import { type Play, playAlpha } from '../support/play.ts';

const name = fc.constantFrom('a', 'b', 'c');
const priority = fc.constantFrom(0, 20, 50, 80);

/** What the server sends. */
const order = fc.oneof(
  fc.tuple(name, priority).map(([file, p]) => `!!SOUND(${file} P=${p})`),
  fc
    .tuple(name, fc.constantFrom('', ' C=0'), fc.constantFrom(1, 3, -1))
    .map(([file, c, l]) => `!!MUSIC(${file} L=${l}${c})`),
  fc.constantFrom('!!SOUND(Off)', '!!MUSIC(Off)', '!!SOUND(../x)'),
  fc
    .record(
      {
        ...{ name, type: fc.constantFrom('sound', 'music'), tag: name, key: name, priority },
        ...{ loops: fc.constantFrom(1, 2, -1), continue: fc.boolean() },
      },
      { requiredKeys: ['name'] },
    )
    .map(message => `Client.Media.Play ${JSON.stringify(message)}`),
  fc
    .record({ name, tag: name, priority, fadeaway: fc.boolean() }, { requiredKeys: [] })
    .map(message => `Client.Media.Stop ${JSON.stringify(message)}`),
);

type Step =
  | { readonly do: 'order'; readonly text: string }
  /** The host answers all that it was asked. */
  | { readonly do: 'serve' }
  /** The program of the first that plays ends. */
  | { readonly do: 'end' }
  | { readonly do: 'type'; readonly line: string }
  | { readonly do: 'wait'; readonly ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: order.map(text => ({ do: 'order' as const, text })) },
  { weight: 4, arbitrary: fc.constant({ do: 'serve' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'end' as const }) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('/sound mute', '/sound unmute', '/sound stop b', '/sound volume 50')
      .map(line => ({ do: 'type' as const, line })),
  },
  { weight: 2, arbitrary: fc.constantFrom(100, 400, 3000).map(ms => ({ do: 'wait' as const, ms })) },
);

const message = (text: string) =>
  Buffer.concat([Buffer.of(255, 250, 201), Buffer.from(text), Buffer.of(255, 240)]);

/** A play and a host that looks for files and starts programs, of which it knows for good: images come and go. */
function createStage() {
  const play = playAlpha({ worlds: { Alpha: { sound: true } } });
  play.receive('Alpha', Buffer.of(255, 251, 201));
  const running = new Map<number, number>();
  let [next, at] = [1000, 0];
  /** What another image has asked for, and what is asked of this one. */
  let pending: Effect[] = [];

  function take(): void {
    for (; at < play.asked.length; at++) {
      const effect = play.asked[at]!;
      if (effect.type === 'end sounds') for (const { pid } of effect.children) running.delete(pid);
      else pending.push(effect);
    }
  }

  function serve(): void {
    for (take(); pending.length > 0; take()) {
      const effect = pending.shift()!;
      if (effect.type === 'find sound' && effect.id !== 0)
        play.dispatch({ type: 'sound found', id: effect.id, path: `/s/${effect.name}`, fault: null });
      if (effect.type === 'start sound') begin(effect.id);
      if (effect.type === 'watch sounds') for (const { id, child } of effect.playing) watch(id, child?.pid);
    }
  }

  function begin(id: number): void {
    running.set(++next, id);
    play.dispatch({
      ...{ type: 'sound started', id, loops: false },
      child: { pid: next, identity: `b/${next}`, socket: '/s' },
    });
  }

  function watch(id: number, pid: number | undefined): void {
    if (pid === undefined || !running.has(pid))
      play.dispatch({ type: 'sound over', id, pid: pid ?? 0, fault: null });
  }

  function perform(one: Step): void {
    if (one.do === 'order')
      play.receive('Alpha', one.text.startsWith('!!') ? `${one.text}\r\n` : message(one.text));
    else if (one.do === 'serve') serve();
    else if (one.do === 'type') play.enter(one.line);
    else if (one.do === 'wait') play.advance(one.ms);
    else end();
    take();
  }

  function end(): void {
    serve();
    const [[pid, id] = [0, 0]] = running;
    running.delete(pid);
    if (pid > 0) play.dispatch({ type: 'sound over', id, pid, fault: null });
  }

  return {
    perform,
    /** What is pending in the host is lost with the image, as long as it has started nothing. */
    reload(): void {
      take();
      pending = [];
      play.reload();
      serve();
    },
    outcome(): unknown {
      serve();
      return {
        sounds: soundsOf(play),
        running: [...running.values()].toSorted(),
        muted: play.state.sounds?.muted,
      };
    },
  };
}

function soundsOf({ state }: Play): unknown {
  const { list = [] } = state.sounds ?? {};
  return list.map(({ id, wish, phase, left, fades }) => ({ id, wish, phase, left, fades }));
}

test('each sound that plays has one program, and each program plays one', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), steps => {
      const stage = createStage();
      for (const one of steps) stage.perform(one);
      const { sounds, running } = stage.outcome() as {
        sounds: { id: number; phase: string }[];
        running: number[];
      };
      const playing = sounds.filter(({ phase }) => phase === 'plays').map(({ id }) => id);
      expect(running).toEqual(playing.toSorted());
      expect(sounds.every(({ phase }) => phase === 'plays' || phase === 'waits')).toBe(true);
      expect(sounds.length).toBeLessThanOrEqual(12);
    }),
    { numRuns: 40 },
  );
});

test('a reload at any place changes nothing', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 14 }), fc.nat(), (steps, place) => {
      // What is asked is answered before the reload: what is not is begun anew, and its time with it.
      const cut = steps.length === 0 ? 0 : place % steps.length;
      const whole = createStage();
      for (const [at, one] of steps.entries()) {
        if (at === cut) whole.perform({ do: 'serve' });
        whole.perform(one);
      }
      const torn = createStage();
      for (const [at, one] of steps.entries()) {
        if (at === cut) torn.reload();
        torn.perform(one);
      }
      expect(torn.outcome()).toEqual(whole.outcome());
    }),
    { numRuns: 60 },
  );
});
