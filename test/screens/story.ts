/** What the worlds of the screens say: a few rows of a game that there is not. */

const GA = Buffer.from([255, 249]);
const paint = (style: string, text: string) => `\x1b[${style}m${text}\x1b[m`;

/** A prompt that ends with GA, so that it is one at once. */
export function prompt(life: number): Buffer {
  return Buffer.concat([
    Buffer.from(`${paint('32', `${life}hp`)} ${paint('34', '80m')} ${paint('33', '90mv')}> `),
    GA,
  ]);
}

const ended = (all: readonly string[]) => all.map(line => `${line}\r\n`).join('');
const lines = (...all: readonly string[]) => ended(all);

export const arrival = lines(
  paint('1;36', 'Kiln Square'),
  '  Warm brick underfoot, a cold kiln in the middle, and four lanes that smell of wet clay, of glaze, of the sea and of tea. Somebody has chalked a map on the ground.',
  paint('32', 'Exits: north, south, east, west, up.'),
  `A ${paint('33', 'lantern')} and an ${paint('4', 'unfired jug')} are here.`,
  `${paint('35', 'Brömse')} the potter is here.`,
);

export const talk = lines(
  `${paint('35', 'Brömse')} says, “Mind the jug, it is not dry yet.”`,
  `${paint('33', '[chat]')} Ada: anyone for the tea lane? 🍵`,
  `${paint('33', '[chat]')} 小林: 今行く！`,
);

export const lane = lines(
  paint('1;36', "Potters' Lane"),
  '  Shelves of unfired bowls lean out of every window. Somebody hums to the beat of a treadle wheel.',
  paint('32', 'Exits: north, south.'),
  `A ${paint('31', 'fired brick')} lies in the gutter.`,
);

/** Enough to scroll in. */
export const market = ended(
  ['salt', 'tea', 'glaze', 'rope', 'lamp oil', 'clay', 'brass bells', 'charcoal', 'ink', 'honey'].flatMap(
    (ware, index) => [
      `A trader puts down a crate of ${paint('33', ware)} and asks ${12 + 7 * index} coins for it.`,
      `${paint('35', index % 2 === 0 ? 'Brömse' : 'Ada')} looks at the ${ware}, and ${index % 3 === 0 ? 'buys some' : 'walks on'}.`,
    ],
  ),
);

export const later = lines(
  'The bell above the kiln rings twice.',
  `${paint('33', '[chat]')} Ada: the tea is ready`,
  'A gull lands on the kiln, and looks pleased.',
);
