// The order of the test files: with a long one at the end, the other cores would wait for it. Jest goes by what each took
// the last time; where nothing is known of that, as in a fresh clone, by their sizes, and those say little here.
const { default: Sequencer } = require('@jest/test-sequencer');

/** Each takes 10 s or more on an idle machine. */
const LONGEST = [
  'faults/crash-anywhere',
  'faults/endurance',
  'e2e/tls-crash',
  'faults/traffic',
  'e2e/upgrade',
  'process/native/watchdog',
  'faults/trial',
  'e2e/soak',
  'e2e/reload',
  'e2e/web',
  'e2e/browser',
  'e2e/page',
  'faults/signals',
  'e2e/signals',
  'faults/vanished',
  'e2e/protocol-replay',
  'e2e/terminals',
  'e2e/flood',
  'faults/proxy',
  'property/script-machine',
  'process/tlsproxy/terminator',
  'e2e/https',
  'e2e/attach-remote',
];

/** First the longest, last those of single parts, which take a moment each. */
function turn({ path }) {
  if (LONGEST.some(name => path.endsWith(`/test/${name}.test.ts`))) return 0;
  return path.includes('/test/unit/') ? 2 : 1;
}

module.exports = class LongestFirst extends Sequencer {
  async sort(tests) {
    const sorted = await super.sort(tests);
    return sorted.toSorted((one, other) => turn(one) - turn(other));
  }
};
