import type { Turn } from '../state/state.ts';
import type { Link, World } from '../state/world.ts';
import { emptyStream } from '../stream/stream.ts';
import { releaseEverywhere } from './audience.ts';
import { allLogs, spillAgain } from './chunks/unspilled.ts';
import { callServer, dial, hangUp, onClosed, resume, targetOf } from './connection.ts';
import { endAfterInbox } from './incoming.ts';
import { cutLogHere } from './logfile.ts';
import { resumeLogin } from './login.ts';
import { skipAccepted } from './outbox.ts';
import { forgetPrompts } from './prompt.ts';
import { attach } from './proxied/session.ts';
import { connectLater } from './reconnect.ts';
import { fireHook } from './rules/hooks.ts';
import { sealOpen } from './scrollback.ts';
import { doubtWalk } from './walk/walk.ts';
import { complain, typedName, worldSettings } from './world.ts';

/**
 * Puts the worlds in order: connections that came along go on, attempts that were under way are made again, and a
 * world whose connection could not be carried over is marked disconnected, its pending lines and pause cleared. `lost`
 * are the links whose descriptor did not come along.
 */
export function reviveWorlds(turn: Turn, carried: readonly number[], lost: readonly number[]): void {
  const here = new Set(carried);
  for (const world of Object.values(turn.state.worlds)) {
    const { link } = world;
    // One that has ended is still being worked off.
    if (!link || link.ended) continue;
    if (world.phase === 'connecting') dialAgain(turn, world);
    else if (here.has(link.id)) {
      resumeLogin(turn, world);
      resume(turn, world);
    } else if (link.session) {
      resumeLogin(turn, world);
      attach(turn, world);
    } else if (link.carrier === 'tls-direct' || lost.includes(link.id)) lose(turn, world);
    else end(turn, world, link);
  }
}

/** The proxy still has the session, or says what has become of it. How far the login was nobody knows to the byte. */
function askAgain(turn: Turn, world: World): void {
  world.login = 'skip';
  attach(turn, world);
}

/** It had ended when the reload came, and the last image had no time left to say so. */
function end(turn: Turn, world: World, link: Link): void {
  if (!endAfterInbox(link, null)) return;
  onClosed(turn, world, null);
  releaseEverywhere(turn.state, world);
}

/** After a crash in place: as after a reload, but nobody has counted what was being written. */
export function resumeWorlds(turn: Turn, links: readonly { link: number; taken: number | null }[]): void {
  spillAgain(turn);
  const here = new Map(links.map(one => [one.link, one]));
  for (const world of Object.values(turn.state.worlds)) {
    const { link } = world;
    if (!link || link.ended) continue;
    const carried = here.get(link.id);
    if (world.phase === 'connecting') dialAgain(turn, world);
    else if (link.session) askAgain(turn, world);
    else if (carried) {
      world.login = 'skip';
      skipAccepted(link, carried.taken ?? link.sent + link.inFlight);
      resume(turn, world);
    } else comeBack(turn, world, 'disconnected: its connection did not come through the crash');
  }
}

/** The attempt died with the last image; one at a session of the proxy is for that same session. */
function dialAgain(turn: Turn, world: World): void {
  if (world.link?.session) attach(turn, world);
  else dial(turn, world);
}

/** What a start has kept from being connected is connected now. */
export function connectHeld(turn: Turn): void {
  for (const world of Object.values(turn.state.worlds)) {
    const { link, phase } = world;
    if (!link || phase !== 'connecting') continue;
    if (link.session === null) callServer(turn, world, link, targetOf(turn.state, world));
    else if (link.waitingAtAttach === undefined) attach(turn, world);
  }
}

function lose(turn: Turn, world: World): void {
  const why =
    world.link?.carrier === 'tls-direct'
      ? `disconnected by the reload: TLS cannot pass through it. ${remedy(turn)}`
      : 'disconnected: its connection did not come through the reload';
  giveUp(turn, world, why);
}

/** tls_proxy counts from the next connection on: one may have been made before it was on. */
function remedy({ state }: Turn): string {
  return state.settings.tls_proxy
    ? 'tls_proxy is on, and keeps the next connection'
    : '/setup tls_proxy on keeps TLS worlds from now on';
}

/** What could not be carried over is left as a world that was never paused, with nothing pending. */
function giveUp(turn: Turn, world: World, why: string): void {
  hangUp(turn, world);
  complain(turn, world, `${world.name}: ${why}; /worlds ${typedName(world)} connects again.`);
  releaseEverywhere(turn.state, world);
}

/** Nobody has asked for a crash: what it cut comes back by itself, if the settings say that lost connections do. */
function comeBack(turn: Turn, world: World, why: string): void {
  if (worldSettings(turn.state, world).reconnect === 0) return giveUp(turn, world, why);
  hangUp(turn, world);
  connectLater(turn, world, `${world.name}: ${why}.`);
  releaseEverywhere(turn.state, world);
}

/** A reload was asked for. It goes ahead, but not without a word on what it will cut. */
export function requestReload(turn: Turn, force = false): void {
  const cut = Object.values(turn.state.worlds).filter(({ link }) => link?.carrier === 'tls-direct');
  const why = turn.state.settings.tls_proxy
    ? 'it does not go through the proxy, as the next one does (tls_proxy is on).'
    : 'with /setup tls_proxy on it would not.';
  for (const world of cut)
    complain(turn, world, `${world.name}: the reload cuts this TLS connection; ${why}`);
  fireHook(turn, turn.world, 'PRERELOAD');
  for (const log of allLogs(turn.state)) sealOpen(turn, log);
  turn.effects.push({ type: 'reload', force });
}

/** After a crash: the sessions that the proxy has kept are taken up again, everything else was lost with the client. */
export function recoverWorlds(turn: Turn): void {
  spillAgain(turn);
  for (const world of Object.values(turn.state.worlds)) {
    world.login = 'skip';
    if (world.link?.session) {
      delete world.link.ended;
      delete world.link.detached;
      cutLogHere(world);
      doubtWalk(turn, world);
      attach(turn, world);
    } else if (world.link) {
      // Half a line or a prompt of the checkpoint was whole long since, maybe, and is in the log file as it was.
      world.stream = emptyStream();
      forgetPrompts(world);
      comeBack(turn, world, 'disconnected: the last Clay ended without hanging up');
    }
  }
}
