/** Sounds that are fetched: from the public internet and nowhere else, so many bytes and no more, and nothing but sounds. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type networkInterfaces, tmpdir } from 'node:os';
import { createSoundCache } from '../../../client/host/sound/cache.ts';
import { endingOf } from '../../../client/host/sound/contents.ts';
import { type Fetching, fetchFile } from '../../../client/host/sound/fetch.ts';
import { isPublic } from '../../../client/host/sound/public.ts';
import { isFault } from '../../../shared/fault.ts';

const WAV = Buffer.from('RIFF\x04\0\0\0WAVEfmt ', 'latin1');

let home: string;
let server: Server;
let port: number;
let serve: (request: IncomingMessage, response: ServerResponse) => void;
let requests: string[];

beforeEach(async () => {
  home = mkdtempSync(`${tmpdir()}/clay-fetch-`);
  requests = [];
  serve = (_, response) => response.end(WAV);
  server = createServer((request, response) => {
    requests.push(`${request.headers.host} ${request.url}`);
    serve(request, response);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise(resolve => server.close(resolve));
  rmSync(home, { recursive: true });
});

/** Names that begin with "public" are the server of the test, and it may be asked. */
const fetching: Fetching = {
  lookUp: async host => (host.startsWith('public') ? ['127.0.0.1'] : ['10.0.0.1']),
  isAllowed: address => address === '127.0.0.1',
};

const at = (path: string, host = 'public.example') => `http://${host}:${port}${path}`;

async function fetched(url: string, more: Partial<Fetching> = {}): Promise<string> {
  const pieces: Buffer[] = [];
  try {
    await fetchFile(url, { ...fetching, ...more }, piece => pieces.push(piece));
    return Buffer.concat(pieces).toString('latin1');
  } catch (error) {
    return `refused: ${(error as Error).message}`;
  }
}

test.each([
  ...['127.0.0.1', '127.8.8.8', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
  ...[
    '169.254.169.254',
    '100.64.0.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '192.0.2.1',
    '240.0.0.1',
  ],
  ...['::', '::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '64:ff9b::7f00:1', 'fe80::1', 'fc00::1', 'fd12::1'],
  ...[
    'ff02::1',
    '2002:7f00:1::',
    '2001:0:7f00:1::',
    '2001:db8::1',
    'fe80::1%eth0',
    '::127.0.0.1',
    '',
    'host',
  ],
])('%s is not on the public internet', address => expect(isPublic(address)).toBe(false));

test.each(['8.8.8.8', '172.32.0.1', '192.169.0.1', '2606:4700::1111', '2a00:1450:4001::1', '100.128.0.1'])(
  '%s is',
  address => expect(isPublic(address)).toBe(true),
);

test('an address of an own interface is not, nor any of its network, be it a global one', () => {
  const one = { address: '2a00:1450::5', netmask: 'ffff:ffff:ffff:ffff::', family: 'IPv6', internal: false };
  const other = { address: '8.8.4.4', netmask: '255.255.255.0', family: 'IPv4', internal: false };
  const interfaces = {
    eth0: [{ ...one, cidr: '2a00:1450::5/64', mac: '', scopeid: 0 }],
    ppp0: [{ ...other, cidr: '8.8.4.4/24', mac: '' }],
    tun0: [{ ...other, address: '9.9.9.9', netmask: '255.0.255.0', cidr: null, mac: '' }],
  } as ReturnType<typeof networkInterfaces>;
  const near = ['2a00:1450::5', '2a00:1450::1', '8.8.4.4', '8.8.4.200', '9.9.9.9'];
  expect(near.filter(address => isPublic(address, interfaces))).toEqual([]);
  expect(near.filter(address => isPublic(address, {}))).toEqual(near);
  const far = ['2a00:1450:0:1::5', '8.8.8.8', '9.9.9.8', '2606:4700::1111'];
  expect(far.filter(address => isPublic(address, interfaces))).toEqual(far);
});

test('a file is fetched, from the address that was looked at and under the name of its host', async () => {
  expect(await fetched(at('/s/a%20b.wav?x=1'))).toBe(WAV.toString('latin1'));
  expect(requests).toEqual([`public.example:${port} /s/a%20b.wav?x=1`]);
});

test.each([
  'http://127.0.0.1:PORT/a.wav',
  'http://2130706433:PORT/a.wav',
  'http://0x7f.1:PORT/a.wav',
  'http://localhost:PORT/a.wav',
  'http://[::1]:PORT/a.wav',
  'http://[::ffff:127.0.0.1]:PORT/a.wav',
  'http://0:PORT/a.wav',
])('%s leads home and is not asked', async url => {
  const lookUp = async () => ['127.0.0.1'];
  const answer = await fetched(url.replace('PORT', String(port)), { lookUp, isAllowed: isPublic });
  expect(answer).toMatch(/^refused: .* is not on the public internet$/);
  expect(requests).toEqual([]);
});

test('a host with one address that is private is not asked at any', async () => {
  const lookUp = async () => ['127.0.0.1', '10.0.0.1'];
  expect(await fetched(at('/a.wav'), { lookUp })).toContain('is not on the public internet');
});

test('a name is looked up once: it cannot lead elsewhere when it is connected to', async () => {
  let times = 0;
  const lookUp = async () => (times++ === 0 ? ['127.0.0.1'] : ['10.0.0.1']);
  expect(await fetched(at('/a.wav'), { lookUp })).toBe(WAV.toString('latin1'));
  expect(times).toBe(1);
});

test.each([
  'ftp://public.example/a',
  'file:///etc/passwd',
  'http://u:p@public.example/',
  'http://public.example:25/a',
])('%s is refused', async url =>
  expect(await fetched(url)).toMatch(/^refused: (its address is not one of the web|port 25 is none)/),
);

describe('redirects', () => {
  const redirect = (to: (n: number) => string) => (request: IncomingMessage, response: ServerResponse) => {
    const n = Number(/\d+/.exec(request.url ?? '')?.[0] ?? 0);
    response.writeHead(302, { Location: to(n) }).end();
  };

  test('three are followed, and no more', async () => {
    const go = redirect(n => `/${n + 1}`);
    serve = (request, response) => (request.url === '/3' ? response.end(WAV) : go(request, response));
    expect(await fetched(at('/0'))).toBe(WAV.toString('latin1'));
    serve = go;
    expect(await fetched(at('/0'))).toBe('refused: it is redirected again and again');
  });

  test.each([
    ['http://inside.example/a', 'inside.example is not on the public internet'],
    ['http://10.0.0.1/a', '10.0.0.1 is not on the public internet'],
    ['file:///etc/passwd', 'its address is not one of the web'],
    ['http://[', 'it is redirected to no address'],
  ])('one to %s is refused', async (to, why) => {
    serve = redirect(() => to);
    expect(await fetched(at('/0'))).toBe(`refused: ${why}`);
    expect(requests).toHaveLength(1);
  });
});

describe('bounds', () => {
  test('of what the server says that it sends, and of what it sends', async () => {
    serve = (_, response) => response.writeHead(200, { 'Content-Length': 4000 }).end(Buffer.alloc(4000));
    expect(await fetched(at('/a'), { largest: 2048 })).toContain('refused: it is larger than');
    serve = (_, response) => {
      response.on('error', () => {});
      const more = () => void (response.write(Buffer.alloc(1000)) && setImmediate(more));
      more();
    };
    expect(await fetched(at('/a'), { largest: 64 * 1024 })).toContain('refused: it is larger than');
  });

  test('of time', async () => {
    serve = (_, response) => void response.write('RIFF');
    expect(await fetched(at('/a'), { time: 100 })).toContain('refused: ');
    serve = () => {};
    expect(await fetched(at('/a'), { time: 100 })).toBe('refused: it took too long');
  });

  test('a connection that breaks off is no file', async () => {
    serve = (_, response) => {
      response.writeHead(200, { 'Content-Length': 4000 }).write('RIFF', () => response.destroy());
    };
    expect(await fetched(at('/a'))).toContain('refused: ');
  });

  test('another answer than 200 is none', async () => {
    serve = (_, response) => response.writeHead(404).end('RIFF');
    expect(await fetched(at('/a'))).toBe('refused: the server says 404');
  });
});

describe('what was fetched', () => {
  const cacheOf = (bounds?: { bytes: number; files: number }) =>
    createSoundCache(`${home}/cache`, fetching, bounds);

  test('is a file of its own, named by nothing that the game has said, and is there the next time', async () => {
    const cache = cacheOf();
    const url = at('/..%2f..%2f.ssh/authorized_keys');
    const [path, same] = await Promise.all([cache.get(url), cache.get(url)]);
    expect(path).toBe(same);
    expect(path).toMatch(new RegExp(`^${home}/cache/[0-9a-f]{40}\\.wav$`));
    expect(readFileSync(path as string)).toEqual(WAV);
    expect(statSync(path as string).mode & 0o777).toBe(0o600);
    expect(statSync(`${home}/cache`).mode & 0o777).toBe(0o700);
    expect(readdirSync(`${home}/cache`)).toHaveLength(1);
    expect(await cacheOf().get(url)).toBe(path);
    expect(requests).toHaveLength(1);
  });

  test.each(['#EXTM3U\nhttp://10.0.0.1/', '<html>', '[playlist]', '#!/bin/sh', '', 'RIFF\0\0\0\0AVI '])(
    'is a sound: %j is refused, and not asked for again',
    async text => {
      serve = (_, response) => response.end(text);
      const cache = cacheOf();
      for (let time = 0; time < 2; time++) {
        const answer = await cache.get(at('/a.wav'));
        expect(isFault(answer) && answer.sentence).toBe('what is there is no sound.');
      }
      expect(requests).toHaveLength(1);
      expect(readdirSync(`${home}/cache`)).toEqual([]);
    },
  );

  test('has room for so much: what was not played for longest goes', async () => {
    const cache = cacheOf({ bytes: 1000, files: 3 });
    const paths: string[] = [];
    for (let n = 0; n < 4; n++) {
      const path = (await cache.get(at(`/${n}.wav`))) as string;
      utimesSync(path, n, n);
      // The first one is played again.
      if (n === 2) await cache.get(at('/0.wav'));
      paths.push(path);
    }
    expect(paths.map(path => existsSync(path))).toEqual([true, false, true, true]);
  });

  test('goes into no place that a link leads to', async () => {
    mkdirSync(`${home}/elsewhere`);
    symlinkSync(`${home}/elsewhere`, `${home}/cache`);
    const answer = await cacheOf().get(at('/a.wav'));
    expect(isFault(answer) && answer.sentence).toContain("is no directory of Clay's");
    expect(readdirSync(`${home}/elsewhere`)).toEqual([]);
  });

  test('is no link that lies there in its place', async () => {
    const cache = cacheOf();
    const path = (await cache.get(at('/a.wav'))) as string;
    writeFileSync(`${home}/secret`, 'mine');
    rmSync(path);
    symlinkSync(`${home}/secret`, path);
    expect(await cache.get(at('/a.wav'))).toBe(path);
    expect(readFileSync(`${home}/secret`, 'utf8')).toBe('mine');
    expect(readFileSync(path)).toEqual(WAV);
  });

  test('comes two at a time, and a game that asks for a hundred is told that this is too many', async () => {
    let [now, most] = [0, 0];
    serve = (_, response) => {
      most = Math.max(most, ++now);
      setImmediate(() => {
        now--;
        response.end(WAV);
      });
    };
    const cache = cacheOf();
    const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => cache.get(at(`/${n}.wav`))));
    expect(most).toBeLessThanOrEqual(2);
    const refused = answers.filter(isFault);
    expect(refused[0]?.sentence).toBe('the game asks for too many at once.');
    expect(requests.length).toBe(100 - refused.length);
    expect(requests.length).toBeLessThanOrEqual(24);
  });
});

test.each([
  ['OggS\0\x02', 'ogg'],
  ['fLaC', 'flac'],
  ['ID3\x04', 'mp3'],
  ['\xff\xfb\x90', 'mp3'],
  ['MThd', 'mid'],
  ['\0\0\0\x20ftypM4A ', 'm4a'],
  ['FORM\0\0\0\0AIFF', 'aiff'],
])('%j is a sound', (text, ending) => expect(endingOf(Buffer.from(text, 'latin1'))).toBe(ending));
