/** Whatever stands in a file of TinTin++, the script that is made of it is JavaScript, and does nothing that the file has not. */
import { Script } from 'node:vm';
import fc from 'fast-check';
import { importOfText } from '../../client/host/profile/imports.ts';
import { scriptName, scriptOf } from '../../client/imports/script.ts';
import { stubOf } from '../../client/imports/stub.ts';
import { quoted } from '../../client/imports/tintin/script/text.ts';

/** What could end a literal, a comment or a template, and what TinTin++ reads. */
const odd = fc.constantFrom(
  ...[
    '\\',
    '`',
    "'",
    '"',
    '$\u007b',
    '}',
    '{',
    '/',
    '*/',
    '/*',
    '//',
    '\u2028',
    '\u2029',
    '\r',
    '\n',
    ';',
    '[',
    ']',
    '(',
    ')',
  ],
  ...[
    '\\`',
    '\\"',
    "\\'",
    '\\\\',
    '\\$',
    '\\{',
    '\\}',
    '\\u',
    '\\x4',
    '\\x27',
    '\\\n',
    '\\\u2028',
    '<!--',
    '-->',
    '\u0001',
    '\x7f',
  ],
  ...[
    '%1',
    '%0',
    '%%1',
    '&1',
    '&x[]',
    '*x[]',
    '$x',
    '$x[a]',
    '$\u007bx}',
    '$x[$y]',
    '@f{a}',
    '@f{',
    '@__proto__{x}',
    '%*',
    '%+1..3d',
    '%i',
    '%.',
  ],
  ...[
    '__proto__',
    'constructor',
    'patterns',
    'm',
    'm1',
    'a2',
    'name',
    'timers',
    'eval',
    'let',
    ' == ',
    ' && ',
    ' + 1',
    'EVIL()',
    ');EVIL();//',
  ],
  ...['é', '😀', '(?=', '(?<a>', '(?i)', '[^', '|', '^', '$', '+', '<118>', ' ', 'd6', '1.5', 'x'],
);
const bit = fc.array(odd, { maxLength: 8 }).map(all => all.join(''));
const text = fc.oneof(
  { weight: 3, arbitrary: bit },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
);
const name = fc.oneof(
  fc.constantFrom('x', 'm1', 'a2', 'name', 'patterns', '__proto__', 'constructor', 'x[a]', 'reckon', 'made'),
  bit,
);
const parts = (...all: fc.Arbitrary<string>[]) =>
  fc.tuple(...all).map(found => found.map(one => `{${one}}`).join(' '));

const { body } = fc.letrec<{ body: string; command: string }>(tie => {
  const inner = tie('body');
  const of = (word: string, ...all: fc.Arbitrary<string>[]) => parts(...all).map(rest => `#${word} ${rest}`);
  return {
    body: fc.array(tie('command'), { minLength: 1, maxLength: 3 }).map(all => all.join(';')),
    command: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      text,
      of('math', name, text),
      of(
        'if',
        text.map(one => `"${one}" == "${one}"`),
        inner,
        inner,
      ),
      of('if', text, inner),
      of(
        'switch',
        text,
        text.map(one => `#case {${one}} {x};#default {y}`),
      ),
      of('foreach', text, name, inner),
      of('loop', text, text, name, inner),
      of('regexp', text, text, inner),
      of('replace', name, text, text),
      of('format', name, text, text),
      of('list', name, fc.constantFrom('add', 'find', 'get', 'sort', 'constructor', '__proto__'), text, name),
      of('local', name, text),
      of('variable', name, text),
      of('all', text),
      of('delay', text, inner, text),
      of('action', text, inner),
      of('alias', name, inner),
      of('return', text),
      of('showme', text),
    ),
  };
});
const command = fc
  .tuple(
    fc.constantFrom(
      'action',
      'alias',
      'function',
      'ticker',
      'substitute',
      'event',
      'macro',
      'variable',
      'gag',
      'math',
    ),
    name,
    body,
  )
  .map(([word, given, inner]) => `#${word} {${given}} {${inner};#math {x} {1}}`);

function made(file: string): string[] {
  const { items } = importOfText({ format: 'tintin', group: 'g' }, file);
  return [scriptOf('x.tin', items), stubOf('x.tin', items)].filter(one => one !== null);
}

/** Runs it, with all that it registers, where whatever is not of the script itself is told. Throws what does not parse. */
function callsOf(source: string): string[] {
  const told: string[] = [];
  const later: ((...all: unknown[]) => unknown)[] = [];
  const match = Object.assign(
    Array.from({ length: 100 }, () => 'x'),
    { text: 'x', gag() {}, replace() {} },
  );
  const register = (...all: unknown[]) => {
    later.push(...all.filter((one): one is () => unknown => typeof one === 'function').slice(0, 1));
    return { remove() {}, stop() {} };
  };
  const clay = {
    ...{
      trigger: register,
      alias: register,
      hook: register,
      key: register,
      after: register,
      every: register,
    },
    ...{ send() {}, echo() {}, run() {}, bell() {}, vars: {}, worlds: [] },
  };
  const EVIL = () => told.push('EVIL');
  const script = new Script(`(function (clay) {${source}\n})`);
  const quietly = (act: () => unknown) => {
    try {
      act();
    } catch {
      // What such a script does is not asked for here: it may have no sense.
    }
  };
  quietly(() => script.runInNewContext({ EVIL, later, match }, { timeout: 1000 })(clay));
  for (const one of later.slice(0, 20)) quietly(() => one(match));
  return told;
}

test('each script parses, and nothing of the file is code in it, whatever the file is', () => {
  fc.assert(
    fc.property(fc.array(command, { minLength: 1, maxLength: 3 }), commands => {
      const file = `#function {f} {#return {1}}\n${commands.join('\n')}`;
      for (const source of made(file)) expect(callsOf(source)).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test('a text is the same behind its quotes', () => {
  fc.assert(
    fc.property(fc.oneof(bit, fc.string({ unit: 'binary' })), given => {
      expect(new Script(quoted(given)).runInNewContext()).toBe(given);
    }),
  );
});

test.each([
  ['#alias {a} {#if {"\\`+EVIL()+\\`" == "x"} {y}}'],
  ['#alias {a} {#if {{\\`+EVIL()+\\`} == {x}} {y}}'],
  ['#alias {a} {#math {x} {"\\\\`+EVIL()+`"}}'],
  ['#alias {a} {#if {"$\u007bEVIL()}" == "x"} {y}}'],
  ['#alias {a} {#if {1} {say \\`+EVIL()+`;say $\u007bEVIL()};say \\$\u007bEVIL()};say $x`$\u007bEVIL()}}}'],
  ['#regexp {]/+EVIL()+/} {{[}} {#math {x} {1}}'],
  ['#alias {a} {#math {x} {1}} */ EVIL() /*\u2028EVIL()\u2029EVIL()'],
])('nothing of a file is code: %s', file => {
  const sources = made(file);
  expect(sources).not.toEqual([]);
  for (const source of sources) expect(callsOf(source)).toEqual([]);
});

test.each(['../../x', '..', '/', '', 'a/../../b.tin', 'x\0y', '😀', 'a'.repeat(300), '.todo', '-'])(
  'the script of a file that is called %j lies in scripts/',
  path => {
    expect(scriptName(path)).toMatch(/^import-[\w-]{1,57}$/);
  },
);
