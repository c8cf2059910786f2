/** What `/help` has to say beside commands and settings: a page a topic. */

export interface Topic {
  readonly name: string;
  /** One line for the list of topics. */
  readonly summary: string;
  /** A paragraph each. */
  readonly lines: readonly string[];
  readonly examples: readonly (readonly [line: string, what: string])[];
  /** Names of commands, topics and settings. */
  readonly related: readonly string[];
}

export const topics: readonly Topic[] = [
  {
    name: 'start',
    summary: 'the first steps: a world, a connection, the way out',
    lines: [
      'A world is a game that you play. Add one, then go to it; Clay connects, and what you type is sent to it.',
      'To try a server without adding it, connect to it by host and port.',
      'The bar above the input says which world is on screen, and what it waits for.',
    ],
    examples: [
      ['/addworld Home mud.example.org 4000', 'adds a world called Home; with -x behind /addworld, with TLS'],
      ['/worlds Home', 'goes to it and connects'],
      ['/connect mud.example.org 4000', 'connects to a server just like that'],
      ['/demo', 'starts a small game on this machine to try things out'],
      ['/worlds -a', 'asks four questions, and connects'],
      ['/quit', 'hangs up and leaves'],
    ],
    related: ['worlds', 'addworld', 'connect', 'keys', 'login', 'more'],
  },
  {
    name: 'completion',
    summary: 'the menu of commands, and Tab, which completes words',
    lines: [
      'A / at the start of the input opens a menu of the commands that begin so, and it narrows as you type. It changes nothing about the keys: Up is the input history, Enter runs what stands in the input, Esc closes the menu.',
      'Tab completes the word before the cursor as far as there is no choice: commands, options, names of worlds, settings and their values, topics, and words that were lately on screen.',
      'Where there is a choice, all that fits is shown. Tab again (or Shift+Tab) goes from one to the next and puts it into the input; Up and Down do so then, too. Type on, or Enter, to take it; Esc brings back what you had typed.',
      'Behind a command Tab shows how it is used if there is nothing to complete.',
    ],
    examples: [
      ['/setup command_menu off', 'no menu but by Tab'],
      ['/setup worlds.', 'and Tab: the worlds, then their settings, then the values'],
    ],
    related: ['keys', 'help', 'command_menu'],
  },
  {
    name: 'tinyfugue',
    summary: 'macros of TinyFugue: /def, its language, .tf files',
    lines: [
      '/def makes macros as TinyFugue 5 has them: commands of your own, triggers (-t), hooks (-h), keys (-b), with all its options. /load ~/.tfrc takes a file of them.',
      'Their bodies are its language: %1, %{name}, $[expression], $(command), /if, /while, /for, /test, /let, /quote, /repeat -5 10 look.',
      "Commands that Clay has by the same name are Clay's when you type them (/set, /repeat, /bind, /hook, /gag, /hilite), and TinyFugue's in macros and files.",
      'Macros that TinyFugue has from the start are here as well (/car, /mapcar, /push, /at, /retry); tfopen() and tfwrite() write files below tf/ of the profile, and where macro_files says.',
      'What the game has said is data wherever it gets to: /eval %* in a trigger never runs a command that somebody has told you.',
      'All of it goes on over reloads and crashes, also in the middle of a loop; none can hang. docs/tinyfugue.md has what differs.',
    ],
    examples: [
      ['/def -t"{*} tells you *" -aCyellow tell = /echo -- %1 has something to say', 'a trigger that paints'],
      ['/def heal = /if (hp < 50) cast heal%; /else rest%; /endif', 'a command of your own: /heal'],
      ['/load ~/.tfrc', 'takes what you have'],
    ],
    related: ['def', 'load', 'list', 'eval', 'automation', 'scripting'],
  },
  {
    name: 'scripting',
    summary: 'scripts in JavaScript, where rules are not enough',
    lines: [
      'A script is a file in scripts/ of the profile directory: JavaScript that says clay.trigger(/^(\\w+) arrives/, m => m.send("wave " + m[1])). /load name runs it, in place of what it was before, and so does the next start.',
      'await clay.line(/pattern/) waits for a line, await clay.wait(1000) for a second; its whole memory, and what waits, goes on over reloads and crashes. clay.store is kept on disk.',
      'It may do in its worlds what rules may. More than that has to be granted: /scripts grant name send:* or command:connect. What it sends is text and never a command.',
      'None can hang: one that finds no end is stopped, which says where; whoever fails three times within a minute is off until /scripts on name.',
      'docs/scripting.md has all that clay can do, docs/examples/ has examples and clay.d.ts for editors.',
    ],
    examples: [
      ['/load greet', 'runs scripts/greet.js'],
      ['/scripts', 'all of them, with what they use'],
      ['/js clay.vars.target', 'a line of JavaScript'],
    ],
    related: ['scripts', 'load', 'js', 'automation'],
  },
  {
    name: 'automation',
    summary: 'triggers, gags, highlights: what happens by itself',
    lines: [
      'A rule has a name, a pattern, and what it does with lines that match: hide them, paint a part of them, put other words in, send something, say something, run a command. All rules stand in automation.toml in the profile directory; commands edit it for you, and you may do so by hand: /auto load or a reload takes that up.',
      'A pattern is a text that stands anywhere in a line, capitals or not. With a * (mode = "glob") it is all of the line, and each * is remembered as $1, $2 and so on; -r makes it a regular expression, with its groups, (?<name>...) as $name. $0 is all that matched, $* the whole line, $$ a dollar.',
      'All rules that match act, those of higher priority first; one with fall = false is the last. What is filled in is data: a ; or / that somebody in the game says runs nothing.',
      'What rules send goes out at ten lines a second, twenty at once after a pause, and waits while the server hides what you type.',
      'Aliases are words of your own, /bind gives keys something to do, hooks wait for a connection, a prompt, a message by GMCP; timers come again and again, variables keep values, $name in any text of a rule. All of it goes on over reloads and crashes.',
      'At a start worlds are connected, what you enter is done, and keys that may be bound act, once rules, scripts and macros are in force; five seconds at most.',
      'docs/automation.md has every key of automation.toml.',
    ],
    examples: [
      ['/gag is not here', 'hides such lines; F2 shows them'],
      ['/hilite:red Bob', 'paints the name'],
      ['/action greet * arrives. = wave $1', 'waves'],
      ['/try Bob arrives.', 'what would happen'],
      ['/auto off', 'nothing happens by itself any more'],
    ],
    related: [
      ...['action', 'gag', 'hilite', 'substitute', 'alias', 'bind', 'hook', 'repeat', 'delay', 'tick'],
      ...['set', 'timers', 'triggers', 'aliases', 'try', 'group', 'auto', 'undo'],
    ],
  },
  {
    name: 'status',
    summary: 'the status bar, and what you can make it show',
    lines: [
      'The bar says which world is on screen and how it is (● connected, ○ not), (Activity: N) with the worlds that have something unread, and at the right what the connection is like, and the time. More and Hist stand before all that: lines wait, or you look back.',
      'status.left and status.right say what stands where, as text with fields in braces. Of the client: {sign} {world} {state} {activity} {active} {vitals} {lag} {latency} {tls} {mccp} {log} {clock}; {more} {hist} {paste} {walk} {find} {grep} {scroll} {said} {reloaded} come and go, and have a place even if you name none.',
      'What the server tells by GMCP and MSDP: {gmcp.Char.Vitals.hp}, {msdp.HEALTH}; as a gauge of ten cells {gmcp.Char.Vitals.hp|gauge:10:gmcp.Char.Vitals.maxhp}. A field that has nothing to show, or that there is not, is left out with the word before it; a value that this server does not tell stands there as ?name. {{ and }} are braces.',
      'Where there is little room, fields go, the least important first.',
    ],
    examples: [
      [
        '/setup status.left {sign} {world} {state}  hp {gmcp.Char.Vitals.hp}  {activity}',
        'with a value of the server',
      ],
      ['/setup status.right {latency}  {clock}', 'how quickly the server answers, whatever it is'],
    ],
    related: ['setup', 'settings', 'gmcp', 'msdp', 'worlds'],
  },
  {
    name: 'dialogs',
    summary: 'boxes over the game: forms, menus, long texts',
    lines: [
      'Esc Esc opens the menu; each of its rows names the command and the key that do the same. A dialog has all keys until Esc leaves it, but Ctrl+R, Ctrl+L and Ctrl+Z; the game goes on underneath.',
      'Tab and Shift+Tab, Up and Down go from row to row and to the buttons. Space, Left and Right change a toggle or a choice. A field takes the keys of the input line; what is selected is typed over. Enter in a field goes on, elsewhere it presses the first button.',
      'A letter that is underlined presses its button, with Alt also while you type. F1 shows all that there is to know of a row. Clicks do the same, also on the keys at the foot of a box.',
      'In a long text PageUp, PageDown, Home and End scroll, / finds while you type, n and N go on, q closes.',
    ],
    examples: [
      ['/menu', 'the menu'],
      ['/setup', 'the settings; type a word to see those that are about it'],
      ['/quit -a', 'asks before it quits'],
    ],
    related: ['keys', 'menu', 'setup', 'mouse'],
  },
  {
    name: 'plain',
    summary: 'clay --plain: for screen readers, scripts and simple terminals',
    lines: [
      'clay --plain prints text as it comes and sends no escape sequence but the one that has pastes marked; with TERM=dumb it does so by itself. Nothing pauses, what was printed stays with the terminal, and other worlds are told of once.',
      'Dialogs are questions: Enter keeps what stands in brackets, ? explains, a full stop leaves. In lists a number or the beginning of a name chooses, a name and a value set it, other words narrow the list down.',
      'Input may be a pipe or a file: a line waits until what was sent before it is answered, and the end of the input ends Clay.',
    ],
    examples: [['/recall 50', 'prints the last 50 lines once more']],
    related: ['recall', 'colors', 'dialogs'],
  },
  {
    name: 'scrollback',
    summary: 'looking back: pages, search, patterns',
    lines: [
      'Every line since the start is kept. PageUp, PageDown, Tab and, with mouse = true, the wheel move through them, Esc h and Esc H by half a page, Esc PageUp and Esc PageDown by a row; Esc < goes to the oldest line, Esc j back to the end.',
      'While you look back the newest lines stand below, and the bar says how many you have not read; what you send leaves the place where it is. A row that says unread stands above what came while you looked elsewhere.',
      'F4 searches, as /find does; /recall shows the lines that match once more.',
    ],
    examples: [
      ['/recall tells you', 'the lines with these words'],
      ['/recall * hits * dragon', 'with anything in the place of *'],
      ['/setup split_view off', 'gives what you look back at the whole screen'],
    ],
    related: ['search', 'scroll', 'recall', 'flush', 'log', 'more', 'keys', 'split_view'],
  },
  {
    name: 'search',
    summary: 'F4, /find, /grep and patterns',
    lines: [
      'F4 finds while you type. Up and Down go to older and newer matches, Ctrl+F shows only the lines that match, Esc leaves, Ctrl+C goes back to where you were.',
      'In patterns * stands for anything and ? for one character, \\* and \\? for themselves; a pattern may match anywhere in a line, and case does not matter.',
      'Tab makes the pattern exact text, then a regular expression (-e and -r of the commands); Esc c lets capitals count (-c).',
    ],
    examples: [
      ['/find tells you', 'the newest line with these words'],
      ['/grep dragon', 'in all worlds and in the log files; Esc a does so in F4'],
      ['/find -r ^\\w+ (says|asks)', 'a regular expression'],
    ],
    related: ['find', 'recall', 'grep', 'scrollback'],
  },
  {
    name: 'input',
    summary: 'the input line: drafts, hidden input, commands in between',
    lines: [
      'Each world has an input line of its own: what you have half typed for it waits there until you come back.',
      'While the server echoes, because it asks for a password, what you type is hidden, and the bar says (echo off). Nothing is a command then; Esc / begins one all the same.',
      'Esc e, or /localecho on, shows what you type where a server echoes without asking for a password.',
      'A line that starts with / is a command; // sends one that starts with /.',
    ],
    examples: [
      ['//who', 'sends /who'],
      ['/setup worlds.Alpha.mask password', 'hides only what is typed at a question for a password'],
    ],
    related: ['keys', 'pastes', 'completion', 'send', 'mask', 'localecho'],
  },
  {
    name: 'pastes',
    summary: 'what becomes of what is pasted',
    lines: [
      'A paste of four lines or more is asked about: send all of it, or slowly (Ctrl+C stops it), edit it in the input, or drop it, which Ctrl+Y takes back.',
      'A shorter one stays in the input until Enter, and is sent line by line. Ctrl+G throws it away, Ctrl+Y puts it back.',
      'It is text and never a command: type the / yourself to run one.',
      'A paste of which the end was lost ends by Ctrl+C, or after 5 s.',
    ],
    examples: [
      ['/worlds ', 'with the name pasted behind it is a command, for its / was typed'],
      ['/setup paste_ask 2', 'asks about all pastes of more than a line; 0 never asks'],
    ],
    related: ['input', 'keys', 'paste_ask', 'paste_pace'],
  },
  {
    name: 'spelling',
    summary: 'misspelt words in the input',
    lines: [
      'With a dictionary of hunspell that is installed, misspelt words are underlined in the input when they are done; never in a password or a command.',
      'Ctrl+Q shows what could have been meant by the word before the cursor, to choose from or to add the word to your own (~/.clay/words).',
    ],
    examples: [
      ['/setup spell en_US', 'by this dictionary'],
      ['/setup spell en_GB,de_DE', 'by either'],
      ['/setup spell ""', 'no more'],
    ],
    related: ['input', 'spell', 'keys'],
  },
  {
    name: 'login',
    summary: 'logging in by itself',
    lines: [
      'With user and password set, Clay logs in on each new connection: by "connect USER PASSWORD", or by answering the questions of the game.',
      'A password may come from a command, so that it stands in no file. Steps of your own go into login.',
      'The password goes only to what asks for it. Whenever you type a line yourself, the login leaves the rest to you.',
    ],
    examples: [
      ['/setup worlds.Alpha.user alice', 'who you are'],
      ['/setup worlds.Alpha.password_command pass show mud/alpha', 'where the password is'],
      ['/setup worlds.Alpha.auto_login prompt', 'answers questions'],
      ['/worlds -l Alpha', 'connects without logging in'],
    ],
    related: ['auto_login', 'user', 'password_command', 'password_prompt', 'worlds'],
  },
  {
    name: 'unicode',
    summary: 'character sets of games and terminals, wide characters',
    lines: [
      'Each world has a character set (charset) of its own, encoding: utf-8 unless you say otherwise, and what a server agrees on by the CHARSET option goes before. Where letters of a game come as question marks or as other letters, it has another one.',
      'What the character set of a world has no character for is not sent, and Clay says which that is.',
      'Which characters the terminal has, the locale says (LC_ALL, LC_CTYPE, LANG): where that is not UTF-8, what it lacks is shown as what looks like it. Log files are UTF-8 always.',
      'Emoji, accents and Chinese, Japanese and Korean letters have the columns that terminals give them. Some give two to Greek and Cyrillic letters, é and →, too: if the cursor or the right edge is off there, set ambiguous_width.',
    ],
    examples: [
      ['/setup worlds.Alpha.encoding cp437', 'a game with the characters of DOS'],
      ['/setup worlds.Alpha.encoding gbk', 'a Chinese one; any label of the web, such as koi8-r or big5'],
      ['/setup ambiguous_width 2', 'the terminal gives such letters two columns'],
    ],
    related: ['encoding', 'ambiguous_width', 'plain'],
  },
  {
    name: 'tls',
    summary: 'encrypted connections, certificates, and reloads',
    lines: [
      'A world with TLS has tls = true, which is -x at /addworld. A certificate that nobody vouches for is noted when it is first seen; if it changes, Clay refuses it and says so, and /trust accepts it.',
      'A reload cuts connections with TLS, unless the TLS proxy of Clay carries them: with tls_proxy on, they outlive it.',
    ],
    examples: [
      ['/addworld -x Home mud.example.org 4443', 'a world with TLS'],
      ['/setup tls_proxy on', 'from the next connection on, TLS outlives reloads'],
    ],
    related: ['trust', 'reload', 'tls_verify', 'tls_proxy'],
  },
];
