/** Maps, one after the other what is asked of each, a few milliseconds at a time. They are read when they are first asked for. */
import { fileFault } from '../../../shared/fault.ts';
import { answerFor } from '../../map/answer.ts';
import { type Book, createBook, type MapFile } from '../../map/book.ts';
import { importInto } from '../../map/import/import.ts';
import { noteTold } from '../../map/told.ts';
import type { Effect, Event } from '../../state/events.ts';
import type { MapAnswer } from '../../state/map/rooms.ts';
import { createMapFile } from './file.ts';
import { readForeign } from './foreign.ts';

export type MapEffect = Extract<Effect, { type: 'map note' | 'map ask' }>;

/** Where files that are imported come from, a piece at a time. */
export type ReadImport = (file: string) => Generator<void, string | Uint8Array>;

/** Rooms that wait at most while a map is read or imported into; each may have some kilobytes. Who walks tells of a few in a second. */
const MOST_WAITING = 2000;

/** Work of a map that goes on for longer than this (ms) lets others have their turn. */
const SLICE = 4;

interface Shelf {
  readonly book: Book;
  readonly waiting: (() => Generator<void, void>)[];
  under: Generator<void, void> | null;
}

/** `later`: has the function called soon, when others have had their turn. */
export function createMaps(
  fileOf: (map: string) => MapFile,
  readImport: ReadImport,
  dispatch: (event: Event) => void,
  later: (work: () => void) => void,
): (effect: MapEffect) => void {
  const shelves = new Map<string, Shelf>();
  /** Maps that could not be written: that is said once. */
  const failing = new Set<string>();

  function shelfFor(map: string): Shelf {
    const known = shelves.get(map);
    if (known) return known;
    const shelf: Shelf = { book: createBook(fileOf(map)), waiting: [], under: null };
    shelves.set(map, shelf);
    return shelf;
  }

  function work(shelf: Shelf): void {
    const until = performance.now() + SLICE;
    while (shelf.under) {
      if (shelf.under.next().done) shelf.under = shelf.waiting.shift()?.() ?? null;
      if (performance.now() > until && shelf.under) return later(() => work(shelf));
    }
  }

  function* note(effect: Extract<MapEffect, { type: 'map note' }>): Generator<void, void> {
    try {
      yield* noteTold(shelfFor(effect.map).book, effect.room);
      failing.delete(effect.map);
    } catch (error) {
      failedNote(effect, error);
    }
  }

  function* ask({ map, asked }: Extract<MapEffect, { type: 'map ask' }>): Generator<void, void> {
    const { ask: question, id, world } = asked;
    let answer: MapAnswer;
    try {
      const { book } = shelfFor(map);
      answer =
        question.kind === 'import'
          ? yield* importInto(book, yield* readImport(question.file), question.file)
          : yield* answerFor(book, question);
    } catch (error) {
      answer = failed(
        error,
        question.kind === 'import' ? `${question.file} is not imported` : 'The map is of no use now',
      );
    }
    dispatch({ type: 'map told', world, asked: id, answer });
  }

  /** That a room is not noted is said once, until one is. */
  function failedNote({ map, world }: Extract<MapEffect, { type: 'map note' }>, error: unknown): void {
    if (!failing.has(map))
      dispatch({ type: 'map told', world, asked: 0, answer: failed(error, 'The map cannot be written') });
    failing.add(map);
  }

  return effect => {
    const shelf = shelfFor(effect.map);
    if (effect.type === 'map note' && shelf.waiting.length >= MOST_WAITING)
      return failedNote(effect, new Error('rooms are told of faster than it takes them'));
    shelf.waiting.push(() => (effect.type === 'map note' ? note(effect) : ask(effect)));
    if (shelf.under) return;
    shelf.under = (shelf.waiting.shift() as () => Generator<void, void>)();
    later(() => work(shelf));
  };
}

function failed(error: unknown, what: string): MapAnswer {
  return { kind: 'fault', sentence: `${what}: ${fileFault(error, 'MAP').sentence}` };
}

/** In the profile directory `home`. */
export function createHostMaps(home: string, dispatch: (event: Event) => void): (effect: MapEffect) => void {
  return createMaps(
    map => createMapFile(`${home}/maps/${map}.map`),
    file => readForeign(home, file),
    dispatch,
    work => void setImmediate(work),
  );
}
