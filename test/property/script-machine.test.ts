/** The reload law for interpreters: frozen and thawed after any call, a program does what it does without, to the last byte of memory. */
import fc from 'fast-check';
import { createMachine, type Machine, thaw } from '../../client/script/machine.ts';
import type { WholeImage } from '../../client/state/script/scripts.ts';
import { engine } from '../support/engine.ts';

/** Closures, generators, private fields, weak maps, chance, times, promises that wait, faults, endless loops. */
const PROGRAM = `(ask => {
  const said = [];
  const variables = new Map(), timers = [], weak = new WeakMap(), keys = [{}, {}], waiting = [];
  function* counter() { let n = 0; for (;;) { const add = yield n; n += add ?? 1; } }
  const generators = [counter(), counter()];
  for (const one of generators) one.next();
  class Foe { #health = 100; static made = 0; constructor(name) { this.name = name; Foe.made++; } hit(n) { return (this.#health -= n); } }
  const foes = [];
  const deeds = [
    k => variables.set('k' + (k % 7), (variables.get('k' + (k % 7)) ?? 0) + k).size,
    k => generators[k % 2].next(k).value,
    k => { const foe = new Foe('foe' + k); foes.push(foe); return foe.hit(k) + Foe.made; },
    k => (foes.length > 0 ? foes[k % foes.length].hit(k) : 'none'),
    k => { weak.set(keys[k % 2], [k]); return weak.has(keys[0]); },
    () => Math.random(),
    k => { (async () => { for (let i = 0; i < 3; i++) said.push('got ' + (await new Promise(go => waiting.push(go))) + k); })(); return waiting.length; },
    k => { waiting.shift()?.(k); return waiting.length; },
    k => { timers.push({ at: Date.now() + k, run: () => k * 2 }); timers.sort((a, b) => a.at - b.at); return timers[0].run(); },
    k => /(?<who>\\w+) hits (\\w+)/.exec('orc' + k + ' hits you')?.groups.who,
    k => foes.splice(0, k % 3).length,
    k => { throw new RangeError('no ' + k); },
    k => { const o = {}; for (let i = 0; i < k * 10; i++) o['p' + i] = i; variables.set('o', o); return Object.keys(o).length; },
    () => JSON.stringify([...variables]).length,
    k => { for (let s = 0; ; ) s += k; },
    k => ask('what ' + k) + new Date().getFullYear(),
    k => { Promise.reject(new Error('late ' + k)); },
    k => { variables.set('big', 'x'.repeat(k * 1000)); return [...'ё東😀'].map(c => c.codePointAt(0) + k).join(); },
    async k => { await 0; said.push('later ' + k); await new Promise(go => waiting.push(go)); said.push('much later'); },
  ];
  return (...args) => (args.length > 0 ? said.push(String(deeds[args[0] % deeds.length](args[1]))) : said.splice(0).join('|'));
})`;

const moment = (now: number) => ({ now, fuel: 20_000, ask: (question: string) => `${question} at ${now}` });

let base: WholeImage | null = null;

/** To make one anew takes longer than all that it does here. */
function beginning(): WholeImage {
  base ??= createMachine(engine(), PROGRAM, { ...moment(5), fuel: 1e6 }).freeze();
  return base;
}

/** Told by the differences from what it began as, as scripts are. */
const BASE = {
  name: 'beginning',
  get image() {
    return beginning();
  },
};

type Call = readonly [deed: number, number: number];

function play(calls: readonly Call[], cuts: ReadonlySet<number>): { machine: Machine; outcome: unknown[] } {
  let machine = thaw(engine(), beginning());
  const outcome = calls.map((call, at) => {
    const answer = machine.call(moment(1000 + at), call);
    if (cuts.has(at)) machine = thaw(engine(), machine.freeze(BASE), beginning());
    return answer;
  });
  return { machine, outcome };
}

const calls = fc.array(fc.tuple(fc.nat(18), fc.nat(20)), { minLength: 1, maxLength: 30 });

test('a program that is frozen and thawed after each call is the same in all it says and in all its memory', () => {
  fc.assert(
    fc.property(calls, all => {
      const without = play(all, new Set());
      const everywhere = play(all, new Set(all.keys()));
      expect(everywhere.outcome).toEqual(without.outcome);
      expect(isSameImage(everywhere.machine, without.machine)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('so is one that is frozen and thawed now and then', () => {
  fc.assert(
    fc.property(calls, fc.uniqueArray(fc.nat(29), { minLength: 1, maxLength: 8 }), (all, cuts) => {
      const without = play(all, new Set());
      const cut = play(all, new Set(cuts));
      expect(cut.outcome).toEqual(without.outcome);
      expect(isSameImage(cut.machine, without.machine)).toBe(true);
    }),
    { numRuns: 50 },
  );
});

function isSameImage(one: Machine, other: Machine): boolean {
  const [a, b] = [one.freeze(), other.freeze()];
  const { map: _, pages: __, ...registers } = a;
  const isSame = Buffer.from(a.pages).equals(b.pages) && Buffer.from(a.map).equals(b.map);
  return isSame && Object.entries(registers).every(([name, value]) => b[name as keyof typeof b] === value);
}
