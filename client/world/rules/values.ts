/** What names in texts of rules stand for, where no group has the name; and variables. */
import type { Automation } from '../../state/automation.ts';
import type { State } from '../../state/state.ts';
import type { World } from '../../state/world.ts';
import { placeOf, valueAt } from '../../stream/telnet/told.ts';

/** Variables at most, and how long each is (UTF-16 units). */
const MOST_VARIABLES = 10_000;
const LONGEST_VALUE = 10_000;

/** `world` is the name of the world; `gmcp.Char.Vitals.hp` and `msdp.HEALTH` what the server has told; else a variable of the world, or of all. */
export function valueIn({ automation }: State, world: World | null, name: string): string {
  if (name === 'world') return world?.name ?? '';
  // Most names have no dot, and are those of variables.
  const place = name.includes('.') ? placeOf(name) : null;
  if (place) return world ? textOf(valueAt(world.stream.data, place)) : '';
  return variable(automation, world?.name ?? '', name) ?? variable(automation, '', name) ?? '';
}

type Variables = NonNullable<Automation['variables']>;

/** Of the world, or of all ('') alone. */
export function variable({ variables = {} }: Automation, world: string, name: string): string | undefined {
  const own = Object.hasOwn(variables, world) ? variables[world] : undefined;
  return own && Object.hasOwn(own, name) ? own[name] : undefined;
}

/** Sets the variable; '' = of all worlds. False: there are too many. */
export function setVariable(automation: Automation, world: string, name: string, value: string): boolean {
  return setVariables(automation, world, [{ name, value }]);
}

/** Sets many, with one count of those that are there. False: there are too many for some. */
export function setVariables(
  automation: Automation,
  world: string,
  values: readonly { readonly name: string; readonly value: string }[],
): boolean {
  automation.variables ??= {};
  // Any name may be a world's, also one that every object has something under.
  if (!Object.hasOwn(automation.variables, world)) automation.variables[world] = {};
  const own = automation.variables[world] as Record<string, string>;
  let left: number | null = null;
  let isAll = true;
  for (const { name, value } of values) {
    if (!Object.hasOwn(own, name)) {
      left ??= MOST_VARIABLES - Object.keys(own).length;
      if (left <= 0) {
        isAll = false;
        continue;
      }
      left--;
    }
    own[name] = value.slice(0, LONGEST_VALUE);
  }
  return isAll;
}

/** What rules set is the world's if it has a variable of that name. */
export function setFromRule(automation: Automation, world: string, name: string, value: string): void {
  const of = variable(automation, world, name) === undefined ? '' : world;
  const known = variable(automation, of, name);
  // Lines set the same ones again and again.
  if (known === undefined) setVariable(automation, of, name, value);
  else (automation.variables as Variables)[of]![name] = value.slice(0, LONGEST_VALUE);
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? jsonOf(value) : String(value);
}

/** Lists and objects as text: derived, so that each is written once, however many lines ask for it. */
const written = new WeakMap<object, string>();

function jsonOf(value: object): string {
  const known = written.get(value);
  if (known !== undefined) return known;
  const text = JSON.stringify(value);
  written.set(value, text);
  return text;
}
