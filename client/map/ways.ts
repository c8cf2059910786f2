/** The ways between rooms: what they are called, and which leads back. */

/** Of one path: nobody walks further, and it travels in each reload. */
export const MOST_STEPS = 5000;

/** Each way in short, and what it is called in full. */
export const WAYS: Readonly<Record<string, string>> = {
  n: 'north',
  ne: 'northeast',
  e: 'east',
  se: 'southeast',
  s: 'south',
  sw: 'southwest',
  w: 'west',
  nw: 'northwest',
  u: 'up',
  d: 'down',
  in: 'in',
  out: 'out',
};

const SHORT: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(WAYS).map(([short, long]) => [long, short]),
);

const BACK: Readonly<Record<string, string>> = {
  ...{ n: 's', ne: 'sw', e: 'w', se: 'nw', s: 'n', sw: 'ne', w: 'e', nw: 'se' },
  ...{ u: 'd', d: 'u', in: 'out', out: 'in' },
};

/** The way as exits of rooms are named: in short if it has a short name. */
export function wayNamed(text: string): string {
  const name = text.trim().toLowerCase();
  return (Object.hasOwn(SHORT, name) ? SHORT[name] : undefined) ?? name;
}

/** As people read it: `north`; what has no short name is called as it is. */
export function wayInFull(way: string): string {
  return (Object.hasOwn(WAYS, way) ? WAYS[way] : undefined) ?? way;
}

/** The step that takes a way of this name. */
export function stepBy(way: string): string {
  return Object.hasOwn(WAYS, way) ? way : `[${way}]`;
}

export function opposite(way: string): string | null {
  const name = wayNamed(way);
  return (Object.hasOwn(BACK, name) ? BACK[name] : undefined) ?? null;
}
