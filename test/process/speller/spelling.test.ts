/** The speller as the client sees it: one that ends, hangs, says anything, or cannot be started. */
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSpelling } from '../../../client/host/profile/spelling.ts';
import type { Event } from '../../../client/state/events.ts';
import { runBundled } from '../../support/bundled.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

const LINES = `require('node:readline').createInterface({ input: process.stdin }).on('line', line => {
  const { id, words } = JSON.parse(line);
  const say = text => process.stdout.write(text + '\\n');
  const started = __filename + '.started';
`;

/** Asks a speller that does this with each question; answers what is dispatched next. */
function speller(body: string, patience?: number) {
  const home = temporaryDirectory();
  const file = join(home, 'speller.js');
  writeFileSync(file, `${LINES}${body}\n});\n`);
  let next: (event: Event) => void = () => {};
  const spelling = createSpelling(file, home, event => next(event), patience);
  return {
    file,
    check: (...words: string[]) =>
      new Promise<Event>(resolve => {
        next = resolve;
        spelling.ask({ type: 'check words', languages: 'xx', words });
      }),
  };
}

const answer = { type: 'words checked', languages: 'xx', words: ['teh'], wrong: ['teh'], fault: null };
const failed = (fault: string) => ({ ...answer, wrong: [], fault });

test('one that has ended is started anew, and asked once more', async () => {
  const { check, file } = speller(`
    if (!require('node:fs').existsSync(started)) {
      require('node:fs').writeFileSync(started, '');
      process.exit(1);
    }
    say(JSON.stringify({ id, wrong: words }));
    if (words[0] === 'last') process.exit(0);`);
  expect(await check('teh')).toEqual(answer);
  expect(existsSync(`${file}.started`)).toBe(true);
  await check('last');
  expect(await check('teh')).toEqual(answer);
});

test('one that ends at each question is not asked without end', async () => {
  expect(await speller('process.exit(1);').check('teh')).toEqual(failed('The speller ended'));
});

test('one that hangs is waited for so long, and the next question goes to another', async () => {
  const { check } = speller(
    `if (words[0] === 'hang') for (;;);
    say(JSON.stringify({ id, wrong: words }));`,
    3000,
  );
  expect(await check('hang')).toMatchObject({ fault: 'The speller did not answer within 3 s' });
  expect(await check('teh')).toEqual(answer);
});

test('what is no answer ends it', async () => {
  const { check } = speller("say('Segmentation fault');");
  expect(await check('teh')).toEqual(failed('The speller said what is no answer'));
});

test.each([
  [
    'spelling',
    "createSpelling(file, home, tell).ask({ type: 'check words', languages: 'xx', words: ['teh'] });",
  ],
  ['a password command', "runPasswordCommand('echo x', tell);"],
  ['the demo', 'startDemo(home, [], tell);'],
  ['a proxy', 'void startProxy(starter, place, "b").then(tell);'],
])('without descriptors to spare %s is a fault and no more', (_, start) => {
  const home = temporaryDirectory();
  for (const name of ['speller.js', 'demo.js', 'tlsproxy.js']) writeFileSync(join(home, name), '');
  const { stdout, stderr } = runBundled(
    `
    import { closeSync, openSync } from 'node:fs';
    import { createSpelling } from './client/host/profile/spelling.ts';
    import { startDemo } from './client/host/demo.ts';
    import { runPasswordCommand } from './client/host/password-command.ts';
    import { startProxy } from './client/host/proxy/start.ts';
    const home = process.argv[2];
    const file = home + '/speller.js';
    const starter = { file: home + '/tlsproxy.js', node: process.execPath, env: {}, options: [] };
    const place = { home, directory: home, transport: 'unix' };
    const tell = told => {
      process.stdout.write(JSON.stringify(told));
      setImmediate(() => process.exit());
    };
    process.stdout.write('');
    let last = 0;
    try { for (;;) last = openSync('/dev/null'); } catch {}
    // One is no pipe.
    closeSync(last);
    void [createSpelling, startDemo, runPasswordCommand, startProxy, starter, place, file];
    ${start}
    setTimeout(() => process.exit(3), 5000);
  `,
    [home],
    'ulimit -n 60',
  );
  expect([stderr, stdout]).toEqual(['', expect.stringMatching(/EMFILE|PASSWORD_COMMAND_FAILED/)]);
});

test('a pipe in place of the words keeps nobody waiting', () => {
  const home = temporaryDirectory();
  execFileSync('mkfifo', [join(home, 'words')]);
  const { stdout, status } = runBundled(
    `
    import { createSpelling } from './client/host/profile/spelling.ts';
    const say = event => process.stdout.write(event.text);
    createSpelling('', process.argv[2], say).learn('teh');
  `,
    [home],
  );
  expect([status, stdout]).toEqual([0, expect.stringContaining('The word is not kept for later: ')]);
});
