// `npm run outdated`: which dependencies have newer versions, which of them are held back (pins.json) and why. The status is 1
// if there is one that nothing is known of, so that a machine can ask.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const pins = JSON.parse(readFileSync(new URL('pins.json', import.meta.url), 'utf8'));

// Its status is 1 if anything is outdated.
const { stdout, stderr, error } = spawnSync('npm', ['outdated', '--json'], { cwd: root, encoding: 'utf8' });
if (error || stdout === '') {
  console.error(`npm could not be asked: ${error?.message ?? stderr.trim()}`);
  process.exit(2);
}
const found = JSON.parse(stdout);
if (found.error) {
  console.error(`npm could not be asked: ${found.error.summary ?? found.error.code}`);
  process.exit(2);
}
const rows = Object.entries(found).map(([name, entry]) => {
  const { current, latest } = Array.isArray(entry) ? entry[0] : entry;
  return { name, current, latest, why: pins[name] };
});
const width = rows.map(({ name }) => name.length).reduce((a, b) => Math.max(a, b), 0);
for (const { name, current, latest, why } of rows)
  console.log(
    `${name.padEnd(width)}  ${current} -> ${latest}  ${why === undefined ? 'not held back' : `held: ${why}`}`,
  );
for (const name of Object.keys(pins).filter(one => !(one in found)))
  console.log(`${name.padEnd(width)}  nothing newer runs on the oldest Node; held: ${pins[name]}`);
const unknown = rows.filter(({ why }) => why === undefined);
console.log(unknown.length === 0 ? 'Nothing is to be done.' : `${unknown.length} can be looked at.`);
process.exitCode = unknown.length === 0 ? 0 : 1;
