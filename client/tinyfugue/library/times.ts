/** Macros about time, chance and versions, each written from what TinyFugue answers. */
import { type Bodies, lines } from './bodies.ts';

/** The TinyFugue whose macros are understood. */
const VERSION = '5.0 beta 8';

const MOMENT = '^(?:(?:(\\\\d+)-)?(\\\\d+)-(\\\\d+) +)?(\\\\d\\\\d?):(\\\\d\\\\d)(?::([0-9.]+))? +(.+)$';
const WITH_DATE = 'mktime(_year, _month, _day, _hour, _minute, _second)';

export const timeBodies: Bodies = {
  time: lines('/echo -- $[{#} ? ftime({*}) : ftime()]', '/return time()'),
  rand: '/result {#} > 1 ? rand({1}, {2}) : {#} ? rand({1}) : rand()',
  ver: `/result "${VERSION}"`,
  // Which of two versions is the later one: above 0, the first.
  vercmp: lines(
    '/let _form=^([0-9]+)[.]([0-9]+) (alpha|beta|gamma|stable) ([0-9]+)$$',
    '/if (!regmatch(_form, {1})) /echo -e %% vercmp: Bad version format "%1"%;/return -2%;/endif',
    ...['/let _a=%P1', '/let _b=%P2', '/let _c=%P3', '/let _d=%P4'],
    '/if (!regmatch(_form, {2})) /echo -e %% vercmp: Bad version format "%2"%;/return -2%;/endif',
    '/result (_a - {P1}) ?: (_b - {P2}) ?: strcmp(_c, {P3}) ?: (_d - {P4})',
  ),
  // At the next moment that is so: what the date leaves out is today's, or else tomorrow, or a year later.
  at: lines(
    '/if (!getopts("v")) /return 0%;/endif',
    `/if (!regmatch("${MOMENT}", {*})) /echo -e %% Usage: /at [-v] [[yyyy-]mm-dd] hh:mm[:ss] commands%;/return 0%;/endif`,
    ...['/let _year=%P1', '/let _month=%P2', '/let _day=%P3', '/let _hour=%P4', '/let _minute=%P5'],
    ...['/let _second=%{P6-0}', '/let _what=%P7', '/let _now=$[time()]'],
    '/if (_hour > 23 | _minute > 59 | _second >= 60) /echo -e %% at: there is no such time: %1%;/return 0%;/endif',
    '/let _given=$[_year !~ ""]',
    '/if (_given & strlen(_year) < 3) /test _year += 2000%;/endif',
    '/if (!_given) /test _year := ftime("%%Y", _now)%;/endif',
    '/let _daily=$[_month =~ ""]',
    '/if (_daily) /test _month := ftime("%%m", _now), _day := ftime("%%d", _now)%;/endif',
    `/let _then=$[${WITH_DATE}]`,
    `/if (_then <= _now & _daily) /test ++_day, _then := ${WITH_DATE}%;/endif`,
    `/if (_then <= _now & !_daily & !_given) /test ++_year, _then := ${WITH_DATE}%;/endif`,
    '/if (_then <= _now) /echo -e %% at: that time is over%;/return 0%;/endif',
    '/if (opt_v) /echo %% /at: $[ftime("%Y-%m-%d %H:%M:%S", _then)]%;/endif',
    '/repeat -$[_then - _now] 1 %{_what}',
  ),
};
