/// <reference path="clay.d.ts" />
// Counts what was killed, for good: `/kills` tells.
clay.store.kills ??= {};

clay.trigger(/^You have slain (?:an? |the )?(.+)\.$/, m => {
  const what = m[1].toLowerCase();
  clay.store.kills[what] = (clay.store.kills[what] ?? 0) + 1;
});

clay.command('/kills', () => {
  for (const [what, count] of Object.entries(clay.store.kills)) clay.echo(`${count} × ${what}`);
});
