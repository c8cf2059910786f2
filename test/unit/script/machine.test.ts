/** An interpreter that is called, frozen and thawed, and that nothing keeps from coming to an end. */
import { createMachine, type Machine, thaw } from '../../../client/script/machine.ts';
import { engine } from '../../support/engine.ts';

const MOMENT = { now: 1000, fuel: 700_000, ask: (question: string) => `${question}!` };

/** Evaluates what it is called with, and answers what was said. */
const EVALUATES = `(ask => {
  const said = [];
  globalThis.ask = ask;
  globalThis.say = text => said.push(String(text));
  return (...args) => (args.length > 0 ? say((0, eval)(args[0])) : said.splice(0).join(' '));
})`;

const create = () => createMachine(engine(), EVALUATES, MOMENT);
const said = (machine: Machine, code: string) => machine.call(MOMENT, [code]).text;

test('it answers, knows the time that it is told, and asks the world outside', () => {
  const machine = create();
  expect(said(machine, '1 + 1')).toBe('2');
  expect(said(machine, 'Date.now()')).toBe('1000');
  expect(said(machine, 'ask("why")')).toBe('why!');
  expect(said(machine, '"ё 東京 😀".length')).toBe('7');
  expect(said(machine, `'${'東'.repeat(20_000)}'.length`)).toBe('20000');
});

test('what is put in is no work of the script, however little of that is left', () => {
  const code = `'${'\u6771'.repeat(60_000)}'.length`;
  const little = { ...MOMENT, fuel: 50_000 };
  const { text, steps, forInput = 0 } = create().call(little, [code]);
  expect(text).toBe('60000');
  expect(forInput).toBeGreaterThan(steps - little.fuel);
});

test('what waits goes on within the call, and what is said there is heard', () => {
  const machine = create();
  expect(said(machine, 'Promise.resolve(1).then(() => say("then")); "first"')).toBe('first then');
});

test('a fault says what and where', () => {
  const machine = create();
  const { faults } = machine.load(MOMENT, 'function look() {\n  nothing.here();\n}\n\nlook();', 'combat.js');
  expect(faults).toEqual([
    {
      kind: 'error',
      message: 'ReferenceError: nothing is not defined',
      stack: expect.stringContaining('at look (combat.js:2:3)'),
    },
  ]);
  expect(machine.load(MOMENT, 'let a =\n\n  ;', 'x.js').faults[0]).toMatchObject({
    message: expect.stringContaining('SyntaxError'),
    stack: expect.stringContaining('x.js:3:'),
  });
});

test('a promise that is rejected is told of, unless somebody minds', () => {
  const machine = create();
  expect(machine.call(MOMENT, ['Promise.reject(new Error("no")); 1']).faults).toMatchObject([
    { kind: 'error', message: 'Error: no' },
  ]);
  expect(machine.call(MOMENT, ['Promise.reject(new Error("no")).catch(() => 1); 1']).faults).toEqual([]);
});

const ENDLESS = [
  'for (;;);',
  'for (;;) { try { while (true) {} } catch (e) {} }',
  'try { while (true) {} } finally { while (true) {} }',
  '/(a+)+$/.test("a".repeat(40) + "!")',
  '/^(([a-z])+.)+[A-Z]([a-z])+$/.test("a".repeat(60))',
  'Array.from({ length: 3e5 }, (_, i) => i).sort(() => { for (;;); })',
  'new Array(1e9) + ""',
  'Array(2 ** 32 - 1).join("")',
  'Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 99)',
  'Array.prototype.reverse.call({ length: 2 ** 53 - 1 })',
  '[].concat(...Array(100).fill(Array(1e6)))',
  '"a".repeat(3e6).indexOf("a".repeat(1.5e6) + "b")',
  '(async () => { for (;;) await 0; })(); 1',
  'function* g() { for (;;) yield 1; } [...g()]',
  'let a = []; for (;;) a.push("x".repeat(1000) + a.length)',
  'let o = {}; for (;;) o = { o, p: [1, 2, 3] };',
  '(2n ** (2n ** 22n)).toString().length',
  'throw { toString() { for (;;); } }',
  'throw Object.assign(new Error(), { get message() { for (;;); } })',
];

test.each(ENDLESS)('%s comes to an end, after the same steps each time', code => {
  const outcome = () => {
    const { faults, steps } = create().call(MOMENT, [code]);
    return { kind: faults[0]?.kind, steps };
  };
  const first = outcome();
  expect(first.kind).toBeDefined();
  expect(first.steps).toBeLessThan(3 * MOMENT.fuel);
  expect(outcome()).toEqual(first);
});

test('after a fault that breaks nothing it goes on', () => {
  const machine = create();
  for (const code of ENDLESS) {
    const { faults } = machine.call(MOMENT, [code]);
    if (faults.some(({ kind }) => kind === 'broken')) continue;
    expect(machine.call(MOMENT, ['1 + 1'])).toMatchObject({ text: '2' });
  }
});

test('recursion is an error of the script, with its place', () => {
  const { faults } = create().call(MOMENT, ['(function again() { again(); })()']);
  expect(faults).toMatchObject([
    {
      kind: 'error',
      message: expect.stringContaining('call stack'),
      stack: expect.stringContaining('again'),
    },
  ]);
});

test('frozen, it is as small as what it holds, and goes on elsewhere', () => {
  const machine = create();
  machine.call(MOMENT, ['globalThis.count = () => ++n; var n = 41;']);
  const image = machine.freeze();
  expect(image.pages.length).toBeLessThan(400_000);
  expect(said(thaw(engine(), image), 'count()')).toBe('42');
  // What was frozen stays as it was.
  expect(said(thaw(engine(), image), 'count()')).toBe('42');
});
