import { createLookUp } from '../../../shared/lookup.ts';

const noThread = () => {
  throw Object.assign(new Error('EAGAIN'), { code: 'EAGAIN' });
};

test.each([
  ['no addon', { unavailable: 'It was not built.' }],
  ['no thread to be had', { lookUp: noThread }],
])('with %s names are looked up as Node does', async (_why, posix) => {
  const addresses = await createLookUp(posix)('localhost');
  expect(addresses.every(address => address === '127.0.0.1' || address === '::1')).toBe(true);
  expect(addresses.length).toBeGreaterThan(0);
});

test('who asks for a name that is being looked up gets the same answer, who asks later a new one', async () => {
  let asked = 0;
  const lookUp = createLookUp({
    lookUp() {
      asked++;
      return noThread();
    },
  });
  const answers = await Promise.all([lookUp('localhost'), lookUp('localhost')]);
  expect(answers[0]).toBe(answers[1]);
  expect(asked).toBe(1);
  await lookUp('localhost');
  expect(asked).toBe(2);
});
