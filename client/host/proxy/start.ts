/** Starting a proxy: detached, re-parented, and without waiting in the way of anything else. */

import { spawn } from 'node:child_process';
import { basename, dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { type Fault, fault } from '../../../shared/fault.ts';
import { heldDescriptors, holdReal, letGo } from '../../../shared/held.ts';
import type { Environment } from '../../../shared/paths.ts';
import { suspicion } from '../../../shared/trust.ts';
import type { Place } from './address.ts';

/** A busy machine takes seconds for what is 80 ms on an idle one; beyond this something is wrong. */
const START_TIME = 20_000;

/** What a Node that cannot start says fits; more is not read. */
const MAX_WORDS = 16 * 1024;

/**
 * A proxy makes little garbage: with V8's usual 16 MB for the young, what 500 handshakes left would stay for hours.
 * And each of V8's four threads keeps the memory it once took to compile: one is enough.
 */
export const NODE_OPTIONS: readonly string[] = ['--max-semi-space-size=1', '--v8-pool-size=1'];

export interface Starter {
  /** dist/tlsproxy.js */
  readonly file: string;
  /** The Node to run it. */
  readonly node: string;
  readonly env: Environment;
  /** More arguments for it. */
  readonly options: readonly string[];
}

/**
 * Starts the proxy of `build`; null as soon as it listens (or another one does). Faults: PROXY_START_FAILED
 * with its last words.
 *
 * A shell between us and it ends at once, so that the proxy's parent is init: it can become nobody's zombie,
 * also when this process replaces its code and no longer knows its children.
 */
export async function startProxy(starter: Starter, place: Place, build: string): Promise<Fault | null> {
  const { file, node } = starter;
  const suspect = suspicion('The Node runtime', node) ?? suspicion('The program', file);
  if (suspect) return suspect;
  const held = holdReal(dirname(file));
  try {
    // Looked at once more, through what cannot be replaced any more.
    const through = `${held}/${basename(file)}`;
    const there = [through, `${held}/native/posix.node`].map(part => suspicion('The program', part));
    return there.find(found => found !== null) ?? (await startHeld(starter, through, place, build));
  } finally {
    letGo(held);
  }
}

/** Descriptor of the directory that the proxy is started from, in the proxy. */
const INHERITED = 3;

/** The path in the proxy, with the options that make Node use it as it is. */
function programOf(file: string): { program: string[]; inherited: number[] } {
  const [fd] = heldDescriptors([file]);
  if (fd === undefined) return { program: [file], inherited: [] };
  const there = `/proc/self/fd/${INHERITED}/${basename(file)}`;
  return { program: ['--preserve-symlinks-main', there], inherited: [fd] };
}

function startHeld(starter: Starter, file: string, place: Place, build: string): Promise<Fault | null> {
  const { node, env, options } = starter;
  const { program, inherited } = programOf(file);
  const args = [
    '--home',
    place.home,
    '--runtime',
    place.directory,
    '--build',
    build,
    '--transport',
    place.transport,
    '--role',
    place.role,
  ];
  const shell = spawn(
    '/bin/sh',
    ['-c', '"$0" "$@" </dev/null 2>&1 &', node, ...NODE_OPTIONS, ...program, ...args, ...options],
    {
      cwd: '/',
      detached: true,
      env: environmentOf(env),
      stdio: ['ignore', 'pipe', 'ignore', ...inherited],
    },
  );
  // Without descriptors to spare there is none.
  const stdout: Readable | null | undefined = shell.stdout;
  return new Promise(resolve => {
    let words = '';
    const done = (outcome: Fault | null) => {
      clearTimeout(timer);
      stdout?.destroy();
      resolve(outcome);
    };
    const fail = (why: string) => done(fault('PROXY_START_FAILED', `tlsproxy could not be started: ${why}.`));
    const timer = setTimeout(() => fail(`it was not ready after ${START_TIME / 1000} s`), START_TIME);
    shell.on('error', error => fail(error.message));
    stdout?.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(0, MAX_WORDS);
      if (/^ready$/m.test(words) || /"ALREADY_RUNNING"/.test(words)) done(null);
    });
    stdout?.on('end', () => fail(lastWords(words)));
    // Neither the shell nor the pipe keeps a client that wants to end.
    shell.unref();
  });
}

/**
 * Bytes of what is free at the end of a heap that are given back to the system (mallopt(3)). glibc begins with as many and soon takes
 * more: what a thread of V8 took to compile, nearly a megabyte, would stay.
 */
const TRIM_THRESHOLD = '131072';

/** Without what would make Node start slowly or talk to a debugger; shared/tls/authorities.ts reads the extra CAs itself. */
export function environmentOf(env: Environment): NodeJS.ProcessEnv {
  const { NODE_EXTRA_CA_CERTS, NODE_OPTIONS: _, ...rest } = env;
  const extra = env.CLAY_NODE_EXTRA_CA_CERTS || NODE_EXTRA_CA_CERTS;
  const trimmed = { MALLOC_TRIM_THRESHOLD_: TRIM_THRESHOLD };
  return { ...trimmed, ...rest, ...(extra && { CLAY_NODE_EXTRA_CA_CERTS: extra }) };
}

/** The sentence of a fault, or the line of Node's complaint that names the error. */
function lastWords(words: string): string {
  const lines = words.split('\n').filter(line => line.trim() !== '');
  const told = lines.map(sentenceOf).find(sentence => sentence !== null);
  return told ?? lines.find(line => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? 'it ended without a word';
}

function sentenceOf(line: string): string | null {
  try {
    const { sentence } = JSON.parse(line) as Partial<Fault>;
    return typeof sentence === 'string' ? sentence.replace(/\.$/, '') : null;
  } catch {
    return null;
  }
}
