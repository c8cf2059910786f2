/** Rules that are not in automation.toml yet, as it is read. */
import { rulesOf } from '../../../client/automation/rules.ts';
import { rulesOfText } from '../../../client/host/profile/automation.ts';
import { fault } from '../../../shared/fault.ts';
import { playAlpha } from '../../support/play.ts';

const COUNT = 300;

test('hundreds that an import has brought are put among those of the file at once, not one by one', () => {
  const play = playAlpha({ automation: '[[trigger]]\nname = "old"\npattern = "zorro"\n', rows: 40 });
  const lines = Array.from({ length: COUNT }, (_, n) => `#action {word${n} of it} {say ${n}}`);
  play.disk.foreign = { '/x/tt': lines.join('\n') };
  play.disk.automationFault = fault('FULL', 'There is no room.');
  play.enter('/import tintin /x/tt');
  play.advance(1000);
  const { automation } = play.state;
  expect(automation.unsaved).toHaveLength(COUNT);
  const names = rulesOf(automation).all.map(({ name }) => name);
  play.disk.automation = '[[trigger]]\nname = "by hand"\npattern = "zorro"\n';
  const copied = jest.spyOn(Uint8Array.prototype, 'set');
  let bytes = 0;
  try {
    play.reload();
    for (const [from] of copied.mock.calls) bytes += from.length;
  } finally {
    copied.mockRestore();
  }
  const now = rulesOf(play.state.automation);
  expect(now.all.map(({ name }) => name)).toEqual(['by hand', ...names.slice(1)]);
  expect(play.state.automation.unsaved).toHaveLength(COUNT);
  expect(bytes).toBeLessThan(20 * play.state.automation.block.length);
  play.receive('Alpha', 'word299 of it\r\n');
  expect(play.sent('Alpha').toString()).toContain('say 299');
});

describe('a file that is read while hundreds are not in it yet', () => {
  const edits = Array.from({ length: COUNT }, (_, n) => ({
    ...{ id: n + 1, kind: 'trigger' as const, name: `t${n}` },
    rule: { kind: 'trigger' as const, name: `t${n}`, patterns: [`word${n}`] },
  }));
  const text = '[[trigger]]\nname = "by hand"\npattern = "zorro"\n';

  test('comes with them among its rules, so that the turn in which it comes in force makes nothing of them', () => {
    const play = playAlpha({ automation: text, rows: 40 });
    play.disk.automationFault = fault('FULL', 'There is no room.');
    play.state.automation.unsaved = edits;
    const file = rulesOfText('other', text, undefined, edits);
    play.dispatch({ type: 'automation read', asked: true, file });
    expect(play.state.automation.block).toBe('changed' in file && file.changed?.block);
    const names = rulesOf(play.state.automation).all.map(({ name }) => name);
    expect(names).toEqual(['by hand', ...edits.map(({ name }) => name)]);
  });

  test('and without, if they are others by then', () => {
    const play = playAlpha({ automation: text, rows: 40 });
    play.state.automation.unsaved = edits.slice(1);
    const file = rulesOfText('other', text, undefined, edits);
    play.dispatch({ type: 'automation read', asked: true, file });
    const names = rulesOf(play.state.automation).all.map(({ name }) => name);
    expect(names).toEqual(['by hand', ...edits.slice(1).map(({ name }) => name)]);
  });
});
