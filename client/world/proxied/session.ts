/** Sessions of the proxy that a world is not attached to: taken up again, asked for until the proxy answers. */
import type { Fault } from '../../../shared/fault.ts';
import type { Orphan } from '../../state/events.ts';
import { isStarting } from '../../state/start/starting.ts';
import type { Turn } from '../../state/state.ts';
import { cancel, schedule } from '../../state/timers.ts';
import type { Link, World } from '../../state/world.ts';
import { allowSounds, emptyStream } from '../../stream/stream.ts';
import { newLink, targetOf } from '../connection.ts';
import { noteAsked } from '../outbox.ts';
import { say, worldSettings } from '../world.ts';

/** The host answers within three times the 15 s that a proxy has to answer; this is for whatever else may hang. */
const ATTACH_TIMEOUT = 60_000;
/** A proxy that is well answers in some milliseconds; after this the user wants to know. */
const ATTACH_TOLD = 5_000;
/** So often a session is asked for whose proxy does not answer: soon enough to be back before anybody looks. */
const ATTACH_AGAIN = 2_000;

/** Takes up the session that a client which is no more had in the proxy, from the first byte it may have missed. */
export function attach(turn: Turn, world: World): void {
  const { link } = world;
  if (!link?.session) return;
  world.phase = 'connecting';
  // At a start the server is not to be heard yet.
  if (isStarting(turn.state)) return;
  noteAsked(link);
  schedule(turn.state, 'connect', world, link.detached === 'told' ? ATTACH_TIMEOUT : ATTACH_TOLD);
  const { session, received: offset, id, proxy: holder, proxyIdentity: identity } = link;
  const target = targetOf(turn.state, world);
  const known = identity === undefined ? { holder } : { holder, identity };
  turn.effects.push({ type: 'attach', link: id, target, session, offset, ...known });
}

/** Takes up a session that another client had, of which nothing is known but what the proxy says. */
export function takeUpSession(turn: Turn, world: World, orphan: Orphan): void {
  const { session, acked: received, accepted: sent, proxy, identity: proxyIdentity, trust } = orphan;
  cancel(turn.state, 'reconnect', world);
  if (world.link) turn.effects.push({ type: 'close', link: world.link.id, session: null });
  world.link = { ...newLink(turn.state, world, orphan), session, received, sent, proxy, proxyIdentity };
  if (trust) world.link.trust = trust;
  world.stream = emptyStream();
  if (worldSettings(turn.state, world).sound) allowSounds(world.stream);
  world.login = 'skip';
  say(
    turn,
    world,
    `${world.name}: what was agreed on with the server is not known any more; /dc and /connect put that right.`,
  );
  attach(turn, world);
}

/**
 * The session is not attached, and nobody has said that it is over: it is asked for until somebody does, or it is taken
 * up. The first time at once: the proxy may just have been busy.
 */
export function onDetached(turn: Turn, world: World, fault: Fault | null): void {
  const { link } = world;
  if (!link?.session) return;
  world.login = 'skip';
  const isFirst = link.detached === undefined && !fault;
  link.detached ??= 'untold';
  if (fault) tellWaiting(turn, world, link, fault);
  if (isFirst) return attach(turn, world);
  world.phase = 'connecting';
  delete link.waitingAtAttach;
  schedule(turn.state, 'connect', world, ATTACH_AGAIN);
}

/** Once for each time that it waits. */
function tellWaiting(turn: Turn, world: World, link: Link, { sentence }: Fault): void {
  if (link.detached !== 'told')
    say(
      turn,
      world,
      `${world.name}: ${sentence} The connection waits in the proxy, and is asked for until it answers.`,
    );
  link.detached = 'told';
}

/** The session was asked for a while ago, and nobody has answered; or it is time to ask again. */
export function onAttachTimeout(turn: Turn, world: World, link: Link): void {
  if (link.detached === 'told' || link.waitingAtAttach === undefined) return attach(turn, world);
  tellWaiting(turn, world, link, SILENT);
  schedule(turn.state, 'connect', world, ATTACH_TIMEOUT);
}

/** As the control connection says it, whichever of both is first. */
const SILENT: Fault = { code: 'PROXY_SILENT', sentence: 'tlsproxy does not answer.' };
