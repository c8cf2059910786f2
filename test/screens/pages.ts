/** Screens of the browser view: the real client with the worlds of the other screens, in a real browser. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromiumPath, launchChromium } from '../support/chromium-launch.ts';
import { type Clay, startClay } from '../support/clay.ts';
import { freePort } from '../support/peers.ts';
import { worldTable } from '../support/playing.ts';
import { type Peer, startWorld } from '../support/scripted-world.ts';
import { linkOf } from '../support/web-view.ts';
import { pageScenes, shown } from './page-scenes.ts';
import { arrival, lane, later, market, prompt, talk } from './story.ts';

/** Letters that the fonts of any machine have. */
const chat = talk.replace(/ 🍵|^.*小林.*\r\n/gmu, '');

/** Of JPEG: as low as letters allow. */
const QUALITY = 75;

/** Tells values beside the text, as games do. */
function gmcp(peer: Peer, life: number): void {
  const vitals = `Char.Vitals {"hp":${life},"maxhp":120,"mana":80}`;
  peer.send(Buffer.concat([Buffer.from([255, 250, 201]), Buffer.from(vitals), Buffer.from([255, 240])]));
}

async function playGame(clay: Clay, peers: readonly Peer[]): Promise<void> {
  const [peer, other] = peers as [Peer, Peer];
  peer.send(Buffer.from([255, 251, 201]));
  peer.send(Buffer.concat([Buffer.from(market), Buffer.from(later), Buffer.from(arrival), prompt(100)]));
  await clay.waitFor('100hp');
  gmcp(peer, 100);
  clay.type('look at the jug\r');
  await peer.waitFor('look at the jug');
  peer.send(Buffer.concat([Buffer.from(chat), prompt(100)]));
  await clay.waitFor('[chat] Ada: anyone');
  clay.type('north\r');
  await peer.waitFor('north');
  peer.send(Buffer.concat([Buffer.from(lane), prompt(98)]));
  gmcp(peer, 98);
  await clay.waitFor('98hp');
  other.send('A raven drops a letter at your feet.\r\n');
}

/** Writes them all into the directory; false: there is no browser here, and those that are there stay. */
export async function takePages(
  directory: string,
  wanted = pageScenes,
  type: 'jpeg' | 'png' = 'jpeg',
): Promise<boolean> {
  if (!chromiumPath) return false;
  const [browser, port] = [await launchChromium(), await freePort()];
  const worlds = await Promise.all(['Kilnholm', 'Driftmark'].map(() => startWorld()));
  const tables = [
    worldTable('Kilnholm', worlds[0]!, 'user = "Alice"\nauto_login = "none"'),
    worldTable('Driftmark', worlds[1]!, 'highlight = ["raven"]'),
    worldTable('"Nine Lanterns"', { host: 'lanterns.example', port: 4443 }, 'tls = true'),
  ];
  const left = `{sign} {world}  hp {gmcp.Char.Vitals.hp|gauge:12:gmcp.Char.Vitals.maxhp} {gmcp.Char.Vitals.hp}  mana {gmcp.Char.Vitals.mana}`;
  const clay = await startClay({
    ...{ args: ['Kilnholm', 'Driftmark'], columns: 100, rows: 40 },
    settings: [
      'more_mode = false',
      `[status]\nleft = "${left}"`,
      `[web]\nenabled = true\nport = ${port}`,
      ...tables,
    ].join('\n'),
  });
  const peers = await Promise.all(worlds.map(world => world.accepted()));
  await clay.waitFor('Connected to Kilnholm.');
  await clay.waitFor(`The browser view is at http://127.0.0.1:${port};`);
  // One login, before anything is seen.
  const first = await browser.newContext();
  const door = await first.newPage();
  await door.goto(await linkOf(clay));
  await door.locator('#tabs').getByText('Kilnholm').waitFor();
  const storageState = await first.storageState();
  const address = new URL(door.url()).origin;
  await first.close();
  await playGame(clay, peers);
  for (const scene of wanted) {
    const { name, size, theme, isPhone = false, play } = scene;
    const context = await browser.newContext({
      storageState,
      ...{ viewport: size, colorScheme: theme, hasTouch: isPhone, isMobile: isPhone },
      deviceScaleFactor: isPhone ? 1.5 : 1,
    });
    const page = await context.newPage();
    await page.goto(address);
    await shown(page, 'A fired brick');
    await play(page);
    await page.evaluate('document.fonts.ready');
    const file = `${name}.${type === 'png' ? 'png' : 'jpg'}`;
    const bytes = await page.screenshot({
      ...{ type, animations: 'disabled', caret: 'hide' },
      ...(type === 'jpeg' && { quality: QUALITY }),
    });
    writeFileSync(join(directory, file), bytes);
    console.log(`${file}  ${(bytes.length / 1024).toFixed(1)} KiB`);
    await context.close();
  }
  await clay.stop();
  await Promise.all(worlds.map(world => world.close()));
  await browser.close();
  return true;
}
