/** The oracle of the BatMUD set, against TinyFugue itself where this machine has it: Clay is compared with the oracle. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inPath } from '../../support/peers.ts';
import { seeded } from '../../support/random.ts';
import { startWorld } from '../../support/scripted-world.ts';
import { atEnd, temporaryDirectory } from '../../support/temporary.ts';
import { expected, inOrder, standIns, standInText, type Values } from '../../support/tinyfugue/stand-in.ts';

const LINES = 3000;
const END = 'the end is here';

(inPath('tf5') ? test : test.skip)('TinyFugue sends for each line what the oracle says', async () => {
  const world = await startWorld();
  const home = temporaryDirectory('tinyfugue');
  const file = join(home, 'bat.tf');
  // A trigger at a world wants the world to be there. Triggers stop where they act too often.
  const program = [
    `/addworld Alpha ${world.host} ${world.port}`,
    '/addworld Beta 127.0.0.1 9',
    '/set max_trig=0',
    standInText(),
    "/def -p5000 -mregexp -t'^mood is (\\d+)$' mood_is = /set mood=%P1",
    `/def -p5000 -msimple -t'the end' the_end = ${END}`,
    '/connect Alpha',
  ];
  writeFileSync(file, program.join('\n'));
  const { PATH } = process.env;
  const tf5 = spawn('tf5', ['-n', '-v', `-f${file}`], {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH, HOME: home, TERM: 'dumb', LANG: 'C.UTF-8' },
  });
  atEnd(() => void tf5.kill('SIGKILL'));
  const peer = await world.accepted();

  const seed = 7;
  const random = seeded(seed);
  const all = inOrder(standIns());
  const lines = all.flatMap(({ hit, miss }) => [hit, hit, miss]);
  const values: Values = new Map([['mood', 0]]);
  const due: string[] = [];
  for (let n = 0; n < LINES; n++) {
    if (n % 100 === 0) {
      values.set('mood', Math.floor(random() * 5));
      peer.send(`mood is ${values.get('mood')}\r\n`);
    }
    const line = lines[Math.floor(random() * lines.length)] as string;
    for (const one of expected(all, line, 'Alpha', values).sent) due.push(one);
    peer.send(`${line}\r\n`);
  }
  peer.send('the end\r\n');
  await peer.waitFor(END);
  const sent = peer.received.toString('latin1').split(/\r?\n/).slice(0, -1);
  expect({ seed, sent }).toEqual({ seed, sent: [...due, END] });
});
