import { deflateSync } from 'node:zlib';
import { type Play, playAlpha } from '../../support/play.ts';
import { bytes, DO, DONT, IAC, sb, WILL, WONT } from '../../support/recorded/recording.ts';

const [NAWS, NEW_ENVIRON, CHARSET, MCCP2] = [31, 39, 42, 86];
const [TTYPE, MSDP, MSSP, MXP, GMCP] = [24, 69, 70, 91, 201];

/** Wide enough for a sentence; what was said before is off the screen. */
function play(): Play {
  return playAlpha({ columns: 120, rows: 50 });
}

/** What the command says. */
function said(client: Play, command: string): string[] {
  client.receive('Alpha', '\x1b[2J');
  return client.answer(command);
}

/** What the server gets by the command. */
function sentBy(client: Play, command: string): string {
  const before = client.sent('Alpha').length;
  client.enter(command);
  return client.sent('Alpha').subarray(before).toString('latin1');
}

const text = (wire: Uint8Array) => Buffer.from(wire).toString('latin1');

describe('/telnet', () => {
  test('shows both sides of every option that is known or was mentioned', () => {
    const client = play();
    client.receive('Alpha', bytes(IAC, DO, TTYPE, IAC, WILL, MXP, IAC, WILL, 77));
    const rows = said(client, '/telnet');
    expect(rows[0]).toBe('% option           us       server');
    expect(rows).toContain('% TTYPE (24)       on       off');
    expect(rows).toContain('% MXP (91)         off      refused');
    expect(rows).toContain('% unknown (77)     off      refused');
    expect(rows).toContain('% NAWS (31)        off      off');
  });

  test('shows what came of them, also after a reload', () => {
    const client = play();
    const last = () => said(client, '/telnet').slice(-4);
    expect(last()).toEqual([
      '% character set    utf-8, by the setting of the world',
      '% names sent       none',
      '% size sent        none',
      '% compression      from the server off; to it off',
    ]);
    client.receive('Alpha', bytes(IAC, DO, TTYPE, IAC, DO, NAWS, IAC, DO, NEW_ENVIRON, IAC, WILL, CHARSET));
    client.receive('Alpha', bytes(IAC, WILL, MCCP2));
    expect(last()[1]).toBe('% names sent       TTYPE none yet; NEW-ENVIRON none yet');
    expect(last()[3]).toBe('% compression      from the server agreed, not begun; to it off');
    for (let i = 0; i < 5; i++) client.receive('Alpha', sb(TTYPE, '\x01'));
    client.receive('Alpha', sb(NEW_ENVIRON, '\x01\0CLIENT_NAME\x03HOME\x03MTTS'));
    client.receive('Alpha', sb(CHARSET, '\x01;ISO-8859-1'));
    const words = `${'Text that is said again and again. '.repeat(30)}\r\n`;
    const packed = deflateSync(words);
    client.receive('Alpha', bytes(sb(MCCP2, ''), packed.subarray(0, 30)));
    client.reload();
    client.receive('Alpha', packed.subarray(30));
    const saved = Math.round(100 * (1 - packed.length / words.length));
    expect(last()).toEqual([
      '% character set    windows-1252, agreed by CHARSET',
      '% names sent       TTYPE CLAY, XTERM-TRUECOLOR, MTTS 781; NEW-ENVIRON CLIENT_NAME, MTTS',
      '% size sent        120 columns, 48 rows',
      `% compression      from the server off, ${words.length} bytes came as ${packed.length} (${saved} % saved); to it off`,
    ]);
  });

  test('says so when there is no connection', () => {
    const client = play();
    client.close('Alpha');
    client.enter('/telnet');
    expect(client.output().at(-1)).toBe('% Alpha is not connected.');
  });
});

describe('/gmcp', () => {
  const agreed = () => {
    const client = play();
    client.receive('Alpha', bytes(IAC, WILL, GMCP));
    return client;
  };

  test('lists the latest value of each message', () => {
    const client = agreed();
    client.receive('Alpha', bytes(sb(GMCP, 'Char.Vitals {"hp":1}'), sb(GMCP, 'Room.Info {\r\n\t"num": 7 }')));
    client.receive('Alpha', sb(GMCP, 'char.vitals {"hp":2}'));
    expect(said(client, '/gmcp')).toEqual(['% char.vitals: {"hp":2}', '% Room.Info: { "num": 7 }']);
    expect(said(client, '/gmcp list')).toHaveLength(2);
  });

  test('names a message without payload, and keeps that it came', () => {
    const client = agreed();
    client.receive('Alpha', bytes(sb(GMCP, 'Core.Logged.In'), sb(GMCP, 'Logged.In '), sb(GMCP, 'A.b null')));
    expect(said(client, '/gmcp')).toEqual(['% Core.Logged.In', '% Logged.In', '% A.b']);
  });

  test('shows values without their control characters, and long ones cut between characters', () => {
    const client = agreed();
    client.receive('Alpha', sb(GMCP, Buffer.from('Bad \x1b[2J\x9b\u202eabc\x07')));
    client.receive('Alpha', sb(GMCP, Buffer.from(`Long "${'😀'.repeat(500)}"`)));
    const [bad, ...long] = said(client, '/gmcp').slice(-8);
    expect(bad).toBe('% Bad: [2Jabc');
    expect(long.join('')).toBe(`% Long: "${'😀'.repeat(399)} …`);
  });

  test('says when there is nothing', () => {
    expect(said(agreed(), '/gmcp')).toEqual(['% Alpha: nothing was told by GMCP.']);
  });

  test('sends what is typed, or says why not', () => {
    expect(sentBy(agreed(), '/gmcp send Core.Ping')).toBe(text(sb(GMCP, 'Core.Ping')));
    expect(sentBy(agreed(), '/gmcp send Char.Login {"a": "ÿ"}')).toBe(
      text(sb(GMCP, 'Char.Login {"a": "\xc3\xbf"}')),
    );
    expect(said(play(), '/gmcp send Core.Ping')).toEqual([
      '% Alpha: the server has not agreed to GMCP; not sent.',
    ]);
    expect(said(agreed(), '/gmcp sned x')).toEqual([
      '% /gmcp knows no "sned": list, on, off, or send Package.Message JSON.',
    ]);
    expect(said(agreed(), '/gmcp send')).toEqual([
      '% The message is missing: /gmcp send Core.Ping, for example.',
    ]);
  });

  test('off and on are agreed on with the server and written down', () => {
    const client = agreed();
    expect(sentBy(client, '/gmcp off')).toBe(text(bytes(IAC, DONT, GMCP)));
    client.receive('Alpha', bytes(IAC, WONT, GMCP));
    expect(sentBy(client, '/gmcp on')).toBe(text(bytes(IAC, DO, GMCP)));
    expect(client.asked).toEqual([
      { type: 'save settings', edits: [{ id: 1, path: ['worlds', 'Alpha', 'gmcp'], value: false }] },
      { type: 'save settings', edits: [{ id: 2, path: ['worlds', 'Alpha', 'gmcp'], value: true }] },
    ]);
  });
});

describe('/msdp', () => {
  const agreed = () => {
    const client = play();
    client.receive('Alpha', bytes(IAC, WILL, MSDP));
    return client;
  };

  test('lists variables, and sends commands', () => {
    const client = agreed();
    client.receive('Alpha', sb(MSDP, '\x01HP\x0210\x01EXITS\x02\x05\x02n\x02\x1b[2J\x06'));
    expect(said(client, '/msdp')).toEqual(['% HP: "10"', '% EXITS: ["n","\\u001b[2J"]']);
    expect(sentBy(client, '/msdp REPORT HP MANA')).toBe(text(sb(MSDP, '\x01REPORT\x02HP\x02MANA')));
  });

  test('says when the server does not speak it', () => {
    expect(said(play(), '/msdp LIST COMMANDS')).toEqual([
      '% Alpha: the server has not agreed to MSDP; not sent.',
    ]);
    expect(said(play(), '/msdp')).toEqual(['% Alpha: nothing was told by MSDP.']);
  });
});

test('/mssp shows what the server tells of itself', () => {
  const client = play();
  client.receive(
    'Alpha',
    bytes(IAC, WILL, MSSP, sb(MSSP, '\x01NAME\x02The \x1b[1mInn\x01PORT\x0223\x024000')),
  );
  expect(said(client, '/mssp')).toEqual(['% NAME: "The [1mInn"', '% PORT: ["23","4000"]']);
});
