/** The host's part in the browser view: what cannot be had is said, and ends nothing. */
import { readFileSync, writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { createWebService, type WebTools } from '../../../../client/host/web/service.ts';
import type { Event } from '../../../../client/state/events.ts';
import { temporaryHome } from '../../../support/temporary.ts';

/** `next` resolves with what is dispatched next. */
function start(tools?: WebTools, home = temporaryHome().home) {
  const logged: string[] = [];
  let next: (event: Event) => void;
  const service = createWebService(
    {
      ...{ home, tlsproxyFile: '', pageDirectory: home, changed() {}, runtime: () => null },
      posix: { unavailable: 'none' },
      log: code => logged.push(code),
      dispatch: event => next(event),
    },
    tools,
  );
  return {
    ...{ home, logged, perform: service.perform },
    ask: (effect: Parameters<typeof service.perform>[0]) =>
      new Promise<Event>(resolve => {
        next = resolve;
        service.perform(effect);
      }),
  };
}

/** Whatever was asked of the file system before is answered. */
const settled = () => stat('/');

const broken: WebTools = {
  draw: () => Promise.reject(new Error('no package')),
  compress: () => Promise.reject(new Error('no memory')),
  every() {},
};

const invite = {
  type: 'web invite',
  view: 'terminal',
  role: 'play',
  address: 'http://127.0.0.1:9000/',
} as const;

const working: WebTools = {
  draw: async text => `${text.length}\nrows`,
  compress: async bytes => gzipSync(bytes),
  every() {},
};

test('a link comes with a code', async () => {
  expect(await start(working).ask(invite)).toMatchObject({
    ...{ type: 'web invited', secret: expect.stringMatching(/^[\w-]{22}$/), code: ['45', 'rows'] },
  });
});

test('where the code cannot be drawn, the link comes without', async () => {
  const { ask, logged } = start(broken);
  expect(await ask(invite)).toMatchObject({ type: 'web invited', view: 'terminal', code: [] });
  expect(logged).toEqual(['LINK_NOT_DRAWN']);
});

test('whom another Clay of the profile logs out is told, and nothing where nothing has changed', async () => {
  let look = () => {};
  const every: WebTools['every'] = (_interval, run) => {
    look = run;
  };
  const { perform, ask, home } = start({ ...working, every });
  const login = { id: 1, half: 'h', name: 'n', peer: '::1', role: 'play', made: 1, used: 1 } as const;
  perform({ type: 'save logins', set: { one: login, two: { ...login, id: 2 } }, gone: [] });
  expect(await ask({ type: 'read logins' })).toMatchObject({ logins: { one: { id: 1 }, two: { id: 2 } } });
  const another = start(working, home);
  // What is asked for next is answered by the look that finds another file, and by none before.
  look();
  await settled();
  another.perform({ type: 'save logins', set: {}, gone: ['one'] });
  const told = ask({ type: 'web refused', id: 1 });
  look();
  const event = await told;
  expect(event).toMatchObject({ type: 'web logins', fault: null });
  expect(Object.keys('logins' in event ? event.logins : {})).toEqual(['two']);
});

test('of logins those of another Clay stay, and those that are over go', async () => {
  const { ask, perform, home } = start();
  const login = { id: 1, half: 'h', name: 'Firefox', peer: '::1', role: 'play', made: 1, used: 1 } as const;
  perform({ type: 'save logins', set: { ours: login }, gone: [] });
  const other = start(undefined, home);
  other.perform({ type: 'save logins', set: { theirs: { ...login, id: 2 } }, gone: [] });
  perform({ type: 'save logins', set: { more: login }, gone: ['ours'] });
  expect(await ask({ type: 'read logins' })).toMatchObject({
    logins: { theirs: { id: 2 }, more: { id: 1 } },
    fault: null,
  });
  expect(readFileSync(`${home}/web.json`, 'utf8')).not.toContain('ours');
});

test('that a login is used is written down only where it is still known', async () => {
  const { ask, perform, home } = start();
  const login = { id: 1, half: 'h', name: 'Firefox', peer: '::1', role: 'play', made: 1, used: 5 } as const;
  perform({ type: 'save logins', set: { stays: login, over: { ...login, id: 2 } }, gone: [] });
  start(undefined, home).perform({ type: 'save logins', set: {}, gone: ['over'] });
  perform({ type: 'save logins', set: {}, gone: [], used: { stays: 9, over: 9 } });
  // Another Clay has seen it later.
  perform({ type: 'save logins', set: {}, gone: [], used: { stays: 7 } });
  expect(await ask({ type: 'read logins' })).toMatchObject({ logins: { stays: { ...login, used: 9 } } });
  expect(readFileSync(`${home}/web.json`, 'utf8')).not.toContain('over');
});

test('a file that cannot be read is not written for the use of a login', () => {
  const { perform, home } = start();
  writeFileSync(`${home}/web.json`, '{');
  perform({ type: 'save logins', set: {}, gone: [], used: { one: 9 } });
  expect(readFileSync(`${home}/web.json`, 'utf8')).toBe('{');
});

test('what is fetched comes packed', async () => {
  const { ask, home } = start();
  writeFileSync(`${home}/page.js`, 'words');
  const fetched = await ask({ type: 'web fetch', id: 1, wanted: { file: 'page.js' } });
  expect(fetched.type === 'web fetched' && gunzipSync(fetched.bytes!).toString()).toBe('words');
});

test.each([{ file: 'page.js' }, { text: '[]' }])('%j that cannot be had is answered', async wanted => {
  const { ask, logged } = start(broken);
  expect(await ask({ type: 'web fetch', id: 1, wanted })).toEqual({
    ...{ type: 'web fetched', id: 1, bytes: null, tag: '' },
  });
  expect(logged).toEqual(['file' in wanted ? 'PAGE_MISSING' : 'PAGE_NOT_PACKED']);
});
