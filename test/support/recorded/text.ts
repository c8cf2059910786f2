/** Colours, line ends, and what must never reach a terminal. */
import { IAC, type Recording, readSoFar, server } from './recording.ts';

export const colours: Recording = {
  name: 'Colours',
  steps: [
    server('\x1b[1;31mred\x1b[22;39m plain \x1b[38;5;208morange\x1b[0m \x1b[48;2;1;2;3mdeep\x1b[m\r\n'),
    server(
      '\x1b[4munder\x1b[4:3;58:2::255:0:0m curly\x1b[24m \x1b[7minverse\x1b[27m \x1b[9mstruck\x1b[29;53m over\x1b[0m\r\n',
    ),
    server(
      '\x1b[38:5:33mblue\x1b[38:2::9:8:7m dark \x1b[97;104mbright\r\nand on\x1b[49m and on\r\n\x1b[0;2;3mfaint\r\n\x1b[0m',
    ),
    server(
      '\x1b]8;id=1;https://mud.example/help\x1b\\help\x1b]8;;\x1b\\ and \x1b]8;;file:///etc/passwd\x07no link\x1b]8;;\x07\r\n',
    ),
    server('\x1b[38;5;300;48;2;1mwrong\x1b[1;99;31mright\x1b[0m\r\n'),
    ...readSoFar,
  ],
  log: [
    'red plain orange deep',
    'under curly inverse struck over',
    'blue dark bright',
    'and on and on',
    'faint',
    'help and no link',
    'wrongright',
  ],
};

export const lineEnds: Recording = {
  name: 'LineEnds',
  settings: { encoding: 'latin1' },
  steps: [
    server('one\r\ntwo\n\rthree\nfour\r\0five\r\0\nsix\r\r\nwrong\rseven\r\n'),
    server(
      'a\tb\x0cpage\r\nbak\b\bcks\r\n\0nul\0s\r\nff',
      IAC,
      IAC,
      'ff\r\n\x07bell\r\n\x05\x06\x0e\x0f\x11\x7frest\r\n',
    ),
    server('\x1b[2J\x1b[Hcleared\r\n1%\r50%\r\x1b[K100%\r\nover\x1bEnext\r\n'),
    ...readSoFar,
  ],
  log: [
    'one',
    'two',
    'three',
    'five',
    'six',
    'seven',
    'a       b',
    'page',
    'bcks',
    'nuls',
    'ffÿff',
    'bell',
    'rest',
    'cleared',
    '100%',
    'over',
    'next',
  ],
};

/** Each would do something to a terminal (Latin-1); the words around them are all that may be seen of it. */
export const TRICKS: readonly string[] = [
  '\x1b]0;a title\x07',
  '\x1b]2;a title\x1b\\',
  '\x1b]52;c;ZXZpbA==\x07',
  '\x1b]4;1;#ff0000\x1b\\',
  '\x1b]1337;File=inline=1:QQ==\x07',
  '\x1bP+q544e\x1b\\',
  '\x1bP$qm\x1b\\',
  '\x1bPq#0;2;0;0;0~~\x1b\\',
  '\x1b_Ga=T;AAAA\x1b\\',
  '\x1b^private\x1b\\',
  '\x1bXstring\x1b\\',
  '\x1b[c',
  '\x1b[>c',
  '\x1b[6n',
  '\x1b[?1049h',
  '\x1b[?1000h',
  '\x1b[?2004l',
  '\x1b[5;5H',
  '\x1b[3A',
  '\x1b[4h',
  '\x1b[10;20r',
  '\x1b[18t',
  '\x1b[!p',
  '\x1b[?5h',
  '\x1b#8',
  '\x1b(0',
  '\x1b=',
  '\x1bM',
  '\x1b7',
  '\x1b[\x1b[31m',
  '\xc2\x9b2;2H',
  '\xc2\x9d0;title\xc2\x9c',
  '\xc2\x90q\xc2\x9c',
  '\xe2\x80\xae',
  '\xe2\x81\xa6',
  '\x1b]0;never ended',
  '\x1bPbroken off\x18',
  '\x1b[31',
];

export const garbage: Recording = {
  name: 'Garbage',
  steps: [
    ...TRICKS.map((trick, index) => server(`before ${index}`, trick, '\r\n', `after ${index}\r\n`)),
    ...readSoFar,
  ],
  log: TRICKS.flatMap((_, index) => [`before ${index}`, `after ${index}`]),
};
