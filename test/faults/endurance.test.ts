/** Many reloads under traffic leave nothing behind. CLAY_LONG=1 takes 2,000 of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { childrenOf } from '../support/children.ts';
import type { Clay } from '../support/clay.ts';
import { test } from '../support/needs-reload.ts';
import { type Playing, startPlaying } from '../support/playing.ts';
import { reload } from '../support/reloading.ts';
import { startTlsWorld, until } from '../support/tls-world.ts';
import { LOGGED, startTraffic, UNHARMED } from '../support/traffic.ts';

const RELOADS = process.env.CLAY_LONG ? 2000 : 100;
/** By then everything has happened that happens once. */
const SETTLED = 10;

const names = (text: string) => text.replace(/\d+/g, 'N');

/** One link per descriptor number that a runtime was ever held by, for all clients: how many that are is chance. */
const HELD_LINK = /[0-9a-f]+\.exec/;

function filesBelow(root: string): string[] {
  const files = readdirSync(root, { recursive: true }).map(String);
  const links = files.filter(file => HELD_LINK.test(file)).map(file => file.replace(HELD_LINK, 'held.exec'));
  const others = files.filter(file => !HELD_LINK.test(file)).map(names);
  return [...new Set(links), ...others].sort();
}

/** Whatever could pile up, in words that are the same for every image. */
function belongings(clay: Clay): Record<string, unknown> {
  const status = readFileSync(`/proc/${clay.pid}/status`, 'latin1');
  const environment = readFileSync(`/proc/${clay.pid}/environ`, 'utf8').split('\0');
  return {
    descriptors: clay
      .descriptors()
      .map(({ link }) => names(link))
      .sort(),
    handedOn: clay.descriptors().filter(({ fd, cloexec }) => fd > 2 && !cloexec),
    ports: clay.listeningPorts(),
    children: childrenOf(clay.pid),
    companions: clay.companions().map(({ comm }) => comm),
    files: filesBelow(clay.place.root),
    environment: environment.map(entry => entry.split('=')[0]).sort(),
    commandLine: names(readFileSync(`/proc/${clay.pid}/cmdline`, 'utf8')),
    signals: [...status.matchAll(/^Sig(?:Blk|Ign|Cgt):.*$/gm)].map(([line]) => line),
  };
}

/** Each image opens its log files when it has something to write, and its program log for a moment. */
async function settledBelongings(clay: Clay): Promise<Record<string, unknown>> {
  const isOpen = () => clay.descriptors().filter(({ link }) => link.includes('/logs/')).length === 2;
  await until(isOpen, 'the log files are not open');
  // The trial of a build and the checkpoint may just be under way.
  let [before, now] = [{}, belongings(clay)];
  while (JSON.stringify(before) !== JSON.stringify(now) || JSON.stringify(now).includes('.tmp"')) {
    await new Promise(resolve => setTimeout(resolve, 100));
    [before, now] = [now, belongings(clay)];
  }
  return now;
}

test(
  `${RELOADS} reloads under traffic: the last image has what the tenth had, and not a byte more`,
  async () => {
    const tls = await startTlsWorld();
    const table = `[worlds.Secure]\nhost = "127.0.0.1"\nport = ${tls.port}\ntls = true\ntls_verify = "none"\nlog = true`;
    const playing = await startPlaying({
      top: `${LOGGED.top}\ntls_proxy = true`,
      more: `${LOGGED.more}\n${table}`,
    });
    const { clay } = playing;
    clay.type('/worlds -b Secure\r');
    const secure: Playing = { clay, worlds: [tls], peers: [await tls.accepted()] };
    const traffic = [
      startTraffic(playing, { rate: 200 }),
      startTraffic(secure, { name: 'Secure', rate: 200, silent: true }),
    ];
    for (let count = 0; count < SETTLED; count++) await reload(clay, 'signal');
    const early = await settledBelongings(clay);
    const rss = clay.rss();
    const start = performance.now();
    for (let count = SETTLED; count < RELOADS; count++)
      await reload(clay, count % 2 === 0 ? 'key' : 'signal');
    const each = (performance.now() - start) / (RELOADS - SETTLED);
    const growth = (clay.rss() - rss) / 2 ** 20;
    console.log(`${RELOADS} reloads, ${each.toFixed(0)} ms each; memory ${growth.toFixed(1)} MiB more`);
    expect(await settledBelongings(clay)).toEqual(early);
    expect(await Promise.all(traffic.map(one => one.end()))).toEqual([UNHARMED, UNHARMED]);
    // One garbage collection more or less.
    expect(growth).toBeLessThan(40);
    expect(early).toMatchObject({ ports: [], children: [], handedOn: [], companions: ['tlsproxy'] });
  },
  600_000 + RELOADS * 5000,
);
