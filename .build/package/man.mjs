// clay(1) and clay-settings(5), of the tables that the client itself reads.
import { bold, head, item, paragraph, plain, section, verbatim } from './roff.mjs';

const FILES = [
  ['~/.clay/settings.toml', 'settings and worlds: clay\\-settings(5)'],
  ['~/.clay/automation.toml', 'rules: triggers, aliases, keys, hooks, timers'],
  ['~/.clay/scripts/', 'scripts in JavaScript'],
  ['~/.clay/known_hosts', 'certificates of servers that are trusted'],
  ['~/.clay/logs/', 'logs of worlds, a file a day'],
  ['~/.clay/clay.log', 'what the program itself did, as lines of JSON'],
  ['~/.clay.reload', 'the state, only while a reload is under way'],
];

const SIGNALS = [
  ['SIGUSR1', 'reload: replace the running code by the build on disk. Every connection stays.'],
  ['SIGTERM', 'end. Worlds in the TLS proxy stay there, and the next start takes them up again.'],
  ['SIGHUP', 'the terminal is lost: on_hangup says whether Clay ends or plays on without one.'],
  ['SIGTSTP, SIGCONT', 'suspend, go on.'],
];

/** clay(1). `helps`: of help.mjs, clay's own first; `families`, `keys`: tables of the client. */
export function clayPage({ helps, families, keys, version, date }) {
  const [own, ...programs] = helps;
  return [
    head('clay', 1, version, date),
    section('Name', 'clay \\- MUD client that never hangs up\n'),
    section('Synopsis', own.usage.map(line => `${bold(line.trim())}\n.br\n`).join('')),
    section(
      'Description',
      paragraph(
        'Clay plays text games, several at once, in a terminal, in a second terminal or in a browser. A new version takes the place of the running one by execve(2): same process, same terminal, no connection is lost. TLS is carried through it by a second program, tlsproxy.',
      ),
    ),
    section('Options', options(own)),
    ...programs.map(help => section(`clay ${help.program}`, programText(help))),
    section('Examples', own.examples.map(({ command, what }) => item(command, what)).join('')),
    section(
      'Commands',
      paragraph('Typed in Clay; /help has more of each, with examples.') +
        families
          .map(
            ({ title, commands }) =>
              `.SS ${title}\n${commands.map(({ usage, summary }) => item(usage, summary)).join('')}`,
          )
          .join(''),
    ),
    section(
      'Keys',
      paragraph('By the names that [keys] of settings.toml has; /keys lists and shows them.') +
        keys.map(([name, keysOf, help]) => item(`${keysOf} (${name})`, help)).join(''),
    ),
    section('Signals', SIGNALS.map(([name, text]) => item(name, text)).join('')),
    section('Files', FILES.map(([name, text]) => item(name, text.replaceAll('\\-', '-'))).join('')),
    section(
      'Environment',
      item('CLAY_HOME', 'the profile directory, in place of ~/.clay') +
        item('XDG_RUNTIME_DIR', 'where sockets lie; /tmp/clay-UID without it') +
        item('NO_COLOR', 'no colours'),
    ),
    section('Exit status', paragraph('0: fine; 1: it failed while it ran; 2: wrong usage.')),
    section('See also', paragraph('clay-settings(5)')),
  ].join('');
}

/** clay-settings(5). `tables`: title, what a key is called there, entries with key, default, help, values. */
export function settingsPage({ tables, version, date }) {
  return [
    head('clay-settings', 5, version, date),
    section('Name', 'clay\\-settings \\- settings and worlds of clay(1)\n'),
    section(
      'Description',
      paragraph(
        '~/.clay/settings.toml is TOML. All keys are optional; unknown ones are kept and told. It is read at the start, at each reload and by /settings reload; a mistake names its line and column, and changes nothing. In Clay, /setup shows and changes all of it, and clay --print-config prints what is in force.',
      ) +
        verbatim([
          'more_mode = false',
          '',
          '[worlds.Alpha]',
          'host = "mud.example.org"',
          'port = 4000',
          'tls = true',
        ]),
    ),
    ...tables.map(({ title, entries }) =>
      section(
        title,
        entries
          .map(({ name, values, fallback, help }) => item(name, `${help}. ${values}; ${fallback}.`))
          .join(''),
      ),
    ),
    section('See also', paragraph('clay(1)')),
  ].join('');
}

function options(help) {
  return help.options
    .map(({ short, long, value, help: text }) => {
      const names = [short, long]
        .filter(name => name !== undefined)
        .map(name => bold(name))
        .join(', ');
      return `.TP\n${names}${value === undefined ? '' : ` \\fI${plain(value)}\\fR`}\n${plain(text)}\n`;
    })
    .join('');
}

function programText(help) {
  return [
    ...help.usage.map(line => `.PP\n${bold(line.trim())}\n`),
    ...help.text.map(text => paragraph(text.replaceAll('\n', ' '))),
    options(help),
  ].join('');
}
