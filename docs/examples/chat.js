/// <reference path="clay.d.ts" />
// Paints what people say, hides a bore, and greets who comes back after an hour.
const BORES = ['Mordred'];
const lastSeen = new Map();
const HOUR = 3600 * 1000;

clay.trigger(/^(\w+) (?:says|tells you),? '(.*)'$/, m => {
  if (BORES.includes(m[1])) return m.gag();
  m.hilite('bold cyan', 1);
});

clay.trigger(/^(\w+) arrives\.$/, m => {
  const before = lastSeen.get(m[1]) ?? 0;
  if (Date.now() - before > HOUR) m.send(`wave ${m[1].toLowerCase()}`);
  lastSeen.set(m[1], Date.now());
});
