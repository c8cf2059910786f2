/** Commands where there are thousands of worlds, rules or macros. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { silentRules } from '../game-rules.ts';
import type { Act, TurnScene } from './scene.ts';

const WORLDS = 2000;
const MANY = 5000;

const lines = (count: number, line: (n: number) => string) =>
  `${Array.from({ length: count }, (_, n) => line(n)).join('\n')}\n`;
const sessions = lines(WORLDS, n => `#session {w${n}} {mud${n}.example} {4000}`);
const actions = lines(MANY, n => `#action {^Orc${n} hits you for %1} {say hit ${n} %1}`);
const macros = lines(MANY, n => `/def -p${n % 9} -t"Orc${n} * hits you" m${n} = say hit ${n} %1`);
const rules = silentRules(MANY).replaceAll(
  /^name = "n(\d+)"$/gm,
  (name, n) => `${name}\ngroup = "g${Number(n) % 20}"`,
);

/** What it says may be in a box, which is closed. */
const CLOSE = 'q\x15';

function pathOf({ client }: TurnScene, name: string): string {
  return join(client.directories[0]!, name);
}

function importing(scene: TurnScene): Promise<void> {
  return scene.typed(`/import tintin ${pathOf(scene, 'x.tin')}\r`, 'taken');
}

function imports(what: string, text: string): Act[] {
  const files = { 'x.tin': text };
  return [
    { what: `/import of ${what}`, files, run: importing },
    {
      what: `/undo of that`,
      files,
      async prepare(scene) {
        await importing(scene);
        await scene.idle();
        scene.client.type(CLOSE);
      },
      run: ({ client }) => client.type('/undo\r'),
    },
  ];
}

function ofRules(line: string): Act {
  return {
    what: `${line}, of 5,000 rules`,
    files: { 'automation.toml': rules },
    prepare: ({ say }) => say(['nothing']),
    async run({ client, idle }) {
      client.type(`${line}\r`);
      await idle();
      client.type(CLOSE);
    },
    times: 4,
  };
}

function edited(what: string, change: (text: string) => string): Act {
  return {
    what: `/auto load, ${what} of 5,000 rules changed`,
    files: { 'automation.toml': rules },
    async prepare(scene) {
      await scene.say(['nothing']);
      scene.write('automation.toml', change(readFileSync(pathOf(scene, 'automation.toml'), 'utf8')));
    },
    run: ({ typed }) => typed('/auto load\r', 'has changed'),
  };
}

const mistaken = `[[trigger]]\nname = `;

/** An import whose rules are not in the file, for that has a mistake; then it is mended. */
const unsaved: Act = {
  what: '/auto load, 2,000 rules not in the file yet',
  files: { 'automation.toml': mistaken, 'x.tin': actions.split('\n').slice(0, 2000).join('\n') },
  async prepare(scene) {
    await importing(scene);
    await scene.idle();
    scene.client.type(CLOSE);
    scene.write('automation.toml', silentRules(2000));
  },
  run: ({ typed }) => typed('/auto load\r', 'has changed'),
};

async function loaded(scene: TurnScene): Promise<void> {
  scene.client.type(`/load ${pathOf(scene, 'x.tf')}\r`);
  await scene.idle();
}

function ofMacros(line: string): Act {
  return {
    what: `${line}, of 5,000 macros`,
    files: { 'x.tf': macros },
    prepare: loaded,
    async run({ client, idle }) {
      client.type(`${line}\r`);
      await idle();
      client.type(CLOSE);
    },
  };
}

export const large: readonly Act[] = [
  ...imports('2,000 worlds', sessions),
  ...imports('5,000 rules', actions),
  ...['/triggers', '/triggers -s', '/triggers zq4', '/group', '/auto', '/rules'].map(ofRules),
  ...['/action one Orc7 hits = say yes', '/undo'].map(ofRules),
  edited('one', text => text.replace('send = "x"', 'send = "y"')),
  edited('each', text => text.replaceAll('send = "x"', 'send = "y"')),
  unsaved,
  ...['/list', '/list -t', '/list m7*', '/purge m1*', '/purge'].map(ofMacros),
  {
    what: 'a line before 5,000 macros are filed',
    files: { 'x.tf': macros },
    prepare: loaded,
    async run({ client, say }) {
      client.type('/edit -p5 m8\r');
      await say(['Orc8 x hits you']);
    },
    times: 4,
  },
];
