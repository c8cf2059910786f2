/** Dialogs, lists and the input, in a profile that has much of everything. */
import type { Act } from './scene.ts';

const WORLDS = Array.from(
  { length: 2000 },
  (_, n) => `[worlds.World${n}]\nhost = "mud${n}.example.org"\nport = ${4000 + n}\n`,
).join('');
const RULES = Array.from(
  { length: 5000 },
  (_, n) =>
    `[[trigger]]\nname = "rule${n}"\ngroup = "g${n % 50}"\npattern = '^Zorc${n} (\\w+) hits (\\w+)'\nmode = "regexp"\nsend = "kill $1"\n`,
).join('\n');
const VARIABLES = Array.from({ length: 5000 }, (_, n) => `var${n} = "value number ${n}"`).join('\n');
const HISTORY = `${Array.from({ length: 40_000 }, (_, n) => JSON.stringify(`say word${n} to ${n}`)).join('\n')}\n`;
const BIG = {
  'automation.toml': `[variables]\n${VARIABLES}\n\n${RULES}`,
  history: HISTORY,
};

/** Each of the keys, and what follows, on its own; Esc closes what is left open. */
function pressing(what: string, keys: readonly string[], more: Partial<Act> = {}): Act {
  return {
    what,
    files: BIG,
    tables: WORLDS,
    settings: 'history_size = 100000',
    async run({ client, idle }) {
      for (const key of [...keys, '\x1b']) {
        client.type(key);
        await idle();
      }
    },
    times: 2,
    ...more,
  };
}

const DOWN = '\x1b[B';
const PAGE = '\x1b[6~';
const END = '\x1b[F';

export const profile: readonly Act[] = [
  pressing('/setup', ['/setup\r', PAGE, END, 'tls']),
  pressing('/worlds, 2,000 worlds', ['/worlds\r', DOWN, PAGE, END, 'w', 'orld19', '\x7f']),
  pressing('/worlds -l', ['/worlds -l\r', PAGE]),
  pressing('/worlds -e', ['/worlds -e World7\r', DOWN]),
  pressing('/connections', ['/connections\r']),
  pressing('/rules, 5,000 rules', ['/rules\r', DOWN, PAGE, END, 'rule4', '9']),
  pressing('/triggers', ['/triggers\r', PAGE]),
  pressing('/vars, 5,000 variables', ['/vars\r', PAGE, END]),
  pressing('/set and /unset', ['/set -s another value\r', '/set var7 other\r', '/unset another\r']),
  pressing('/listvar', ['/listvar\r', PAGE]),
  pressing('/timers', ['/timers\r']),
  pressing('/keys', ['/keys\r', PAGE, 'search']),
  pressing('/help', ['/help\r', PAGE, '\x1b', '/help world\r']),
  pressing('/menu', ['/menu\r', DOWN]),
  pressing('Tab', ['/worlds W', '\t', '\t', '\x15', '/setup ', '\t', '\x15', '/', '\t', '\x15']),
  pressing('Tab, a word of the history', ['say wo', '\t', '\t', '\x15']),
  pressing('Esc r', ['\x1br', 'w', 'o', 'r', 'd', '7', '7', '\x1br', '\x1br', '\x07']),
  pressing('Esc r, nothing found', ['\x1br', 'zork', '\x07']),
  pressing('Esc p', ['say word1', '\x1bp', '\x1bp', '\x15']),
  pressing('Up', ['\x10', '\x10', '\x15']),
  pressing('/try', ['/try Zorc77 Ara hits Bil\r']),
  pressing('F2, F1', ['\x1bOQ', '\x1bOP']),
  pressing('/settings reload', ['/settings reload\r']),
  pressing('/setup theme', ['/setup theme light\r', '/setup theme dark\r']),
  pressing('/connect', ['/connect 127.0.0.1 1\r']),
  pressing('spelling', ['helo there wrold of orcs ', 'mispelt', ' ', '\x15'], {
    settings: 'spell = "en_US"',
  }),
  pressing('Ctrl+Q', ['helo', '\x11', '\x15'], { settings: 'spell = "en_US"' }),
  {
    what: 'a start',
    files: BIG,
    tables: WORLDS,
    settings: 'history_size = 100000',
    run: () => {},
    isStart: true,
  },
];
