import { editSettings } from '../../../client/settings/save.ts';

const file = `# My settings
more_mode = true   # I read slowly

[web]
# for the phone
port = 9000

# The old one
[worlds.Alpha]
host = "alpha.example.org"
port = 4000        # plain
future = { a = 1 } # of a later version

# Another
[worlds."Zwölf Städte"]
host = "beta.example.org"
`;

test('a value is replaced where it stands', () => {
  expect(editSettings(file, ['more_mode'], false)).toBe(
    file.replace('more_mode = true ', 'more_mode = false '),
  );
  expect(editSettings(file, ['worlds', 'Alpha', 'port'], 4001)).toBe(file.replace('4000 ', '4001 '));
});

test('a new key goes to the end of its table', () => {
  expect(editSettings(file, ['web', 'host'], '::')).toBe(file.replace('9000\n', '9000\nhost = "::"\n'));
  expect(editSettings(file, ['theme'], 'light')).toBe(file.replace('slowly\n', 'slowly\ntheme = "light"\n'));
  expect(editSettings(file, ['worlds', 'Zwölf Städte', 'log'], true)).toBe(`${file}log = true\n`);
});

test('a new key at the top goes before the first table and its comment', () => {
  expect(editSettings('# Mine\n\n# the web\n[web]\nport = 1\n', ['mouse'], false)).toBe(
    '# Mine\n\nmouse = false\n\n# the web\n[web]\nport = 1\n',
  );
  expect(editSettings('', ['mouse'], false)).toBe('mouse = false\n');
  expect(editSettings('# only this', ['mouse'], false)).toBe('# only this\nmouse = false\n');
});

test('a new world gets a table of its own, its name in quotes where needed', () => {
  expect(editSettings(file, ['worlds', 'Gamma.2'], { host: 'g', port: 1, environ: { A: 'b "c"' } })).toBe(
    `${file}\n[worlds."Gamma.2"]\nhost = "g"\nport = 1\nenviron = { A = "b \\"c\\"" }\n`,
  );
  expect(editSettings('', ['worlds', 'A', 'host'], 'h')).toBe('[worlds.A]\nhost = "h"\n');
});

test('removing a world takes its table and leaves the next one with its comment', () => {
  expect(editSettings(file, ['worlds', 'Alpha'], undefined)).toBe(
    file.replace(/\[worlds\.Alpha\][\s\S]*version\n/, ''),
  );
  expect(editSettings('worlds.A.host = "a"\nworlds.B.host = "b"\n', ['worlds', 'A'], undefined)).toBe(
    'worlds.B.host = "b"\n',
  );
});

test('removing a key takes its line', () => {
  expect(editSettings(file, ['web', 'port'], undefined)).toBe(file.replace('port = 9000\n', ''));
  expect(editSettings(file, ['web', 'absent'], undefined)).toBe(file);
});

test('a changed world keeps the comments of the keys that stay', () => {
  const world = { host: 'alpha.example.org', port: 4002, log: true };
  expect(editSettings(file, ['worlds', 'Alpha'], world)).toBe(
    file.replace('4000 ', '4002 ').replace(/future = .*/, 'log = true'),
  );
});

test('dotted keys and inline tables are edited in their own style', () => {
  expect(editSettings('web.port = 1 # p\nmouse = true\n', ['web', 'host'], 'h')).toBe(
    'web.port = 1 # p\nweb.host = "h"\nmouse = true\n',
  );
  expect(editSettings('web = { port = 1 } # w\n', ['web', 'host'], 'h')).toBe(
    'web = { port = 1, host = "h" } # w\n',
  );
  expect(editSettings('web = { port = 1, host = "h" }\n', ['web', 'port'], undefined)).toBe(
    'web = { host = "h" }\n',
  );
  expect(editSettings('[worlds]\nA = { host = "a" }\n', ['worlds', 'B'], { host: 'b' })).toBe(
    '[worlds]\nA = { host = "a" }\n\n[worlds.B]\nhost = "b"\n',
  );
});

test('line ends, indentation and a byte order mark are those of the file', () => {
  expect(editSettings('\ufeff[web]\r\n  port = 1', ['web', 'host'], 'h')).toBe(
    '\ufeff[web]\r\n  port = 1\r\n  host = "h"\r\n',
  );
  expect(editSettings('\ufeff[web]\nport = 1\n', ['mouse'], true)).toBe(
    '\ufeffmouse = true\n\n[web]\nport = 1\n',
  );
});

test('strings that look like TOML do not mislead it', () => {
  const odd =
    'user = """\n[web]\nport = 3 # "" no comment"""" # comment\nallow = [ # one ]\n  "]", \'#\',\n]\n[web]\nport = 1\n';
  expect(editSettings(odd, ['web', 'port'], 2)).toBe(odd.replace('port = 1', 'port = 2'));
  expect(editSettings(odd, ['user'], 'x')).toBe(odd.replace(/"""[\s\S]*""""/, '"x"'));
});

test('a layout that cannot be edited in place is written anew, with the same content', () => {
  const rewritten = editSettings('[web.port]\nx = 1\n[worlds.A]\nhost = "h"\n', ['web', 'port'], 9000);
  expect(rewritten).toContain('port = 9000');
  expect(rewritten).toContain('host = "h"');
});

test('a file with a syntax error is never overwritten', () => {
  expect(() => editSettings('more_mode = tru\n', ['more_mode'], false)).toThrow(
    /^settings\.toml, line 1, column \d+: .* The file stays as it is until this is mended\.$/,
  );
});

test('what TOML cannot say is refused', () => {
  expect(() => editSettings('', ['theme'], null)).toThrow('null cannot be written to settings.toml.');
  expect(() => editSettings('', ['theme'], '\ud800')).toThrow(
    'theme cannot be written to settings.toml; the file stays as it is.',
  );
});
