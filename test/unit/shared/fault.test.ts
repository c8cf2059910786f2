import { connectFault, endpoint, faultOf, fileFault, isFault, lostFault } from '../../../shared/fault.ts';

const errno = (code: string) => Object.assign(new Error(`connect ${code}`), { code });

describe('connectFault', () => {
  it.each([
    [
      'ECONNREFUSED',
      'Cannot connect to mud.example.org:4000: it refuses connections; nothing listens there, or a firewall says no.',
    ],
    ['ENOTFOUND', 'Cannot connect to mud.example.org:4000: no host of that name is known.'],
    ['ETIMEDOUT', 'Cannot connect to mud.example.org:4000: it did not answer in time.'],
    ['EHOSTUNREACH', 'Cannot connect to mud.example.org:4000: there is no route to that host.'],
    [
      'ERR_SSL_WRONG_VERSION_NUMBER',
      'Cannot connect to mud.example.org:4000: it does not speak TLS on this port.',
    ],
  ])('says what %s means', (code, sentence) => {
    expect(connectFault(errno(code), 'mud.example.org', 4000)).toEqual({ code, sentence });
  });

  it('takes the telling one of several addresses', () => {
    const error = new AggregateError([errno('ENETUNREACH'), errno('ECONNREFUSED')]);
    expect(connectFault(error, 'h', 1).code).toBe('ECONNREFUSED');
  });

  it('names the setting that allows old servers', () => {
    expect(connectFault(errno('ERR_SSL_UNSUPPORTED_PROTOCOL'), 'h', 1).sentence).toContain(
      'tls_legacy = true',
    );
  });

  it('shows the words of OpenSSL for a code it does not know, not its internals', () => {
    const error = Object.assign(new Error('405:error:0A0000C6:SSL routines::bad moon:../x.c:1:\n'), {
      code: 'ERR_SSL_BAD_MOON',
    });
    expect(connectFault(error, 'h', 1).sentence).toBe('Cannot connect to h:1: bad moon (ERR_SSL_BAD_MOON).');
  });

  it('takes what is no error at all', () => {
    expect(connectFault('odd', 'h', 1)).toEqual({
      code: 'CONNECT_FAILED',
      sentence: 'Cannot connect to h:1: odd (CONNECT_FAILED).',
    });
  });
});

it('tells a lost connection from one that was never made', () => {
  expect(lostFault(errno('ECONNRESET'), '2001:db8::1', 23).sentence).toBe(
    'the other side reset the connection ([2001:db8::1]:23).',
  );
});

it('writes an IPv6 address in brackets', () => {
  expect([endpoint('::1', 23), endpoint('h', 23)]).toEqual(['[::1]:23', 'h:23']);
});

it('knows a fault when it sees one', () => {
  expect([
    isFault({ code: 'A', sentence: 'b' }),
    isFault({ code: 'A' }),
    isFault(null),
    isFault('x'),
  ]).toEqual([true, false, false, false]);
});

it('keeps the code of what was thrown', () => {
  expect([faultOf(errno('EACCES'), 'OTHER').code, faultOf(new Error('x'), 'OTHER').code]).toEqual([
    'EACCES',
    'OTHER',
  ]);
});

test.each([
  [
    Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }),
    'the disk is full.',
  ],
  [Object.assign(new Error('EROFS: read-only'), { code: 'EROFS' }), 'the file system is read-only.'],
  [Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' }), 'EIO: i/o error, read.'],
  [new Error('it is a whole sentence already.'), 'it is a whole sentence already.'],
])('why a file cannot be written is a whole sentence: %s', (error, sentence) => {
  expect(fileFault(error, 'NOT_SAVED').sentence).toBe(sentence);
});
