/** The real program `tlsproxy` for tests and benches: its bundle, and clients with a profile of their own. */

import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { createProxyClient, type ProxyClient, type ProxyOptions } from '../../client/host/proxy/client.ts';
import { atEnd, type TemporaryHome, temporaryHome } from './temporary.ts';

export { openRequest } from './tlsproxy-request.ts';

const root = resolve(__dirname, '../..');

// Not an import: esbuild does not work from inside a bundle, such as the benches are run from.
const { buildSync } = createRequire(join(root, 'package.json'))('esbuild') as typeof import('esbuild');

/** Bundles the program into `directory` and returns its path; `footer` makes another build of it. */
export function bundleTlsproxy(directory: string, footer = ''): string {
  return bundle('tlsproxy/main.ts', join(directory, 'tlsproxy.js'), footer);
}

/** Bundles any script of the project. */
export function bundle(entry: string, outfile: string, footer = ''): string {
  buildSync({
    entryPoints: [join(root, entry)],
    bundle: true,
    platform: 'node',
    target: 'node20',
    outfile,
    footer: { js: footer },
    alias: { 'msgpackr/pack': join(root, 'node_modules/msgpackr/pack.js') },
  });
  return outfile;
}

export interface ProxyFixture extends TemporaryHome {
  readonly file: string;
  /** Where the proxy's socket, lock and token are. */
  readonly directory: string;
  /** A client of this profile, put away at the end of the tests. */
  client(options?: Partial<ProxyOptions>): ProxyClient;
}

/**
 * A profile whose proxy is bundled from the sources. Proxies leave 200 ms after their last client (`idleExit`),
 * and those that a failed test leaves behind are ended by their PID.
 */
export function proxyFixture(idleExit = 200): ProxyFixture {
  const paths = temporaryHome();
  const file = bundleTlsproxy(paths.root);
  const directory = join(paths.runtime, 'clay');
  mkdirSync(directory, { mode: 0o700 });
  const pids = new Set<number>();
  atEnd(() => {
    for (const pid of pids) endProcess(pid);
  });
  const client = (options: Partial<ProxyOptions> = {}) => {
    const one = createProxyClient({
      home: paths.home,
      tlsproxyFile: file,
      node: () => process.execPath,
      env: { ...process.env, NODE_EXTRA_CA_CERTS: '', XDG_RUNTIME_DIR: paths.runtime },
      transport: 'unix',
      log: () => undefined,
      options: ['--idle-exit', String(idleExit)],
      ...options,
    });
    atEnd(() => one.dispose());
    const open: ProxyClient['open'] = async (...args) => {
      const opened = await one.open(...args);
      if ('proxy' in opened) pids.add(opened.proxy.pid);
      return opened;
    };
    return { ...one, open };
  };
  return { ...paths, file, directory, client };
}

/** SIGKILL, unless it is gone already. */
export function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
