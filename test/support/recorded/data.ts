/** What servers tell besides text. */
import {
  bytes,
  client,
  DO,
  DONT,
  IAC,
  type Recording,
  readSoFar,
  sb,
  server,
  user,
  VERSION,
  WILL,
  WONT,
} from './recording.ts';

const [MSDP, MSSP, GMCP] = [69, 70, 201];

const hello = bytes(
  sb(GMCP, `Core.Hello {"client":"CLAY","version":"${VERSION}"}`),
  sb(GMCP, 'Core.Supports.Set ["Char 1","Comm.Channel 1","Room 1"]'),
);

export const gmcp: Recording = {
  name: 'Gmcp',
  steps: [
    server(IAC, WILL, GMCP),
    client(IAC, DO, GMCP, hello),
    server('An inn.\r\n', sb(GMCP, 'Char.Vitals {"hp": 10, "name": "\xc3\x9e\xc3\xb3rr", "max": 1e2}')),
    server(
      sb(GMCP, 'Core.Goodbye'),
      sb(GMCP, 'Char.Vitals {"hp": 9'),
      sb(GMCP, 'room.info{"num":7,"x":"\xff\xff"}'),
    ),
    server(sb(GMCP, 'Char.Status broken, too'), sb(GMCP, ''), sb(GMCP, '"no name"'), 'It is warm.\r\n'),
    ...readSoFar,
    user('/gmcp send Core.Ping'),
    client(sb(GMCP, 'Core.Ping')),
    user('/gmcp send Char.Login {"name":"ÿ"}'),
    client(sb(GMCP, 'Char.Login {"name":"\xc3\xbf"}')),
    user('/gmcp off'),
    client(IAC, DONT, GMCP),
    server(IAC, WONT, GMCP, IAC, WILL, GMCP),
    client(IAC, DONT, GMCP),
    user('/gmcp on'),
    client(IAC, DO, GMCP),
    server(IAC, WILL, GMCP),
    client(hello),
    user('/gmcp'),
  ],
  log: ['An inn.', 'It is warm.'],
};

export const msdp: Recording = {
  name: 'Msdp',
  steps: [
    server(IAC, WILL, MSDP),
    client(IAC, DO, MSDP),
    server(
      sb(
        MSDP,
        '\x01HEALTH\x0210\x01EXITS\x02\x05\x02n\x02s\x06\x01ROOM\x02\x03\x01NAME\x02Inn\x01XY\x02\x051\x06\x04',
      ),
    ),
    server(sb(MSDP, '\x01COMMANDS\x02LIST\x02REPORT\x02\xff\xff'), 'You feel watched.\r\n'),
    ...readSoFar,
    user('/msdp REPORT HEALTH MANA'),
    client(sb(MSDP, '\x01REPORT\x02HEALTH\x02MANA')),
    server(sb(MSDP, '\x01HEALTH\x029')),
    ...readSoFar,
    user('/msdp'),
  ],
  log: ['You feel watched.'],
};

export const mssp: Recording = {
  name: 'Mssp',
  steps: [
    server(IAC, WILL, MSSP),
    client(IAC, DO, MSSP),
    server(
      sb(
        MSSP,
        '\x01NAME\x02The Inn\x01PLAYERS\x0252\x01PORT\x024000\x0223\x01NOTE\x02\xe2\x80\xae\x1b[31m\x9b2J',
      ),
    ),
    ...readSoFar,
    user('/mssp'),
  ],
  log: [],
};
