import { once } from 'node:events';
import { createInflate } from 'node:zlib';
import { type Demo, startDemo } from '../../../client/demo/server.ts';
import { type Visitor, visit } from './visitor.ts';

let demo: Demo;
const visitors: Visitor[] = [];

beforeAll(async () => {
  demo = await startDemo({ port: 0, tlsPort: 0, host: '127.0.0.1', log: () => {}, bots: false });
});
afterEach(() => {
  for (const { socket } of visitors.splice(0)) socket.destroy();
});
afterAll(() => demo.close());

test('it closes at once, even in the middle of a game and of a TLS handshake', async () => {
  const brief = await startDemo({ port: 0, tlsPort: 0, host: '127.0.0.1', log: () => {} });
  const player = await visit(brief.port);
  visitors.push(player, await visit(brief.tlsPort!)); // the second says nothing, not even hello
  player.send('connect Ann x');
  await player.until(/Welcome to town/);
  const closed = once(player.socket, 'close');
  await brief.close();
  await closed;
});

const prompt = /<\d+hp \d+m \d+mv> $/;

async function arrive(tls = false): Promise<Visitor> {
  const visitor = await visit(tls ? demo.tlsPort! : demo.port, tls);
  visitors.push(visitor);
  return visitor;
}

async function enter(name: string): Promise<Visitor> {
  const visitor = await arrive();
  visitor.send(`connect ${name} secret`);
  await visitor.until(prompt);
  return visitor;
}

test('a name and a masked password lead to the square, each prompt ends in GA', async () => {
  const visitor = await arrive();
  await visitor.until(/By what name do you wish to be known\? $/);
  visitor.send('Zoë');
  await visitor.until(/Welcome, Zoë\. Your password\? $/);
  await visitor.untilRaw(/Your password\? \xff\xf9\xff\xfb\x01$/);
  visitor.sendRaw(255, 253, 1);
  visitor.send('hush');
  expect(await visitor.until(prompt)).toMatch(/Welcome to town, Zoë\.[\s\S]*Kiln Square/);
  expect(visitor.raw()).toMatch(/\xff\xfc\x01[\s\S]*mv> \xff\xf9$/);
  expect(demo.connections()).toMatchObject([{ name: 'Zoë', tls: false, recent: ['Zoë', '(password)'] }]);
});

test('one line is enough to log in, over TLS as well', async () => {
  const visitor = await arrive(true);
  visitor.send('connect "Ann Lee" secret');
  await visitor.until(/Welcome to town, Ann Lee\./);
  visitor.send('whoami');
  expect(await visitor.until(/without|TLSv1\.3/)).toMatch(/TLSv1\.3$/);
});

test('EOR takes the place of GA once the client wants it', async () => {
  const visitor = await enter('Ann');
  visitor.sendRaw(255, 253, 25);
  visitor.send('score');
  await visitor.untilRaw(/You are[\s\S]*mv> \xff\xef$/);
});

test('players meet, talk, and take things from each other', async () => {
  const ann = await enter('Ann');
  const bob = await enter('Bob');
  await ann.until(/Bob walks in from nowhere in particular\.\r\n<100hp 80m 90mv> $/);
  bob.send('get cup');
  await ann.until(/Bob takes the cup\./);
  bob.send("'héllo 🐟");
  await ann.until(/Bob says, “héllo 🐟”/);
  ann.send('tell bob hi');
  await bob.until(/Ann tells you, “hi”/);
  bob.send('n');
  await ann.until(/Bob goes north\./);
  await bob.until(/Potters' Lane[\s\S]*<100hp 80m 89mv> $/);
  bob.send('south');
  bob.send('quit');
  await bob.until(/Goodbye!/);
  await once(bob.socket, 'close');
  await ann.until(/Bob fades/);
  ann.send('look');
  expect(await ann.until(/Here: .*\./)).toMatch(/cup/);
});

test('a line of somebody else comes below the prompt, unless EOR keeps prompts apart', async () => {
  const ann = await enter('Ann');
  const bob = await enter('Bob');
  bob.send('emote waves.');
  await ann.until(/mv> \r\nBob waves\.\r\n<100hp/);
  ann.sendRaw(255, 253, 25);
  ann.send('score');
  await ann.until(/You are[\s\S]*mv> $/);
  bob.send('emote waves.');
  await ann.until(/^Bob waves\.\r\n<100hp/);
});

test('telnet options are asked for and told by whoami', async () => {
  const visitor = await enter('Ann');
  const type = (name: string) => visitor.sendRaw(255, 250, 24, 0, Buffer.from(name), 255, 240);
  visitor.sendRaw(255, 251, 24, 255, 251, 31, 255, 250, 31, 0, 255, 255, 0, 40, 255, 240);
  await visitor.untilRaw(/\xff\xfa\x18\x01\xff\xf0/);
  for (const name of ['CLAY', 'XTERM-TRUECOLOR', 'MTTS 2349', 'MTTS 2349']) type(name);
  visitor.sendRaw(255, 253, 42);
  await visitor.untilRaw(/\xff\xfa\x2a\x01;UTF-8\xff\xf0/);
  visitor.sendRaw(255, 250, 42, 2, Buffer.from('UTF-8'), 255, 240);
  visitor.send('whoami');
  const told = await visitor.until(/GMCP: off\./);
  expect(told).toContain('Terminal types: CLAY / XTERM-TRUECOLOR / MTTS 2349.');
  expect(told).toContain('Window size: 255 x 40.');
  expect(told).toContain('Character set: UTF-8.');
  expect(visitor.raw().match(/\xff\xfa\x18\x01\xff\xf0/g)).toHaveLength(4);
});

test('MSSP is told, GMCP starts after the hello', async () => {
  const visitor = await enter('Ann');
  visitor.sendRaw(255, 253, 70, 255, 253, 201);
  await visitor.untilRaw(/\xff\xfa\x46\x01NAME\x02Clay demo\x01PLAYERS\x02\d+\x01[\s\S]*\xff\xf0/);
  visitor.send('score');
  await visitor.until(/You are/);
  expect(visitor.raw()).not.toContain('Char.Vitals');
  visitor.sendRaw(255, 250, 201, Buffer.from('Core.Hello {"client":"Clay","version":"1"}'), 255, 240);
  await visitor.untilRaw(
    /\xff\xfa\xc9Char\.Vitals \{"hp":100,"maxhp":100,[^}]*\}\xff\xf0\xff\xfa\xc9Room\.Info \{"num":1,/,
  );
  visitor.sendRaw(255, 250, 201, Buffer.from('Core.Ping'), 255, 240);
  await visitor.untilRaw(/\xc9Core\.Ping\xff\xf0/);
  visitor.send('n');
  await visitor.untilRaw(
    /Room\.Info \{"num":2,"name":"Potters' Lane","area":"Clay","exits":\{"n":3,"s":1\}\}/,
  );
});

test('a flood is complete, in order, and ends with a prompt', async () => {
  const visitor = await enter('Ann');
  visitor.send('flood 4000');
  const text = await visitor.until(/flood done: 4000 lines\r\n<100hp 80m 90mv> $/);
  const numbers = [...text.matchAll(/^flood (\d{6}) The potter/gm)].map(match => Number(match[1]));
  expect(numbers).toEqual(Array.from({ length: 4000 }, (_, i) => i + 1));
});

test('a flood waits for a slow reader, and others do not notice', async () => {
  const [slow, other] = [await enter('Slow'), await enter('Other')];
  const before = process.memoryUsage().arrayBuffers;
  slow.socket.pause();
  slow.send('flood 1000000');
  for (let i = 0; i < 20; i++) {
    other.send('look');
    await other.until(prompt);
  }
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 1024 * 1024);
  slow.socket.resume();
  await slow.until(/flood 003000/);
  slow.send('flood stop');
  await slow.until(/flood done: \d+ lines/);
});

test('a flood with a rate takes its time', async () => {
  const [visitor, other] = [await enter('Ann'), await enter('Other')];
  let now = 1000;
  const clock = jest.spyOn(performance, 'now').mockImplementation(() => now);
  visitor.send('flood 50 250');
  await visitor.until(/flood 000001 .*\r\n/);
  await others();
  expect(visitor.text()).not.toContain('flood 000002');
  now += 100;
  await visitor.until(/flood 000026 .*\r\n/);
  await others();
  expect(visitor.text()).not.toContain('flood 000027');
  now += 1000;
  await visitor.until(/flood done: 50 lines/);
  clock.mockRestore();

  /** Time for many more lines, if they came without a clock. */
  async function others(): Promise<void> {
    for (let i = 0; i < 20; i++) {
      other.send('look');
      await other.until(prompt);
    }
  }
});

test.each([
  [
    'line',
    'The first half of this line comes now',
    'The first half of this line comes now, the second half later.\r\n',
  ],
  ['escape', 'half an escape: \u001b[1;3', 'half an escape: \u001b[1;32mgreen and bold\u001b[0m\r\n'],
  ['char', 'half a character: \xf0\x9f', 'half a character: \xf0\x9f\x8f\xba\r\n'],
  ['telnet', 'half a telnet command: \xff', 'half a telnet command: \xff\xf1nothing to see\r\n'],
])('half %s now, the rest with the next command and nothing in between', async (kind, first, whole) => {
  const [ann, bob] = [await enter('Ann'), await enter('Bob')];
  ann.send(`half ${kind}`);
  while (!ann.raw().endsWith(first)) await once(ann.socket, 'data');
  bob.send('emote waves.');
  bob.send('who');
  await bob.until(/in town:/);
  expect(ann.raw().endsWith(first)).toBe(true);
  ann.send('score');
  await ann.until(/Bob waves\.[\s\S]*You are/);
  expect(ann.raw()).toContain(whole);
});

test('prompts can be turned off, the echo taken over and given back', async () => {
  const visitor = await enter('Ann');
  visitor.send('prompt off');
  visitor.send('echo on');
  await visitor.untilRaw(/\xff\xfb\x01/);
  visitor.sendRaw(255, 253, 1);
  visitor.send('i');
  expect(await visitor.until(/Your hands are empty, and clean\.\r\n$/)).toMatch(/\r\ni\r\nYour hands/);
  expect(visitor.text().endsWith('clean.\r\n')).toBe(true);
  visitor.send('echo off');
  await visitor.untilRaw(/\xff\xfc\x01/);
});

test('MCCP2 compresses from its mark on and ends with a whole stream, again and again', async () => {
  const visitor = await enter('Ann');
  visitor.send('prompt off');
  for (let round = 1; round <= 2; round++) {
    const before = visitor.raw().length;
    visitor.send('mccp on');
    await visitor.untilRaw(new RegExp(`^[\\s\\S]{${before}}[\\s\\S]*\\xff\\xfb\\x56`));
    visitor.sendRaw(255, 253, 86);
    visitor.send('flood 100');
    visitor.send('mccp off');
    visitor.send(`say round ${round} is over`);
    await visitor.untilRaw(new RegExp(`round ${round} is over`));
    const [, compressed = ''] = visitor.raw().slice(before).split('\xff\xfa\x56\xff\xf0');
    const { text, rest } = await inflate(Buffer.from(compressed, 'latin1'));
    expect(text.match(/^flood \d{6}/gm)).toHaveLength(100);
    expect(text).toMatch(/flood done: 100 lines[\s\S]*Compression ends here\.\r\n\xff\xfc\x56$/);
    expect(rest).toContain('You say');
    visitor.sendRaw(255, 254, 86);
  }
});

async function inflate(bytes: Buffer): Promise<{ text: string; rest: string }> {
  const stream = createInflate();
  let text = '';
  stream.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  stream.end(bytes);
  await once(stream, 'end');
  return { text, rest: bytes.subarray(stream.bytesWritten).toString() };
}

test.each([
  'help',
  'map',
  'colors',
  'unicode',
  'wide',
  'wrap',
  'bell',
  'who',
  'x cup',
  'd',
  'get moon',
  'tell Nobody hi',
])('%s answers and gives a prompt', async command => {
  const visitor = await enter('Ann');
  visitor.send(command);
  expect((await visitor.until(prompt)).length).toBeGreaterThan(30);
});

test('a word that is no command is answered, not obeyed', async () => {
  const visitor = await enter('Ann');
  visitor.send('__proto__ 1');
  await visitor.until(/Huh\? There is no "__proto__" here\. Try help\./);
  visitor.send('half constructor');
  await visitor.until(/Half of what\?/);
});

test('two of the same name get a number', async () => {
  await enter('Ann');
  const second = await arrive();
  second.send('connect ann x');
  await second.until(/Welcome to town, ann-2\./);
});

test('lines may end in any way and come in any pieces', async () => {
  const visitor = await enter('Ann');
  visitor.sendRaw(Buffer.from('say a\r\0say b\nsay c\rsay '));
  visitor.sendRaw(Buffer.from('ö').subarray(0, 1));
  await visitor.until(/“a”[\s\S]*“b”[\s\S]*“c”/);
  visitor.sendRaw(Buffer.from('ö').subarray(1), 13);
  await visitor.until(/“ö”/);
});
