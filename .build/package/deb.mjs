// `npm run deb [-- x64 | arm64]`: a Debian package with a Node of its own, as dist/clay_VERSION_amd64.deb. It needs no tool
// but dpkg-deb.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { NODE_VERSION, run } from './node.mjs';
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

/** Debian's names of the processors. */
const ARCHITECTURES = { x64: 'amd64', arm64: 'arm64' };
const START = '#!/bin/sh\nexec /usr/lib/clay/bin/node /usr/lib/clay/dist/clay.js "$@"\n';

/** Where Debian's shells look. */
const COMPLETIONS = [
  ['bash/clay', 'bash-completion/completions/clay'],
  ['zsh/_clay', 'zsh/vendor-completions/_clay'],
  ['fish/clay.fish', 'fish/vendor_completions.d/clay.fish'],
];

/** What makes starts quick fits one machine only: made where it is installed, and gone with the package. */
const AFTER_INSTALLING = `#!/bin/sh
set -e
if [ "$1" = configure ]; then
  /usr/lib/clay/bin/node /usr/lib/clay/dist/prepare.js || true
fi
`;
const AFTER_REMOVING = `#!/bin/sh
set -e
case "$1" in
  remove | purge) rm -rf /usr/lib/clay ;;
esac
`;

const COPYRIGHT = `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: clay

Files: *
Copyright: the authors of Clay
License: MIT
`;

for (const processor of chosen(process.argv.slice(2))) {
  const architecture = ARCHITECTURES[processor];
  const output = join(root, 'dist', `clay_${version}_${architecture}.deb`);
  const directory = mkdtempSync(join(tmpdir(), 'clay-deb-'));
  try {
    stageFiles(directory, processor);
    write(join(directory, 'DEBIAN/control'), control(architecture, sizeOf(directory)));
    write(join(directory, 'DEBIAN/postinst'), AFTER_INSTALLING, 0o755);
    write(join(directory, 'DEBIAN/postrm'), AFTER_REMOVING, 0o755);
    settle(directory, time());
    run('dpkg-deb', ['--build', '--root-owner-group', '-Zxz', directory, output], {
      env: { ...process.env, SOURCE_DATE_EPOCH: String(time()) },
    });
    console.log(output);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function stageFiles(directory, processor) {
  stageProgram(join(directory, 'usr/lib/clay/dist'), processor);
  stageNode(join(directory, 'usr/lib/clay/bin/node'), processor);
  write(join(directory, 'usr/bin/clay'), START, 0o755);
  const documents = join(directory, 'usr/share/doc/clay');
  put(join(root, 'README.md'), join(documents, 'README.md'));
  put(join(root, 'docs'), join(documents, 'docs'));
  write(join(documents, 'changelog.gz'), gzipSync(readFileSync(join(root, 'CHANGELOG.md')), { level: 9 }));
  write(
    join(documents, 'copyright'),
    `${COPYRIGHT}\n${indented(readFileSync(join(root, 'LICENSE'), 'utf8'))}`,
  );
  write(join(documents, 'node.LICENSE.gz'), gzipSync(nodeLicence(processor), { level: 9 }));
  for (const [page, part] of [
    ['clay', 1],
    ['clay-settings', 5],
  ]) {
    const text = readFileSync(join(root, `dist/man/${page}.${part}`));
    write(join(directory, `usr/share/man/man${part}/${page}.${part}.gz`), gzipSync(text, { level: 9 }));
  }
  for (const [from, to] of COMPLETIONS)
    put(join(root, 'dist/completions', from), join(directory, 'usr/share', to));
  const unit = readFileSync(join(root, 'docs/clay.service'), 'utf8');
  write(join(directory, 'usr/lib/systemd/user/clay.service'), installed(unit));
}

/** The unit as it stands in docs/ begins with how to put it there by hand, which a package has done. */
function installed(unit) {
  const bare = unit.replace(/^#[^\n]*\n(#[^\n]*\n)*\n/, '');
  const changed = bare.replace(
    /^# Where the build is[^\n]*$/m,
    '# Worlds to be connected: systemctl --user edit clay',
  );
  return changed.replace(/^ExecStart=.*$/m, 'ExecStart=/usr/bin/clay --headless');
}

function indented(text) {
  return text.replace(/^/gm, ' ').replace(/^ $/gm, ' .');
}

function control(architecture, kilobytes) {
  return `Package: clay
Version: ${version}
Section: games
Priority: optional
Architecture: ${architecture}
Depends: libc6 (>= 2.34), libstdc++6 (>= 6)
Suggests: hunspell-en-us
Installed-Size: ${kilobytes}
Maintainer: the authors of Clay <clay@localhost>
Description: MUD client that never hangs up
 Clay plays several text games at once in a terminal, a second terminal or a
 browser. A new version takes the place of the running one without a lost
 connection: kill -USR1 $(pgrep clay).
 .
 This package carries Node ${NODE_VERSION}.
`;
}

/** In KiB, as dpkg counts. */
function sizeOf(directory) {
  let bytes = 0;
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) bytes += readFileSync(join(entry.parentPath, entry.name)).length;
  return Math.ceil(bytes / 1024);
}
