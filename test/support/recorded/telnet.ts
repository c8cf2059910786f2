/** Telnet options: what they change, and the answers they ask for. */
import {
  bytes,
  client,
  DO,
  DONT,
  EOR_MARK,
  GA,
  IAC,
  NOP,
  packet,
  password,
  type Recording,
  readSoFar,
  sb,
  server,
  terminalSize,
  user,
  VERSION,
  WILL,
  WONT,
} from './recording.ts';

const [BINARY, ECHO, SGA, STATUS, TTYPE, EOR, NAWS, LINEMODE, ENVIRON] = [0, 1, 3, 5, 24, 25, 31, 34, 39];
const [MCCP1, MSP, MXP, ZMP, AARDWOLF, ATCP] = [85, 90, 91, 93, 102, 200];

export const login: Recording = {
  name: 'Login',
  // Its prompts are marked: of what quiet tells, time decides, and a reload takes some.
  steps: [
    server(IAC, WONT, ECHO, 'Welcome to the Inn.\r\n\r\nWhat is your name? ', IAC, GA),
    user('bob'),
    client('bob\r\n'),
    server('Password: ', IAC, WILL, ECHO, IAC, GA),
    client(IAC, DO, ECHO),
    password('/secret ÿ'),
    client('/secret \xc3\xbf\r\n'),
    server(IAC, WONT, ECHO, '\r\nWelcome back, bob.\r\n'),
    client(IAC, DONT, ECHO),
    server(IAC, WILL, SGA, IAC, DO, SGA, 'The fire burns low.\r\n> ', IAC, GA),
    client(IAC, DO, SGA, IAC, WILL, SGA),
    user('look'),
    client('look\r\n'),
    server('You see an inn.\r\n> ', IAC, GA),
  ],
  log: [
    'Welcome to the Inn.',
    '',
    'What is your name? ',
    'Password: ',
    'Welcome back, bob.',
    'The fire burns low.',
    '> ',
    'You see an inn.',
  ],
  prompt: '>',
};

const SEND = sb(TTYPE, 1);
const is = (name: string) => sb(TTYPE, 0, name);

export const terminalType: Recording = {
  name: 'Mtts',
  steps: [
    server(SEND, IAC, DO, TTYPE),
    client(IAC, WILL, TTYPE),
    server(SEND),
    client(is('CLAY')),
    server(SEND, SEND),
    client(is('XTERM-TRUECOLOR'), is('MTTS 781')),
    // No second offer: whether that is answered goes by how long ago the first one was.
    server(SEND, SEND),
    client(is('MTTS 781'), is('MTTS 781')),
    server(IAC, DONT, TTYPE, SEND),
    client(IAC, WONT, TTYPE),
    server(IAC, DO, TTYPE, SEND, 'Asked enough.\r\n'),
    client(IAC, WILL, TTYPE, is('CLAY')),
  ],
  log: ['Asked enough.'],
};

/** 255 columns: a byte to be doubled. The rows are those of the output with nothing in the input. */
export const windowSize: Recording = {
  name: 'Naws',
  steps: [
    server(IAC, WILL, NAWS),
    client(IAC, DONT, NAWS),
    server(IAC, DO, NAWS),
    client(IAC, WILL, NAWS, sb(NAWS, 0, IAC, IAC, 0, 58)),
    terminalSize(300, 70),
    client(sb(NAWS, 1, 44, 0, 68)),
    terminalSize(255, 60),
    client(sb(NAWS, 0, IAC, IAC, 0, 58)),
    server(IAC, DONT, NAWS, 'Never mind.\r\n'),
    client(IAC, WONT, NAWS),
    server(IAC, DO, NAWS),
    client(IAC, WILL, NAWS, sb(NAWS, 0, IAC, IAC, 0, 58)),
  ],
  log: ['Never mind.'],
};

const [VAR, VALUE, ESC, USERVAR] = [0, 1, 2, 3];
const variable = (kind: number, name: string, value: string) => bytes(kind, name, VALUE, value);

export const environment: Recording = {
  name: 'Environ',
  settings: { 'environ.MOOD': 'calm' },
  steps: [
    server(IAC, DO, ENVIRON),
    client(IAC, WILL, ENVIRON),
    server(sb(ENVIRON, 1)),
    client(
      sb(
        ENVIRON,
        0,
        variable(VAR, 'CLIENT_NAME', 'CLAY'),
        variable(VAR, 'CLIENT_VERSION', VERSION),
        variable(VAR, 'TERMINAL_TYPE', 'XTERM-TRUECOLOR'),
        variable(VAR, 'MTTS', '781'),
        variable(VAR, 'CHARSET', 'UTF-8'),
        variable(USERVAR, 'MOOD', 'calm'),
      ),
    ),
    server(sb(ENVIRON, 1, VAR, 'MTTS', USERVAR, 'MOOD', VAR, 'IPADDRESS')),
    client(sb(ENVIRON, 0, variable(VAR, 'MTTS', '781'), variable(USERVAR, 'MOOD', 'calm'), VAR, 'IPADDRESS')),
    server(sb(ENVIRON, 1, USERVAR, 'a', ESC, VAR, IAC, IAC, 'z'), 'Thank you.\r\n'),
    client(sb(ENVIRON, 0, USERVAR, 'a', ESC, VAR, IAC, IAC, 'z')),
  ],
  log: ['Thank you.'],
};

export const prompts: Recording = {
  name: 'Prompts',
  steps: [
    server(IAC, WILL, EOR, 'A hall.\r\n10hp> ', IAC, EOR_MARK),
    client(IAC, DO, EOR),
    user('north'),
    client('north\r\n'),
    server('A stair.\r\n9hp> ', IAC, GA, 'A rat bites you.\r\n8hp> ', IAC, EOR_MARK),
    user('flee'),
    client('flee\r\n'),
    server('You flee.\r\n', IAC, NOP, '\x1b[1;31m7hp\x1b[0m> ', IAC, GA),
    ...readSoFar,
  ],
  log: ['A hall.', '10hp> ', 'A stair.', '9hp> ', 'A rat bites you.', '8hp> ', 'You flee.'],
  prompt: '7hp>',
};

export const offers: Recording = {
  name: 'Offers',
  steps: [
    server(IAC, WILL, MXP, IAC, DO, MXP, IAC, WILL, ZMP, IAC, WILL, ATCP, IAC, WILL, MCCP1),
    client(IAC, DONT, MXP, IAC, WONT, MXP, IAC, DONT, ZMP, IAC, DONT, ATCP, IAC, DONT, MCCP1),
    server(IAC, WILL, STATUS, IAC, DO, LINEMODE, IAC, WILL, AARDWOLF, IAC, WILL, 77, IAC, DO, 255),
    client(IAC, DONT, STATUS, IAC, WONT, LINEMODE, IAC, DONT, AARDWOLF, IAC, DONT, 77, IAC, WONT, 255),
    server(IAC, DO, BINARY, IAC, WILL, BINARY, '!!SOUND(said.wav) before it is offered\r\n', IAC, WILL, MSP),
    // Sounds are off.
    client(IAC, WILL, BINARY, IAC, DO, BINARY, IAC, DONT, MSP),
    server('!!SOUND(thunder.wav V=50)\r\n!!MUSIC(rain.mid L=-1)Rain falls.\r\nHe says: !!SOUND(x)\r\n'),
    packet(
      IAC,
      WILL,
      MXP,
      sb(MXP),
      sb(ZMP, 'zmp.ping\0'),
      sb(ATCP, 'Auth.Request CH'),
      '\x1b[1z<b>bold</b>\r\n',
    ),
    server('<send href="&#34;">tag</send>\r\n'),
    // What was refused once is not refused again.
    ...readSoFar,
  ],
  log: [
    '!!SOUND(said.wav) before it is offered',
    '!!SOUND(thunder.wav V=50)',
    '!!MUSIC(rain.mid L=-1)Rain falls.',
    'He says: !!SOUND(x)',
    '<b>bold</b>',
    '<send href="&#34;">tag</send>',
  ],
};
