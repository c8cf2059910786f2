/** Programs without an end, as scripts may have them: loops of their own, and those inside of the language. */

/** Bodies of a function, by what they are. */
export const ENDLESS: Readonly<Record<string, string>> = {
  loop: 'while (true) {}',
  'a loop that catches everything': 'for (;;) try { nothing(); } catch {}',
  'a loop at the end of a try': 'try { throw 1; } finally { while (true) {} }',
  'a pattern that explodes': `/^(([a-z])+.)+[A-Z]([a-z])+$/.test('a'.repeat(40))`,
  'a sort': '[3, 1, 2].sort(() => { for (;;); })',
  'promises that make promises': 'const on = () => Promise.resolve().then(on); on();',
  'a large array as a text': `new Array(1e9) + ''`,
  'an array that is turned round': 'Array.prototype.reverse.call({ length: 2 ** 53 - 1 })',
  'a long search': `'a'.repeat(1e6).indexOf('a'.repeat(5e5) + 'b')`,
  'numbers that grow': 'let n = 3n; for (;;) n *= n;',
  'a text that grows': `let s = 'a'; for (;;) s += s;`,
  memory: 'const all = []; for (;;) all.push(new Array(1000).fill(1));',
};

/** A script for each, which runs it when a line says `go` and its number. */
export function endlessScripts(): {
  readonly what: string;
  readonly name: string;
  readonly source: string;
}[] {
  return Object.entries(ENDLESS).map(([what, code], n) => ({
    ...{ what, name: `bad${n}` },
    source: `clay.trigger(/^go ${n}$/, function onGo() {\n  ${code}\n});`,
  }));
}
