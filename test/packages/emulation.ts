/**
 * The other processor on this machine: qemu's emulation of user programs. The program replaces itself by execve(), and it is the
 * kernel that then has to know what runs arm64. It is told so in a user namespace of the program's own (binfmt_misc, Linux 6.7), which
 * leaves the machine as it is.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const QEMU = ['/usr/bin/qemu-aarch64-static', '/usr/bin/qemu-aarch64'];

/** The C library that Debian's cross-compiler brings along. */
const LIBRARIES = '/usr/aarch64-linux-gnu';

/** An ELF program of 64 bits, little-endian, for machine 183. */
const MAGIC = String.raw`\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00`;
const MASK = String.raw`\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff`;

/** What comes before an arm64 command for it to run here, or why there is nothing. */
export function emulateArm64(): readonly string[] | string {
  if (process.arch !== 'x64') return `this machine is ${process.arch}.`;
  const qemu = QEMU.find(file => existsSync(file));
  if (!qemu) return 'there is no qemu-aarch64 (Debian: qemu-user-static).';
  if (
    !existsSync(`${LIBRARIES}/lib/libstdc++.so.6`) ||
    spawnSync('aarch64-linux-gnu-gcc', ['-v']).status !== 0
  )
    return 'there is no compiler for it (Debian: gcc-aarch64-linux-gnu, libstdc++6-arm64-cross).';
  const registered = '/proc/sys/fs/binfmt_misc';
  const lines = [
    `mount -t binfmt_misc none ${registered}`,
    `printf '%s' ':arm64:M::${MAGIC}:${MASK}:${qemu}:P' >${registered}/register`,
    `export QEMU_LD_PREFIX=${LIBRARIES}`,
    'exec "$@"',
  ];
  const launcher = ['unshare', '--user', '--map-root-user', '--mount', 'sh', '-c', lines.join(' && '), 'sh'];
  const [command, ...args] = launcher as [string, ...string[]];
  const { status, stderr, error } = spawnSync(command, [...args, 'true'], { encoding: 'utf8' });
  if (status === 0) return launcher;
  return `the kernel takes no emulator in a namespace: ${error?.message ?? stderr.trim()}`;
}
