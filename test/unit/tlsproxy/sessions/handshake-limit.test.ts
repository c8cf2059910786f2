import { newPace, takePlace } from '../../../../tlsproxy/sessions/handshake-limit.ts';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

async function takeMany(count: number) {
  const pace = newPace();
  const places: (() => void)[] = [];
  for (let i = 0; i < count; i++) void takePlace(pace).then(giveUp => places.push(giveUp));
  await jest.advanceTimersByTimeAsync(0);
  return { pace, places };
}

it('lets sixteen go at once, and the next when one has finished', async () => {
  const { places } = await takeMany(20);
  expect(places).toHaveLength(16);
  places[0]!();
  places[0]!();
  await jest.advanceTimersByTimeAsync(0);
  expect(places).toHaveLength(17);
});

it('does not let slow ones stop the others', async () => {
  const { places } = await takeMany(40);
  await jest.advanceTimersByTimeAsync(100);
  expect(places).toHaveLength(32);
});

it('is empty again in the end', async () => {
  const { pace, places } = await takeMany(30);
  await jest.advanceTimersByTimeAsync(300);
  for (const giveUp of places) giveUp();
  expect(pace).toEqual({ busy: 0, waiting: [] });
});
