/** Thousands of values go into a file at once: one look at it, where each by itself would have all of it read again. */
import { parse } from 'smol-toml';
import { finish } from '../../../client/automation/block.ts';
import { rulesOfText, withEdits } from '../../../client/host/profile/automation.ts';
import { changing, edited } from '../../../client/host/settings-file.ts';
import { removing } from '../../../client/settings/rules/append.ts';
import { editAutomation } from '../../../client/settings/rules/edit.ts';

const COUNT = 2000;
const many = Array.from({ length: COUNT }, (_, id) => ({
  id,
  path: ['variables', `v${id}`],
  value: `${id}`,
}));

/** Each that is made by itself is a step of its own. */
const stepsOf = (text: string, changes: typeof many) => [...changing(text, changes, 'NOT_SAVED')].length;

test('values are put in, changed and taken out all at once', () => {
  expect(stepsOf('# mine\n[other]\nx = 1\n', many)).toBeLessThan(COUNT / 20);
  const { text } = finish(changing('# mine\n[variables] # these\nv7 = "x" # seven', many, 'NOT_SAVED'));
  expect(text).toContain('# mine\n[variables] # these\nv7 = "7" # seven\nv0 = "0"\nv1 = "1"\n');
  expect(stepsOf(text, many)).toBeLessThan(COUNT / 20);
  const gone = many.slice(1).map(one => ({ ...one, value: undefined as never }));
  expect(stepsOf(text, gone)).toBeLessThan(COUNT / 20);
  expect(finish(changing(text, gone, 'NOT_SAVED')).text).toBe('# mine\n[variables] # these\nv0 = "0"\n');
});

test('one among them that cannot be said keeps none of the others from the file, and what follows takes its place', () => {
  const changes = [...many.slice(0, 20), { ...many[20]!, value: null as never }, ...many.slice(21, 50)];
  const again = { id: 50, path: ['variables', 'v3'], value: 'again' };
  const { text, saved, fault } = finish(changing('', [...changes, again], 'NOT_SAVED'));
  expect(saved).toEqual([...many.slice(0, 20), ...many.slice(21, 50), again].map(({ id }) => id));
  expect(fault?.code).toBe('NOT_SAVED');
  expect(parse(text).variables).toMatchObject({ v3: 'again', v19: '19', v49: '49' });
});

test('worlds of an import are put into settings.toml at once, each below its header', () => {
  const worlds = many.map(({ id }) => ({ id, path: ['worlds', `w ${id}`, 'host'], value: 'a.example' }));
  expect(stepsOf('mouse = true', worlds)).toBeLessThan(COUNT / 20);
  const { text } = edited('mouse = true', worlds.slice(0, 20));
  expect(text).toContain('mouse = true\n\n[worlds."w 0"]\nhost = "a.example"\n\n[worlds."w 1"]\n');
  // And taken out again.
  const all = worlds.map(({ id, path }) => ({ id, path: path.slice(0, 2), value: undefined as never }));
  const whole = `${edited('mouse = true', worlds).text}# end\n`;
  expect(stepsOf(whole, all)).toBeLessThan(COUNT / 20);
  expect(finish(changing(whole, all, 'NOT_SAVED')).text.trim()).toMatch(/^mouse = true\s+# end$/);
});

test('rules that go are taken out at once, and the text is what it is without one after the other', () => {
  const rule = (n: number) => `# about ${n}\n[[trigger]]\nname = "t${n}"\npattern = "p${n}" # p\n`;
  const text = `# mine\n${Array.from({ length: 60 }, (_, n) => rule(n)).join('\n')}\n[variables]\nx = "1"\n`;
  const gone = Array.from({ length: 50 }, (_, n) => n + 5).map(n => ({
    ...{ id: n, kind: 'trigger' as const, name: `t${n}`, rule: null },
  }));
  const { saved, text: done } = finish(removing(text, gone));
  expect(saved).toEqual(gone.map(({ id }) => id));
  expect(done).toBe(gone.reduce((rest, { id: _, ...edit }) => editAutomation(rest, edit), text));
  expect(withEdits(text, gone)).toEqual({ text: done, saved, fault: null });
  // A table of its own below one of them would be another's.
  const odd = text.replace(
    '[[trigger]]\nname = "t9"',
    '[[trigger]]\nname = "t8b"\npattern = "x"\n[trigger.set]\na = "1"\n[[trigger]]\nname = "t9"',
  );
  const all = [...gone, { ...gone[0]!, id: 99, name: 't8b' }];
  expect(finish(removing(odd, all))).toEqual({ text: odd, saved: [] });
});

test('for a variable the rules of the file are not written anew, nor looked at more than once', () => {
  const rule = (n: number) => `[[trigger]]\nname = "t${n}"\npattern = "p${n}"\n`;
  const rules = Array.from({ length: 300 }, (_, n) => rule(n)).join('\n');
  const kept = [{ id: 1, world: '', name: 'hp', value: '5' }];
  for (const text of [rules, `${rules}\n[variables]\nmp = "1"\n`, `[variables]\nmp = "1"\n\n${rules}`]) {
    const done = withEdits(text, [], kept);
    expect(done.text.replace(/(\n\[variables\]\n)?hp = "5"\n/, '')).toBe(text);
    expect(rulesOfText('x', done.text)).toMatchObject({
      variables: expect.arrayContaining([{ world: '', name: 'hp', value: '5' }]),
    });
  }
  expect(withEdits(`${rules}[[trigger]]\nname = 1\n`, [], kept)).toMatchObject({
    saved: [],
    fault: { sentence: expect.stringMatching(/^automation\.toml, line \d+, .*until this is mended\.$/) },
  });
});
