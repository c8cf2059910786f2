/**
 * The connection of a world, one state machine: idle → connecting → connected → disconnected (→ waiting → connecting).
 * Only these functions change a world's phase and link.
 */

import { endpoint, type Fault } from '../../shared/fault.ts';
import type { Event, ProxySession, Target } from '../state/events.ts';
import { isStarting } from '../state/start/starting.ts';
import type { State, Turn } from '../state/state.ts';
import { cancel, dueTime, isScheduled, schedule } from '../state/timers.ts';
import type { Carrier, Link, RefusedCertificate, World } from '../state/world.ts';
import { allowSounds, emptyStream, send, switchGmcp } from '../stream/stream.ts';
import { noteLineSent } from './link/latency.ts';
import { cutLog } from './logfile.ts';
import { beginLogin, startLogin } from './login.ts';
import { pump, pumpRest, sendBytes, skipAccepted, tellSize } from './outbox.ts';
import { answerPrompt, endPrompts, listenAnew } from './prompt.ts';
import { connectLater, greetConnection } from './reconnect.ts';
import { fireHook } from './rules/hooks.ts';
import { endSoundsOf } from './sound/orders.ts';
import { alertWords, silentEnding, watchSilence } from './tls-port.ts';
import { endWithConnection } from './walk/walk.ts';
import {
  complain,
  complainHere,
  noRetry,
  say,
  sayHere,
  streamContext,
  typedName,
  worldSettings,
} from './world.ts';

/** Long enough for a slow server behind two lost SYNs, short enough to wait for. */
const CONNECT_TIMEOUT = 15_000;
/** A handshake has as long again. */
const HANDSHAKE_TIMEOUT = 15_000;
/** The connector knows best what kept it waiting, and says so itself; this much later it is taken to hang. */
const GRACE = 5000;
/** What a reload leaves of an attempt's time is at least enough to try. */
const LEAST_TIME = 1000;
const IAC_NOP = Uint8Array.of(255, 241);

/** Starts to connect; `login` says whether auto-login runs. Does nothing if the world is connected or about to be. */
export function connect(turn: Turn, world: World, login: boolean): void {
  if (world.phase === 'connected' || world.phase === 'connecting') return;
  world.retry = noRetry();
  const { host, port, tls, proxy } = worldSettings(turn.state, world);
  const through = `${tls ? ' with TLS' : ''}${proxy === '' ? '' : ' through its proxy'}`;
  if (host !== '') say(turn, world, `Connecting to ${endpoint(host, port)}${through}...`);
  begin(turn, world, login);
}

/** The wait is over. What became of the attempt is told, not that there is one. */
export function connectAgain(turn: Turn, world: World): void {
  if (world.phase === 'waiting') begin(turn, world, true);
}

function begin(turn: Turn, world: World, login: boolean): void {
  const { host } = worldSettings(turn.state, world);
  if (host === '') {
    if (world.phase === 'waiting') world.phase = 'disconnected';
    complain(turn, world, `${world.name}: no host is set in settings.toml; not connected.`);
    return;
  }
  cancel(turn.state, 'reconnect', world);
  world.login = login ? startLogin(worldSettings(turn.state, world)) : 'skip';
  world.distrusted = null;
  delete world.refused;
  dial(turn, world);
}

/** The connection attempt itself, by the world's settings; also repeats one that a reload interrupted, in the time it has left. */
export function dial(turn: Turn, world: World): void {
  if (!isScheduled(turn.state, 'connect', world)) {
    schedule(turn.state, 'connect', world, attemptTime(turn.state, world) + GRACE);
  }
  const target = targetOf(turn.state, world);
  world.link = newLink(turn.state, world, target);
  world.phase = 'connecting';
  world.stream = emptyStream();
  const { gmcp, sound } = worldSettings(turn.state, world);
  if (sound) allowSounds(world.stream);
  if (!gmcp) switchGmcp(world.stream, false, streamContext(turn.state, world));
  if (!isStarting(turn.state)) callServer(turn, world, world.link, target);
}

/** Has the connection made: at a start no server is to say anything yet, and this comes at its end. */
export function callServer(turn: Turn, world: World, link: Link, target: Target): void {
  turn.effects.push({ type: 'connect', link: link.id, target });
  fireHook(turn, world, 'PENDING', world.name);
}

/** A link that nothing has been said on. */
export function newLink(state: State, world: World, { host, port }: Pick<Link, 'host' | 'port'>): Link {
  return {
    id: state.nextLink++,
    host,
    port,
    carrier: plannedCarrier(state, world),
    received: 0,
    outbox: [],
    inFlight: 0,
    inbox: [],
    held: false,
    sent: 0,
    session: null,
    proxy: '',
  };
}

/** How the next connection of the world will be carried. */
export function plannedCarrier({ settings }: State, { name }: World): Carrier {
  if (settings.worlds[name]?.tls) return settings.tls_proxy ? 'tls-proxy' : 'tls-direct';
  return settings.plain_proxy ? 'tcp-proxy' : 'tcp';
}

/** ms that a whole attempt may take. */
function attemptTime(state: State, world: World): number {
  return worldSettings(state, world).tls ? CONNECT_TIMEOUT + HANDSHAKE_TIMEOUT : CONNECT_TIMEOUT;
}

/** What is left of it for each of its parts; a part that was over before a reload gets what is left of the whole. */
function timesLeft(state: State, world: World): Pick<Target, 'connectTimeout' | 'handshakeTimeout'> {
  const due = dueTime(state, 'connect', world) ?? state.now + attemptTime(state, world) + GRACE;
  const left = Math.max(LEAST_TIME, due - GRACE - state.now);
  const isInTime = worldSettings(state, world).tls && left > HANDSHAKE_TIMEOUT;
  return {
    connectTimeout: isInTime ? left - HANDSHAKE_TIMEOUT : left,
    handshakeTimeout: Math.min(HANDSHAKE_TIMEOUT, left),
  };
}

/** What the host has to know to connect the world. */
export function targetOf(state: State, world: World): Target {
  const { settings } = state;
  const { host, port, tls, tls_verify, tls_legacy, tls_cert, tls_key, proxy } = worldSettings(state, world);
  const proxied = plannedCarrier(state, world).endsWith('-proxy');
  return {
    world: world.name,
    host,
    port,
    tls,
    ...timesLeft(state, world),
    via: proxy,
    policy: tls_verify,
    legacy: tls_legacy,
    certificate: tls_cert,
    key: tls_key,
    proxy: proxied
      ? {
          transport: settings.tlsproxy_transport,
          replay: settings.tls_proxy_buffer,
          keep: settings.tls_proxy_keep * 1000,
        }
      : null,
  };
}

export function onConnected(
  turn: Turn,
  world: World,
  { carrier, session, notes, trust }: Omit<Extract<Event, { type: 'connected' }>, 'type' | 'link'>,
): void {
  const { link } = world;
  if (!link) return;
  const isTakenUp = session !== null && link.session === session.id;
  world.phase = 'connected';
  link.carrier = carrier;
  link.session = session?.id ?? null;
  link.proxy = session?.proxy ?? '';
  if (session?.identity) link.proxyIdentity = session.identity;
  else delete link.proxyIdentity;
  delete link.detached;
  if (trust) link.trust = trust;
  world.lastReceived = world.lastSent = turn.state.now;
  cancel(turn.state, 'connect', world);
  schedule(turn.state, 'keepalive', world, keepaliveInterval(turn.state, world));
  world.greeting = !isTakenUp;
  if (isTakenUp) takeUp(turn, world, link, session);
  else beginFresh(turn, world);
  const greeting = isTakenUp ? `${world.name}: connection taken up again.` : greetConnection(turn, world);
  say(turn, world, greeting);
  for (const note of notes) say(turn, world, `${world.name}: ${note}`);
  pump(turn, link);
}

function beginFresh(turn: Turn, world: World): void {
  watchSilence(turn, world);
  beginLogin(turn, world);
}

/** Server and log file are where the last client left them, the state may be a second older. */
function takeUp(
  turn: Turn,
  world: World,
  link: Link,
  { accepted, from = link.received }: ProxySession,
): void {
  if (from !== link.received) {
    const lost = Math.max(0, from - link.received);
    complain(turn, world, `${world.name}: ${lost} bytes of what the server said are not to be had any more.`);
  }
  link.received = from;
  listenAnew(turn, world);
  skipAccepted(link, accepted);
  cutLog(turn, world);
  tellSize(turn, world);
}

/** The peer ended the connection, or it failed, or could not be made. */
export function onClosed(turn: Turn, world: World, fault: Fault | null): void {
  // A session that is being taken up is a connection: that it has none is the same loss at whatever moment it is seen.
  const isAttempt = world.phase === 'connecting' && !world.link?.session;
  // A session that could not be taken up brings nothing again.
  if (world.phase === 'connecting') world.log.cutTo = null;
  const silence = isAttempt ? '' : silentEnding(turn.state, world);
  hangUp(turn, world);
  if (isAttempt) fireHook(turn, world, 'CONFAIL', world.name);
  if (fault && isForUser(turn.state, world, fault)) return refuseCertificate(turn, world, fault);
  const words = `${named(world, closingWords(fault, isAttempt))}${silence}`;
  // Whoever has taken it up plays on: to log in once more would throw the character out.
  if (fault?.code === 'SESSION_TAKEN') return complain(turn, world, words);
  // That the server closes it, maybe because it was told to, is no failure.
  connectLater(turn, world, words, fault ? complain : say);
}

/** With the name of the world, unless it is called as where it is and the sentence begins with that. */
function named({ name }: World, sentence: string): string {
  return sentence.startsWith(`Cannot connect to ${name}:`) ? sentence : `${name}: ${sentence}`;
}

function closingWords(fault: Fault | null, isAttempt: boolean): string {
  if (!fault) return 'the server closed the connection.';
  return isAttempt ? fault.sentence : `connection lost: ${fault.sentence}`;
}

/** The server speaks TLS on this port. Nothing goes on by itself: it would be the same again. */
export function refuseAlert(turn: Turn, world: World, link: Link): void {
  turn.effects.push({ type: 'close', link: link.id, session: link.session });
  hangUp(turn, world);
  complain(turn, world, alertWords(world, link));
}

/** Whether it is a certificate that a pin would make good: under `ca` none does. */
function isForUser(state: State, world: World, { code }: Fault): boolean {
  const isPinning = worldSettings(state, world).tls_verify !== 'ca';
  return code === 'TLS_CERTIFICATE_CHANGED' || (code === 'TLS_CERTIFICATE_UNTRUSTED' && isPinning);
}

/** Nothing goes on by itself: the user looks at what there is to see and decides. */
function refuseCertificate(turn: Turn, world: World, { sentence, details = {} }: Fault): void {
  const pins = (details.pins ?? []) as readonly string[];
  const text = (key: string) => String(details[key]);
  const certificate = { fingerprint: text('fingerprint'), subject: text('subject'), issuer: text('issuer') };
  world.refused = {
    ...{ sentence, pins, ...certificate, validFrom: text('validFrom'), validTo: text('validTo') },
    offered: false,
  };
  world.distrusted = certificate.fingerprint;
  fireHook(turn, world, 'TRUST', world.name);
  complain(turn, world, named(world, sentence));
  for (const line of certificateLines(world.refused)) say(turn, world, `  ${line}`);
  say(
    turn,
    world,
    `Somebody may be listening. If the server's people say that this is right: /trust ${typedName(world)}`,
  );
}

/** What there is to compare it by. */
export function certificateLines(refused: RefusedCertificate): string[] {
  const { fingerprint, pins, subject, issuer, validFrom, validTo } = refused;
  return [
    ...pins.map(pin => `old: sha256:${pin}`),
    `new: sha256:${fingerprint}`,
    `subject ${subject}, issuer ${issuer}, valid from ${validFrom} to ${validTo}`,
  ];
}

/** /trust: the certificate is the right one. */
export function trust(turn: Turn, world: World): void {
  const { host, port } = worldSettings(turn.state, world);
  const { name, distrusted: fingerprint } = world;
  if (!fingerprint) return complainHere(turn, `${name}: there is no refused certificate to trust.`);
  turn.effects.push({ type: 'trust', world: name, host, port, fingerprint, view: turn.view?.id });
}

/** The certificate is written down as the right one, or could not be. */
export function onTrusted(turn: Turn, world: World, fault: Fault | null): void {
  if (fault) return complainHere(turn, `${world.name}: not trusted: ${fault.sentence}`);
  // Where the world is on screen, what follows says it.
  if (turn.world !== world)
    sayHere(turn, `${world.name}: its certificate is trusted from now on; connecting.`);
  connect(turn, world, true);
}

/** The user hangs up. */
export function disconnect(turn: Turn, world: World): void {
  const { link } = world;
  if (link) {
    pumpRest(turn, link);
    turn.effects.push({ type: 'close', link: link.id, session: link.session });
  }
  const was = world.phase;
  hangUp(turn, world);
  if (was === 'waiting') say(turn, world, `${world.name}: will not connect again by itself.`);
  else
    say(
      turn,
      world,
      was === 'connecting' ? `${world.name}: gave up connecting.` : `${world.name}: disconnected.`,
    );
}

const TIMERS = [
  'connect',
  'inbox',
  'keepalive',
  'login',
  'login-limit',
  'prompt',
  'reconnect',
  'silence',
] as const;

/** Leaves nothing of the connection but the log: prompts and unterminated text become lines. */
export function hangUp(turn: Turn, world: World): void {
  endPrompts(turn, world);
  endWithConnection(turn, world);
  endSoundsOf(turn, world);
  world.stream = emptyStream();
  world.phase = 'disconnected';
  world.link = null;
  world.masked = false;
  world.maskLifted = false;
  delete world.charmode;
  world.login = 'skip';
  for (const name of TIMERS) cancel(turn.state, name, world);
}

export function onConnectTimeout(turn: Turn, world: World): void {
  const { link } = world;
  if (world.phase !== 'connecting' || !link) return;
  turn.effects.push({ type: 'close', link: link.id, session: null });
  onClosed(turn, world, unanswered(turn.state, world, link));
}

function unanswered(state: State, world: World, { host, port }: Link): Fault {
  const seconds = (attemptTime(state, world) + GRACE) / 1000;
  const sentence = `no answer from ${endpoint(host, port)} within ${seconds} s; not connected.`;
  return { code: 'ETIMEDOUT', sentence };
}

/** Sends what the world's settings ask for, if nothing was sent for a while, and comes back later. */
export function keepAlive(turn: Turn, world: World): void {
  if (world.phase !== 'connected') return;
  const interval = keepaliveInterval(turn.state, world);
  const due = world.lastSent + interval;
  if (due > turn.state.now) {
    // At most: the clock may have been put back since.
    schedule(turn.state, 'keepalive', world, Math.min(due - turn.state.now, interval));
    return;
  }
  const settings = worldSettings(turn.state, world);
  if (settings.keepalive === 'nop') sendBytes(turn, world, IAC_NOP);
  if (settings.keepalive === 'generic') sendIdle(turn, world, 'help commands ##_idler_message_##');
  if (settings.keepalive === 'custom') sendIdle(turn, world, settings.keepalive_command);
  schedule(turn.state, 'keepalive', world, interval);
}

function keepaliveInterval(state: State, world: World): number {
  return worldSettings(state, world).keepalive_interval * 1000;
}

function sendIdle(turn: Turn, world: World, text: string): void {
  const { bytes } = send(world.stream, text, streamContext(turn.state, world));
  if (!sendBytes(turn, world, bytes)) return;
  if (world.link) noteLineSent(world.link, turn.state.now);
  answerPrompt(turn, world);
}

/** A restored connection: whatever was waiting to be sent goes on. */
export function resume(turn: Turn, world: World): void {
  if (world.link) pump(turn, world.link);
}
