import { createPasswords } from '../../../../client/host/web/scrypt.ts';
import { isHash } from '../../../../client/web/password.ts';

test('a password is known by its hash, whatever way its accents are written in', async () => {
  const passwords = createPasswords();
  const hash = await passwords.hash('caf\u00e9');
  expect(isHash(hash)).toBe(true);
  expect(hash).toMatch(/^scrypt:32768:8:1:[\w-]{22}:[\w-]{43}$/);
  expect(await passwords.isRight('cafe\u0301', hash)).toBe(true);
  expect(await passwords.isRight('cafe', hash)).toBe(false);
  expect(await passwords.hash('caf\u00e9')).not.toBe(hash);
});

test('one is worked on at a time, and the event loop goes on meanwhile', async () => {
  const passwords = createPasswords();
  const hash = await passwords.hash('one');
  const order: string[] = [];
  const work = [1, 2, 3].map(async number => {
    await passwords.isRight('one', hash);
    order.push(`${number}`);
  });
  setImmediate(() => order.push('loop'));
  await Promise.all(work);
  expect(order).toEqual(['loop', '1', '2', '3']);
});

test('what asks for more memory than there is for it, and what is no hash, is refused', async () => {
  const passwords = createPasswords();
  const salt = 's'.repeat(22);
  const key = 'k'.repeat(43);
  await expect(passwords.isRight('x', `scrypt:1048576:8:1:${salt}:${key}`)).rejects.toThrow();
  await expect(passwords.isRight('x', `scrypt:3:8:1:${salt}:${key}`)).rejects.toThrow();
  expect(await passwords.isRight('one', await passwords.hash('one'))).toBe(true);
});
