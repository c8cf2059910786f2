/** A thousand macros of TinyFugue, of all kinds: what they cost on lines, and how long the longest turn of loading them is. */
import { createPlay, type Play } from '../../support/play.ts';

const COUNT = 1000;
const ROUNDS = 3;
/** Lines of one packet. */
const AT_ONCE = 100;

/** One of each kind of /def, again and again, with names that lines have and that they have not. */
const kinds: readonly ((n: number) => string)[] = [
  n => `/def -t"{*} zq${n} tells you *" -aCyellow t${n} = /echo -- %1 %-3`,
  n =>
    `/def -mregexp -t"^Orcz${n} (hits|misses) (\\\\w+) for (\\\\d+)\\\\.$" -p${n % 7} t${n} = /set hp=$[hp - {P3}]`,
  n => `/def -msimple -t"The door ${n} opens." -n5 t${n} = north`,
  n => `/def -msubstr -t"gold coin ${n}" -F -c50 t${n} = get coin%; /let x=%*`,
  n => `/def -mregexp -F -P1Cred;2Cblue -t"(qword${n}) is (\\\\w+)" t${n}`,
  n => `/def -t"*spam${n}*" -ag t${n}`,
  n =>
    `/def -q -E"fighting & hp < ${n}" -mregexp -t"^You feel xq${n}" t${n} = /if (hp < 10) flee%; /else /for i 1 2 kick%; /endif`,
  n => `/def -h"CONFAIL world${n} *" -i t${n} = /repeat -5 1 /echo later`,
  n => `/def t${n} = /let i=0%; /while (++i < {1}) /echo $[strcat(i, ": ", {2-none})]%; /done%; /return i`,
  n => `/def -t"{Bob${n}|Tim${n}*} waves to [a-z]*." -wAlpha t${n} = /quote -S /echo \`/echo %1`,
];

function loaded(play: Play, count: number): number {
  play.disk.macros = {
    'thousand.tf': Array.from({ length: count }, (_, n) =>
      (kinds[n % kinds.length] as (n: number) => string)(n),
    ).join('\n'),
  };
  let longest = 0;
  const timed = (act: () => void) => {
    longest = Math.max(longest, cpuOf(act));
  };
  timed(() => play.enter('/load thousand.tf'));
  while (play.state.tinyfugue?.threads.length) timed(() => play.dispatch({ type: 'tick' }));
  for (let turn = 0; turn < 200; turn++) {
    play.state.now += 30;
    timed(() => play.dispatch({ type: 'tick' }));
  }
  return longest;
}

/** CPU time (ms). */
function cpuOf(act: () => void): number {
  const before = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** CPU time of a line (µs). */
function costOf(play: Play, text: readonly string[]): number {
  const packets = Array.from({ length: Math.ceil(text.length / AT_ONCE) }, (_, at) =>
    Buffer.from(`${text.slice(at * AT_ONCE, (at + 1) * AT_ONCE).join('\r\n')}\r\n`),
  );
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    for (const packet of packets) {
      play.receive('Alpha', packet);
      play.advance(1);
    }
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / text.length);
  }
  return best;
}

function player(): Play {
  const play = createPlay({ worlds: { Alpha: {} }, columns: 200 });
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  return play;
}

/** Prints what a thousand macros cost. */
export function benchMacros(text: readonly string[]): void {
  const none = costOf(player(), text);
  const play = player();
  const longest = loaded(play, COUNT);
  const filing = cpuOf(() => play.receive('Alpha', 'nothing\r\n'));
  const taken = Object.keys(play.state.tinyfugue?.macros ?? {}).length;
  const cost = costOf(play, text);
  console.log(
    `\n${taken} macros of TinyFugue: ${(cost - none).toFixed(2)} µs a line over none (${none.toFixed(2)} µs); ` +
      `loading: the longest turn ${longest.toFixed(1)} ms, the first line ${filing.toFixed(1)} ms`,
  );
}
