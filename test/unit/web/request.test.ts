import {
  BODY_LIMIT,
  HEAD_LIMIT,
  type Refused,
  type Request,
  readRequest,
} from '../../../client/web/wire/request.ts';

const read = (text: string) => readRequest(Buffer.from(text, 'latin1'));
const status = (text: string) => (read(text) as Refused | null)?.status;
const GET = 'GET / HTTP/1.1\r\nHost: a\r\n';

test('a request is whole once its head and its body have come', () => {
  const text = 'POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nX-One:  1 \r\nX-One: 2\r\n\r\nbody';
  for (let cut = 0; cut < text.length; cut++) expect(read(text.slice(0, cut))).toBeNull();
  const request = read(`${text}more`) as Request;
  expect(request).toMatchObject({ method: 'POST', target: '/login' });
  expect(Object.fromEntries(request.headers)).toEqual({ host: 'a', 'content-length': '4', 'x-one': '1, 2' });
  expect(Buffer.from(request.body).toString()).toBe('body');
  expect(Buffer.from(request.rest).toString()).toBe('more');
});

test.each([
  ['another method', 'DELETE / HTTP/1.1\r\nHost: a\r\n\r\n', 405],
  ['another version', 'GET / HTTP/1.0\r\nHost: a\r\n\r\n', 505],
  ['no host', 'GET / HTTP/1.1\r\n\r\n', 400],
  ['two hosts', `${GET}Host: b\r\n\r\n`, 400],
  ['an address that is no path', 'GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n', 400],
  ['a very long path', `GET /${'a'.repeat(3000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 414],
  ['a body in chunks', `${GET}Transfer-Encoding: chunked\r\n\r\n`, 411],
  ['a large body', `${GET}Content-Length: ${BODY_LIMIT + 1}\r\n\r\n`, 413],
  ['a length that is none', `${GET}Content-Length: +4\r\n\r\n`, 400],
  ['two lengths', `${GET}Content-Length: 4\r\nContent-Length: 5\r\n\r\n`, 400],
  ['a header on two lines', `${GET}X-A: 1\r\n 2\r\n\r\n`, 400],
  ['a blank before the colon', `${GET}X-A : 1\r\n\r\n`, 400],
  ['a line feed alone', `${GET}X-A: 1\nX-B: 2\r\n\r\n`, 400],
  ['a NUL', `${GET}X-A: \0\r\n\r\n`, 400],
  ['a body with an upgrade', `${GET}Upgrade: websocket\r\nContent-Length: 4\r\n\r\nabcd`, 400],
  ['many headers', `${GET}${'X-A: 1\r\n'.repeat(70)}\r\n`, 431],
  ['a head that is too long', `${GET}X-A: ${'a'.repeat(HEAD_LIMIT)}\r\n\r\n`, 431],
  ['a head without an end', `${GET}X-A: ${'a'.repeat(HEAD_LIMIT)}`, 431],
  ['TLS', '\x16\x03\x01\x00\x05', 400],
])('%s is refused', (_, text, expected) => {
  expect(status(text)).toBe(expected);
});
