/** Events of hooks by the names that other clients have for them: those of TinyFugue (`/help hooks` there) and of TinTin++ (`#help event`). */
import { type HookEvent, hookEvents } from '../state/automation.ts';

const OTHERS: Readonly<Record<string, HookEvent>> = {
  // TinyFugue
  ICONFAIL: 'CONFAIL',
  PREACTIVITY: 'ACTIVITY',
  SIGUSR1: 'PRERELOAD',
  // TinTin++
  'PROGRAM START': 'START',
  'SESSION CREATED': 'PENDING',
  'SESSION CONNECTED': 'CONNECT',
  'SESSION TIMED OUT': 'CONFAIL',
  'SESSION DISCONNECTED': 'DISCONNECT',
  'SESSION ACTIVATED': 'WORLD',
  'RECEIVED PROMPT': 'PROMPT',
  'SEND OUTPUT': 'SEND',
  'SENT OUTPUT': 'SEND',
  'SCREEN FOCUS': 'FOCUS',
  'SCREEN RESIZE': 'RESIZE',
  'UNKNOWN COMMAND': 'NOMACRO',
  'IAC SB GMCP': 'GMCP',
  'IAC SB MSDP': 'MSDP',
  'IAC WILL ECHO': 'MASK',
  'IAC WONT ECHO': 'UNMASK',
};

const END = 'nothing can be done any more by then';
const NO_MAIL = 'Clay does not look for mail';
const A_TRIGGER = 'a trigger does that: /action name * = body';
const A_TIMER = 'a timer does that: /repeat seconds i body';

/** Those that Clay has nothing for, and why. */
const NONE: Readonly<Record<string, string>> = {
  ATCP: 'GMCP has taken its place',
  BAMF: 'Clay has no portals',
  CONFLICT: 'a rule is known by its name, and REDEF tells of that',
  MAIL: NO_MAIL,
  MORE: 'the pause is of the eye, and not of the game',
  OPTION102: 'GMCP has taken its place',
  PROCESS: '/timers lists what runs',
  PROXY: 'connections through a proxy are as others',
  SHADOW: 'a variable of a world hides one of the same name, which is meant so',
  SHELL: 'rules run no program',
  SIGHUP: END,
  SIGTERM: END,
  SIGUSR2: END,
  'PROGRAM TERMINATION': END,
  'RECEIVED LINE': A_TRIGGER,
  SECOND: A_TIMER,
  MINUTE: A_TIMER,
  HOUR: A_TIMER,
};

/** The event that is meant; `none`: which ones there are, as the end of a sentence, and why that one is not among them. */
export function eventNamed(text: string): { readonly event: HookEvent } | { readonly none: string } {
  const name = text.trim().toUpperCase().replace(/\s+/g, ' ');
  const own =
    hookEvents.find(one => one === name) ?? (Object.hasOwn(OTHERS, name) ? OTHERS[name] : undefined);
  if (own) return { event: own };
  const why = Object.hasOwn(NONE, name) ? `; ${name} is not, for ${NONE[name]}` : '';
  return { none: `one of ${hookEvents.map(one => `"${one}"`).join(', ')}${why}` };
}

/** Longest first: `SESSION CONNECTED` before what begins as it. */
const NAMES = [...hookEvents, ...Object.keys(OTHERS), ...Object.keys(NONE)].sort(
  (one, other) => other.length - one.length,
);

/** The name of an event at the beginning of a text, or else its first word; and what stands behind it. */
export function takeEvent(text: string): { readonly name: string; readonly rest: string } {
  const upper = text.toUpperCase();
  const known = NAMES.find(name => upper === name || upper.startsWith(`${name} `));
  const name = known ?? /^\S*/.exec(text)?.[0] ?? '';
  return { name: text.slice(0, name.length), rest: text.slice(name.length).trim() };
}
