/**
 * The program `tlsproxy`: keeps TLS sessions alive while its client replaces its code, crashes or loses its
 * terminal. Started by the client, never by people; says `ready` (or a fault as JSON) on its standard output
 * and is alone from then on. Start here: arguments, lock, listener, end.
 */

import { closeSync, openSync, writeSync } from 'node:fs';
import type { Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadPosix, type Posix, type PosixUnavailable } from '../native/posix.ts';
import { type Fault, fault, faultOf } from '../shared/fault.ts';
import { letGo } from '../shared/held.ts';
import { createLookUp } from '../shared/lookup.ts';
import { proxyPaths, runtimeKeeper } from '../shared/paths.ts';
import type { PeerUid } from './control/admission.ts';
import { createControl } from './control/control.ts';
import { isAnswered, newToken, publish, refresh, type Transport, unpublish } from './process/files.ts';
import { closeAll, keepHouse, watchIdle } from './process/lifecycle.ts';
import { releaseLock, takeLock } from './process/lock.ts';
import { openLog } from './process/log.ts';
import { newProxy } from './proxy.ts';

/** Long enough for a client that is started again after a crash, short enough not to be found by next morning. */
const IDLE_EXIT = 30_000;

/** Cleaners of /tmp take days; an hour is far below. */
const REFRESH_INTERVAL = 3_600_000;

/** As long as the servers may take to answer our goodbyes, and a little. */
const TERMINATION_TIME = 3_500;

// First of all, because a signal may be on its way: SIGUSR1 means a reload to clients (and an inspector port
// to Node unless somebody listens), the others mean a terminal that is none of ours.
for (const signal of ['SIGUSR1', 'SIGHUP', 'SIGINT'] as const) process.on(signal, () => undefined);
process.title = 'tlsproxy';
process.umask(0o077);

async function main(): Promise<void> {
  const options = readArguments();
  const uid = process.getuid?.() ?? 0;
  const runtime = runtimeKeeper(options.runtime, uid);
  const pathsNow = () => proxyPaths(runtime(), options.home, options.build);
  let paths = pathsNow();
  const log = openLog(join(options.home, 'tlsproxy.log'));
  const lock = await takeLock(paths.lock);
  if ('pid' in lock) return giveUp(alreadyRunning(lock.pid));
  if (await isAnswered(paths.socket)) {
    releaseLock(lock);
    return giveUp(alreadyRunning(null));
  }
  const posix = loadPosix(options.posix);
  if (!('unavailable' in posix)) posix.forbidCoreDumps();
  const proxy = newProxy({ build: options.build, token: newToken(), log, lookUp: createLookUp(posix) });
  // One session's trouble must not end the others: what nobody caught is written down, and life goes on.
  process.on('uncaughtException', error => log('failed', { what: 'uncaught', error: error.stack }));
  const peerUid = options.transport === 'unix' ? peerUidFrom(posix) : null;
  const control = () => createControl({ proxy, peerUid, uid });
  await publish(paths, options.transport, proxy.token, control());
  const exit = (why: string) => {
    log('exit', { why });
    unpublish(paths);
    releaseLock(lock);
    process.exit(0);
  };
  process.on('SIGTERM', () => {
    closeAll(proxy);
    setTimeout(exit, proxy.sessions.size > 0 ? TERMINATION_TIME : 0, 'terminated');
  });
  const published = () => [paths.token, lock.file, options.transport === 'unix' ? paths.socket : paths.port];
  const publishAgain = async () => {
    // The directory may be another one by now.
    paths = pathsNow();
    await publish(paths, options.transport, proxy.token, control());
  };
  setInterval(() => {
    if (!refresh(published())) return;
    publishAgain().catch(error => log('failed', { error: String(error) }));
  }, REFRESH_INTERVAL);
  keepHouse(proxy);
  // Everything is loaded that lies where the proxy was started from.
  letGo(process.argv[1] ?? '');
  watchIdle(proxy, options.idleExit, exit);
  log('started', { build: options.build, node: process.version, uidChecked: peerUid !== null });
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
      'idle-exit': { type: 'string', default: String(IDLE_EXIT) },
    },
  });
  const { home, runtime, build, posix } = values;
  const transport: Transport = values.transport === 'tcp' ? 'tcp' : 'unix';
  return { home, runtime, build, posix, transport, idleExit: Number(values['idle-exit']) };
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

function alreadyRunning(pid: number | null): Fault {
  const who = pid === null ? 'Another tlsproxy' : `tlsproxy with PID ${pid}`;
  return fault('ALREADY_RUNNING', `${who} serves this profile already.`);
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
