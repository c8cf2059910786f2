/** automation.toml, read and changed in pieces: as the whole of it would be read. */
import fc from 'fast-check';
import { parse } from 'smol-toml';
import { encodeRules, rulesOf } from '../../client/automation/rules.ts';
import { changed, editAutomation } from '../../client/settings/rules/edit.ts';
import { parseAutomation, parsing } from '../../client/settings/rules/file.ts';
import type { Rule, RuleKind } from '../../client/state/automation.ts';

const TEXTS = [
  "'plain'",
  '"with \\"quotes\\""',
  "'''\n[[trigger]]\nname = 1\n'''",
  '"""\n[[alias]]\n"""',
  '"# [[x]]"',
];
const kind = fc.constantFrom<RuleKind>('trigger', 'alias', 'hook', 'bind', 'timer');
const table = fc.record({
  kind,
  body: fc.nat({ max: TEXTS.length - 1 }).map(at => TEXTS[at] as string),
  worlds: fc.boolean(),
  set: fc.boolean(),
  comment: fc.constantFrom('', '# [[trigger]]\n', '\n\n'),
  padding: fc.nat({ max: 900 }),
});
const needed: Record<RuleKind, string> = {
  trigger: "pattern = 'x'\n",
  alias: '',
  hook: "event = 'CONNECT'\n",
  bind: "key = 'F5'\n",
  timer: 'every = 5\n',
};

const file = fc
  .array(table, { maxLength: 12 })
  .map(tables =>
    tables
      .map(
        (one, at) =>
          `${one.comment}[[${one.kind}]]\nname = "n${at}"\n${needed[one.kind]}body = ${one.body}\n` +
          `${one.worlds && one.kind !== 'timer' ? 'worlds = [\n  "A", # ]\n  "B",\n]\n' : ''}echo = "${'.'.repeat(one.padding)}"\n` +
          (one.set ? `[${one.kind}.set]\na = "1"\n` : ''),
      )
      .join(''),
  );

/** Names and bodies, by what reads the whole. */
function whole(text: string): unknown {
  const tables = parse(text) as Record<string, Record<string, unknown>[]>;
  return Object.entries(tables).flatMap(([key, all]) =>
    all.map(({ name, body, set }) => [key, name, body, { ...(set as object) }]),
  );
}

function inPieces(text: string): unknown[][] {
  const read = parseAutomation(text);
  if ('fault' in read) throw new Error(read.fault);
  return read.rules.map(({ kind: one, name, body, set }) => [one, name, body, { ...set }]);
}

test('a file read in pieces says what the whole of it says', () => {
  fc.assert(fc.property(file, text => expect(inPieces(text)).toEqual(whole(text))));
});

test('what is no TOML is refused in pieces as well, and its line is one of the file', () => {
  fc.assert(
    fc.property(file, fc.nat(), fc.constantFrom('"', "'''", ']', '[[', '=', '\u0000'), (text, at, sign) => {
      const place = at % (text.length + 1);
      const broken = text.slice(0, place) + sign + text.slice(place);
      let isSound = true;
      try {
        parse(broken);
      } catch {
        isSound = false;
      }
      const read = parseAutomation(broken);
      if (!isSound) expect(read).toHaveProperty('fault');
      if ('fault' in read)
        expect(Number(/line (\d+)/.exec(read.fault)?.[1])).toBeLessThanOrEqual(broken.split('\n').length);
    }),
  );
});

test('a change of one rule leaves all others as they are, in the file and in the bytes', () => {
  fc.assert(
    fc.property(file, fc.nat({ max: 13 }), kind, fc.boolean(), (text, at, one, goes) => {
      const read = parseAutomation(text);
      if ('fault' in read) throw new Error(read.fault);
      const name = `n${at}`;
      const old = read.rules.find(rule => rule.name === name);
      const own = old?.kind ?? one;
      const base = { kind: own, name, patterns: ['y'] } as Rule;
      const rule = goes
        ? null
        : {
            ...(old ??
              (own === 'hook'
                ? { ...base, event: 'START' as const }
                : own === 'bind'
                  ? { ...base, key: 'F6' }
                  : base)),
            body: 'new',
          };
      const wanted = changed(read.rules, own, name, rule);
      const block = encodeRules(read.rules);
      expect(rulesOf({ block: Uint8Array.from(encodeRules(wanted, rulesOf({ block }))) }).all).toEqual(
        wanted,
      );
      expect(
        rulesOf({ block: Uint8Array.from(encodeRules(wanted, rulesOf({ block: Uint8Array.from(block) }))) })
          .all,
      ).toEqual(wanted);
      let edited: string;
      try {
        edited = editAutomation(text, { kind: own, name, rule });
      } catch (error) {
        // A table of its own below the rule: it stays, and that is said.
        expect(String(error)).toContain('the file stays as it is');
        return;
      }
      for (const every of ['trigger', 'alias', 'hook', 'bind'])
        expect(inPieces(edited).filter(([k]) => k === every)).toEqual(
          wanted
            .filter(({ kind: k }) => k === every)
            .map(({ name: n, body, set }) => [every, n, body, { ...set }]),
        );
    }),
  );
});

test('a thousand rules are read in many small steps', () => {
  const rules = Array.from(
    { length: 1000 },
    (_, at) => `[[trigger]]\nname = "${at}"\npattern = "x${at}"\n`,
  ).join('');
  expect([...parsing(rules)].length).toBeGreaterThan(1000);
});
