/**
 * What is made when it is first asked for, and kept. For regular expressions with classes of characters (`\p{L}`) above all:
 * V8 puts those together, for milliseconds, as soon as one is there, and every start would wait for them.
 */
export function late<T extends object>(make: () => T): () => T {
  let made: T | null = null;
  return () => {
    made ??= make();
    return made;
  };
}
