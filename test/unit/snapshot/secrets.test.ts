import { restorePasswords, withoutPasswords } from '../../../client/snapshot/secrets.ts';
import type { State } from '../../../client/state/state.ts';
import { createPlay } from '../../support/play.ts';

/** A client whose settings.toml has passwords, with one world that is not in it and one whose password is not saved. */
function client(): State {
  const { state } = createPlay({
    worlds: { Alpha: { password: 'a' }, Bare: {}, Temporary: { password: 't' }, Changed: { password: 'c' } },
  });
  state.settings.web.password = 'w';
  state.temporary = ['Temporary'];
  state.settingsFile.read = 'some file';
  state.settingsFile.unsaved = [{ id: 1, path: ['worlds', 'Changed', 'password'], value: 'c', was: '' }];
  return state;
}

const passwords = ({ settings }: State) => [
  settings.web.password,
  ...Object.values(settings.worlds).map(({ password }) => password),
];

test('what the file has is left out, what is nowhere else stays, and the running client keeps it all', () => {
  const state = client();
  expect(passwords(withoutPasswords(state))).toEqual(['', '', '', 't', 'c']);
  expect(passwords(state)).toEqual(['w', 'a', '', 't', 'c']);
});

test('it comes back from the file, and nothing else changes', () => {
  const state = client();
  const stripped = structuredClone(withoutPasswords(state));
  restorePasswords(stripped, structuredClone(state.settings));
  expect(stripped).toEqual(state);
});

test('a file that cannot be read is read again later', () => {
  const stripped = structuredClone(withoutPasswords(client()));
  restorePasswords(stripped, null);
  expect([stripped.settingsFile.read, stripped.settingsFile.withheld]).toEqual(['', undefined]);
});

test.each(['', 'none'])('where no file was read (%p) the passwords are nowhere else', read => {
  const state = client();
  state.settingsFile.read = read;
  expect(withoutPasswords(state)).toBe(state);
});
