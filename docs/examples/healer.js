/// <reference path="clay.d.ts" />
// Drinks when the prompt says that it is time, and waits until the potion works before it drinks again.
let isDrinking = false;

clay.trigger(
  /^(?<hp>\d+)\/(?<most>\d+) hp/,
  async m => {
    if (isDrinking || Number(m.groups.hp) * 2 > Number(m.groups.most)) return;
    isDrinking = true;
    m.send('drink potion');
    const answer = await clay.line(/You feel better|You have no potion/, { within: 10_000, world: m.world });
    if (answer?.text.includes('no potion')) clay.echo('Out of potions!', { style: 'bold red' });
    isDrinking = false;
  },
  { on: 'prompt' },
);
