/** The page in a real browser. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openTab, type Tab, test } from '../support/chromium.ts';
import { gmcp } from '../support/corridor.ts';
import { reload } from '../support/reloading.ts';
import { until } from '../support/tls-world.ts';
import { linkOf, startWeb } from '../support/web-view.ts';

const RELOADS = 20;

// What runs in the page is text here: its types are those of another world.
const LOG = "document.getElementById('log')";
const run = <T>({ page }: Tab, script: string) => page.evaluate<T>(script);
const text = (tab: Tab) => run<string>(tab, `${LOG}.innerText`);
const shows = ({ page }: Tab, line: string) =>
  page.locator('#log').getByText(line, { exact: true }).first().waitFor();

/** The page itself looks, with each frame. */
const comes = (tab: Tab, isTrue: string) =>
  run(tab, `new Promise(done => (function look() { ${isTrue} ? done() : requestAnimationFrame(look); })())`);

/** Notes every line of the stream that is spoken to screen readers, each of which is put into the page once. */
const NOTE = `
  window.seen = [];
  new MutationObserver(records => {
    for (const { addedNodes } of records)
      for (const { textContent } of addedNodes) if (textContent.startsWith('Alpha 0')) seen.push(textContent);
  }).observe(document.getElementById('speech'), { childList: true });`;

async function say({ page }: Tab, line: string): Promise<void> {
  await page.fill('#input', line);
  await page.press('#input', 'Enter');
}

test(`logged in by the link, ${RELOADS} reloads go unnoticed: one connection, each line once, each command once`, async () => {
  const { clay, peer } = await startWeb();
  const tab = await openTab(await linkOf(clay));
  await shows(tab, '% Connected to Alpha.');
  await run(tab, NOTE);
  peer.stream(15, 'Alpha');
  let said = 0;
  for (let count = 1; count <= RELOADS; count++) {
    const reloading = reload(clay, 'signal');
    await say(tab, `command ${++said}`);
    await reloading;
    await say(tab, `command ${++said}`);
  }
  const count = peer.stopStream();
  peer.send('That was all.\r\n');
  await shows(tab, 'That was all.');
  await peer.waitFor(`command ${said}\r\n`);
  const commands = peer.received
    .toString()
    .split('\r\n')
    .filter(line => line.startsWith('command'));
  expect(commands).toEqual(Array.from({ length: said }, (_, at) => `command ${at + 1}`));
  const numbers = [...(await text(tab)).matchAll(/^Alpha (\d+) …$/gm)].map(([, number]) => Number(number));
  expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, at) => count - numbers.length + 1 + at));
  const seen = await run<string[]>(tab, 'seen');
  expect(new Set(seen).size).toBe(seen.length);
  // A flood is no reason to hang up, either.
  for (let number = 0; number < 600; number++) {
    peer.send(`flood ${number}\r\n`);
    if (number % 3 === 0) await wait(5);
  }
  await shows(tab, 'flood 599');
  expect(tab.sockets).toEqual({ opened: 1, closed: 0 });
  expect(tab.faults).toEqual([]);
  const origin = new URL(tab.page.url()).origin;
  expect(tab.requests.filter(address => !address.startsWith(origin))).toEqual([]);
});

test('at the door the password lets in, another one does not, and too many are told', async () => {
  const { clay, port } = await startWeb({ more: 'password = "open sesame"\n' });
  // Until then nobody is let in by it.
  const settings = () => readFileSync(join(clay.home, 'settings.toml'), 'utf8');
  await until(() => settings().includes('password = "scrypt:'), 'there is no hash');
  const tab = await openTab(`http://127.0.0.1:${port}/`);
  const { page } = tab;
  const knock = async (password: string, answer: string) => {
    await page.fill('#password', password);
    await page.press('#password', 'Enter');
    await page.locator('#why').getByText(answer).waitFor();
  };
  await knock('open', 'That is not the password');
  await page.fill('#password', 'open sesame');
  await page.press('#password', 'Enter');
  await shows(tab, '% Connected to Alpha.');
  expect(await page.inputValue('#password')).toBe('');
  const other = await openTab(`http://127.0.0.1:${port}/`);
  for (let i = 0; i < 5; i++) {
    await other.page.fill('#password', `wrong ${i}`);
    const answered = other.page.waitForResponse(/login/);
    await other.page.press('#password', 'Enter');
    await answered;
  }
  await other.page.press('#password', 'Enter');
  await other.page.locator('#why').getByText('wait for 15 minutes, or take a link').waitFor();
  expect([tab.faults, other.faults]).toEqual([[], []]);
});

test('what a game says is text', async () => {
  const { clay, peer } = await startWeb();
  const tab = await openTab(await linkOf(clay));
  await shows(tab, '% Connected to Alpha.');
  const hostile = [
    '<img src=x onerror="document.title=1">',
    '</div><script>document.title=1</script>',
    'javascript:alert(1) https://example.org/"onmouseover=alert(1)',
  ];
  peer.send(`${hostile.join('\r\n')}\r\n\x1b[31mred\x1b[m\r\nThat was all.\r\n`);
  await shows(tab, 'That was all.');
  const shown = await text(tab);
  for (const line of hostile) expect(shown).toContain(line);
  expect(await run(tab, "document.querySelectorAll('#log img, #log script').length")).toBe(0);
  const links = "[...document.querySelectorAll('#log .l:not(.own) a')].map(link => link.href)";
  expect(await run(tab, links)).toEqual(['https://example.org/']);
  expect(tab.faults).toEqual([]);
});

test('a long log is windowed: little of it is in the page, all of it can be gone to', async () => {
  const { clay, peer } = await startWeb();
  peer.send(Array.from({ length: 20_000 }, (_, at) => `line ${at}\r\n`).join(''));
  await clay.waitFor('line 19999');
  const tab = await openTab(await linkOf(clay));
  await shows(tab, 'line 19999');
  const nodes = () => run<number>(tab, "document.querySelectorAll('*').length");
  expect(await nodes()).toBeLessThan(6000);
  await run(tab, `${LOG}.scrollTop = 0`);
  await shows(tab, 'line 0');
  expect(await nodes()).toBeLessThan(6000);
  // A screen of two hundred lines is full as well, wherever it is.
  const { width, height } = tab.page.viewportSize()!;
  await tab.page.setViewportSize({ width, height: 4000 });
  const isFull = "[500, 3500].every(y => document.elementFromPoint(200, y)?.closest('.l'))";
  for (const place of [0.5, 0]) {
    await run(tab, `${LOG}.scrollTop = ${LOG}.scrollHeight * ${place}`);
    await comes(tab, isFull);
  }
  await tab.page.setViewportSize({ width, height });
  await shows(tab, 'line 0');
  // What comes meanwhile does not move what is read.
  peer.send('new line\r\n');
  await tab.page.locator('#newest', { hasText: '1 new' }).waitFor();
  expect(await text(tab)).toContain('line 0\n');
  await tab.page.click('#newest');
  await shows(tab, 'new line');
});

test('whoever goes to the end of a long log by the scroll bar sees the end, and stays there', async () => {
  const { clay, peer } = await startWeb();
  peer.send(Array.from({ length: 5000 }, (_, at) => `line ${at}\r\n`).join(''));
  await clay.waitFor('line 4999');
  const tab = await openTab(await linkOf(clay));
  await shows(tab, 'line 4999');
  await run(tab, `${LOG}.scrollTop = 0`);
  await shows(tab, 'line 0');
  await run(tab, `${LOG}.scrollTop = ${LOG}.scrollHeight`);
  await shows(tab, 'line 4999');
  peer.send('new line\r\n');
  await shows(tab, 'new line');
  expect(await run(tab, `${LOG}.scrollHeight - ${LOG}.scrollTop - ${LOG}.clientHeight < 1`)).toBe(true);
});

test('End goes to the end of a log while lines come, and stays there', async () => {
  const { clay, peer } = await startWeb();
  peer.send(Array.from({ length: 2000 }, (_, at) => `line ${at}\r\n`).join(''));
  await clay.waitFor('line 1999');
  const tab = await openTab(await linkOf(clay));
  await shows(tab, 'line 1999');
  peer.stream(400, 'more');
  for (let time = 0; time < 10; time++) {
    await run(tab, `${LOG}.scrollTop = 0`);
    await shows(tab, 'line 0');
    await tab.page.press('#log', 'End');
    await comes(tab, `${LOG}.scrollHeight - ${LOG}.scrollTop - ${LOG}.clientHeight < 1`);
    // Nobody scrolls: those that come now are shown because it follows.
    const end = `(${LOG}.innerText.match(/^more \\d+/gm)?.at(-1) ?? '')`;
    await comes(tab, `${end} > ${JSON.stringify(await run(tab, end))}`);
  }
  peer.stopStream();
});

test('a flood is drawn thirty times a second at most, and ends as it stands in the log', async () => {
  const { clay, peer } = await startWeb();
  const tab = await openTab(await linkOf(clay));
  await shows(tab, '% Connected to Alpha.');
  // When what was drawn was begun: a busy machine may stop the page between that and whoever looks.
  await run(
    tab,
    `window.drawn = []; { let begun = 0; const frame = requestAnimationFrame;
    window.requestAnimationFrame = run => frame(time => { begun = performance.now(); run(time); });
    new MutationObserver(() => drawn.push(begun)).observe(${LOG}, { childList: true, subtree: true }); }`,
  );
  for (let number = 0; number < 400; number++) {
    peer.send(`flood ${number}\r\n`);
    await wait(2);
  }
  await shows(tab, 'flood 399');
  const drawn = await run<number[]>(tab, 'drawn');
  const pauses = drawn.slice(1).map((time, at) => time - drawn[at]!);
  expect(pauses.length).toBeGreaterThan(2);
  // A little less than the 25 ms that are meant: clocks of browsers are coarse.
  expect(pauses.filter(pause => pause < 23)).toEqual([]);
  expect(await run(tab, `${LOG}.scrollHeight - ${LOG}.scrollTop - ${LOG}.clientHeight < 1`)).toBe(true);
});

test('what a line brings that was just entered is drawn with the next frame, whatever was drawn before', async () => {
  const { clay, peer } = await startWeb();
  const tab = await openTab(await linkOf(clay));
  await shows(tab, '% Connected to Alpha.');
  // The clock stands still: all that comes comes at once, on a slow machine as well.
  await run(
    tab,
    `window.waits = 0; performance.now = () => 5e6; { const set = setTimeout;
    window.setTimeout = (run, delay, ...more) => { if (delay > 0 && delay <= 25) waits++; return set(run, delay, ...more); }; }`,
  );
  for (const line of ['one', 'two', 'three']) {
    peer.send(`${line}\r\n`);
    await shows(tab, line);
  }
  expect(await run(tab, 'waits')).toBeGreaterThan(0);
  await run(tab, 'waits = 0');
  await say(tab, 'look');
  await peer.waitFor('look\r\n');
  for (const line of ['four', 'five', 'six']) {
    peer.send(`${line}\r\n`);
    await shows(tab, line);
  }
  expect(await run(tab, 'waits')).toBe(0);
  expect(tab.faults).toEqual([]);
});

test('a page that nobody looks at draws its title once for all that comes until its timers go on', async () => {
  const { clay, peer } = await startWeb();
  const tab = await openTab(await linkOf(clay));
  await shows(tab, '% Connected to Alpha.');
  await run(
    tab,
    `window.held = []; window.heard = 0; { const [set, { parse }] = [setTimeout, JSON];
    window.setTimeout = (run, ...more) => more.length > 0 ? set(run, ...more) : held.push(run);
    JSON.parse = (...text) => { heard++; return parse(...text); }; }
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: 'hidden' });
    document.dispatchEvent(new Event('visibilitychange'));`,
  );
  for (let number = 1; number <= 5; number++) {
    const before = await run<number>(tab, 'heard');
    peer.send(Buffer.from(`line ${number}\r\nprompt ${number}> \xff\xf9`, 'latin1'));
    await comes(tab, `heard > ${before}`);
  }
  expect(await run(tab, 'held.length')).toBe(1);
  await run(tab, 'held.splice(0).forEach(run => run())');
  expect(await tab.page.title()).toMatch(/\d/);
  // And again for what comes then.
  peer.send(Buffer.from('prompt again> \xff\xf9', 'latin1'));
  await comes(tab, 'held.length === 1');
  expect(tab.faults).toEqual([]);
});

test('what is typed while Clay stands still is done once, when it goes on', async () => {
  const { clay, peer } = await startWeb();
  const tab = await openTab(await linkOf(clay));
  await shows(tab, '% Connected to Alpha.');
  await say(tab, 'before');
  await peer.waitFor('before\r\n');
  process.kill(clay.pid, 'SIGSTOP');
  await say(tab, 'meanwhile');
  await until(() => tab.sent.some(text => text.includes('meanwhile')), 'the page has sent nothing');
  // The terminal of the test takes it for Ctrl+Z, as a shell would.
  await until(clay.stopped);
  clay.foreground();
  await peer.waitFor('meanwhile\r\n');
  expect(peer.received.toString().split('meanwhile')).toHaveLength(2);
  expect(tab.sockets).toEqual({ opened: 1, closed: 0 });
});

test('the map stands beside the log, and goes along with the character', async () => {
  const { clay, peer } = await startWeb();
  const tab = await openTab(await linkOf(clay));
  await shows(tab, '% Connected to Alpha.');
  await say(tab, '/map');
  peer.send(Buffer.of(255, 251, 201));
  const tell = (room: object) => peer.send(gmcp(`Room.Info ${JSON.stringify({ area: 'Town', ...room })}`));
  tell({ num: 1, name: 'Old Gate', exits: { e: 2, n: 4, u: 9 } });
  const map = tab.page.locator('#map');
  await map.getByText('Old Gate').waitFor();
  tell({ num: 2, name: 'Market', exits: { w: 1, s: 3 } });
  await map.getByText('Market').waitFor();
  await map.getByText('[^]─[@]').waitFor();
  await reload(clay, 'signal');
  expect(await map.innerText()).toContain('[^]─[@]');
  await say(tab, '/map');
  await map.waitFor({ state: 'hidden' });
  expect(tab.faults).toEqual([]);
});

test('a link of the game sends what it says at a click; another shows what it would send first', async () => {
  const { clay, peer } = await startWeb();
  clay.type('/setup worlds.Alpha.mxp on\r');
  const tab = await openTab(await linkOf(clay));
  await shows(tab, '% Connected to Alpha.');
  peer.send(Buffer.from([255, 251, 91]));
  peer.send('\x1b[1zGo <SEND>nor<B>th</B></SEND>, or <SEND href="/quit|give all">take it</SEND>.\r\n');
  await tab.page.locator('#log a.send').first().waitFor();
  await tab.page.click('#log a.send >> nth=1');
  await peer.waitFor('north\r\n');
  await reload(clay, 'signal');
  await tab.page.click('#log a.send >> nth=2');
  await tab.page.locator('dialog').getByText('give all').click();
  await peer.waitFor('give all\r\n');
  expect(peer.received.toString()).toMatch(/north\r\ngive all\r\n$/);
  // One that is to be completed goes into the input, as one line.
  await say(tab, '/setup command_separator ;');
  peer.send('\x1b[1zOr <SEND href="hit rat;/quit" PROMPT>fight</SEND>.\r\n');
  await tab.page.locator('#log a.send', { hasText: 'fight' }).click();
  await tab.page.locator('dialog').getByText('hit rat;/quit').click();
  await tab.page.waitForFunction(`document.getElementById('input').value === 'hit rat;;/quit'`);
  await tab.page.press('#input', 'Enter');
  await peer.waitFor('hit rat;/quit\r\n');
  expect(tab.faults).toEqual([]);
});
