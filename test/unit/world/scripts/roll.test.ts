/** What all scripts together wait for, looked up once for many lines. */

import { emptyAutomation } from '../../../../client/state/automation.ts';
import type { Package, Registration, Scripts } from '../../../../client/state/script/scripts.ts';
import type { Turn } from '../../../../client/state/state.ts';
import { noteChange, rollIn, rollOf } from '../../../../client/world/scripts/packages.ts';

const hook: Registration = { id: 1, kind: 'hook', event: 'line' };
const wait: Registration = { id: 2, kind: 'wait', rule: { kind: 'trigger', name: 'a 2', patterns: ['x'] } };
const named = (name: string, registered: Registration[] = []) => ({ name, registered }) as unknown as Package;
const scriptsWith = (...all: Package[]): Scripts => ({
  packages: Object.fromEntries(all.map(one => [one.name, one])),
  grants: {},
  rules: emptyAutomation(),
  aliases: emptyAutomation(),
});

test('it is looked up once, until a script registers something, comes or goes', () => {
  const one = named('one');
  const scripts = scriptsWith(one, named('two'));
  const before = rollOf(scripts);
  expect(before).toMatchObject({ hasWaits: false, events: new Set() });
  expect(rollOf(scripts)).toBe(before);
  one.registered = [...one.registered, hook];
  expect(rollOf(scripts).events).toEqual(new Set(['line']));
  scripts.packages.three = named('three', [wait]);
  expect(rollOf(scripts)).toMatchObject({ hasWaits: true, events: new Set(['line']) });
  delete scripts.packages.one;
  expect(rollOf(scripts)).toMatchObject({ hasWaits: true, events: new Set() });
  delete scripts.packages.three;
  expect(rollOf(scripts)).toMatchObject({ hasWaits: false, events: new Set() });
});

test('for the lines of one turn it is not even looked whether it still holds, until something says that it may not', () => {
  const one = named('one');
  const scripts = scriptsWith(one);
  const turn = () => ({ scriptWork: { steps: 0 } }) as unknown as Turn;
  const first = turn();
  expect(rollIn(first, scripts).events).toEqual(new Set());
  one.registered = [hook];
  noteChange();
  expect(rollIn({ ...first, world: null }, scripts).events).toEqual(new Set(['line']));
  one.registered = [];
  expect(rollIn(turn(), scripts).events).toEqual(new Set());
});
