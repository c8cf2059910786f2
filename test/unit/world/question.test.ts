import { questionOf } from '../../../client/world/question.ts';

const unmarked = (text: string, pattern = '') => questionOf({ text, runs: [] }, pattern, false);
const marked = (text: string, pattern = '') => questionOf({ text, runs: [] }, pattern, true);

test.each([
  ['Name: ', 'name'],
  ['By what name do you wish to be known? ', 'name'],
  ['Welcome! By what name shall we call you? [guest] ', 'name'],
  ['login: ', 'name'],
  ['Enter your account (or "new"): ', 'name'],
  ['Who are you? ', 'name'],
  ['Wie heisst Du denn ("neu" für neuen Spieler)? ', 'name'],
  ['您的英文名字：', 'name'],
  ['Wrong password. Name: ', 'name'],
  ['To continue, enter your name: ', 'name'],
  ['Password: ', 'password'],
  ['Password (press return to go back): ', 'password'],
  ['Welcome, alice. Your password? ', 'password'],
  ['Password for your account: ', 'password'],
  ['Please enter your passphrase (hidden) ', 'password'],
  ['Dein Passwort: ', 'password'],
  ['Mot de passe : ', 'password'],
  ['Contraseña: ', 'password'],
  ['Пароль: ', 'password'],
  ['密码：', 'password'],
  ['Do you use a screen reader? ', 'other'],
  ['Do you use a screen reader (y/n)? ', 'other'],
  ['Screen reader [yes/no]: ', 'other'],
  ['No such player. Did you mean Alicia (y/n)? ', 'other'],
  ['Did I get that right, Bobby? ', 'other'],
  ['Do you want to change your password (y/n)? ', 'other'],
  ['Have you forgotten your password? ', 'other'],
  ['[ Return to continue, (q)uit (1/5) ]', 'other'],
  ['Press RETURN: ', 'other'],
  ['Press RETURN if you have forgotten your password: ', 'other'],
  ['ANSI color? ', 'other'],
  ['Language: ', 'other'],
  ['(o)', 'other'],
  ['<100hp> ', 'unclear'],
  ['> ', 'unclear'],
  ['What now: ', 'unclear'],
])('%j asks for: %s', (text, question) => {
  expect(unmarked(text)).toBe(question);
  if (question !== 'other' || text !== '(o)') expect(marked(text)).toBe(question);
});

test.each(['', 'Welcome to the M', 'By what na', 'If you forgot your password', 'Pass', 'Welcome, '])(
  '%j may be half a line, unless the server marks it',
  text => {
    expect(unmarked(text)).toBeNull();
    expect(marked(text)).not.toBeNull();
  },
);

test('a pattern says it for the usual words', () => {
  expect(unmarked('Zauberwort?', 'zauber*')).toBe('password');
  expect(unmarked('Das Zauberwort lautet', 'zauberwort')).toBe('password');
  expect(unmarked('Password: ', 'zauberwort')).toBe('unclear');
  expect(unmarked('Secret of alice> ', 'secret of ?????>')).toBe('password');
});

test('no pattern and no prompt takes long', () => {
  const [long, pattern] = ['ab'.repeat(500_000), `${'*a?b'.repeat(20_000)}*x`];
  // What is looked at is bounded: of an explosion this test would not see the end.
  expect(unmarked(long, pattern)).toBeNull();
  expect(unmarked(`${'('.repeat(500_000)}:`)).toBe('unclear');
  expect(unmarked(`${'do '.repeat(500_000)}?`)).toBe('unclear');
});
