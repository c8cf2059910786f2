/** What a script may do: in its own worlds what rules may, and whatever else the user has granted it. */
import type { Package, ScriptJob } from '../../state/script/scripts.ts';
import type { State } from '../../state/state.ts';
import { actsIn, fileOf } from './packages.ts';

/** Nobody grants these: a script would grant itself the rest. */
const NEVER: ReadonlySet<string> = new Set(['scripts', 'js', 'load']);

/** What a grant can be, by its beginning. */
export const GRANTS = ['send', 'command', 'read', 'file', 'run'] as const;

/** The grant as it is kept, or why it is none. */
export function grantOf(text: string): string | { readonly fault: string } {
  const [kind, name = ''] = text.split(/:(.*)/s);
  if (!GRANTS.some(one => one === kind) || name === '' || text === 'command:*')
    return {
      fault: `${text} is no grant: there are send:WORLD, send:*, command:NAME, read:DIRECTORY, file:DIRECTORY and run:PROGRAM`,
    };
  if ((kind === 'read' || kind === 'file') && /(?:^|\/)\.\.(?:\/|$)|\0/.test(name))
    return { fault: `${name} is no directory that can be granted: it is told without ..` };
  if (kind === 'run' && (/[\s\0]/.test(name) || (name.includes('/') && !name.startsWith('/'))))
    return { fault: `${name} is no program: a name as notify-send is one, or a whole path` };
  if (kind === 'command' && NEVER.has(name.toLowerCase())) return { fault: `no script may run /${name}` };
  return kind === 'command' ? `command:${name.toLowerCase().replace(/^\//, '')}` : text;
}

/** Why the script may not send to the world, which it has named; null: it may. */
export function sendingFault(state: State, of: Package, world: string, isNamed: boolean): string | null {
  if (!actsIn(state, of, world)) return `${fileOf(of)} does not act in ${world}`;
  if (!isNamed || holds(state, of, 'send:*', `send:${world}`)) return null;
  return denied(of, `send to ${world}`, `send:${world}`);
}

/** Why the script may not run the command, by its full name; null: it may. */
export function commandFault(state: State, of: Package, command: string): string | null {
  if (NEVER.has(command)) return `no script may run /${command}`;
  // Each by its name: one that runs others, such as /delay, would else be all of them.
  const isGranted = holds(state, of, `command:${command}`);
  return isGranted ? null : denied(of, `run /${command}`, `command:${command}`);
}

/** Why the script may not have it done; null: it may, if the directory is one of those that are granted, which the host sees. */
export function jobFault(state: State, of: Package, job: ScriptJob): string | null {
  const allowed = state.scripts?.grants[of.name]?.allow ?? [];
  const has = (...kinds: string[]) => allowed.some(one => kinds.some(kind => one.startsWith(`${kind}:`)));
  if (job.kind === 'read') return has('read', 'file') ? null : denied(of, 'read files', 'read:DIRECTORY');
  if (job.kind === 'write') return has('file') ? null : denied(of, 'write files', 'file:DIRECTORY');
  const [program = ''] = job.argv;
  if (program === '') return 'a program has a name';
  return allowed.includes(`run:${program}`) ? null : denied(of, `run ${program}`, `run:${program}`);
}

function holds({ scripts }: State, { name }: Package, ...wanted: readonly string[]): boolean {
  const allowed = scripts?.grants[name]?.allow ?? [];
  return allowed.some(one => wanted.some(want => want.toLowerCase() === one.toLowerCase()));
}

function denied(of: Package, what: string, grant: string): string {
  return `${fileOf(of)} may not ${what}: /scripts grant ${of.name} ${grant} lets it`;
}
