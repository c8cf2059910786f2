/** From the first line of a connection to a player in the game. Any name and any password will do. */
import { freeName, type Game, join, look, newPlayer, type Player } from './game.ts';
import { sendRoom, sendVitals } from './offers.ts';
import { paint } from './paint.ts';
import { negotiate, type Session, sendChatter, sendLine, sendQuestion } from './session.ts';
import { option } from './telnet.ts';

const banner: readonly string[] = [
  '',
  paint('38;5;130', '      ________'),
  `${paint('38;5;130', '     (________)')}      ${paint('1;38;5;215', 'C L A Y')}`,
  `${paint('38;5;137', '      \\      /')}       a very small town`,
  `${paint('38;5;173', '       )    (')}        on a very small server`,
  paint('38;5;180', '      /______\\'),
  '',
  'Any name and any password will do.',
];

export function greet(session: Session): void {
  session.busy = true;
  for (const line of banner) sendLine(session, line);
  session.busy = false;
  askName(session);
}

function askName(session: Session): void {
  session.phase = 'name';
  sendQuestion(session, 'By what name do you wish to be known? ');
}

/** A line received before the player is in the game. */
export function onLoginLine(session: Session, game: Game, line: string): void {
  const [, quoted, bare] = /^connect\s+(?:"([^"]+)"|(\S+))(?:\s+.*)?$/i.exec(line.trim()) ?? [];
  if (session.phase === 'password') {
    negotiate(session, 'us', option.ECHO, false);
    // The client has not shown the line end of what it masked.
    sendLine(session, '');
    enter(session, game, session.wish);
  } else if (quoted ?? bare) enter(session, game, tidyName(quoted ?? bare ?? ''));
  else askPassword(session, tidyName(line));
}

/** Long enough for any name, short enough for a line of `who`. */
const longestName = 24;

/** The name without spaces around it and control characters in it. */
function tidyName(line: string): string {
  const visible = line.replace(/[\u0000-\u001f\u007f-\u009f]/g, '').trim();
  return [...visible].slice(0, longestName).join('');
}

function askPassword(session: Session, wish: string): void {
  if (wish === '') {
    askName(session);
    return;
  }
  session.wish = wish;
  session.phase = 'password';
  sendQuestion(session, `Welcome, ${wish}. Your password? `);
  negotiate(session, 'us', option.ECHO, true);
}

function enter(session: Session, game: Game, wish: string): void {
  const player: Player = newPlayer(freeName(game, wish || 'Somebody'), {
    hear: line => (session.busy ? sendLine(session, line) : sendChatter(session, line)),
    changed: what => (what === 'room' ? sendRoom : sendVitals)(session, player),
  });
  session.player = player;
  session.phase = 'playing';
  player.hear(`Welcome to town, ${player.name}. ${paint('90', 'Type help for what can be done here.')}`);
  join(game, player);
  look(game, player);
  player.changed('vitals');
  player.changed('room');
}
