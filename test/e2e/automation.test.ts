/** Rules under a real terminal: each acts once, whatever happens to the program in the middle of a line. */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clay } from '../support/clay.ts';
import { crashOnceArmed } from '../support/crashing.ts';
import { test } from '../support/needs-reload.ts';
import { outputRows, startPlaying } from '../support/playing.ts';
import { askForReload, reload } from '../support/reloading.ts';
import { temporaryHome } from '../support/temporary.ts';
import { until } from '../support/tls-world.ts';

const RULES = `
[[trigger]]
name = "greet"
pattern = '^(\\w+) arrives'
mode = "regexp"
send = "wave $1"

[[trigger]]
name = "spam"
pattern = "is not here"
gag = true

[[alias]]
name = "k"
body = "kill $*"
`;

async function playing(names = ['Alpha']) {
  const place = temporaryHome();
  writeFileSync(join(place.home, 'automation.toml'), RULES);
  const { clay, peers } = await startPlaying({ place, names });
  // It is read when the screen is drawn, and this after that.
  clay.type('/auto load\r');
  await clay.waitFor('automation.toml has nothing new.');
  return { clay, alpha: peers[0]!, beta: peers[1], file: join(place.home, 'automation.toml') };
}

async function crash(clay: Clay): Promise<void> {
  await crashOnceArmed(clay);
  await clay.waitFor('has restarted itself in place');
}

test('a trigger, a gag, an alias and a timer act once each, with a reload and a crash in the middle', async () => {
  const { clay, alpha, beta } = await playing(['Alpha', 'Beta']);
  alpha.send('Bob arrives.\r\nThe orc is not here.\r\nfirst\r\n');
  await clay.waitFor('first');
  await alpha.waitFor('wave Bob\r\n');
  expect(outputRows(clay).join('\n')).not.toContain('is not here');
  // To another world: half a line that somebody answers is a prompt, and what comes then is another line.
  clay.type('/repeat 1 4 /send -w Beta tick\rk or');
  await clay.waitFor('k or');

  alpha.send('Carl arr');
  await clay.waitFor('Carl arr');
  await reload(clay, 'signal');
  alpha.send('ives.\r\nAn elf is not');
  await alpha.waitFor('wave Carl\r\n');
  await clay.waitFor('An elf is not');
  await crash(clay);
  alpha.send(' here.\r\nDora arrives.\r\nlast\r\n');
  await clay.waitFor('last');
  clay.type('c\r');
  await alpha.waitFor('wave Dora\r\n');
  await alpha.waitFor('kill orc\r\n');
  await beta!.waitFor(bytes => bytes.toString().split('tick\r\n').length === 5);
  expect(outputRows(clay).join('\n')).not.toContain('An elf');
  const lines = alpha.received.toString().split('\r\n').slice(0, -1).sort();
  expect(lines).toEqual(['kill orc', 'wave Bob', 'wave Carl', 'wave Dora']);
  expect(beta!.received.toString()).toBe('tick\r\n'.repeat(4));
});

test('thousands of rules that are being read when the code is replaced are in force afterwards, and none is lost', async () => {
  const { clay, alpha, file } = await playing();
  const more = Array.from(
    { length: 3000 },
    (_, at) => `[[trigger]]\nname = "r${at}"\npattern = "word${at}."\nsend = "r${at}"\n`,
  );
  appendFileSync(file, more.join(''));
  clay.type('/auto load\r');
  askForReload(clay, 'signal');
  clay.type('/gag junk\r');
  await clay.waitFor('New: junk');
  await until(() => /name = "junk"\npattern = "junk"/.test(readFileSync(file, 'utf8')));
  expect(readFileSync(file, 'utf8')).toContain('"r2999"');
  alpha.send('word2999.\r\n');
  await alpha.waitFor('r2999\r\n');
});
