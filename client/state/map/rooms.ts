/** Maps, as far as they are plain data: what is kept of a room, what is asked of a map, and what it answers. Behaviour: map/, world/map/. */

export interface MapExit {
  /** Number of the room behind it; '' = nobody knows. */
  readonly to: string;
  /** What is said before one goes there, such as `open door`. */
  readonly before?: string;
}

export interface MapRoom {
  readonly id: string;
  readonly name: string;
  readonly area: string;
  readonly terrain?: string;
  /** By their ways (`n`, `enter hole`). */
  readonly exits: Readonly<Record<string, MapExit>>;
  readonly at?: readonly [number, number, number];
  readonly mark?: string;
  readonly note?: string;
  /** The user has named it: what the server calls it does not count. */
  readonly named?: true;
}

/** What the user changes of a room; '' takes away. */
export type MapEdit =
  | { readonly what: 'mark' | 'name' | 'note'; readonly text: string }
  | { readonly what: 'door'; readonly way: string; readonly words: string }
  | { readonly what: 'link'; readonly way: string; readonly to: string; readonly single: boolean }
  | { readonly what: 'delete' };

export type MapAsk =
  /** The way from a room to another one, which is named by its number, its mark or its name; `walk`: it is to be walked. */
  | { readonly kind: 'path'; readonly from: string; readonly to: string; readonly walk: boolean }
  | { readonly kind: 'find'; readonly from: string | null; readonly text: string }
  /** What lies around a room. */
  | { readonly kind: 'sight'; readonly at: string }
  | { readonly kind: 'area'; readonly at: string }
  | { readonly kind: 'room'; readonly at: string }
  | { readonly kind: 'edit'; readonly at: string; readonly edit: MapEdit }
  | { readonly kind: 'undo' }
  | { readonly kind: 'import'; readonly file: string }
  /** By walking: this way was gone from a room (null: from nowhere known) into one that is called so. */
  | { readonly kind: 'step'; readonly from: string | null; readonly way: string; readonly name: string };

export type MapAnswer =
  | {
      readonly kind: 'path';
      readonly name: string;
      /** The room that it leads to. */
      readonly to: string;
      readonly steps: readonly string[];
      /** The room behind each step, '' behind one that leads to none. */
      readonly rooms: readonly string[];
      readonly walk: boolean;
    }
  | { readonly kind: 'sight'; readonly sight: Sight }
  | { readonly kind: 'here'; readonly id: string; readonly name: string }
  /** Sentences, or a table. `changed`: what is drawn of the map is to be asked for anew. */
  | { readonly kind: 'said'; readonly lines: readonly string[]; readonly changed?: true }
  | { readonly kind: 'fault'; readonly sentence: string };

/** What lies around a room, on a grid. */
export interface Sight {
  readonly at: string;
  readonly cells: readonly SightCell[];
}

/**
 * A room on the grid: column and row from the one in the middle, what it is (CELL), and ways as bits in the order of DIRECTIONS:
 * `near`: to the room drawn beside it; `single`: of those, the ones without a way back; `far`: to a room that is drawn elsewhere
 * or not at all; `open`: where nobody was yet. `other`: 1 up, 2 down, 4 by other words.
 */
export type SightCell = readonly [
  x: number,
  y: number,
  what: number,
  near: number,
  single: number,
  far: number,
  open: number,
  other: number,
];

export const CELL = { room: 0, here: 1, marked: 2, elsewhere: 3, unvisited: 4 } as const;

export const DIRECTIONS = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'] as const;

/** A question that is not answered yet. */
export interface AskedOfMap {
  readonly id: number;
  readonly world: string;
  /** Who has asked; '' = nobody. */
  readonly view: string;
  readonly map: string;
  readonly ask: MapAsk;
}
