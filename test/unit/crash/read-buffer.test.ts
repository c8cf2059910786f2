import { fstatSync } from 'node:fs';
import { resolve } from 'node:path';
import { createReadBuffer, readLeftoverBytes } from '../../../client/crash/read-buffer.ts';
import { loadPosix } from '../../../native/posix.ts';
import { describe, test } from '../../support/needs-reload.ts';

const posix = loadPosix(resolve(__dirname, '../../../dist/native/posix.node'));

const fail = (error: unknown) => {
  throw error;
};

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

describe('what was read', () => {
  test('is found by whoever has the descriptor, with the place on the tape', () => {
    const readBuffer = createReadBuffer(posix, fail);
    readBuffer.markRecorded({ file: 7, size: 2 ** 40 + 1 });
    readBuffer.sockets.set(Buffer.from('half a li'));
    readBuffer.terminal.set(Buffer.from('/worlds Del'));
    const found = readLeftoverBytes(readBuffer.fd as number);
    expect(text(found.sockets.subarray(0, 9))).toBe('half a li');
    expect(text(found.typed)).toBe('/worlds Del');
    expect(found.position).toEqual({ file: 7, size: 2 ** 40 + 1 });
    expect(() => fstatSync(readBuffer.fd as number)).toThrow('EBADF');
  });

  test.each(['', '\0', '\r', '\xe9t\xe9', 'x'.repeat(4096)])(
    'from the terminal ends where it ends: %j',
    typed => {
      const readBuffer = createReadBuffer(posix, fail);
      readBuffer.markRecorded({ file: 1, size: 0 });
      readBuffer.terminal.set(Buffer.from(typed, 'latin1'));
      expect(text(readLeftoverBytes(readBuffer.fd as number).typed)).toBe(typed);
    },
  );

  test('is gone at once when it is recorded', () => {
    const readBuffer = createReadBuffer(posix, fail);
    readBuffer.terminal.set(Buffer.from('typed'));
    readBuffer.markRecorded({ file: 1, size: 10 });
    expect(text(readLeftoverBytes(readBuffer.fd as number).typed)).toBe('');
  });
});

test('without the addon, or without a descriptor to be had, there is memory that ends with the image', () => {
  const faults: string[] = [];
  for (const addon of [{ unavailable: 'a test' }, withoutDescriptors()]) {
    const readBuffer = createReadBuffer(addon, error => void faults.push(String(error)));
    expect(readBuffer.fd).toBeNull();
    expect(readBuffer.sockets.length).toBe(16 * 1024);
  }
  expect(faults).toEqual(['Error: EMFILE: Too many open files, memfd_create']);
});

function withoutDescriptors() {
  const sharedMemory = () => {
    throw new Error('EMFILE: Too many open files, memfd_create');
  };
  return { ...(posix as Exclude<typeof posix, { unavailable: string }>), sharedMemory };
}
