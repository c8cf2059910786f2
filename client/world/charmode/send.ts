/** Keys on their way to a server in character mode: they are in no history and no log, and nothing is made of them. */
import type { Turn } from '../../state/state.ts';
import type { World } from '../../state/world.ts';
import { sendText } from '../../stream/stream.ts';
import { releaseGreeting } from '../audience.ts';
import { noteLineSent } from '../link/latency.ts';
import { asksPassword, echoed } from '../login/masking.ts';
import { handOver } from '../login.ts';
import { sendBytes } from '../outbox.ts';
import { noteTypist } from '../outgoing.ts';
import { answerPrompt } from '../prompt.ts';
import { noteWords } from '../reconnect.ts';
import { noteSecretSent } from '../secrecy/secrets.ts';
import { complain, streamContext } from '../world.ts';

/** Sends what a key stands for. Returns whether it was sent; what was not is said. */
export function sendKeys(turn: Turn, world: World, text: string): boolean {
  noteTypist(turn, world);
  const { bytes, lost } = sendText(world.stream, text, streamContext(turn.state, world));
  if (lost !== '') {
    complain(turn, world, `${world.name}: not sent: its character set has no ${[...lost].join(' ')}`);
    return false;
  }
  if (!sendBytes(turn, world, bytes)) return false;
  if (world.link) noteLineSent(world.link, turn.state.now);
  if (world.masked) noteSecretSent(turn, world);
  handOver(turn, world, text);
  noteWords(world);
  if (world.greeting) releaseGreeting(turn.state, world);
  return true;
}

/** Enter was sent: a server that does not echo has had a line, and shows none of it itself. */
export function endOfKeys(turn: Turn, world: World, typed: string): void {
  if (!world.masked) answerPrompt(turn, world, echoed(turn.state, world, typed));
}

/** What is typed is shown by Clay: the server does not echo, and asks for no password. */
export function showsKeys(turn: Turn, world: World): boolean {
  return !world.masked && !asksPassword(turn.state, world);
}
