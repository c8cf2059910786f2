/** Packages: a script each, with its interpreter and what it has registered. */
import { emptyAutomation } from '../../state/automation.ts';
import type { Package, Registration, ScriptEvent, Scripts } from '../../state/script/scripts.ts';
import type { State, Turn } from '../../state/state.ts';
import { listOf, registeredOf } from './carried/packed.ts';

export function scriptsOf(state: State): Scripts {
  state.scripts ??= { packages: {}, grants: {}, rules: emptyAutomation(), aliases: emptyAutomation() };
  return state.scripts;
}

export function packagesOf({ scripts }: State): readonly Package[] {
  return scripts ? Object.values(scripts.packages) : [];
}

export function packageNamed({ scripts }: State, name: string): Package | null {
  return scripts && Object.hasOwn(scripts.packages, name) ? (scripts.packages[name] as Package) : null;
}

/** Whether it acts: the user wants it to, and nothing has stopped it. */
export function isActive({ automation }: State, { on, stopped }: Package): boolean {
  return automation.on && on && stopped === undefined;
}

/** The file that it comes from. */
export function fileOf({ name }: Pick<Package, 'name'>): string {
  return `${name}.js`;
}

/** What names of scripts are, as the end of a sentence. */
export const NAMES = 'the name of a script is letters, digits, _ and -, 64 at most';

/** Of a name as it is typed or read; null: no script can be called so, nor as what every object has something under. */
export function packageName(text: string): string | null {
  const name = text.replace(/\.js$/, '');
  return /^[\w-]{1,64}$/.test(name) && !(name in Object.prototype) ? name : null;
}

/** Whether it acts in the world; '' is none. */
export function actsIn(state: State, { name }: Package, world: string, own?: readonly string[]): boolean {
  return isAmong(state.scripts?.grants[name]?.worlds, world) && isAmong(own, world);
}

function isAmong(names: readonly string[] | undefined, world: string): boolean {
  if (names === undefined || world === '') return true;
  return names.some(one => one.toLowerCase() === world.toLowerCase());
}

/** The first of those that act here now of which `is` holds. */
export function registeredFor(
  state: State,
  world: string,
  is: (one: Registration) => boolean,
): readonly [of: Package, one: Registration] | null {
  for (const of of packagesOf(state)) {
    const one = isActive(state, of) && actsIn(state, of, world) && registeredOf(of).find(is);
    if (one) return [of, one];
  }
  return null;
}

/** What a package has registered, by what it waits for: derived, for each line asks. */
export interface Listed {
  readonly waits: readonly Registration[];
  readonly events: ReadonlyMap<ScriptEvent, readonly Registration[]>;
}

const NONE_LISTED: Listed = { waits: [], events: new Map() };

const listed = new WeakMap<readonly Registration[], Listed>();

export function listedOf(of: Package): Listed {
  if (of.packed && !of.hears) return NONE_LISTED;
  const registered = registeredOf(of);
  const known = listed.get(registered);
  if (known) return known;
  const events = new Map<ScriptEvent, Registration[]>();
  for (const one of registered) if (one.event) events.set(one.event, [...(events.get(one.event) ?? []), one]);
  const made = { waits: registered.filter(({ kind }) => kind === 'wait'), events };
  listed.set(registered, made);
  return made;
}

/** What all packages together have registered: derived, and made anew once one has registered anything else. */
interface Roll {
  readonly lists: readonly object[];
  readonly hasWaits: boolean;
  readonly events: ReadonlySet<ScriptEvent>;
}

const rolls = new WeakMap<Scripts['packages'], Roll>();

/** What one of them has registered may be something else from here on, or it comes or goes, in the middle of a turn. */
export function noteChange(): void {
  changes++;
}

let changes = 0;
/** What was looked up last, and in which turn: its work is one object, whatever is spread. */
let last: { readonly work: object; readonly changes: number; readonly roll: Roll } | null = null;

/** As rollOf(), for each of many lines: whether anything has changed is looked at once a turn, unless something says so. */
export function rollIn({ scriptWork }: Turn, scripts: Scripts): Roll {
  if (last?.work === scriptWork && last?.changes === changes) return last.roll;
  const roll = rollOf(scripts);
  if (scriptWork) last = { work: scriptWork, changes, roll };
  return roll;
}

/** Each line asks, and of most scripts none has to do with all lines: to look at each of them takes longer than all else. */
export function rollOf({ packages }: Scripts): Roll {
  const known = rolls.get(packages);
  if (known && isRollOf(known, packages)) return known;
  const all = Object.values(packages);
  const listings = all.map(listedOf);
  const made = {
    lists: all.map(listOf),
    hasWaits: listings.some(({ waits }) => waits.length > 0),
    events: new Set(listings.flatMap(({ events }) => [...events.keys()])),
  };
  rolls.set(packages, made);
  return made;
}

function isRollOf({ lists }: Roll, packages: Scripts['packages']): boolean {
  let count = 0;
  for (const name in packages) if (listOf(packages[name] as Package) !== lists[count++]) return false;
  return count === lists.length;
}

/** Whether any script waits for it. */
export function listens(state: State, event: ScriptEvent): boolean {
  return packagesOf(state).some(of => listedOf(of).events.has(event));
}

/** What happens often, and waits for none. */
const OFTEN: readonly ScriptEvent[] = ['line', 'prompt', 'sent', 'gmcp', 'msdp'];

/** Whether it is called whatever a line says. */
export function isOftenCalled(state: State, of: Package): boolean {
  const { events, waits } = listedOf(of);
  return isActive(state, of) && (waits.length > 0 || OFTEN.some(one => events.has(one)));
}

/** Those that wait for it and act now, in the order in which they were loaded. */
export function listeners(
  state: State,
  event: ScriptEvent,
  world: string,
): (readonly [Package, Registration])[] {
  return packagesOf(state).flatMap(of => {
    const own = isActive(state, of) ? (listedOf(of).events.get(event) ?? []) : [];
    return own.filter(({ worlds }) => actsIn(state, of, world, worlds)).map(one => [of, one] as const);
  });
}
