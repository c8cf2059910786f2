/** The line that is named of a loop without an end: the engine names what stands before the loop. */
import { placeOfLoop } from '../../../../client/script/loops.ts';
import { playAlpha } from '../../../support/play.ts';

/** The line to be named has a `HERE` in it. */
const LOOPS: Record<string, string> = {
  'nothing in it': `function spin() {\n let n = 0;\n for (;;); // HERE\n}`,
  'a while': `function spin() {\n let n = 0;\n\n while (true) { // HERE\n n++;\n }\n}`,
  'a do': `function spin() {\n let n = 0;\n\n do { // HERE\n n++;\n } while (n > 0);\n}`,
  'its condition calls': `function spin() {\n let s = '';\n while (s.length < 1e9) // HERE\n s = s.padEnd(10);\n}`,
  'a call before it': `function spin() {\n let n = 0;\n clay.echo('x');\n while (true) n++; // HERE\n}`,
  'a loop before it': `function spin() {\n let n = 0;\n for (const x of [1, 2]) {\n n += x;\n }\n if (n > 2)\n n = 3;\n while (n > 0) n++; // HERE\n}`,
  'a function before it': `function spin() {\n let n = 0;\n const f = () => { while (true) n--; };\n while (true) n++; // HERE\n}`,
  'what looks like one before it': [
    'function spin() {\n let n = 0; // for ever, while (it) lasts\n',
    "const s = 'for (;;)', r = /while (x)/, t = `do @{n + `for (@{n})`} while`;\n",
    'outer: while (true) { n++; continue outer; } // HERE\n}',
  ]
    .join('')
    .replaceAll('@', '$'),
  'a call in it': `function spin() {\n let n = 0;\n while (true) {\n n = Math.abs(n); // HERE\n }\n}`,
  'a list that grows': `function spin() {\n const a = [1];\n for (const x of a) a.push(x); // HERE\n}`,
  'an arrow': `n => {\n\n for (;;); // HERE\n}`,
  'an asynchronous one': `async () => {\n let n = 0;\n while (true) // HERE\n n++;\n}`,
  'a method': `({\n spin(n) {\n n = 1;\n while (true) n++; // HERE\n } }).spin`,
};

test.each(Object.entries(LOOPS))('%s', (_, code) => {
  const play = playAlpha({ columns: 200, rows: 40, scripts: { bad: `clay.trigger('go', ${code});` } });
  play.receive('Alpha', 'go\r\n');
  const line = code.split('\n').findIndex(one => one.includes('HERE')) + 1;
  expect(play.output().join('\n')).toMatch(
    new RegExp(`bad\\.js was stopped: no end in sight in (?:line ${line}|spin \\(line ${line}\\))\\.`),
  );
});

test('as the script is loaded, too', () => {
  const play = playAlpha({ columns: 200, rows: 40, scripts: { bad: 'let n = 0;\n\nwhile (true)\n  n++;' } });
  play.enter('/load bad');
  expect(play.output().join('\n')).toContain('bad.js was stopped: no end in sight in line 3.');
});

test('where more than one loop may be meant, no line is named', () => {
  const source = 'f(() => { for (;;); });\nf(() => { while (true); });';
  expect(placeOfLoop(source, { name: '<anonymous>', at: null })).toBeNull();
  expect(placeOfLoop(source, { name: 'other', at: null })).toBeNull();
});

test('source of any kind is looked at without an end of it, or a fault', () => {
  const parts = [
    'for',
    '(',
    ')',
    '{',
    '}',
    ';',
    'while',
    'do',
    '`',
    '${',
    '/',
    '"',
    'function',
    '=>',
    ' if',
    '\n',
    'x',
  ];
  let seed = 7;
  const next = (most: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % most;
  for (let count = 0; count < 300; count++) {
    const source = Array.from({ length: next(60) }, () => parts[next(parts.length)]).join('');
    for (const at of [null, 0, next(60), source.length]) {
      const found = placeOfLoop(source, { name: 'x', at });
      expect(found === null || Number.isInteger(found)).toBe(true);
    }
  }
});
