/** Memories of interpreters that are not in the state itself: it says where they are, and each is read when its script is woken. */
import type { Image, StoredImage, WholeImage } from '../state/script/scripts.ts';

/** The image with its memory; null: it is not to be had. */
export type ReadMemory = (image: StoredImage) => WholeImage | null;

let read: ReadMemory = () => null;

/** Says how memories are read: files that are only written at their ends, so that this is no state. */
export function readMemoriesWith(way: ReadMemory): void {
  read = way;
}

/** The image with its memory; null: that is not to be had. */
export function wholeOf(image: Image): WholeImage | null {
  return 'stored' in image ? read(image) : image;
}
