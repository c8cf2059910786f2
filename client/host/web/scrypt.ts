/**
 * Passwords as hashes (RFC 7914), made and checked off the event loop, one at a time: each takes 34 MB of memory and a tenth
 * of a second of a core.
 */

import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

/** Work, size of a block, and how many at once, as of 2023 in OWASP's Password Storage Cheat Sheet. */
const [N, R, P] = [2 ** 15, 8, 1];
/** Twice what these need (bytes); what is written in a file may ask for no more. */
const MOST_MEMORY = 64 * 1024 * 1024;
const SALT_SIZE = 16;
const KEY_SIZE = 32;

export interface Passwords {
  /** `scrypt:N:r:p:SALT:KEY`, the last two in base64url. */
  hash(password: string): Promise<string>;
  /** Whether the password is the one of which `hash` was made. Rejects for what is no hash. */
  isRight(password: string, hash: string): Promise<boolean>;
}

export function createPasswords(): Passwords {
  let last: Promise<unknown> = Promise.resolve();

  /** When all that was asked before is done. */
  function afterwards<T>(work: () => Promise<T>): Promise<T> {
    const done = last.then(work);
    last = done.catch(() => {});
    return done;
  }

  return {
    hash: password =>
      afterwards(async () => {
        const salt = randomBytes(SALT_SIZE);
        const key = await derive(password, salt, KEY_SIZE, { N, r: R, p: P });
        return ['scrypt', N, R, P, salt.toString('base64url'), key.toString('base64url')].join(':');
      }),
    isRight: (password, hash) =>
      afterwards(async () => {
        const [, n, r, p, salt = '', key = ''] = hash.split(':');
        const kept = Buffer.from(key, 'base64url');
        const options = { N: Number(n), r: Number(r), p: Number(p) };
        const found = await derive(password, Buffer.from(salt, 'base64url'), kept.length, options);
        return timingSafeEqual(found, kept);
      }),
  };
}

function derive(password: string, salt: Buffer, size: number, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // One and the same word, however the keyboard has put its accents.
    scrypt(password.normalize(), salt, size, { ...options, maxmem: MOST_MEMORY }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
