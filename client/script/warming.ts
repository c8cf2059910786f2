/**
 * What the first script of an image would else wait for: the engine compiles each of its functions when it is first called, and
 * JavaScript's own does so with all that is about them. An interpreter that nobody needs goes these ways, a step at a time.
 */
import type { Engine, Moment } from './inside.ts';
import { type Answer, type Base, thaw } from './machine.ts';

/** Something of each kind that scripts do when they are loaded. */
const SAMPLE = `
const seen = new Map([['a', { text: \`\${1 + 1}\` }]]);
class One { #n = 0; get n() { return this.#n++; } }
for (const [name, { text }] of [...seen]) if (/^(?<a>\\w+)$/.exec(name)) seen.set(text, [...name].map(x => x + new One().n));
clay.trigger(/^never (\\d+)/, m => m.send(m[1]));
clay.hook('line', what => seen.size);
const wait = async () => { const answer = await clay.line('never'); return answer?.text; };
wait().catch(error => clay.echo(String(error)));
clay.store.n = JSON.stringify([...seen.keys()].sort());
`;

/** Number of its hook. */
const HOOK = 2;
const MOMENT: Moment = { now: 0, fuel: 5_000_000, ask: () => '["",null]' };

/** Does a step of it whenever it is asked for the next one, and tells what the interpreter has answered. */
export function* warming(engine: Engine, base: Base): Generator<Answer | null, void, void> {
  const machine = thaw(engine, base.image);
  yield null;
  yield machine.call(MOMENT, ['boot', '{}', 'sample']);
  yield machine.load(MOMENT, SAMPLE, 'sample.js');
  yield machine.call(MOMENT, ['hook', HOOK, 'Alpha', '{"text":"a line"}']);
  machine.freeze(base);
}
