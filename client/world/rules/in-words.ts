/** What rules want done, in words: for whoever only wants to know. */
import type { Wish } from '../../automation/act.ts';
import { revealed } from '../../automation/data.ts';

const VERBS = {
  send: 'sends: ',
  echo: 'says: ',
  run: 'runs: ',
  notify: 'notifies: ',
  speak: 'speaks: ',
} as const;

export function inWords(wish: Wish): string {
  if (wish.type === 'bell') return 'rings the bell';
  if (wish.type === 'set') return `sets: ${wish.name} = ${wish.text}`;
  if (wish.type === 'switch') return `switches the group ${wish.group} ${wish.on ? 'on' : 'off'}`;
  if (wish.type === 'log') return `writes into ${wish.file}.log: ${wish.text}`;
  if (wish.type === 'call') return `calls ${wish.called}`;
  return VERBS[wish.type] + revealed(wish.text);
}
