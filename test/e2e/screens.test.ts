/** The screens of the documentation are taken from the running program, and two runs make the same bytes. */
import { shows } from '../screens/scenes.ts';
import { textOf } from '../screens/svg.ts';
import { take } from '../screens/take.ts';

test.each(['phone', 'welcome'])('%s', async name => {
  const show = shows.find(({ scenes }) => scenes.some(scene => scene.name === name))!;
  const first = await take(show);
  const second = await take(show);
  expect(first).toHaveLength(show.scenes.length);
  expect(second.map(({ svg }) => svg)).toEqual(first.map(({ svg }) => svg));
  for (const { scene, svg } of first)
    for (const part of scene.shows) expect(textOf(svg).join('\n')).toContain(part);
});
