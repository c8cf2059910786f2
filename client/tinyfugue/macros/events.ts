/** Events of hooks by their names: those of TinyFugue, and those that Clay has besides. */
import { raise } from '../../../shared/fault.ts';
import { hookEvents } from '../../state/automation.ts';

/** What TinyFugue has. Of these `never` do not happen in Clay: they are taken, and wait for nothing. */
export const tinyFugueEvents = [
  ...['ACTIVITY', 'BAMF', 'BGTEXT', 'BGTRIG', 'CONFAIL', 'CONFLICT', 'CONNECT', 'DISCONNECT', 'ICONFAIL'],
  ...['KILL', 'LOAD', 'LOADFAIL', 'LOG', 'LOGIN', 'MAIL', 'MORE', 'NOMACRO', 'PENDING', 'PREACTIVITY'],
  ...['PROCESS', 'PROMPT', 'PROXY', 'REDEF', 'RESIZE', 'SEND', 'SHADOW', 'SHELL', 'SIGHUP', 'SIGTERM'],
  ...['SIGUSR1', 'SIGUSR2', 'WORLD'],
] as const;
export const never: ReadonlySet<string> = new Set([
  ...[
    'BAMF',
    'ICONFAIL',
    'MAIL',
    'MORE',
    'PROXY',
    'SHELL',
    'SIGHUP',
    'SIGTERM',
    'SIGUSR1',
    'SIGUSR2',
    'SHADOW',
  ],
]);

/** Other names of the same. */
const OTHERS: Readonly<Record<string, string>> = {
  BACKGROUND: 'BGTRIG',
  CONNETFAIL: 'ICONFAIL',
  ATCP: 'GMCP',
};
const known: ReadonlySet<string> = new Set<string>([...tinyFugueEvents, ...hookEvents]);

/** Of `CONNECT|DISCONNECT`. Throws, if one is none. */
export function eventsOf(text: string): readonly string[] {
  const names = text.split('|').map(name => name.toUpperCase());
  return names.map(name => {
    const event = OTHERS[name] ?? name;
    if (!known.has(event)) raise('TF', `def -h: invalid hook event "${name}"`);
    return event;
  });
}
