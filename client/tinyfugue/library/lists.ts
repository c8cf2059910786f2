/** Macros about words, each written from what TinyFugue answers. */
import { type Bodies, lines } from './bodies.ts';

/** Goes over the words: `step` is run for each, which is `%1` there. */
const each = (step: string) => `/while ({#}) ${step}%;/shift%;/done`;

/** The first word of the variable that is named is said, and is no longer there. */
const taken = lines(
  '/let _words=',
  '/test _words := %1',
  '/test regmatch("^ *([^ ]*) *(.*[^ ])? *$", _words)',
  '/echo -- %P1',
  '/test %1 := {P2}',
);

/** A command is run for each word, with that; what has come of the last one is what comes of it. */
const called = (words: string) =>
  lines(
    '/let _call=%1',
    '/let _came=',
    '/shift',
    each(`/eval -s0 -- %{_call} ${words}%;/let _came=%?`),
    '/return _came',
  );

export const listBodies: Bodies = {
  ...{ first: '/result {1}', rest: '/result {-1}', last: '/result {L}' },
  nth: lines('/let _at=$[trunc({1})]', '/shift', '/test shift(_at - 1)', '/result _at > 0 ? {1} : ""'),
  ...{ car: '/result {1}', cadr: '/result {2}', caddr: '/result {3}' },
  ...{ cdr: '/result {-1}', cddr: '/result {-2}', cdddr: '/result {-3}' },
  length: '/result {#}',
  reverse: lines(
    '/let _all=',
    each('/test _all := strcat({1}, _all =~ "" ? "" : " ", _all)'),
    '/result _all',
  ),
  ...{ mapcar: called('%1'), maplist: called('%*') },
  remove: lines(
    '/let _one=%1',
    '/let _all=',
    '/shift',
    each('/test {1} =~ _one | (_all := strcat(_all, " ", {1}))'),
    '/result _all',
  ),
  // Behind each word is a blank, and one more if the last of them came again.
  unique: lines(
    '/let _all=',
    '/test _all := " "',
    '/let _new=',
    '/let _more=1',
    each(
      lines(
        '/if (strstr(_all, strcat(" ", {1}, " ")) < 0) /test _all := strcat(_all, _new := {1}, " "), _more := 0',
        '/else /test _more := _more | {1} =~ _new',
        '/endif',
      ),
    ),
    '/result strcat(substr(_all, 1), _more ? " " : "")',
  ),
  push: '/test %2 := strcat({1}, " ", %2)',
  enqueue: '/test %2 := strcat(%2, " ", {1})',
  ...{ pop: taken, dequeue: taken },
  ...{ textencode: '/result textencode({*})', textdecode: '/result textdecode({*})' },
};
