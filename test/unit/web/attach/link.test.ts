/** `clay web` as the client sees it, while there is no place for a link to lead to. */
import type { FromProgram } from '../../../../shared/protocol/attach.ts';
import { createPlay } from '../../../support/play.ts';
import { startProgram } from '../../../support/programs.ts';

const hello: FromProgram = { t: 'hello', v: 1, want: 'link', role: 'play' };

test('where the browser view is off it tells both ways to turn it on', () => {
  const program = startProgram(createPlay({ columns: 100 }), hello);
  const sentence = 'The browser view is off; /setup web.enabled on or /setup web.https on turns it on.';
  expect(program.heard()).toEqual([{ t: 'fault', sentence }]);
});

test.each(['web.enabled', 'web.https'])('with %s on it is not off, but does not listen', name => {
  const play = createPlay({ columns: 100 });
  play.enter(`/setup ${name} on`);
  const sentence = 'The browser view does not listen; /web tells more.';
  expect(startProgram(play, hello).heard()).toEqual([{ t: 'fault', sentence }]);
});
