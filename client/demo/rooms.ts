/** The little town of the demo, as data. */

export type Direction = 'north' | 'south' | 'east' | 'west' | 'up' | 'down';

export interface Room {
  readonly title: string;
  readonly text: string;
  readonly exits: Partial<Record<Direction, string>>;
  /** What lies here when the town wakes up. */
  readonly items: readonly string[];
}

export const directions: readonly Direction[] = ['north', 'south', 'east', 'west', 'up', 'down'];

export const startRoom = 'square';

export const rooms: Readonly<Record<string, Room>> = {
  square: {
    title: 'Kiln Square',
    text: 'Warm brick underfoot, a cold kiln in the middle, and four lanes that smell of wet clay, of glaze, of the sea and of tea.',
    exits: { north: 'lane', south: 'harbour', east: 'garden', west: 'works', up: 'tower' },
    items: ['cup'],
  },
  lane: {
    title: "Potters' Lane",
    text: 'Shelves of unfired bowls lean out of every window. Somebody hums to the beat of a treadle wheel.',
    exits: { north: 'wheelhouse', south: 'square' },
    items: ['brick'],
  },
  wheelhouse: {
    title: 'The Wheelhouse',
    text: 'Six wheels turn in the half light. The seventh stands still; a note on it says "mine, back at once" and has yellowed.',
    exits: { south: 'lane', down: 'pit' },
    items: ['sponge'],
  },
  pit: {
    title: 'The Clay Pit',
    text: 'Blue clay to the knees, and a lamp on a nail. Whoever stands here long enough begins to set.',
    exits: { up: 'wheelhouse' },
    items: ['lamp'],
  },
  works: {
    title: 'The Glaze Works · 釉薬',
    text: 'Jars of powder, each labelled in another hand: cobalt, copper, 鉄, oxyde de zinc, кость. Nothing here is the colour it will be.',
    exits: { east: 'square' },
    items: ['jar'],
  },
  garden: {
    title: 'The Tea Garden «Ñandú»',
    text: 'Low tables under a quince tree. The tea comes in cups that the lane could not sell, which makes every one of them different. 🍵',
    exits: { west: 'square' },
    items: ['teapot'],
  },
  harbour: {
    title: 'The Harbour',
    text: 'Crates of plates wait for a ship. Gulls wait for the crate with the fish.',
    exits: { north: 'square', east: 'pier' },
    items: ['fish'],
  },
  pier: {
    title: 'The Long Pier',
    text: 'Planks, and under them the slap of small waves. At the far end the town looks like something a child has modelled.',
    exits: { west: 'harbour' },
    items: ['rope'],
  },
  tower: {
    title: 'The Bell Tower',
    text: 'The bell is earthenware and sounds like it. From up here the whole town can be seen; there is not much of it.',
    exits: { down: 'square' },
    items: ['key'],
  },
};

export const itemTexts: Readonly<Record<string, string>> = {
  cup: 'A cup with a thumbprint in the glaze.',
  brick: 'A brick. It has been fired twice, to be sure.',
  sponge: 'A sponge full of slip.',
  lamp: 'A lamp of red clay with a wick like a mouse tail.',
  jar: 'A jar marked “do not open”, open.',
  teapot: 'A teapot that pours in two directions.',
  fish: 'A fish 🐟, fairly fresh.',
  rope: 'A rope, one end of it.',
  key: 'A key made of porcelain. It fits nothing twice.',
};

/** The map that `map` shows; each room's mark is replaced by `@` where the reader stands. */
export const map: readonly string[] = [
  '        [W]heelhouse    (down: clay [P]it)',
  '         |',
  '        [L]ane',
  '         |',
  '[G]laze-[S]quare-[T]ea   (up: [B]ell tower)',
  '         |',
  '        [H]arbour--[E]nd of the pier',
];

export const marks: Readonly<Record<string, string>> = {
  square: 'S',
  lane: 'L',
  wheelhouse: 'W',
  pit: 'P',
  works: 'G',
  garden: 'T',
  harbour: 'H',
  pier: 'E',
  tower: 'B',
};
