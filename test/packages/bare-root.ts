/** A Debian with nothing in it but what debootstrap's minimal variant has, and programs that run in it. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export interface BareRoot {
  readonly directory: string;
  /** Runs a command line in it by sh; throws what it complains of. */
  run(line: string): string;
  /** The same, whatever comes of it. */
  tryOut(line: string): { status: number | null; stderr: string };
  /** What comes before a command for it to run in there. */
  readonly launcher: readonly string[];
  /** Puts Node (the file) there, with the npm that runs this. */
  putNode(node: string): void;
  removeNode(): void;
}

/**
 * Enters `directory`, which is made if need be and never removed: /dev and /tmp of this machine are mounted in it. The mount
 * namespace must be one of our own.
 */
export function bareRoot(directory: string): BareRoot {
  if (!existsSync(join(directory, 'bin/sh')))
    must('debootstrap', ['--variant=minbase', 'bookworm', directory], process.env);
  must('mount', ['--make-rprivate', '/'], process.env);
  must('mount', ['-t', 'proc', 'proc', join(directory, 'proc')], process.env);
  for (const name of ['dev', 'tmp'])
    must('mount', ['--rbind', `/${name}`, join(directory, name)], process.env);
  const env = { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', HOME: '/root', LANG: 'C.UTF-8' };
  const enter = ['/usr/sbin/chroot', directory];
  const inside = (line: string) =>
    spawnSync('chroot', [directory, 'sh', '-c', line], { env, encoding: 'utf8', maxBuffer: 1e8 });
  const [node, npm] = ['usr/local/bin/node', 'usr/local/bin/npm'].map(name => join(directory, name)) as [
    string,
    string,
  ];
  const modules = join(directory, 'usr/local/lib/node_modules/npm');
  return {
    directory,
    launcher: enter,
    run(line) {
      const { status, stdout, stderr } = inside(line);
      if (status !== 0) throw new Error(`${line}: ${stderr}`);
      return stdout;
    },
    tryOut: line => inside(line),
    putNode(file) {
      this.removeNode();
      cpSync(file, node);
      mkdirSync(dirname(modules), { recursive: true });
      cpSync(resolve(process.env.npm_execpath ?? '', '../..'), modules, {
        recursive: true,
        dereference: true,
      });
      symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', npm);
    },
    removeNode() {
      for (const path of [node, npm, modules]) rmSync(path, { recursive: true, force: true });
    },
  };
}

function must(command: string, args: readonly string[], env: NodeJS.ProcessEnv): void {
  const { status, stderr, error } = spawnSync(command, args, { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr}`);
}
