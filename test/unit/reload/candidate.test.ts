/** What a build is taken for that nobody has tried, and how long one may take that has been. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openMemories } from '../../../client/host/script/memories.ts';
import { type CandidatesOptions, createCandidates, startLimit } from '../../../client/reload/candidate.ts';
import type { ReloadContext } from '../../../client/reload/reload.ts';
import { emptyFacts } from '../../../client/snapshot/process-facts.ts';
import { createPlay } from '../../support/play.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

const context = {
  ...{ state: createPlay().state, facts: emptyFacts(), posix: { describe: () => ({ type: 'file' }) } },
  ...{
    spill: { fd: 1, path: null },
    journal: 0,
    unknown: {},
    openLinks: () => [],
    memories: openMemories(() => ''),
  },
} as unknown as ReloadContext;

function untried(text: string | null) {
  const script = join(temporaryDirectory(), 'clay.js');
  if (text !== null) writeFileSync(script, text);
  const build = { runtime: '/usr/bin/node', program: '/run/clay', options: [], script };
  const candidates = createCandidates({ context: () => context } as unknown as CandidatesOptions);
  return candidates.untried({ build, id: 'abc', library: null, back: null });
}

test.each([
  ['that takes up their listener', 'const LISTENERS = { tcp: "listen web" };', true],
  ['that never says its name', 'const SCROLLBACK = "scrollback";', false],
  ['that cannot be read', null, false],
])('browsers go along to a build %s: %#', (_, text, takesBrowsers) => {
  expect(untried(text)).toMatchObject({ version: '', takesBrowsers });
});

test('memories of scripts go in a file of their own to a build that has heard of it', () => {
  expect(untried('const MEMORIES = "script memories";')).toMatchObject({ takesMemories: true });
  expect(untried('const SCROLLBACK = "scrollback";')).toMatchObject({ takesMemories: false });
});

test('what scripts have registered goes in one piece of bytes to a build that has heard of it', () => {
  expect(untried('const PACKED = "registrations of scripts packed";')).toMatchObject({ takesPacked: true });
  expect(untried('const MEMORIES = "script memories";')).toMatchObject({ takesPacked: false });
});

test('a build may take eight times as long as its trial did, and not less than 600 ms', () => {
  // A trial of 256 ms was followed by a start of more than a second, all on a machine with five times as much to do as it can.
  expect([1, 75, 76, 256].map(startLimit)).toEqual([600, 600, 608, 2048]);
});
