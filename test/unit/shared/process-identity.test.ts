import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { hasEnded, isAlive, processIdentity } from '../../../shared/process-identity.ts';

it('takes this process for alive, and a later one of its number not', () => {
  const identity = processIdentity(process.pid);
  expect(identity).not.toBe('');
  expect(isAlive({ pid: process.pid, identity })).toBe(true);
  expect(isAlive({ pid: process.pid, identity: `${identity}0` })).toBe(false);
});

it('takes an ended process for dead', async () => {
  const child = spawn('/bin/cat', { stdio: ['pipe', 'ignore', 'ignore'] });
  await once(child, 'spawn');
  const identity = processIdentity(child.pid!);
  expect(isAlive({ pid: child.pid!, identity })).toBe(true);
  child.stdin!.end();
  await once(child, 'close');
  expect(processIdentity(child.pid!)).toBe('');
  expect(isAlive({ pid: child.pid!, identity })).toBe(false);
});

it('knows for certain that a process has ended, or that another one has its number', () => {
  const identity = processIdentity(process.pid);
  expect(hasEnded({ pid: process.pid, identity })).toBe(false);
  expect(hasEnded({ pid: process.pid, identity: '' })).toBe(false);
  expect(hasEnded({ pid: process.pid, identity: `${identity}0` })).toBe(true);
  // Beyond pid_max.
  expect(hasEnded({ pid: 5_000_001, identity: '' })).toBe(true);
});

it('takes nobody for alive who had no identity to begin with', () => {
  expect(isAlive({ pid: process.pid, identity: '' })).toBe(false);
});
