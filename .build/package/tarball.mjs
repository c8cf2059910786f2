// `npm run dist [-- x64 | arm64]`: one directory with everything and a Node of its own, as dist/clay-VERSION-linux-….tar.gz.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './node.mjs';
import {
  chosen,
  nodeLicence,
  put,
  root,
  settle,
  stageNode,
  stageProgram,
  time,
  version,
  write,
} from './stage.mjs';

// A link to it is followed, links on the way are not: a reload after `ln -sfn clay-NEW current` takes what `current` is then.
const START = `#!/bin/sh
self=$0
case $self in */*) ;; *) self=./$self ;; esac
while [ -h "$self" ]; do
  to=$(readlink -- "$self")
  case $to in /*) self=$to ;; *) self=\${self%/*}/$to ;; esac
done
clay=\${self%/*}/..
# What makes starts quick fits one machine only.
if [ ! -e "$clay/dist/clay.snapshot.json" ] && [ -w "$clay/dist" ]; then
  "$clay/lib/node" "$clay/dist/prepare.js"
fi
exec "$clay/lib/node" "$clay/dist/clay.js" "$@"
`;

for (const processor of chosen(process.argv.slice(2))) {
  const name = `clay-${version}-linux-${processor}`;
  const output = join(root, 'dist', `${name}.tar.gz`);
  const temporary = mkdtempSync(join(tmpdir(), 'clay-dist-'));
  const directory = join(temporary, name);
  try {
    stageProgram(join(directory, 'dist'), processor);
    stageNode(join(directory, 'lib/node'), processor);
    write(join(directory, 'lib/node.LICENSE'), nodeLicence(processor));
    write(join(directory, 'bin/clay'), START, 0o755);
    for (const file of ['README.md', 'LICENSE', 'CHANGELOG.md', 'docs'])
      put(join(root, file), join(directory, file));
    for (const name of ['man', 'completions']) put(join(root, 'dist', name), join(directory, 'share', name));
    settle(directory, time());
    const same = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '--format=ustar'];
    run('sh', ['-c', 'tar "$@" | gzip -n -9 > "$0"', output, ...same, '-C', temporary, '-cf', '-', name]);
    console.log(output);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
