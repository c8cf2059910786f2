/**
 * A thousand macros that use every construct of TinyFugue's which Clay takes: each option of /def, each form of a pattern, all
 * attributes and events, and in the bodies all commands, functions, operators and substitutions. Each trigger has a line that it
 * is for, and one that it is not for.
 */
import { never, tinyFugueEvents } from '../../../client/tinyfugue/macros/events.ts';

export interface Sample {
  readonly name: string;
  /** The line of the file, or several. */
  readonly text: string;
  /** A line that its trigger is for, and one that it is not; null: it has no trigger. */
  readonly meant: { readonly hit: string; readonly miss: string } | null;
}

interface Form {
  /** `-m`, `-t`: as they are typed. */
  readonly options: string;
  readonly hit: string;
  readonly miss: string;
}

const word = (n: number) => `zq${n.toString(36)}x`;

/** Patterns: by how they are read, what there is in them. */
const FORMS: readonly ((w: string) => Form)[] = [
  w => ({ options: `-t"${w}"`, hit: w, miss: `${w} more` }),
  w => ({ options: `-t'{*} ${w} you *'`, hit: `Bob ${w} you hi`, miss: `Bob of Rye ${w} it` }),
  w => ({ options: `-mglob -t\`*${w}*\``, hit: `a ${w} b`, miss: `a b` }),
  w => ({ options: `-t"${w} ?s"`, hit: `${w} as`, miss: `${w} ass` }),
  w => ({ options: `-t"${w} [a-cx]*"`, hit: `${w} bold`, miss: `${w} door` }),
  w => ({ options: `-t"${w} [^a-c]"`, hit: `${w} d`, miss: `${w} a` }),
  w => ({ options: `-t"{one|two|th*} ${w}"`, hit: `THREE ${w}`, miss: `four ${w}` }),
  w => ({ options: `-t"${w} \\\\* \\\\? \\\\[ \\\\{"`, hit: `${w} * ? [ {`, miss: `${w} a b c d` }),
  w => ({ options: `-t"${w} \\"quoted\\""`, hit: `${w} "quoted"`, miss: `${w} quoted` }),
  w => ({ options: `-msimple -t"${w} [*] opens."`, hit: `${w} [*] opens.`, miss: `${w} x opens.` }),
  w => ({ options: `-m"substr" -t"Gold ${w}"`, hit: `some Gold ${w}s`, miss: `some gold ${w}s` }),
  w => ({
    options: `-mregexp -t"^${w} (hits|misses) (\\\\w+) for (\\\\d+)\\\\.$"`,
    hit: `${w} hits Al for 12.`,
    miss: `${w} hits Al for x.`,
  }),
  w => ({
    options: `-mregexp -t'${w}, (?:a|an) (?<what>[a-z]+)'`,
    hit: `a ${w}, an orc`,
    miss: `a ${w}, the orc`,
  }),
  w => ({ options: `-mregexp -t"\\\\b${w}\\\\b"`, hit: `(${w})`, miss: `${w}s` }),
  w => ({ options: `-mregexp -t"${w}[^\\\\s,;]{2,3}\\\\s"`, hit: `${w}ab `, miss: `${w}a ` }),
  w => ({ options: `-mregexp -t"${w} .*?(\\\\S+)\\\\.$"`, hit: `${w} a b c.`, miss: `${w} a b c` }),
  w => ({ options: `-mregexp -t"(?i)Orc ${w}"`, hit: `ORC ${w}`, miss: `elf ${w}` }),
  w => ({ options: `-mregexp -t"(?-i)orc ${w}"`, hit: `orc ${w}`, miss: `ORC ${w}` }),
  w => ({
    options: `-mregexp -t"^${w} [[:alpha:]]+ [[:digit:]]+$"`,
    hit: `${w} abc 12`,
    miss: `${w} 12 abc`,
  }),
  w => ({ options: `-mregexp -t"\\\\A${w}\\\\h+\\\\x41\\\\102\\\\z"`, hit: `${w}  AB`, miss: `${w} AC` }),
  w => ({ options: `-mregexp -t"${w} (?#a remark)(a+|b*c?)d"`, hit: `${w} aad`, miss: `${w} xd` }),
  w => ({
    options: `-mregexp -t"${w} \\\\Q=\\\\E [\\\\w.-]+@[\\\\w.]+"`,
    hit: `${w} = a.b@c.d`,
    miss: `${w} = a.b`,
  }),
  w => ({
    options: `-mregexp -t"^(${w}|${w}s)( \\\\(\\\\d{1,3}%\\\\))?$"`,
    hit: `${w}s (100%)`,
    miss: `${w}s (100)`,
  }),
];

/** Options that say when and how a macro acts; `-q` and others without a text in one word, too. */
const OPTIONS: readonly ((n: number) => string)[] = [
  () => '',
  n => `-p${n % 100}`,
  n => `-p"${n % 7} * 2 + 1"`,
  n => `-n${1 + (n % 9)}`,
  () => '-1',
  n => `-c${1 + (n % 99)}`,
  () => '-F',
  () => '-Fq',
  () => '-i',
  () => '-I',
  () => '-w',
  () => '-wAlpha',
  () => '-T"tiny*"',
  n => `-E"fighting & hp < ${n}"`,
  n => `-E'{#} == 0 | strlen(target) > ${n}'`,
  () => '-ag',
  () => '-aGLA',
  () => '-ax',
  () => '-an',
  () => '-aurBdfih',
  () => '-aCyellow,Cbgblue',
  () => '-aB,Cbrightred',
  () => '-aCrgb520',
  () => '-aCbgrgb015',
  () => '-aCgray12',
  () => '-aC208,Cbg17',
  () => '-aE',
  () => '-abW',
  () => '-fCgreen',
  () => '-P0Cred',
  () => '-PLB;RCblue',
  () => `-P"0BCcyan"`,
  // Each of its own: a key is that of one macro.
  n => `-b"^[${String.fromCodePoint(0x4e00 + n)}"`,
  n => `-B"key_${['', 'ctrl_', 'shift_'][Math.floor(n / 30 / 12)]}f${1 + (Math.floor(n / 30) % 12)}"`,
  n => `-iq -F -p${n} -c50 -aBu`,
];

/** All functions, with arguments that they take. */
const CALLS =
  `abs(-1) acos(0) asin(0) ascii("a") atan(1) char(65) columns() cos(0) cputime() decode_ansi("x") decode_attr("x") echo("x")
  encode_ansi("x") encode_attr("x") eval("/_echo x") exp(1) ftime("%Y-%m-%d",0) fg_world() getopts("ab:n#","") idle() inline_attr("x")
  ismacro("x") isvar("x") lines() ln(2) log(2) log10(2) mktime(2024,1,1) mod(7,3) moresize() nactive() nmail() nread() pad("x",5,"y",-5)
  pow(2,3) rand() rand(6) rand(1,6) regmatch("a(.)","ab") replace("a","b","aab") send("x") sin(0) sqrt(4) strcat("a","b")
  strchr("abc","b") strcmp("a","b") strcmpattr("a","b") strlen("abc") strncmp("ab","ac",1) strrchr("abc","b") strrep("a",3) strstr("abc","c")
  strip_attr("x") substr("abc",1,1) systype() tan(0) textdecode("x") textencode("x") time() tolower("A") toupper("a") trunc(1.5)
  shift() is_connected() is_open() sidle() morepaused() morescroll() nlog() features() getpid() gethostname()
  kblen() kbpoint() kbhead() kbtail() kbgoto(0) kbwordleft() kbwordright() kbmatch() keycode("x") status_fields() filename("x")
  gmcp("a") msdp("a") escape("a","abc") kbdel(0) input("") addworld("nowhere","tiny") prompt("x") substitute("x") whatis("x") winlines() world_info("name")`
    .split(/\s+(?=[a-z])/)
    .filter(call => call.includes('('));

const OPERATORS = [
  '1 + 2 - 3 * 4 / 5',
  '-1 + +2',
  '!x & y | !(z)',
  'a == b',
  'a != b',
  'a < 1 & a <= 2 | a > 3 & a >= 4',
  '"ab" =~ "ab"',
  '"ab" !~ "cd"',
  '"ab" =/ "a*"',
  '"ab" !/ "b*"',
  'x ? 1 : 2',
  'x := 5',
  'x += 1, x -= 1, x *= 2, x /= 2',
  '++x, x++, --x, x--',
  '0.5 * 1e3 + 0:30',
  '"a" . "b"',
  '{x} + {1} + {#} + {P1} + {2-0}',
  'strcat(\'a\', `b`, "c")',
].filter(text => !text.includes(' . '));

const SUBSTITUTIONS = [
  '%1 %2 %-1 %* %# %0 %L %-L %L2 %?',
  '%{1} %{-2} %{*} %{#} %{L} %{-L} %{?}',
  '%{1-none} %{target-orc} %{hp} %hp %target;',
  '%P0 %P1 %{P2} %PL %PR %{PL} %{P1-none}',
  `$[hp + 1] $[strcat("a", {1})] ${'$'}{heal} $(/_echo x)`,
  '%% $$ @@ %; \\%',
];

/** Bodies: all commands, each in forms that it has. */
const BODIES: readonly string[] = [
  '/echo -- %1 %-3',
  '/echo -aCred -wAlpha -p @{Cgreen}%*@{n}',
  '/echo -e error%; /echo -A x',
  '/_echo %*',
  '/if (hp < 10) flee%; /elseif (hp < 50) quaff%; /else kick%; /endif',
  '/if /test 1%; /then /echo a%; /if (1) /echo b%; /endif%; /endif',
  '/let i=0%; /while (++i < {1-3}) /echo $[strcat(i, ": ", {2-none})]%; /done%; /return i',
  '/for i 1 5 /echo %%i%; /break',
  '/while (1) /if (rand(3) == 0) /break%; /endif%; /done',
  '/set hp=$[hp - {P3}]%; /let a=b%; /unset a%; /setenv c=d%; /export c',
  '/set hp=5%; /test hp := 6%; /expr hp + 1%; /not /test 0',
  '/repeat -5 1 /echo later',
  '/repeat -0:30 i /echo on and on',
  '/repeat -S 3 /echo at once',
  '/quote -S -decho \'"file.txt"',
  '/quote -0 say `/list x*',
  '/quote -dexec /echo -- `"/listworlds"',
  '/send -wAlpha look%; /send -n x',
  '/substitute -aB -p @{Cred}%*',
  '/trigger %*%; /trigger -n %*%; /trigger -hCONNECT x',
  '/def -t"%1 *" -aB -n1 inner = /echo %%1 $$[1 + 2]',
  '/edit -p5 nobody%; /undef nobody%; /undefn 99999%; /undeft nothing',
  '/list -s x*%; /purge -mglob nothing_*',
  '/hilite nothing_at_all%; /nohilite nothing_at_all%; /gag nothing_here%; /nogag nothing_here',
  '/hook CONFLICT x=/echo y%; /unhook CONFLICT x',
  '/shift%; /shift 2%; /echo %#',
  '/eval /echo %%1 %1%; /eval (/echo a%%; /echo b)',
  '/result strlen({*})',
  '/return {1-0} * 2',
  '/exit',
  '/toggle flag%; /first %*%; /rest %*%; /last %*%; /nth 2 %*%; /split a=b%; /escape " a"b%; /replace a b c',
  '/true%; /false%; /:',
  '/listdef x*%; /purgedef nothing_*%; /ismacro x%; /partial nothing_at_all%; /act nothing_at_all=/echo x',
  '/trig nothing_at_all=/echo x%; /trigp 5 nothing_more=/echo x%; /trigc 50 nothing_else=/echo x%; /trigpc 5 50 nothing=/echo x',
  '/untrig nothing%; /bind ^[k=/echo x%; /unbind ^[k%; /listtrig x*%; /listgag x*%; /listhilite x*%; /listhook x*',
  '/listbind x*%; /purgetrig nothing_*%; /purgegag nothing_*%; /purgehilite nothing_*%; /purgehook nothing_*%; /purgebind nothing_*',
  '/dokey home%; /world -%; /fg -n%; /connect nowhere%; /dc nowhere%; /addworld -Ttiny nowhere%; /beep%; /listvar hp*%; /isvar hp',
  '/status_add x%; /status_rm x%; /status_edit x%; /status_defaults%; /sys ls%; /sh ls%; /psh ls%; /ps%; /kill 999',
  '/load -q nothing.tf%; /require -q nothing.tf%; /loaded nothing.tf',
  '/test s := tfopen()%; /~savelist %s zqnone%; /test tfclose(s)%; /status_save%; /status_restore%; /prompt >%; /purgedeft zqnone%; /alias zqal look %%1%; /unalias zqal%; /purgealias%; /liststreams%; /listworlds -s%; /listsockets -s%; /input%; /grab',
  '/background on%; /bamf off%; /borg on%; /cleardone off%; /clearfull off%; /insert on%; /isize 3%; /ptime 1%; /redef on',
  '/login on%; /lp off%; /lpquote off%; /more off%; /quiet off%; /quitdone off%; /shpause on%; /sockmload off%; /sub off',
  '/gpri 0%; /hpri 0%; /kecho off%; /mecho off%; /qecho off%; /wrap on%; /wrapspace 4%; /car a b%; /mapcar /echo a b',
  '/visual on%; /clock off%; /histsize 100%; /watchdog on%; /watchname off%; /~keyseq up ^[[A%; /~bind_if_not_bound ^[q /echo x',
  '/nosuchcommand %1%; /@echo x',
  'north%; say "%1" to %{2-nobody}%; ',
  '//not a command',
  ...OPERATORS.map(text => `/test ${text}`),
  ...CALLS.map(call => `/test ${call.replaceAll('%', '%%')}`),
  ...SUBSTITUTIONS.map(text => `/_echo ${text}`),
];

const EVENTS = [...tinyFugueEvents];

function sample(n: number): Sample {
  const name = `t${n}`;
  const body = BODIES[n % BODIES.length] as string;
  // A macro without a trigger, one of a hook, and else one of a trigger.
  if (n % 20 === 0) return { name, text: `/def ${name} = ${body}`, meant: null };
  if (n % 10 === 5) {
    const event = EVENTS[Math.floor(n / 10) % EVENTS.length] as string;
    const events = n % 20 === 5 ? event : `${event.toLowerCase()}|${[...never][n % never.size]}`;
    const pattern = n % 3 === 0 ? ` ${word(n)} *` : '';
    return { name, text: `/def -h"${events}${pattern}" ${name} = ${body}`, meant: null };
  }
  const { options, hit, miss } = (FORMS[n % FORMS.length] as (w: string) => Form)(word(n));
  const more = (OPTIONS[n % OPTIONS.length] as (n: number) => string)(n);
  // A part of what matches is only there in a regular expression, and then -P says so by itself.
  const isPart = more.startsWith('-P') && !options.startsWith('-mregexp');
  const given = [isPart ? '' : more, options].filter(Boolean);
  if (n % 2) given.reverse();
  const end = n % 7 === 0 ? ' --' : '';
  // A long line goes on in the next one of the file.
  const gap = n % 11 === 0 ? ' \\\n    ' : ' ';
  const text = `/def ${given.join(' ')}${end} ${name} =${gap}${body}`;
  return { name, text, meant: { hit, miss } };
}

export const THOUSAND: readonly Sample[] = Array.from({ length: 1000 }, (_, n) => sample(n));

/** All of it as a file. */
export function thousandText(): string {
  return `; A thousand macros.\n${THOUSAND.map(({ text }) => text).join('\n')}\n`;
}

/** What there is to be used, for who wants to know that nothing is left out. */
export const CONSTRUCTS = { FORMS, OPTIONS, BODIES, EVENTS, CALLS };
