/** Commands about keys: which there are, and what a key does by the name of it. */
import { actions } from '../../settings/bindings.ts';
import { isAction } from '../../settings/keys/bound.ts';
import type { Turn } from '../../state/state.ts';
import { findActions, openKeys } from '../../view/dialog/keys.ts';
import { tableRows } from '../../view/worlds/table.ts';
import { complainHere, sayHere } from '../../world/world.ts';
import { didYouMean } from '../similar.ts';
import type { Command } from '../table.ts';

export const keyCommands: readonly Command[] = [
  {
    names: ['keys'],
    usage: '/keys [word]',
    summary: 'list what each key does, and show what a key that you press is called',
    details: [
      'Type to filter, press a key to see its name and what it does. With a word: those that are about it, as text.',
      'In settings.toml, below [keys], an action gets other keys by its name: search = "Ctrl+F", or a list of keys; "" takes all of them away. /settings reload or Ctrl+R takes it up. What you bind wins: the key is no other action\'s then.',
      '/setup keys.ACTION does the same, as in /setup keys.next-world F6, Ctrl+Down; none takes the keys away, default brings the usual ones back.',
    ],
    examples: [
      ['/keys', 'opens the list'],
      ['/keys world', 'those that are about worlds'],
    ],
    related: ['key', 'setup', 'settings'],
    isText: true,
    run: listKeys,
  },
  {
    names: ['key'],
    usage: '/key action',
    summary: 'do what a key does, by the name of the action',
    details: ['For keyboards, scripts and readers that do not have the key. /keys lists the names.'],
    arguments: [Object.keys(actions)],
    examples: [
      ['/key next-world', 'as Ctrl+Down'],
      ['/key search', 'as F4'],
    ],
    related: ['keys', 'menu'],
    isByHand: ({ author }, args) => author === 'file' || BY_HAND.includes(args.trim().toLowerCase()),
    run: runAction,
  },
];

function listKeys(turn: Turn, args: string): void {
  if (args === '') return openKeys(turn);
  const found = findActions(turn.state.settings.keys, args);
  if (found.length === 0) return complainHere(turn, `No key or action has "${args}". /keys lists them all.`);
  const columns = [
    { title: 'Action', cells: found.map(({ name }) => name) },
    { title: 'Keys', cells: found.map(({ keys }) => (keys.length > 0 ? keys.join(', ') : '-')) },
    { title: 'Does', cells: found.map(({ help }) => help) },
  ];
  for (const row of tableRows(columns, Number.POSITIVE_INFINITY)) sayHere(turn, row);
}

/** What ends Clay, or enters what somebody is typing. */
const BY_HAND: readonly string[] = ['interrupt', 'accept-line'];

function runAction(turn: Turn, args: string): void {
  const name = args.trim().toLowerCase();
  if (name === '') return complainHere(turn, 'Usage: /key action. /keys lists the actions.');
  if (!isAction(name)) {
    const meant = didYouMean(name, Object.keys(actions), one => `/key ${one}`);
    return complainHere(turn, `No key does "${args}".${meant || ' /keys lists the actions.'}`);
  }
  if (turn.view) turn.actions.push({ view: turn.view, name });
}
