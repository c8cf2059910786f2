/** What is selected in copy mode: drawn, as text without the line ends of wrapping, and copied. */
import { keepKill } from '../../editor/kill-ring.ts';
import { wholly } from '../../editor/pasted.ts';
import type { Line, Scrollback } from '../../state/log.ts';
import type { Turn } from '../../state/state.ts';
import type { Copy, LogPlace, View } from '../../state/view.ts';
import { styles } from '../../terminal/theme.ts';
import { graphemeEnd } from '../../text/width.ts';
import { lineAt } from '../../world/scrollback.ts';
import { sayHere } from '../../world/world.ts';
import { copyOf } from '../dialog/stack.ts';
import { withStyle } from '../marks.ts';
import { isBefore } from '../reading/places.ts';

/** UTF-16 units that are copied at a time: to gather more from the scrollback would keep the keys waiting. */
const MOST = 256 * 1024;
/** Bytes that terminals take for their clipboard; some drop what is longer than 100,000 in base64. */
const CLIPBOARD = 74_994;

/** The first character and the last one; null: nothing is selected. */
function ends({ at, from }: Copy): readonly [LogPlace, LogPlace] | null {
  if (!from) return null;
  return isBefore(at, from) ? [at, from] : [from, at];
}

/** The part of a line that is selected, as offsets. */
function partOf(copy: Copy, number: number, text: string): readonly [number, number] | null {
  const [first, last] = ends(copy) ?? [];
  if (!first || !last || number < first.line || number > last.line) return null;
  if (copy.whole) return [0, text.length];
  const start = number === first.line ? first.offset : 0;
  const end =
    number === last.line && last.offset < text.length ? graphemeEnd(text, last.offset) : text.length;
  return [start, Math.max(start, end)];
}

/** A function that draws what of a line of the output is selected. */
export function selected(view: View): (line: Line, number: number) => Line {
  const copy = copyOf(view);
  if (!copy?.from || copy.world !== (view.current ?? '')) return line => line;
  return (line, number) => {
    const part = partOf(copy, number, line.text);
    return part && part[0] < part[1] ? withStyle(line, [part], styles.selected) : line;
  };
}

/** How much is selected, in words. */
export function sizeOf(copy: Copy): string {
  const [first, last] = ends(copy) ?? [];
  if (!first || !last) return '';
  return counted(last.line - first.line + 1);
}

/** Copies what is selected; if nothing is, the line of the cursor. */
export function copySelection(turn: Turn, view: View, copy: Copy, scrollback: Scrollback): void {
  const chosen = copy.from ? copy : { ...copy, from: copy.at, whole: true };
  const [first, last] = ends(chosen) as readonly [LogPlace, LogPlace];
  const lines: string[] = [];
  let units = 0;
  for (let number = first.line; number <= last.line && units <= MOST; number++) {
    const text = lineAt(scrollback, number, turn.readChunk)?.text ?? '';
    const [start, end] = partOf(chosen, number, text) ?? [0, 0];
    lines.push(text.slice(start, end));
    units += end - start + 1;
  }
  give(turn, view, lines, last.line - first.line + 1);
}

/** Copies the last lines that the game or the user has said. */
export function copyLast(turn: Turn, view: View, scrollback: Scrollback, count: number): void {
  const lines: string[] = [];
  let units = 0;
  let number = scrollback.next - 1;
  for (; number >= scrollback.first && lines.length < count && units <= MOST; number--) {
    const line = lineAt(scrollback, number, turn.readChunk);
    if (!line || line.kind === 'clay') continue;
    lines.push(line.text);
    units += line.text.length + 1;
  }
  const isCut = units > MOST;
  if (lines.length === 0) return sayHere(turn, 'There is nothing to copy.');
  give(turn, view, isCut ? lines.slice(0, -1).reverse() : lines.reverse(), isCut ? count : lines.length);
}

/** Into the kill ring, and to the terminal. `wanted`: so many lines were meant. */
function give(turn: Turn, view: View, lines: readonly string[], wanted: number): void {
  const all = lines.join('\n');
  const text =
    all.length > MOST ? all.slice(0, Math.max(0, all.lastIndexOf('\n', MOST))) || all.slice(0, MOST) : all;
  if (text === '') return sayHere(turn, 'There is nothing to copy.');
  keepKill(turn.state, { text, pasted: wholly(text) });
  const isSmall = Buffer.byteLength(text) <= CLIPBOARD;
  const goes = isSmall && !view.plain && view.device?.clipboard !== false;
  if (goes) turn.effects.push({ type: 'copy', view: view.id, text });
  const count = text.split('\n').length;
  const size =
    text.length < all.length || count < wanted
      ? `${counted(count)} of ${wanted}, all that is copied at a time,`
      : `${counted(count)}, ${text.length} characters,`;
  const way = goes
    ? 'and the terminal was asked to take it'
    : isSmall
      ? 'this terminal takes none'
      : 'too much for a terminal';
  sayHere(turn, `Copied: ${size} ${way}. Ctrl+Y puts it into the input.`);
}

function counted(lines: number): string {
  return lines === 1 ? '1 line' : `${lines} lines`;
}
