/** Layouts of automation.toml that a command meets. */

import { editAutomation } from '../../../client/settings/rules/edit.ts';
import { parseAutomation } from '../../../client/settings/rules/file.ts';
import type { Rule } from '../../../client/state/automation.ts';
import { playAlpha } from '../../support/play.ts';

const rule = (name: string): Rule => ({ kind: 'trigger', name, patterns: [name], gag: true });
const namesIn = (text: string) => {
  const read = parseAutomation(text);
  return 'fault' in read ? read.fault : read.rules.map(({ name, set }) => [name, Object.keys(set ?? {})]);
};

const WITH_TABLES = '[[trigger]]\nname = "a"\npattern = "x"\n[trigger.set]\nv = "1" # one\n';

test.each(['', '\n[[trigger]]\nname = "b"\npattern = "y"\n', '\n[[alias]]\nname = "q"\nbody = "w"\n'])(
  'a table within a rule stays with it, whatever is put in or taken out: %j',
  more => {
    const before = WITH_TABLES + more;
    const others = (namesIn(before) as unknown[]).slice(1);
    const put = editAutomation(before, { kind: 'trigger', name: 'new', rule: rule('new') });
    const added = ['[[trigger]]', 'name = "new"', 'pattern = "new"', 'gag = true'];
    const lines = put.split('\n').filter(line => line !== '');
    const at = lines.indexOf('name = "new"') - 1;
    expect(lines.splice(at, added.length)).toEqual(added);
    expect(lines).toEqual(before.split('\n').filter(line => line !== ''));
    expect(namesIn(put)).toContainEqual(['a', ['v']]);
    const without = editAutomation(before, { kind: 'trigger', name: 'a', rule: null });
    expect(namesIn(without)).toEqual(others);
    expect(without).not.toContain('# one');
  },
);

test('rules in one list are named as what they are, with the line, and how they can be changed', () => {
  const automation = '# mine\ntrigger = [ { name = "a", pattern = "x", send = "y" } ]\n';
  const play = playAlpha({ automation, columns: 300 });
  play.enter('/gag foo');
  const said = play.output().join('\n');
  expect(said).toContain(
    'Not saved in automation.toml: its line 2 has all of that kind in one list (trigger = [ … ]), which is not changed here. Rules are written below [[trigger]] each: once they stand so, this is saved with the next change. In force until Clay ends: trigger foo.',
  );
  expect(play.disk.automation).toBe(automation);
});
