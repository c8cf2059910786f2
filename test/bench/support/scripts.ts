/** What scripts cost a line: CPU time of the whole client, over that of one without any. */
import { createPlay, type Play } from '../../support/play.ts';

const LINES = 5000;
const ROUNDS = 5;
/** In each packet. */
const AT_ONCE = 50;

const RULE = `[[trigger]]\nname = "count"\npattern = '^Orc(\\d+) (hits) you for (\\d+)'\nmode = "regexp"\nset = { last = "$3" }\n`;

/** By name, the source of a script. */
const SCRIPTS: Readonly<Record<string, string>> = {
  none: '',
  'a rule of the same pattern': RULE,
  'a trigger that never matches': `clay.trigger(/^Zorc (\\w+) hits/, m => clay.send(m[1]));`,
  'a trigger that counts each line': `let n = 0; clay.trigger(/^Orc(\\d+) (hits) you for (\\d+)/, m => { n += Number(m[3]); });`,
  'each line to a hook': `let n = 0; clay.hook('line', m => { n += m.text.length; });`,
};

export function benchScripts(lines: readonly string[]): void {
  console.log(`\nscripts on the same lines, CPU time of the client a line`);
  console.log(`${'script'.padEnd(36)}${'µs'.padStart(8)}${'over none'.padStart(11)}`);
  let none = 0;
  for (const [name, source] of Object.entries(SCRIPTS)) {
    const time = measure(playing(source), lines);
    if (name === 'none') none = time;
    console.log(`${name.padEnd(36)}${time.toFixed(2).padStart(8)}${(time - none).toFixed(2).padStart(11)}`);
  }
}

function playing(source: string): Play {
  const scripts = source === '' || source === RULE ? {} : { bench: source };
  const rules = source === RULE ? { automation: RULE } : {};
  const play = createPlay({ worlds: { Alpha: {} }, settings: { more_mode: false }, scripts, ...rules });
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  return play;
}

function measure(play: Play, lines: readonly string[]): number {
  const packets = Array.from({ length: LINES / AT_ONCE }, (_, at) =>
    Array.from({ length: AT_ONCE }, (__, n) => `${lines[(at * AT_ONCE + n) % lines.length]}\r\n`).join(''),
  );
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    for (const packet of packets) play.receive('Alpha', packet);
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / LINES);
  }
  return best;
}
