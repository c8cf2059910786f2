/** Variables, timers and what waits to be sent, in the status bar. */
import { defaultStatus } from '../../../client/state/settings.ts';
import { playAlpha } from '../../support/play.ts';

function playing(left: string) {
  return playAlpha({ columns: 100, settings: { status: { ...defaultStatus(), left } } });
}

test('a variable stands in the bar, of the world before that of all, and in a gauge', () => {
  const play = playing('{world}  hunting {var.target}  {var.hp|gauge:4:var.most}{var.hp|gauge:2:100}');
  expect(play.status()).not.toContain('hunting');
  play.enter('/set target orc');
  play.enter('/set hp 50');
  play.enter('/set most 100');
  expect(play.status()).toContain('hunting orc  ██░░█░');
  play.enter('/set -w Alpha target elf');
  play.reload();
  expect(play.status()).toContain('hunting elf  ██');
  play.enter('/set most much');
  expect(play.status()).not.toContain('██');
});

test('a timer counts down by the second, and the beat with it', () => {
  const play = playing('{world} save {timer.save} {timer.tick}');
  expect(play.status()).not.toContain('save');
  play.enter('/delay -n save 3 save');
  expect(play.status()).toContain('save 3');
  const shown: string[] = [];
  for (let step = 0; step < 6; step++) {
    play.advance(500);
    if (step === 2) play.reload();
    shown.push(/save (\d+)/.exec(play.status())?.[1] ?? '-');
  }
  expect(shown).toEqual(['3', '2', '2', '1', '1', '-']);
  play.enter('/tick 75');
  play.advance(10_000);
  expect(play.status()).toContain(' 65');
  expect(Object.keys(play.state.timers)).toContain('countdown');
  play.enter('/tick off');
  expect(Object.keys(play.state.timers)).not.toContain('countdown');
});

test('what waits to be sent is counted', () => {
  const play = playing('{world} {queue}');
  play.enter(`/alias many ${'x;'.repeat(30)}`);
  play.enter('many');
  expect(play.status()).toContain('(10 to send)');
  play.advance(1500);
  expect(play.status()).not.toContain('to send');
});
