/** What the user says to a world. */
import type { Turn } from '../state/state.ts';
import type { World } from '../state/world.ts';
import { send } from '../stream/stream.ts';
import { pictured } from '../text/pictures.ts';
import { releaseGreeting } from './audience.ts';
import { noteLineSent } from './link/latency.ts';
import { noteSent } from './logfile.ts';
import { isLoginByHand, withoutPassword } from './login/by-hand.ts';
import { asksPassword, echoed, isMasked } from './login/masking.ts';
import { handOver } from './login.ts';
import { recordSent } from './map/recorder.ts';
import { absence, sendBytes, takesWords, tellSize } from './outbox.ts';
import { answerPrompt } from './prompt.ts';
import { noteWords } from './reconnect.ts';
import { noteSecretSent } from './secrecy/secrets.ts';
import { noteBeside } from './walk/beside.ts';
import { complain, streamContext } from './world.ts';

/** Sends one line. What cannot be sent is said, never dropped in silence. */
export function sendLine(turn: Turn, world: World, text: string): void {
  if (deliver(turn, world, text)) noteBeside(turn, world, text);
}

/** As sendLine(), for a step of a walk. False: it was not sent, and that was said. */
export function deliver(turn: Turn, world: World, text: string): boolean {
  if (!takesWords(world)) {
    if (text === '') return false;
    complain(
      turn,
      world,
      `${world.name} is ${absence(world)}; not sent: ${world.masked ? '(hidden)' : text}`,
    );
    return false;
  }
  noteTypist(turn, world);
  const { bytes, lost } = send(world.stream, text, streamContext(turn.state, world));
  if (lost !== '') {
    complain(turn, world, `${world.name}: not sent: its character set has no ${[...lost].join(' ')}`);
    return false;
  }
  if (!sendBytes(turn, world, bytes)) return false;
  if (world.link) noteLineSent(world.link, turn.state.now);
  const isSecret = world.masked || asksPassword(turn.state, world);
  const shown = withoutPassword(pictured(text), world.greeting);
  if (isSecret || shown !== pictured(text)) noteSecretSent(turn, world);
  handOver(turn, world, text);
  noteWords(world);
  answerPrompt(turn, world, echoed(turn.state, world, shown));
  if (!isSecret) noteSent(turn, world, shown);
  if (isAnswerToGreeting(turn, world, text)) releaseGreeting(turn.state, world);
  recordSent(world, text);
  if (turn.view && !turn.author) world.asksEdit = true;
  return true;
}

/** The first words of a connection, a password, and a login: who was on was asked first, maybe, or a name was misspelt. */
function isAnswerToGreeting({ state }: Turn, world: World, text: string): boolean {
  return world.greeting || isMasked(state, world) || isLoginByHand(text);
}

/** The server is told the size of the view that types to it. */
export function noteTypist(turn: Turn, world: World): void {
  const { view } = turn;
  if (view?.kind !== 'terminal' || world.sizedBy === view.id) return;
  world.sizedBy = view.id;
  tellSize(turn, world);
}
