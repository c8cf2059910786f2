import fc from 'fast-check';
import { parse } from 'smol-toml';
import { finish } from '../../client/automation/block.ts';
import { changing } from '../../client/host/settings-file.ts';
import { formatKey, formatValue } from '../../client/settings/format.ts';
import { editSettings } from '../../client/settings/save.ts';

type Table = Record<string, unknown>;

const scalar = fc.oneof(
  fc.boolean(),
  fc.integer(),
  fc.string({ unit: 'grapheme' }),
  fc.array(fc.string(), { maxLength: 3 }),
  fc.constantFrom('# no comment', '[web]', 'a = "b"', "'''", '\\', 'line\nbreak', '\u007f'),
);
const key = fc.constantFrom('host', 'port', 'user', 'x.y', 'ключ', 'a b', '#');
const table = fc.dictionary(key, scalar, { maxKeys: 4, noNullPrototype: true });
const worldName = fc.constantFrom('Alpha', 'Beta', 'Zwölf Städte', 'a.b', '"', '#');
const style = fc.constantFrom('header', 'dotted', 'inline');

interface Sketch {
  top: Table;
  tables: { path: string[]; style: string; table: Table }[];
  crlf: boolean;
}

const sketch: fc.Arbitrary<Sketch> = fc
  .record({
    top: fc.dictionary(fc.constantFrom('mouse', 'theme', 'of later', '2'), scalar, { noNullPrototype: true }),
    web: fc.option(fc.record({ style, table }), { nil: null }),
    worlds: fc.uniqueArray(fc.record({ name: worldName, style, table }), {
      selector: one => one.name,
      maxLength: 4,
    }),
    crlf: fc.boolean(),
  })
  .map(({ top, web, worlds, crlf }) => ({
    top,
    tables: [
      ...(web ? [{ path: ['web'], ...web }] : []),
      ...worlds.map(({ name, ...rest }) => ({ path: ['worlds', name], ...rest })),
    ],
    crlf,
  }));

/** The sketch as a file with a numbered comment above, beside and below everything. */
function write({ top, tables, crlf }: Sketch): string {
  let comments = 0;
  const comment = () => `# <${comments++}>`;
  const pair = (path: string[], value: unknown) =>
    `${comment()}\n${path.map(formatKey).join(' . ')} =\t${literal(value)} ${comment()}\n`;
  const literal = (value: unknown) =>
    typeof value === 'string' && /^[^'\r\u007f]*\n[^'\r\u007f]*$/.test(value)
      ? `'''\n${value}'''`
      : formatValue(value);
  let text = Object.entries(top)
    .map(([name, value]) => pair([name], value))
    .join('');
  for (const one of tables.filter(({ style }) => style !== 'header')) {
    if (one.style === 'inline') text += pair(one.path, one.table);
    else for (const [name, value] of Object.entries(one.table)) text += pair([...one.path, name], value);
  }
  for (const one of tables.filter(({ style }) => style === 'header')) {
    text += `${comment()}\n\n  [ ${one.path.map(formatKey).join('.')} ] ${comment()}\n`;
    for (const [name, value] of Object.entries(one.table)) text += pair([name], value);
  }
  return crlf ? text.replaceAll('\n', '\r\n') : text;
}

const path = fc.oneof(
  fc.constantFrom(['mouse'], ['theme'], ['new']),
  key.map(name => ['web', name]),
  fc.tuple(worldName, key).map(([name, field]) => ['worlds', name, field]),
);

/** Ordinary objects, and no tables that hold nothing: whether those are in the file does not matter. */
function tidy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const pairs = Object.entries(value).map(([name, inner]) => [name, tidy(inner)] as const);
  const kept = pairs.filter(([, inner]) => JSON.stringify(inner) !== '{}');
  return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function edited(text: string, at: readonly string[], value: unknown): unknown {
  const document = tidy(parse(text)) as Table;
  let inner = document;
  for (const name of at.slice(0, -1)) inner = (inner[name] ??= {}) as Table;
  if (value === undefined) delete inner[at.at(-1)!];
  else inner[at.at(-1)!] = value;
  return tidy(document);
}

const commentsOf = (text: string) => text.match(/# <\d+>/g) ?? [];

test('setting a value changes that value only, and every comment survives', () => {
  fc.assert(
    fc.property(sketch, path, scalar, (from, at, value) => {
      const text = write(from);
      const result = editSettings(text, at, value);
      expect(tidy(parse(result))).toEqual(edited(text, at, value));
      expect(commentsOf(result)).toEqual(commentsOf(text));
    }),
    { numRuns: 500 },
  );
});

test('removing a value removes that value only, and at most the comment beside it', () => {
  fc.assert(
    fc.property(sketch, path, (from, at) => {
      const text = write(from);
      const result = editSettings(text, at, undefined);
      expect(tidy(parse(result))).toEqual(edited(text, at, undefined));
      expect(commentsOf(result).length).toBeGreaterThanOrEqual(commentsOf(text).length - 1);
    }),
    { numRuns: 500 },
  );
});

test('a world can be replaced and removed, whatever the layout', () => {
  fc.assert(
    fc.property(sketch, worldName, fc.option(table, { nil: undefined }), (from, name, value) => {
      const text = write(from);
      const result = editSettings(text, ['worlds', name], value);
      expect(tidy(parse(result))).toEqual(edited(text, ['worlds', name], value));
    }),
    { numRuns: 500 },
  );
});

const fields = fc.oneof(fc.constantFrom('host', 'port', 'a b'), fc.nat({ max: 20 }).map(String));
const anyPath = fc.oneof(
  path,
  fields.map(name => ['web', name]),
  fc.tuple(worldName, fields).map(([name, field]) => ['worlds', name, field]),
);

test('many changes at once leave what they leave one after the other, and every comment that is not beside what goes', () => {
  const change = fc.record({ path: anyPath, value: fc.option(scalar, { nil: undefined, freq: 4 }) });
  fc.assert(
    fc.property(sketch, fc.array(change, { minLength: 8, maxLength: 40 }), (from, changes) => {
      const text = write(from);
      const { text: result, saved } = finish(
        changing(
          text,
          changes.map((one, id) => ({ id, ...one })),
          'NOT_SAVED',
        ),
      );
      expect(saved).toEqual(changes.map((_, id) => id));
      const wanted = changes.reduce<unknown>(
        (document, { path: at, value }) => changedIn(document as Table, at, value),
        tidy(parse(text)),
      );
      expect(tidy(parse(result))).toEqual(tidy(wanted));
      const gone = changes.filter(({ value }) => value === undefined).length;
      expect(commentsOf(result).length).toBeGreaterThanOrEqual(commentsOf(text).length - gone);
    }),
    { numRuns: 300 },
  );
});

function changedIn(document: Table, at: readonly string[], value: unknown): Table {
  let inner = document;
  for (const name of at.slice(0, -1)) inner = (inner[name] ??= {}) as Table;
  if (value === undefined) delete inner[at.at(-1)!];
  else inner[at.at(-1)!] = value;
  return document;
}
