import { fstatSync } from 'node:fs';
import { resolve } from 'node:path';
import { createIntake, readIntake } from '../../../client/crash/read-buffer.ts';
import { loadPosix } from '../../../native/posix.ts';
import { describe, test } from '../../support/needs-reload.ts';

const posix = loadPosix(resolve(__dirname, '../../../dist/native/posix.node'));

const fail = (error: unknown) => {
  throw error;
};

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

describe('what was read', () => {
  test('is found by whoever has the descriptor, with the place on the tape', () => {
    const intake = createIntake(posix, fail);
    intake.recorded({ file: 7, size: 2 ** 40 + 1 });
    intake.sockets.set(Buffer.from('half a li'));
    intake.terminal.set(Buffer.from('/worlds Del'));
    const found = readIntake(intake.fd as number);
    expect(text(found.sockets.subarray(0, 9))).toBe('half a li');
    expect(text(found.typed)).toBe('/worlds Del');
    expect(found.position).toEqual({ file: 7, size: 2 ** 40 + 1 });
    expect(() => fstatSync(intake.fd as number)).toThrow('EBADF');
  });

  test.each(['', '\0', '\r', '\xe9t\xe9', 'x'.repeat(4096)])(
    'from the terminal ends where it ends: %j',
    typed => {
      const intake = createIntake(posix, fail);
      intake.recorded({ file: 1, size: 0 });
      intake.terminal.set(Buffer.from(typed, 'latin1'));
      expect(text(readIntake(intake.fd as number).typed)).toBe(typed);
    },
  );

  test('is gone at once when it is recorded', () => {
    const intake = createIntake(posix, fail);
    intake.terminal.set(Buffer.from('typed'));
    intake.recorded({ file: 1, size: 10 });
    expect(text(readIntake(intake.fd as number).typed)).toBe('');
  });
});

test('without the addon, or without a descriptor to be had, there is memory that ends with the image', () => {
  const faults: string[] = [];
  for (const addon of [{ unavailable: 'a test' }, withoutDescriptors()]) {
    const intake = createIntake(addon, error => void faults.push(String(error)));
    expect(intake.fd).toBeNull();
    expect(intake.sockets.length).toBe(16 * 1024);
  }
  expect(faults).toEqual(['Error: EMFILE: Too many open files, memfd_create']);
});

function withoutDescriptors() {
  const sharedMemory = () => {
    throw new Error('EMFILE: Too many open files, memfd_create');
  };
  return { ...(posix as Exclude<typeof posix, { unavailable: string }>), sharedMemory };
}
