/** Macros about worlds, keys, lists and files: short for commands that reach the client. */
import { type Bodies, lines } from './bodies.ts';

/** What each kind of macros is called, and the file that it is kept in unless another is named. */
/** What of TinyFugue's features is here, by the names of `/features`. */
export const FEATURES = ['256colors', 'float', 'ftime', 'history', 'TZ'];

const FILES = {
  def: ['MACRO', '-mglob -h0 -b{} -t{} ?*'],
  hilite: ['HILITE', '-mglob -t"" -aurBhC'],
  gag: ['GAG', '-mglob -t"" -ag'],
  trig: ['TRIG', '-mglob -t"" -an'],
  bind: ['BIND', '-mglob -b""'],
  hook: ['HOOK', '-mglob -h""'],
  world: ['WORLD', ''],
} as const;

function fileBodies(): Bodies {
  const all: Record<string, string> = {};
  for (const [kind, [name, options]] of Object.entries(FILES)) {
    all[`${name.toLowerCase()}file`] = `~/tiny.${name.toLowerCase()}${kind === 'def' ? 's' : ''}`;
    all[`load${kind}`] = `/load %{*-\${${name}FILE}}`;
    if (options !== '') all[`save${kind}`] = `/save %{*-\${${name}FILE}} ${options}`;
  }
  return all;
}

/** A world of this type. */
const world = (type: string) => `/addworld -T"${type}" %*`;

/** Lines that tell of a page or a whisper. */
const PAGED = '^\\\\S+ pages(?:[:,]|\\\\s)|^You (?:sense|feel) that |^In a page-pose to you, ';
const WHISPERED = '^\\\\S+ whispers(?:[:,]|\\\\s)';

const hilited = (name: string, pattern: string) =>
  `/def -i -p$[+hpri] -ah -mregexp -t"${pattern}" ~hilite_${name} =`;

export const clientBodies: Bodies = {
  ...fileBodies(),
  save: lines(
    '/if (!getopts("a")) /return 0%;/endif',
    '/if ({#} == 0) /echo -e %% save: which file?%;/return 0%;/endif',
    '/let _handle=$[tfopen({1}, opt_a =~ "" ? "w" : "a")]',
    '/if (_handle < 0) /return 0%;/endif',
    '/~savelist %{_handle} %{-1}',
    '/let _last=%?',
    '/test tfclose(_handle)',
    '/return +_last',
  ),
  ...{ addtiny: world('tiny'), addlp: world('lp'), addlpp: world('lpp') },
  ...{ adddiku: world('diku'), addtelnet: world('telnet') },
  telnet: '/connect %1 %{2-23}',
  // Until somebody answers, or that is no longer wanted.
  retry: lines(
    '/if ({#} == 0) /echo -e %% retry: usage is /retry world [seconds]%;/return 0%;/endif',
    '/set _retry_$[textencode({1})]=1',
    '/~retry %1 %{2-60}',
  ),
  '~retry': lines(
    '/let _wanted=',
    '/test _wanted := _retry_$[textencode({1})]',
    '/if (!_wanted) /return 0%;/endif',
    '/if (is_connected({1})) /unset _retry_$[textencode({1})]%;/return 1%;/endif',
    '/if (!is_open({1})) /world %1%;/endif',
    '/repeat -%2 1 /~retry %*',
  ),
  retry_off: '/if ({#}) /unset _retry_$[textencode({1})]%;/else /unset $(/listvar -s _retry_*)%;/endif',
  hilite_page: hilited('page', PAGED),
  hilite_whisper: hilited('whisper', WHISPERED),
  nohilite_page: '/undef ~hilite_page',
  nohilite_whisper: '/undef ~hilite_whisper',
  reply: '/borg %*',
  ...{ man: '/help %*', nolog: '/log off' },
  ...{ nowrap: '/wrap off', nologin: '/login off', noquiet: '/quiet off' },
  features: `/if ({#}) /return features({*})%;/endif%;/echo ${FEATURES.map(name => `+${name}`).join(' ')}`,
  ...{
    purgedeft: '/purge -mglob -t"" %{*-?*}',
    suspend: '/dokey suspend',
    list_active_worlds: '/connections',
  },
  listfullhilite: '/list -mglob -t"" -aurBhC',
  listpartial: '/list -mglob -P',
  to_active_world: '/dokey socketf',
  to_active_or_prev_world: '/dokey socketf',
  ...{ kb_up_or_recallb: '/dokey up', kb_down_or_recallf: '/dokey down' },
  ...{ kb_backward_kill_line: '/dokey unix-line-discard', kb_kill_word: '/dokey kill-word' },
  ...{ kb_backward_kill_word: '/dokey backward-kill-word', kb_transpose_chars: '/dokey transpose-chars' },
  ...{ kb_capitalize_word: '/dokey capitalize-word', kb_downcase_word: '/dokey downcase-word' },
  kb_upcase_word: '/dokey upcase-word',
};
