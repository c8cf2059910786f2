import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { openLog } from '../../../../tlsproxy/process/log.ts';
import { temporaryHome } from '../../../support/temporary.ts';

const events = (text: string) =>
  text.split('\n').map(line => line && (JSON.parse(line) as { event: string }).event);

it('writes the lines of one turn of the event loop together, in order', async () => {
  const file = join(temporaryHome().root, 'tlsproxy.log');
  const log = openLog(file);
  log('one', { session: 'a' });
  log('two');
  await setImmediate();
  log('three');
  await setImmediate();
  expect(events(readFileSync(file, 'utf8'))).toEqual(['one', 'two', 'three', '']);
});

it('counts the lines that could not be written, and says so in the next one', async () => {
  const { root } = temporaryHome();
  const log = openLog(join(root, 'missing', 'tlsproxy.log'));
  log('one');
  log('two');
  await setImmediate();
  mkdirSync(join(root, 'missing'));
  log('three');
  await setImmediate();
  const text = readFileSync(join(root, 'missing', 'tlsproxy.log'), 'utf8');
  expect(JSON.parse(text)).toMatchObject({ event: 'three', missed: 2 });
});
