/** What a script that was TinTin++ has of its own, as it stands in it: aliases that call one another, timers, formats. */

export const DOING: Readonly<Record<string, string>> = {
  range: `
const range = (from, to) => Array.from({ length: Math.min(Math.abs(to - from) + 1, 100000) }, (_, at) => String(from < to ? from + at : from - at));`,
  words: String.raw`
// [0] is all that was typed behind an alias, [1] its first word; {a b} is one.
function words(text) {
  const found = new Array(100).fill('');
  found[0] = text;
  for (const [at, word] of [...text.matchAll(/\{([^{}]*)\}|[^\s;]+/g)].slice(0, 99).entries()) found[at + 1] = word[1] ?? word[0];
  return found;
}`,
  aliases: `
const aliases = new Map();`,
  alias: `
function alias(name, run) {
  aliases.set(name, run);
  const { remove } = clay.alias(name, m => run(words(m[1])));
  return { remove() { aliases.delete(name); remove(); } };
}`,
  say: String.raw`
// Words for the game, unless an alias of this script is called so.
function say(text) {
  const [, name, rest] = /^(\S*)\s*([^]*)$/.exec(text);
  const run = aliases.get(name);
  if (!run) return clay.send(text.trimEnd());
  // In itself it is a word like others.
  aliases.delete(name);
  try {
    run(words(rest));
  } finally {
    aliases.set(name, run);
  }
}`,
  made: `
const made = new Map();`,
  on: `
function on(key, one) {
  made.get(key)?.remove();
  made.set(key, one);
}`,
  off: `
function off(key) {
  made.get(key)?.remove();
  made.delete(key);
}`,
  timers: `
const timers = new Map();`,
  timer: `
function timer(name, one) {
  if (name === null) return;
  timers.get(name)?.stop();
  timers.set(name, one);
}`,
  delay: `
const delay = (name, ms, run) => timer(name, clay.after(ms, run));`,
  ticker: `
const ticker = (name, ms, run) => timer(name, clay.every(ms, run));`,
  undelay: `
const undelay = name => timers.get(name)?.stop();`,
  unticker: `
const unticker = name => timers.get(name)?.stop();`,
  format: String.raw`
function format(text, ...given) {
  const two = number => String(number).padStart(2, '0');
  const clock = (shape, now = new Date()) => shape.replace(/%([YmdHMSy])/g, (_, letter) => ({
    Y: now.getFullYear(), y: two(now.getFullYear() % 100), m: two(now.getMonth() + 1), d: two(now.getDate()),
    H: two(now.getHours()), M: two(now.getMinutes()), S: two(now.getSeconds()),
  })[letter]);
  const shown = {
    s: one => one,
    d: one => String(Math.trunc(Number(one)) || 0),
    u: one => one.toUpperCase(),
    l: one => one.toLowerCase(),
    n: one => one.charAt(0).toUpperCase() + one.slice(1),
    r: one => [...one].reverse().join(''),
    p: one => one.trim(),
    L: one => String([...one].length),
    g: one => (/^-?[\d.]+$/.test(one) ? one.replace(/\B(?=(?:\d{3})+(?!\d)(?=\.|$))/g, ',').replace(/(\.\d*),/g, '$1') : '0'),
    m: one => math([one]),
    a: one => String.fromCharCode(Number(one) || 0),
    A: one => String(one.charCodeAt(0) || 0),
    D: one => String(parseInt(one, 16) || 0),
    x: one => String.fromCodePoint(parseInt(one, 16) || 0),
    X: one => BigInt.asUintN(64, BigInt(/^-?\d/.test(one) ? parseInt(one, 10) : one.codePointAt(0) || 0)).toString(16).toUpperCase(),
    t: one => clock(one),
    T: () => String(Math.floor(Date.now() / 1000)),
    U: () => String(Date.now() * 1000),
    c: () => '',
    h: one => one.trim(),
  };
  let at = 0;
  return text.replace(/%([-+]?)(0?)(\d*)(?:\.(\d+))?([a-zA-Z%])/g, (whole, side, zero, width, most, letter) => {
    if (letter === '%') return '%';
    if (!shown[letter]) return whole;
    const one = shown[letter](given[at++] ?? '').slice(0, most === undefined ? undefined : Number(most));
    return side === '-' ? one.padEnd(Number(width)) : one.padStart(Number(width), zero ? '0' : ' ');
  });
}`,
};
