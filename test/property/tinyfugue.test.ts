/** The reload law over programs of TinyFugue: cut behind any instruction, each is as if it had run through. */
import fc from 'fast-check';
import { Packr } from 'msgpackr/pack';
import { run } from '../../client/tinyfugue/machine.ts';
import { hostOf, type Tiny, tiny } from '../support/tinyfugue/machine.ts';

const packr = new Packr({ useRecords: false });
const carried = (state: Tiny): Tiny => packr.unpack(packr.pack(state)) as Tiny;

/** Commands that are what a program may do: each is whole, and may stand in others. */
const word = fc.constantFrom('a', 'b', 'c', 'x', 'yy');
const value = fc.oneof(
  word.map(name => `%${name}`),
  fc.constantFrom(
    '%1',
    '%*',
    '%#',
    '%L',
    '%-1',
    '%?',
    '%{nope-d}',
    '%P1',
    '$[1+1]',
    '$[rand(9)]',
    '$(/echo in)',
  ),
  word.map(name => `$[${name} := ${name} + 1]`),
  fc.constantFrom(
    '$[f(2, "z")]',
    '$[strcat("p", toupper("q"))]',
    '$[regmatch("(.)$", {*})]',
    '$(/g one two)',
  ),
);
const simple = fc.oneof(
  value.map(one => `/echo ${one}`),
  fc.tuple(word, value).map(([name, one]) => `/let ${name}=${one}`),
  fc.tuple(word, value).map(([name, one]) => `/set ${name}=${one}`),
  value.map(one => `say ${one}`),
  value.map(one => `/g ${one} ${one}`),
  fc.constantFrom(
    '/shift',
    '/f 1',
    '/test b := a + 1',
    '/nosuch',
    '/test 1/0',
    '/eval /echo %%1',
    '/repeat -S 2 /g r',
  ),
  word.map(name => `/for ${name} 1 3 /echo %%${name}`),
);
const block = fc.letrec<{ list: string; one: string }>(tie => ({
  one: fc.oneof(
    { depthSize: 'small' },
    simple,
    fc.tuple(tie('list'), tie('list')).map(([yes, no]) => `/if (a > 1) ${yes}%; /else ${no}%; /endif`),
    tie('list').map(body => `/let n=0%; /while (++n < 4) ${body}%; /done`),
    tie('list').map(body => `/if /test b%; /then ${body}%; /endif`),
  ),
  list: fc.array(tie('one'), { minLength: 1, maxLength: 3 }).map(all => all.join('%; ')),
}));
const program = fc
  .tuple(block.list, block.list, block.list)
  .map(
    ([f, g, main]) =>
      `/def f = ${f}%; /return {1}\n/def g = /echo g %*\n/def m = ${main}\n/m one two\n/eval ${g}\n/m`,
  );

/** How much of a program is looked at: macros that call each other do much. */
const MOST = 3000;

test('a program that is carried over at any instruction says and does the same', () => {
  fc.assert(
    fc.property(program, fc.integer({ min: 1, max: 40 }), (lines, slice) => {
      const whole = tiny(lines);
      run(whole.thread, hostOf(whole), MOST);
      let cut = tiny(lines);
      while (cut.thread.frames.length > 0 && cut.thread.steps < MOST) {
        run(cut.thread, hostOf(cut), Math.min(slice, MOST - cut.thread.steps));
        cut = carried(cut);
      }
      expect(cut).toEqual(carried(whole));
    }),
    { numRuns: 40 },
  );
});
