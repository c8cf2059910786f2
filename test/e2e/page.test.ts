/** What one does on the page, in a real browser: one client and mostly one page, by keyboard where there is a choice. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page, WebSocketRoute } from 'playwright-core';
import { parse } from 'smol-toml';
import { openTab, type Tab, test } from '../support/chromium.ts';
import { chromiumPath } from '../support/chromium-launch.ts';
import { type Clay, startClay } from '../support/clay.ts';
import { seeded } from '../support/random.ts';
import type { Peer, ScriptedWorld } from '../support/scripted-world.ts';
import { linkOf, startWeb } from '../support/web-view.ts';

const PHONE = { width: 390, height: 844 };
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

let clay: Clay;
let peer: Peer;
let world: ScriptedWorld;
let tab: Tab;
let page: Page;

if (chromiumPath)
  beforeAll(async () => {
    ({ clay, peer, world } = await startWeb({ top: 'more_mode = false\n', columns: 120 }));
    tab = await openTab(await linkOf(clay), { width: 1000, height: 700 });
    ({ page } = tab);
    await said('% Connected to Alpha.');
  });

/** One that fails leaves nothing over the game. */
if (chromiumPath)
  beforeEach(() => page.evaluate("for (const box of document.querySelectorAll('dialog')) box.close()"));

const said = (line: string, on = page) =>
  on.locator('#log').getByText(line, { exact: true }).first().waitFor();
const input = () => page.inputValue('#input');
const settings = () => readFileSync(join(clay.home, 'settings.toml'), 'utf8');

async function until<T>(get: () => T | Promise<T>, is: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await get();
    if (is(value)) return value;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

/** What axe finds that is serious, or worse. */
async function seriousFindings(on = page): Promise<string[]> {
  await on.evaluate(AXE);
  const found = await on.evaluate<{ id: string; impact: string; nodes: { html: string }[] }[]>(
    'axe.run().then(({ violations }) => violations)',
  );
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/** As if another window lay over it, or none any more. */
async function hide(isHidden: boolean, on = page): Promise<void> {
  await on.evaluate(`
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: '${isHidden ? 'hidden' : 'visible'}' });
    document.dispatchEvent(new Event('visibilitychange'));`);
}

test('script, styles and worker are as small as they are to be', () => {
  const size = (name: string) => readFileSync(join(__dirname, '../../dist/web', name));
  expect(size('page.js').length).toBeLessThanOrEqual(60_000);
  expect(gzipSync(size('page.js')).length).toBeLessThanOrEqual(20_000);
  expect(size('page.css').length).toBeLessThanOrEqual(10_000);
  expect(size('index.html').toString()).not.toMatch(/https?:\/\/|<style|<script>| style=| on\w+=/);
});

test('Tab completes, shows what there is, goes on to the next; Esc takes it back', async () => {
  await page.fill('#input', '/con');
  await page.press('#input', 'Tab');
  await page.locator('#choices').getByText('/connections').waitFor();
  expect(await input()).toBe('/connect');
  await page.press('#input', 'Tab');
  expect(await input()).toBe('/connect ');
  await page.press('#input', 'ArrowDown');
  expect(await input()).toBe('/connections ');
  expect(await page.textContent('#review')).toBe('/connections');
  await page.press('#input', 'Escape');
  expect(await input()).toBe('/con');
  expect(await page.isVisible('#choices')).toBe(false);
  // With nothing to complete it goes on through the page.
  await page.fill('#input', '');
  await page.press('#input', 'Tab');
  expect(await page.evaluate('document.activeElement.id')).toBe('send');
});

test('several lines are several commands; Up and Down go through what was entered, in the terminal, too', async () => {
  clay.type('said in the terminal\r');
  await peer.waitFor('said in the terminal\r\n');
  await page.reload();
  await said('said in the terminal');
  await page.fill('#input', 'one');
  await page.press('#input', 'Shift+Enter');
  await page.keyboard.type('two');
  await page.press('#input', 'Enter');
  await peer.waitFor('one\r\ntwo\r\n');
  expect(await input()).toBe('');
  await page.keyboard.type('draft');
  await page.press('#input', 'ArrowUp');
  expect(await input()).toBe('one\ntwo');
  for (let rows = 0; rows < 2; rows++) await page.press('#input', 'ArrowUp');
  expect(await input()).toBe('said in the terminal');
  for (let rows = 0; rows < 3; rows++) await page.press('#input', 'ArrowDown');
  expect(await input()).toBe('draft');
  await page.fill('#input', '');
});

test('what a server hides is hidden, and nowhere in the page afterwards', async () => {
  peer.send(Buffer.from([255, 251, 1]));
  await page.locator('#secret').waitFor();
  await page.fill('#secret', 'hunter2');
  await page.press('#secret', 'Enter');
  await peer.waitFor('hunter2\r\n');
  peer.send(Buffer.from([255, 252, 1]));
  await page.locator('#input').waitFor();
  expect(await page.evaluate('document.documentElement.outerHTML')).not.toContain('hunter2');
  await page.press('#input', 'ArrowUp');
  expect(await input()).not.toContain('hunter2');
  await page.fill('#input', '');
});

test('a line that is pointed at tells when it came; the others carry no such text', async () => {
  peer.send('a line with a time\r\n');
  await said('a line with a time');
  const line = page.locator('#log .l', { hasText: 'a line with a time' });
  expect(await line.getAttribute('title')).toBeNull();
  await line.hover();
  expect(await line.getAttribute('title')).toMatch(/\d+:\d\d/);
  expect(await page.locator('#log .l[title]').count()).toBeLessThan(3);
});

test('F4 finds in all of the log, marks what matches and goes from one to the next', async () => {
  peer.send(
    `the first needle\r\n${'hay\r\n'.repeat(3000)}a Needle, and one more needle\r\nThat was all.\r\n`,
  );
  await said('That was all.');
  await page.keyboard.press('F4');
  await page.fill('#pattern', 'needle');
  await page.locator('#matches', { hasText: '2 of 2' }).waitFor();
  const marked = "CSS.highlights.get('match-here').size";
  expect(await page.evaluate(marked)).toBe(2);
  await page.press('#pattern', 'Enter');
  await page.locator('#matches', { hasText: '1 of 2' }).waitFor();
  await said('the first needle');
  await until(
    () => page.evaluate(marked),
    size => size === 1,
  );
  await page.press('#pattern', 'Escape');
  expect(await page.evaluate('document.activeElement.id')).toBe('input');
  await page.keyboard.press('Escape');
  await said('That was all.');
});

test('the settings of /setup, by keyboard: a toggle, a reason, and the file', async () => {
  await page.focus('#menu-open');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^Settings/ }).press('Enter');
  const proxy = page.getByLabel('TLS Proxy', { exact: true });
  await proxy.press('Space');
  const rows = page.getByLabel('Input Height');
  await rows.fill('500');
  await rows.press('Enter');
  await page.getByText('input_height is a whole number from 1 to 20, not 500.').waitFor();
  expect(await page.evaluate('document.activeElement.id')).toBe('row-input_height');
  expect(settings()).not.toContain('tls_proxy');
  await rows.fill('5');
  await rows.press('Enter');
  await page.locator('dialog').waitFor({ state: 'detached' });
  await until(settings, text => text.includes('tls_proxy = true') && text.includes('input_height = 5'));
  await page.locator('#banner', { hasText: 'TLS Proxy: true' }).waitFor();
  expect(await page.evaluate('document.activeElement.id')).toBe('input');
});

test('worlds are added and changed; a password goes in and never comes out', async () => {
  await page.keyboard.press('Alt+KeyW');
  await page.getByRole('button', { name: 'New world' }).click();
  await page.locator('#row-name').fill('Beta');
  await page.locator('#row-host').fill('127.0.0.1');
  await page.locator('#row-port').fill('9');
  await page.getByLabel('Password', { exact: true }).fill('hunter2');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await until(settings, text => text.includes('password = "hunter2"'));
  await page.getByRole('tab', { name: /^Beta/ }).waitFor();
  await page.fill('#input', '/worlds -e Beta');
  await page.press('#input', 'Enter');
  await page.getByRole('heading', { name: 'World Beta' }).waitFor();
  const password = page.getByLabel('Password', { exact: true });
  expect(await password.inputValue()).toBe('');
  expect(await password.getAttribute('placeholder')).toContain('kept');
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
});

test('a world is removed after a question, which Enter and Escape answer by keeping it', async () => {
  await page.fill('#input', '/addworld Gone 127.0.0.1 9');
  await page.press('#input', 'Enter');
  await page.getByRole('tab', { name: /^Gone/ }).waitFor();
  await page.fill('#input', '/worlds -e Gone');
  await page.press('#input', 'Enter');
  const question = page.getByRole('heading', { name: 'Delete Gone?' });
  for (const key of ['Enter', 'Escape']) {
    await page.getByRole('button', { name: 'Delete this world' }).click();
    await question.waitFor();
    expect(await seriousFindings()).toEqual([]);
    await page.keyboard.press(key);
    await question.waitFor({ state: 'detached' });
  }
  await page.getByRole('button', { name: 'Delete this world' }).click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('tab', { name: /^Gone/ }).waitFor({ state: 'detached' });
  await page.locator('#banner', { hasText: 'World Gone is removed; its logs stay.' }).waitFor();
  await until(settings, text => !text.includes('Gone'));
  expect(await page.locator('dialog').count()).toBe(0);
  expect(await page.evaluate('document.activeElement.id')).toBe('input');
});

test('a rule of several lines: what nobody has changed stays, and its lines are to be seen', async () => {
  const file = join(clay.home, 'automation.toml');
  writeFileSync(file, '[[alias]]\nname = "walk"\nbody = """north\nsouth"""\n');
  clay.type('/auto load\r');
  await clay.waitFor('automation.toml has changed: +1 (alias walk).');
  await page.click('#menu-open');
  await page.getByRole('button', { name: /^Rules/ }).click();
  const rule = page.getByRole('button', { name: /^alias walk/ });
  await rule.click();
  await page.locator('#row-group').fill('way');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const body = () => (parse(readFileSync(file, 'utf8')).alias as { body: string }[])[0]!.body;
  await until(
    () => readFileSync(file, 'utf8'),
    text => text.includes('way'),
  );
  expect(body()).toBe('north\nsouth');
  // The form goes back to the list.
  await rule.click();
  await page.locator('#row-body').press('Control+End');
  await page.keyboard.press('Enter');
  await page.keyboard.type('east');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await until(body, text => text === 'north\nsouth\neast');
  await page.getByRole('heading', { name: 'Rules' }).waitFor();
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
});

test('a long answer is a text to read; what is for the terminal says so', async () => {
  await page.fill('#input', '/help');
  await page.press('#input', 'Enter');
  await page.locator('dialog.wide').waitFor();
  expect(await page.locator('dialog .l').count()).toBeGreaterThan(40);
  await page.keyboard.press('Escape');
  await page.fill('#input', '/quit');
  await page.press('#input', 'Enter');
  await said('% /quit is for the terminal; it does nothing here.');
});

test('axe has nothing serious to say of anything that there is', async () => {
  const looks: (readonly [name: string, open: () => Promise<unknown>])[] = [
    ['the game', async () => {}],
    ['search', () => page.keyboard.press('F4')],
    ['menu', () => page.click('#menu-open')],
    ['worlds', () => page.keyboard.press('Alt+KeyW')],
    [
      'this browser',
      async () => {
        await page.click('#menu-open');
        await page.getByRole('button', { name: /^This browser/ }).click();
      },
    ],
    [
      'settings',
      async () => {
        await page.click('#menu-open');
        await page.getByRole('button', { name: /^Settings/ }).click();
        await page.getByText('More Mode').waitFor();
      },
    ],
    [
      'choices',
      async () => {
        await page.fill('#input', '/con');
        await page.press('#input', 'Tab');
        await page.locator('#choices').waitFor();
      },
    ],
  ];
  // With few lines it has less to look at.
  await page.getByRole('tab', { name: /^Beta/ }).click();
  const found: string[] = [];
  for (const [name, open] of looks) {
    await open();
    for (const colorScheme of name === 'the game' ? (['dark', 'light'] as const) : (['light'] as const)) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      for (const one of await seriousFindings()) found.push(`${name}, ${colorScheme}: ${one}`);
    }
    await page.keyboard.press('Escape');
  }
  await page.fill('#input', '');
  await page.getByRole('tab', { name: /^Alpha/ }).click();
  expect(found).toEqual([]);
});

test('what is unread: a count in the title, a mark, the way to it; what is elsewhere by how much it matters', async () => {
  // What the terminal shows is seen.
  clay.type('/worlds Beta\r');
  await page.getByRole('tab', { name: 'Clay' }).click();
  await clay.waitFor(() => clay.screen().some(row => row.includes('Beta') && /\d\d:\d\d$/.test(row)));
  peer.send(`unread 1\r\n${'more\r\n'.repeat(200)}unread last\r\n`);
  await page.getByRole('tab', { name: /^Alpha 20\d unread, connected/ }).waitFor();
  await until(
    () => page.title(),
    title => /^\(\d+\) Clay/.test(title),
  );
  await page.keyboard.press('Alt+KeyA');
  await said('unread last');
  await page.locator('#unread').waitFor();
  await page.keyboard.press('Alt+KeyU');
  await said('unread 1');
  await page.locator('.l.mark', { hasText: 'unread 1' }).waitFor();
  await page.locator('#unread').waitFor({ state: 'hidden' });
  // New lines do not move what is read.
  const top = () => page.evaluate<number>("document.querySelector('.l.mark').getBoundingClientRect().top");
  const before = await until(top, value => value > 0);
  peer.send('meanwhile\r\n'.repeat(300));
  await page.locator('#newest', { hasText: '300 new' }).waitFor();
  expect(Math.abs((await top()) - before)).toBeLessThan(2);
  await page.keyboard.press('Escape');
  await said('meanwhile');
  await until(
    () => page.title(),
    title => title === 'Alpha – Clay',
  );
  // Hidden, it counts; seen again, all of it is seen.
  await hide(true);
  peer.send('while hidden\r\n');
  await until(
    () => page.title(),
    title => title.startsWith('(1) '),
  );
  await hide(false);
  await said('while hidden');
  await until(
    () => page.title(),
    title => title === 'Alpha – Clay',
  );
});

test('whatever a game says is text: markup, sequences, both directions, wide letters, a line of a mebibyte, noise', async () => {
  const lines = [
    '<img src=x onerror="document.title=1">',
    '</div></script><script>document.title=1</script>',
    '<a href="javascript:document.title=1">x</a> javascript:alert(1)',
    '\u202eright to left\u202c, \u0627\u0644\u0639\u0631\u0628\u064a\u0629 and back',
    '世界 \u{1f9ea} e\u0301 \u{1f468}\u200d\u{1f469}\u200d\u{1f467}',
  ];
  peer.send(`${lines.join('\r\n')}\r\n\x1b]8;;javascript:document.title=1\x07link\x1b]8;;\x07\r\n`);
  peer.send(`${'\u202e<b>'.repeat(1 << 18)}\r\n`);
  const random = seeded(7);
  const noise = Buffer.alloc(10_000 * 40);
  for (let at = 0; at < noise.length; at++) noise[at] = at % 40 === 39 ? 10 : 32 + Math.floor(random() * 223);
  // Telnet commands are none of a page's.
  peer.send(noise.map(byte => (byte === 255 ? 254 : byte)));
  peer.send('\x1b[m\r\nThe noise is over.\r\n');
  await said('The noise is over.');
  await page.keyboard.press('F4');
  await page.fill('#pattern', '<img src');
  await page.locator('#matches', { hasText: /^1 of 1$/ }).waitFor();
  await said(lines[0] as string);
  const shown = await page.locator('#log').innerText();
  // Clay itself takes out what would turn a row around.
  for (const line of lines) expect(shown).toContain(line.replace(/[\u202a-\u202e]/g, ''));
  const foreign =
    "document.querySelectorAll('#log :not(div, span, a), #log [onerror], #log a[href^=javascript]').length";
  expect(await page.evaluate(foreign)).toBe(0);
  expect(await page.title()).toContain('Alpha');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.fill('#input', 'still here');
  await page.press('#input', 'Enter');
  await peer.waitFor('still here\r\n');
  expect(tab.faults).toEqual([]);
});

test('on a phone all is within reach: no scrolling aside, buttons for keys that it has not', async () => {
  const phone = await openTab(await linkOf(clay), PHONE);
  await said('still here', phone.page);
  const wide =
    'document.scrollingElement.scrollWidth > innerWidth || document.scrollingElement.scrollHeight > innerHeight';
  expect(await phone.page.evaluate(wide)).toBe(false);
  for (const id of ['tab', 'older', 'newer', 'send']) {
    const box = (await phone.page.locator(`#${id}`).boundingBox())!;
    expect(box.height).toBeGreaterThanOrEqual(36);
    expect(box.x + box.width).toBeLessThanOrEqual(PHONE.width);
  }
  await phone.page.click('#older');
  await until(
    () => phone.page.inputValue('#input'),
    text => text === 'still here',
  );
  await phone.page.fill('#input', '/con');
  await phone.page.click('#tab');
  await phone.page.locator('#choices').getByText('/connections').waitFor();
  // The keyboard takes half of the screen; the input is above it.
  await phone.page.setViewportSize({ width: 390, height: 420 });
  const below = (await phone.page.locator('#line').boundingBox())!;
  expect(below.y + below.height).toBeLessThanOrEqual(420);
  expect(phone.faults).toEqual([]);
  await phone.page.context().close();
});

test('Clay is killed: the page stays, says so, asks before it sends what has waited for long, and goes on', async () => {
  await page.clock.install();
  await page.reload();
  await said('still here');
  process.kill(clay.pid, 'SIGKILL');
  await page.locator('#banner', { hasText: 'Clay does not answer' }).waitFor();
  await page.fill('#input', 'typed meanwhile');
  await page.press('#input', 'Enter');
  await page.locator('#banner', { hasText: 'One line waits' }).waitFor();
  await page.clock.fastForward(31_000);
  const accepting = world.accepted();
  clay = await startClay({ place: clay.place, args: ['Alpha'], columns: 120 });
  peer = await accepting;
  await page.clock.fastForward(10_000);
  await page.locator('#banner', { hasText: 'Still send?' }).waitFor();
  expect(peer.received.toString()).not.toContain('typed meanwhile');
  await page.getByRole('button', { name: 'Send', exact: true }).first().click();
  await peer.waitFor('typed meanwhile\r\n');
  expect(peer.received.toString().split('typed meanwhile')).toHaveLength(2);
});

test('another page is taken up when nobody looks and nothing is being typed', async () => {
  let route: WebSocketRoute | null = null;
  await page.routeWebSocket(/\/socket$/, made => {
    route = made;
    made.connectToServer();
  });
  await page.reload();
  await page.locator('#log').getByText('typed meanwhile').waitFor();
  // What Clay says of itself stands there until it says otherwise.
  const banner = page.locator('#banner');
  for (const text of ['Trying the new build ...', '']) {
    route!.send(JSON.stringify({ t: 'sign', text }));
    await banner
      .filter({ hasText: /^Trying the new build \.\.\.$/ })
      .waitFor({ state: text ? 'visible' : 'hidden' });
  }
  await page.fill('#input', 'half a line');
  route!.send(JSON.stringify({ t: 'page', page: 'another' }));
  await hide(true);
  const isSame = () => page.evaluate('window.isSame === true');
  await page.evaluate('window.isSame = true');
  expect(await isSame()).toBe(true);
  await hide(false);
  await page.fill('#input', '');
  const loaded = page.waitForEvent('load');
  await hide(true);
  await loaded;
  expect(await isSame()).toBe(false);
  await page.locator('#log').getByText('typed meanwhile').waitFor();
});
