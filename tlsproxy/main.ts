/**
 * The program `tlsproxy`: keeps TLS sessions alive while its client replaces its code, crashes or loses its
 * terminal; or, as another process (`--role web`), ends TLS for browsers. Started by the client, never by people; says `ready` (or a fault as JSON) on its standard output
 * and is alone from then on. Start here: arguments, presence, end.
 */

import { closeSync, openSync, writeSync } from 'node:fs';
import type { Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadPosix, type Posix, type PosixUnavailable } from '../native/posix.ts';
import { type Fault, faultOf } from '../shared/fault.ts';
import { letGo } from '../shared/held.ts';
import { createLookUp } from '../shared/lookup.ts';
import { type ProxyRole, proxyPaths, runtimeKeeper, withFallback } from '../shared/paths.ts';
import type { PeerUid } from './control/admission.ts';
import { createControl } from './control/control.ts';
import { newToken, type Transport } from './process/files.ts';
import { closeAll, keepHouse, setTaken, watchIdle } from './process/lifecycle.ts';
import { openLog } from './process/log.ts';
import { createPresence } from './process/presence.ts';
import { callOlder, enter, LOOK_SIGNAL, leave } from './process/roll.ts';
import { newProxy } from './proxy.ts';
import { hasSessions, watchClients } from './web/watch-clients.ts';
import type { WebRole, WebRoleOptions } from './web/web-role.ts';

/** Long enough for a client that is started again after a crash, short enough not to be found by next morning. */
const IDLE_EXIT = 30_000;

/** Pages of a client that was killed are told so, until somebody has started another one. */
const ABANDONED_EXIT = 600_000;

/** As long as the servers may take to answer our goodbyes, and a little. */
const TERMINATION_TIME = 3_500;

// First of all, because a signal may be on its way: SIGUSR1 means a reload to clients (and an inspector port
// to Node unless somebody listens), SIGINT a terminal that is none of ours, SIGHUP that, or a look (LOOK_SIGNAL).
for (const signal of ['SIGUSR1', 'SIGHUP', 'SIGINT'] as const) process.on(signal, () => undefined);
process.title = 'tlsproxy';
process.umask(0o077);

async function main(): Promise<void> {
  const options = readArguments();
  const uid = process.getuid?.() ?? 0;
  const keeper = runtimeKeeper(withFallback(options.runtime, uid), uid);
  const { home, build, role } = options;
  const pathsNow = () => proxyPaths(keeper.current(), home, build, role);
  const log = openLog(join(home, 'tlsproxy.log'));
  const posix = loadPosix(options.posix);
  if (!('unavailable' in posix)) posix.forbidCoreDumps();
  const web = role === 'web' ? await webRole({ home, build, log }) : null;
  const proxy = newProxy({ build, token: newToken(), log, lookUp: createLookUp(posix), web });
  const peerUid = options.transport === 'unix' ? peerUidFrom(posix) : null;
  const presence = createPresence({
    paths: pathsNow,
    transport: options.transport,
    token: proxy.token,
    server: () => createControl({ proxy, peerUid, uid }),
    log,
    taken: isTaken => void setTaken(proxy, isTaken),
  });
  const roll = { home, role, build, runtime: options.runtime };
  const other = (await callOlder(roll, pathsNow)) ?? (await presence.appear());
  if (other) return giveUp(other);
  process.on(LOOK_SIGNAL, () => void presence.look());
  try {
    enter(roll);
  } catch (error) {
    // It serves all the same: this is of use only once the runtime directory is gone.
    log('failed', { what: 'enter', error: String(error) });
  }
  // One session's trouble must not end the others: what nobody caught is written down, and life goes on.
  process.on('uncaughtException', error => log('failed', { what: 'uncaught', error: error.stack }));
  const exit = (why: string) => {
    log('exit', { why });
    presence.vanish();
    leave(roll);
    process.exit(0);
  };
  process.on('SIGTERM', () => {
    closeAll(proxy);
    web?.close();
    setTimeout(exit, proxy.sessions.size > 0 ? TERMINATION_TIME : 0, 'terminated');
  });
  presence.lookAfter();
  keepHouse(proxy);
  // Everything is loaded that lies where the proxy was started from.
  letGo(process.argv[1] ?? '');
  if (web) {
    const isAwaited = () => hasSessions(keeper.current(), home);
    watchClients(proxy, { abandoned: options.abandonedExit, idle: options.idleExit, isAwaited, exit });
  } else watchIdle(proxy, options.idleExit, exit);
  log('started', { role, build, node: process.version, uidChecked: peerUid !== null });
  say('ready');
}

function readArguments() {
  const { values } = parseArgs({
    options: {
      home: { type: 'string', default: '' },
      runtime: { type: 'string', default: '' },
      build: { type: 'string', default: '' },
      transport: { type: 'string', default: 'unix' },
      posix: { type: 'string', default: join(dirname(process.argv[1]!), 'native/posix.node') },
      role: { type: 'string', default: 'sessions' },
      'abandoned-exit': { type: 'string', default: String(ABANDONED_EXIT) },
      'idle-exit': { type: 'string', default: String(IDLE_EXIT) },
    },
  });
  const { home, runtime, build, posix } = values;
  const transport: Transport = values.transport === 'tcp' ? 'tcp' : 'unix';
  const role: ProxyRole = values.role === 'web' ? 'web' : 'sessions';
  const times = { idleExit: Number(values['idle-exit']), abandonedExit: Number(values['abandoned-exit']) };
  return { home, runtime, build, posix, transport, role, ...times };
}

/** What serves browsers is loaded where it is wanted: a proxy for sessions has none of it. */
async function webRole(options: WebRoleOptions): Promise<WebRole> {
  const { createWebRole } = await import('./web/web-role.ts');
  return createWebRole(options);
}

/** null where there is no addon: the 0700 directory and the token have to do. */
function peerUidFrom(posix: Posix | PosixUnavailable): PeerUid | null {
  if ('unavailable' in posix) return null;
  return (socket: Socket) => {
    // Node has no public name for a socket's descriptor.
    const { _handle } = socket as unknown as { _handle?: { fd?: number } | null };
    return typeof _handle?.fd === 'number' ? posix.peerCredentials(_handle.fd).uid : null;
  };
}

function giveUp(reason: Fault): void {
  say(JSON.stringify(reason));
  process.exit(1);
}

/** One line to whoever started us, who may be gone; then standard output and error are nobody's. */
function say(line: string): void {
  try {
    writeSync(1, `${line}\n`);
  } catch {
    // It waits for nothing any more.
  }
  for (const fd of [1, 2]) {
    closeSync(fd);
    // The lowest free number: the one just closed.
    openSync('/dev/null', 'w');
  }
}

main().catch(error => giveUp(faultOf(error, 'PROXY_START_FAILED')));
