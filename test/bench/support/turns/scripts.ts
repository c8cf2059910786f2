/** Scripts. */
import type { Act } from './scene.ts';

const LONG = Array.from(
  { length: 250 },
  (_, n) =>
    `function onHit${n}(m) {\n  const hp = Number(m[1]) + ${n};\n  if (hp < 100) clay.send('heal ' + m.groups.who);\n}`,
).join('\n');

/** What a script has kept, of so many rooms. */
function rooms(count: number): string {
  const list = Array.from({ length: count }, (_, n) => ({
    ...{ name: `room ${n}`, exits: [n + 1, n - 1], seen: 'a while ago' },
  }));
  return JSON.stringify({ rooms: list });
}

function loading(what: string, source: string, store?: string): Act {
  return {
    what: `/load of ${what}`,
    prepare: async ({ write }) => {
      write('scripts/bench.js', source);
      if (store) write('scripts/bench.json', store);
    },
    run: ({ typed }) => typed('/load bench\r', 'bench.js'),
    times: 4,
  };
}

const REGISTERING = `for (let n = 0; n < COUNT; n++) clay.KIND('word' + n, () => clay.send('north'));`;

export const scripts: readonly Act[] = [
  loading('a small script', `clay.trigger('hello', m => m.send('hi'));`),
  loading('one of 1,000 lines', LONG),
  loading('one with 1,000 triggers', REGISTERING.replace('KIND', 'trigger').replace('COUNT', '1000')),
  loading(
    'one that waits after each 100 of 1,000',
    `for (let n = 0; n < 1000; n++) {
  clay.trigger('word' + n, () => clay.send('north'));
  if (n % 100 === 99) await clay.wait(0);
}`,
  ),
  loading('one with 2,000 aliases', REGISTERING.replace('KIND', 'alias').replace('COUNT', '2000')),
  loading('one with 5,000 aliases', REGISTERING.replace('KIND', 'alias').replace('COUNT', '5000')),
  loading('one with 2,000 triggers', REGISTERING.replace('KIND', 'trigger').replace('COUNT', '2000')),
  loading('one that has kept 700 KiB', `clay.trigger('a', () => 1);`, rooms(10_500)),
  loading('one that has kept 1,000 KiB', `clay.trigger('a', () => 1);`, rooms(14_500)),
  {
    what: 'a line for 1,000 triggers of a script',
    files: { 'scripts/bench.js': `for (let n = 0; n < 1000; n++) clay.trigger('orc', () => 1);` },
    run: ({ say }) => say(['an orc comes']),
    times: 4,
  },
  {
    what: 'a line for 1,000 hooks of a script',
    files: { 'scripts/bench.js': `for (let n = 0; n < 1000; n++) clay.hook('line', () => 1);` },
    run: ({ say }) => say(['an orc comes']),
    times: 4,
  },
];
