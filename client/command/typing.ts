/** Commands about how what is typed goes to the server, and whether it is shown. */
import type { Turn } from '../state/state.ts';
import type { World } from '../state/world.ts';
import { isCharmode } from '../world/charmode/mode.ts';
import { isMasked } from '../world/login/masking.ts';
import { absence, takesWords } from '../world/outbox.ts';
import { complain, complainHere, say, sayHere } from '../world/world.ts';
import type { Command } from './table.ts';

const SHOWN = 'What you type is shown, until the server hides it anew or you do by Esc e.';
const HIDDEN = 'What you type is hidden again.';
const NOTHING_HIDDEN = 'Nothing is hidden here: what you type is shown.';
const STANDS_SHOWN = 'The server echoes, and what you type is shown all the same: /localecho off hides it.';
const STANDS_HIDDEN = 'The server echoes: what you type is hidden. /localecho on shows it.';

const NO_KEYS_HERE =
  'There is no character mode with --plain: what is typed goes by lines. /send sends one that starts with /.';
const KEYS_GO = 'each key goes to the server at once. Esc / begins a command, such as /charmode off.';
const LINES_GO = 'what you type goes by lines again.';

export const typingCommands: readonly Command[] = [
  {
    names: ['localecho'],
    usage: '/localecho [on|off]',
    summary: 'show what you type although the server hides it, or hide it again (Esc e)',
    details: [
      'A server that echoes hides what is typed; some never give that back. Begin the command by Esc /, for nothing that is typed while it is hidden is a command.',
      'It holds until the server says something new about its echo. Without a word it says how it stands. For good: /setup worlds.NAME.mask password, or never.',
    ],
    arguments: [['on', 'off']],
    examples: [
      ['/localecho', 'says how it stands'],
      ['/localecho on', 'shows what is typed from now on, and what is half typed'],
    ],
    related: ['input', 'mask', 'keys'],
    late: true,
    run: localEcho,
  },
  {
    names: ['charmode'],
    usage: '/charmode [on|off]',
    summary: 'send each key to the server of the world on screen at once, as from a terminal',
    details: [
      'For menus and editors that want single keys. Letters, Enter, Tab, Backspace, arrows, Ctrl and Esc with a letter go to the server, but for keys of Clay that reload, redraw, scroll, or go to a world; a paste goes as it is. None of it is in the history or the log file, nor an alias; what the server does not echo stands in the input until Enter.',
      'Esc / begins a command, Esc Esc sends one Esc. The bar says (char mode). Without a word it switches; it ends with the connection. For good: /setup worlds.NAME.charmode on.',
    ],
    arguments: [['on', 'off']],
    examples: [
      ['/charmode on', 'each key goes to the server at once'],
      ['/charmode', 'behind Esc /: no longer'],
    ],
    related: ['input', 'localecho', 'send', 'keys'],
    late: true,
    run: charMode,
  },
];

/** Esc e: for servers that echo and do not ask for a password. */
export function toggleMask(turn: Turn): void {
  const { world } = turn;
  if (world && isHeld(turn, world)) setMask(turn, world, world.maskLifted);
  else sayHere(turn, NOTHING_HIDDEN);
}

function localEcho(turn: Turn, args: string): void {
  const { world } = turn;
  const word = args.toLowerCase();
  if (!['', 'on', 'off'].includes(word)) return complainHere(turn, 'Usage: /localecho [on|off].');
  if (!world || !isHeld(turn, world)) return sayHere(turn, NOTHING_HIDDEN);
  if (word === '') return sayHere(turn, world.maskLifted ? STANDS_SHOWN : STANDS_HIDDEN);
  setMask(turn, world, word === 'off');
}

/** What is typed is hidden, or would be if the user did not want to see it. */
function isHeld({ state }: Turn, world: World): boolean {
  return world.maskLifted || isMasked(state, world);
}

function setMask(turn: Turn, world: World, on: boolean): void {
  world.maskLifted = !on;
  sayHere(turn, on ? HIDDEN : SHOWN);
}

function charMode(turn: Turn, args: string): void {
  const { state, view, world } = turn;
  const word = args.toLowerCase();
  if (!['', 'on', 'off'].includes(word)) return complainHere(turn, 'Usage: /charmode [on|off].');
  if (view?.plain) return complainHere(turn, NO_KEYS_HERE);
  if (!world) return complainHere(turn, 'No world is on screen. /worlds name switches to one.');
  if (!takesWords(world)) return complain(turn, world, `${world.name} is ${absence(world)}.`);
  const on = word === '' ? !isCharmode(state, world) : word === 'on';
  world.charmode = on;
  say(turn, world, `${world.name}: ${on ? KEYS_GO : LINES_GO}`);
}
