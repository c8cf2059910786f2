/** What rules have to show from outside, one test each; docs/reliability.md has the table. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createAutomationFile } from '../../../client/host/profile/automation.ts';
import type { Event } from '../../../client/state/events.ts';
import { createPlay, type Play, playAlpha } from '../../support/play.ts';

const sent = (play: Play) => play.sent('Alpha').toString().split('\r\n').slice(0, -1);
const trigger = (name: string, rest: string) => `[[trigger]]\nname = "${name}"\n${rest}\n`;
const [IAC, GA, EOR, SB, SE, WILL] = [255, 249, 239, 250, 240, 251] as const;

describe('automation.toml', () => {
  test('of a wrong type at line 7: the sentence has line and column, and the old rules stay', () => {
    const play = playAlpha({ columns: 120, automation: trigger('a', 'pattern = "x"\nsend = "y"') });
    play.disk.automation = `${trigger('a', 'pattern = "x"\nsend = "z"')}\n[[trigger]]\nshots = "many"\n`;
    play.enter('/auto load');
    expect(play.output().join('\n')).toMatch(/automation\.toml, line 7, column \d+: shots is a whole number/);
    play.receive('Alpha', 'x\r\n');
    expect(sent(play)).toEqual(['y']);
  });

  test('that is missing is none, and one that cannot be read says so', async () => {
    const home = mkdtempSync(`${tmpdir()}/clay-rules-`);
    const heard: Event[] = [];
    const wake: (() => void)[] = [];
    const file = createAutomationFile(
      `${home}/automation.toml`,
      event => {
        heard.push(event);
        for (const one of wake.splice(0)) one();
      },
      () => {},
    );
    const read = async () => {
      const answered = new Promise<void>(done => wake.push(done));
      file.read({ type: 'read automation', known: '', asked: true });
      await answered;
      return heard.at(-1);
    };
    try {
      expect(await read()).toMatchObject({ file: { variables: [] } });
      // A directory is read by nobody, root among them.
      rmSync(`${home}/automation.toml`, { force: true });
      writeFileSync(`${home}/other`, '');
      chmodSync(home, 0o700);
      const directory = createAutomationFile(
        home,
        event => heard.push(event) && wake.shift()?.(),
        () => {},
      );
      const answered = new Promise<void>(done => wake.push(done));
      directory.read({ type: 'read automation', known: '', asked: true });
      await answered;
      expect(heard.at(-1)).toMatchObject({
        file: { fault: { sentence: expect.stringContaining(`${home} cannot be read: `) } },
      });
    } finally {
      rmSync(home, { recursive: true });
    }
  });

  test('that is loaded again has no rule twice', () => {
    const play = playAlpha({ automation: trigger('a', 'pattern = "x"\nsend = "y"') });
    play.enter('/auto load');
    play.reload();
    play.enter('/auto load');
    play.receive('Alpha', 'x\r\n');
    expect(sent(play)).toEqual(['y']);
  });
});

test('patterns that explode elsewhere cost a bounded number of steps, and typing goes first', () => {
  const patterns = ['(a+)+$', '(x+x+)+y', '(\\w+)\\s*:'];
  const rules = patterns.map((one, n) =>
    trigger(`t${n}`, `pattern = '${one}'\nmode = "regexp"\nsend = "n${n}"`),
  );
  const play = playAlpha({
    ...{ columns: 120, automation: rules.join(''), settings: { more_mode: false } },
  });
  play.receive('Alpha', `${'a'.repeat(40)}\r\n`);
  expect(sent(play)).toEqual(['n0']);
  play.receive('Alpha', 'w'.repeat(1024 * 1024));
  play.type('typed');
  expect(play.terminal.editor.text).toBe('typed');
  play.receive('Alpha', '\r\nand on\r\n');
  expect(play.output().join('\n')).toContain('and on');
  for (const { steps } of Object.values(play.state.automation.counts)) expect(steps).toBeLessThan(400_000);
  play.press('C-u');
  play.enter('/action -r back (a+)+\\1$ = x');
  expect(play.output().join('\n')).toMatch(/\\1, .*Nothing was changed/);
});

test('aliases that go round, and a rule whose words match itself, end in a sentence or after once', () => {
  const play = playAlpha({
    columns: 120,
    automation:
      '[[alias]]\nname = "a"\nbody = "a"\n[[alias]]\nname = "b"\nbody = "c"\n[[alias]]\nname = "c"\nbody = "b"\n' +
      trigger('echo', 'pattern = "again"\necho = "again and again"'),
  });
  play.enter('a');
  play.enter('b');
  play.receive('Alpha', 'again\r\n');
  expect(play.output().join('\n')).toMatch(/go round: a → a[\s\S]*go round: b → c → b|go round: .*c → b/);
  expect(play.output().filter(line => line === 'again and again')).toHaveLength(1);
  expect(sent(play)).toEqual([]);
});

test('a thousand times a second each over five reloads: a thousand, a second apart', () => {
  const play = playAlpha({ columns: 120 });
  play.enter('/repeat 1 1000 x');
  const counts: number[] = [];
  for (let second = 1; second <= 1005; second++) {
    play.advance(1000);
    counts.push(sent(play).length);
    if (second % 200 === 0) play.reload();
  }
  expect(counts).toEqual(Array.from({ length: 1005 }, (_, n) => Math.min(n + 1, 1000)));
});

test('three shots are three in all, over three reloads', () => {
  const play = playAlpha({ automation: trigger('a', 'pattern = "x"\nshots = 3\nsend = "y"') });
  for (let n = 0; n < 4; n++) {
    play.receive('Alpha', 'x\r\n');
    play.reload();
  }
  play.receive('Alpha', 'x\r\n');
  expect(sent(play)).toEqual(['y', 'y', 'y']);
});

test('a chance of a half acts on 400 to 600 of a thousand lines', () => {
  const play = playAlpha({ automation: trigger('a', 'pattern = "x"\nchance = 0.5\nset = { a = "1" }') });
  for (let n = 0; n < 1000; n++) play.receive('Alpha', 'x\r\n');
  const hits = play.state.automation.counts['trigger a']?.hits ?? 0;
  expect(hits).toBeGreaterThan(400);
  expect(hits).toBeLessThan(600);
});

test('the log file has what is hidden, the unseen count has not', () => {
  const play = createPlay({
    worlds: { Alpha: { log: true }, Beta: {} },
    automation: trigger('a', 'pattern = "spam"\ngag = true'),
  });
  play.dispatch({ type: 'started', notices: [], worlds: [] });
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  play.enter('/worlds Beta');
  play.receive('Alpha', 'spam\r\n');
  play.advance(1000);
  expect(Object.values(play.disk.logs)).toEqual(['spam\n']);
  expect(play.status()).not.toMatch(/Alpha.*1|1.*unseen/);
});

describe('a rule about prompts acts once a prompt', () => {
  const prompts = () =>
    playAlpha({ automation: trigger('hp', `pattern = 'hp> $'\nmode = "regexp"\non = "prompt"\nsend = "p"`) });
  const marked = (mark: readonly number[]) => Buffer.from([...Buffer.from('12hp> '), ...mark]);

  test.each([
    ['GA', [IAC, GA]],
    ['EOR', [IAC, EOR]],
    ['nothing', []],
  ] as const)('that ends by %s, cut anywhere', (_, mark) => {
    const whole = marked(mark);
    for (let cut = 1; cut < whole.length; cut++) {
      const play = playAlpha({
        automation: trigger('hp', `pattern = '^12hp>$'\nmode = "regexp"\non = "prompt"\nsend = "p"`),
      });
      play.receive('Alpha', Buffer.of(IAC, WILL, 25));
      const before = sent(play).length;
      play.receive('Alpha', 'a line\r\n');
      play.receive('Alpha', whole.subarray(0, cut));
      play.advance(100);
      play.reload();
      play.receive('Alpha', whole.subarray(cut));
      play.advance(5000);
      play.receive('Alpha', 'more\r\n');
      play.advance(5000);
      // Without what is agreed about EOR.
      const words = sent(play).map(line => line.replace(/[^ -~]/g, ''));
      expect(words.slice(before)).toEqual(['p']);
    }
  });

  test('and never on half a line', () => {
    const play = prompts();
    play.receive('Alpha', 'your hp> ');
    play.advance(100);
    play.receive('Alpha', 'is low\r\n');
    play.advance(5000);
    expect(sent(play)).toEqual([]);
  });
});

test('what GMCP tells is in the status bar, in two packets and after a reload as well', () => {
  const play = playAlpha({
    settings: { status: { left: '{world} hp {gmcp.Char.Vitals.hp}', right: '' } },
  });
  play.receive('Alpha', Buffer.of(IAC, WILL, 201));
  const told = Buffer.from([IAC, SB, 201, ...Buffer.from('Char.Vitals {"hp": 42}'), IAC, SE]);
  play.receive('Alpha', told.subarray(0, 20));
  expect(play.status()).not.toContain('42');
  play.receive('Alpha', told.subarray(20));
  expect(play.status()).toContain('hp 42');
  play.reload();
  expect(play.status()).toContain('hp 42');
});

test('/triggers -s counts as often as the server was told', () => {
  const play = playAlpha({ columns: 120, rows: 60, automation: trigger('a', 'pattern = "x"\nsend = "y"') });
  for (let n = 0; n < 7; n++) play.receive('Alpha', 'x\r\nz\r\n');
  play.reload();
  play.enter('/try x');
  expect(play.answer('/triggers -s').join('\n')).toMatch(/\ba\b.* 7 /);
  expect(sent(play)).toHaveLength(7);
});

test('what a server says is one line, whatever it looks like', () => {
  const play = playAlpha({ automation: trigger('a', 'pattern = "* says"\nmode = "glob"\nbody = "say $1"') });
  play.receive('Alpha', ';quit says\r\n');
  expect(sent(play)).toEqual(['say ;quit']);
});

test('/auto off goes through a reload: nothing acts, due times stay, and /auto on goes on', () => {
  const play = playAlpha({ automation: trigger('a', 'pattern = "x"\nsend = "y"') });
  play.enter('/repeat 10 i t');
  play.enter('/auto off');
  play.receive('Alpha', 'x\r\n');
  play.advance(5000);
  play.reload();
  play.receive('Alpha', 'x\r\n');
  play.advance(7000);
  expect(sent(play)).toEqual([]);
  play.enter('/auto on');
  play.receive('Alpha', 'x\r\n');
  play.advance(8000);
  expect(sent(play)).toEqual(['y', 't']);
});
