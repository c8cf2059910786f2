/** What reads and searches long logs. */
import type { Act, TurnScene } from './scene.ts';
import { lines, logText } from './text.ts';

const MANY = 40_000;
const MOST = 1_000_000;

const KEYS = { copy: '\x1b[20~', search: '\x1bOS', escape: '\x1b', up: '\x1b[5~' };

const fill =
  (count: number) =>
  ({ say }: TurnScene) =>
    say(lines(count));

/** In a log of so many lines; closed again by Esc. */
function looking(what: string, count: number, keys: readonly string[], close = KEYS.escape): Act {
  return {
    what: `${what}, ${count.toLocaleString('en')} lines`,
    prepare: fill(count),
    async run({ client, idle }) {
      for (const key of keys) {
        client.type(key);
        await idle();
      }
      client.type(close);
    },
    times: 2,
  };
}

export const reading: readonly Act[] = [
  looking('/grep', MANY, ['/grep Orc 3\r']),
  looking('/grep -r', MANY, ['/grep -r Orc.*[37]+ hits\r']),
  {
    ...looking('/grep -l in a log file', 0, ['/grep -l Orc\r']),
    files: { 'logs/Alpha/2026-01-15.log': logText(MANY) },
  },
  {
    ...looking('/grep -l -r, nothing found', 0, ['/grep -l -r zork[0-9]+\r']),
    files: { 'logs/Alpha/2026-01-15.log': logText(MANY) },
  },
  looking('/recall', MANY, ['/recall 500\r']),
  looking('/recall pattern', MOST, ['/recall Orc 7\r']),
  looking('/recall by numbers', MOST, ['/recall 100-20000\r']),
  looking('/recall by time', MOST, ['/recall 0:01\r']),
  looking('F4 as it is typed', MOST, [KEYS.search, 'O', 'r', 'c', ' ', '1', '2', '\r', '\r']),
  looking('F4, nothing found', MOST, [KEYS.search, 'zork']),
  looking('/find', MOST, ['/find -r zork[0-9]+\r', '/find rusty\r', '/find\r']),
  looking('copy mode', MOST, [KEYS.copy, 'g', 'V', 'G', 'y']),
  looking('copy mode, all selected', MANY, [KEYS.copy, 'g', 'V', 'G', 'y']),
  looking('copy mode, search', MOST, [KEYS.copy, '?', 'Orc 77', '\r', 'n']),
  looking('/scroll top and end', MOST, ['/scroll top\r', KEYS.up, '/scroll end\r']),
  looking('PageUp', MOST, [KEYS.up, KEYS.up, KEYS.up]),
  looking('/copy', MOST, ['/copy 20000\r']),
  looking('/links', MOST, ['/links\r']),
  looking('/flush', MOST, ['/flush\r']),
  {
    what: '/replay of 40,000 lines',
    files: { 'logs/Alpha/2026-01-15.log': logText(MANY) },
    async run({ client, idle }) {
      client.type('/replay Alpha/2026-01-15.log 1000\r');
      await idle();
    },
  },
  {
    what: '/quote of 20,000 lines',
    files: { 'tf/long.txt': Array.from({ length: 20_000 }, (_, n) => `say this is line ${n}\n`).join('') },
    run: async ({ client, idle }) => {
      client.type(`/quote -S /echo '"tf/long.txt"\r`);
      await idle();
      client.type('\x1bj');
    },
    times: 3,
  },
];
