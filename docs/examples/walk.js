/// <reference path="clay.d.ts" />
// `walk nnesw`: a step a room, as the game tells of each; a closed door ends it.
clay.alias('walk', async m => {
  for (const step of m[1]) {
    m.send(step);
    const room = await clay.line(/^Exits:|^The door is closed/, { within: 5000, world: m.world });
    if (!room?.text.startsWith('Exits:')) return clay.echo(`Stopped before ${step}.`);
  }
  clay.echo('There.');
});
