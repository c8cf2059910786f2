/** A line as elements. What a game says is text, whatever it looks like. */
import type { WireLine } from '../../protocol.ts';
import { sendElement } from './links.ts';
import { lookOf } from './look.ts';

const ADDRESS = /\bhttps?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]}]/g;

export function lineElement(line: WireLine): HTMLElement {
  const [, , kind] = line;
  const element = document.createElement('div');
  element.className = kind === 'c' ? 'l own' : kind === 'h' ? 'l gagged' : 'l';
  fill(element, line);
  return element;
}

/** The text of the line, in its styles. */
export function fill(element: HTMLElement, line: WireLine): void {
  const [text, , , ...runs] = line;
  let [from, style, link] = [0, '', ''];
  for (let i = 0; i <= runs.length; i += 3) {
    const to = i < runs.length ? (runs[i] as number) : text.length;
    if (to > from) addPiece(element, text.slice(from, to), style, link, () => wholeLink(line, i));
    [from, style, link] = [to, String(runs[i + 1] ?? ''), String(runs[i + 2] ?? '')];
  }
}

/** The text of the link that the piece before run `i` is a part of: it may have several styles. */
function wholeLink(line: WireLine, i: number): string {
  const [text, , , ...runs] = line;
  const link = runs[i - 1];
  let [first, last] = [i - 3, i];
  while (first >= 3 && runs[first - 1] === link) first -= 3;
  while (last < runs.length && runs[last + 2] === link) last += 3;
  return text.slice(Number(runs[first]), last < runs.length ? Number(runs[last]) : text.length);
}

function addPiece(parent: HTMLElement, text: string, style: string, link: string, whole: () => string): void {
  const into = style === '' ? parent : parent.appendChild(styled(style));
  if (/^(https?:|mailto:)/i.test(link)) {
    into.append(anchor(text, link));
    return;
  }
  const send = link === '' ? null : sendElement(text, link, whole());
  if (send) return into.append(send);
  let from = 0;
  for (const { 0: address, index } of text.matchAll(ADDRESS)) {
    into.append(text.slice(from, index), anchor(address, address));
    from = index + address.length;
  }
  into.append(text.slice(from));
}

function styled(style: string): HTMLElement {
  const { classes, color, background } = lookOf(style);
  const span = document.createElement('span');
  span.className = classes.join(' ');
  if (color !== '') span.style.color = color;
  if (background !== '') span.style.backgroundColor = background;
  return span;
}

function anchor(text: string, address: string): HTMLAnchorElement {
  const link = document.createElement('a');
  link.href = address;
  link.target = '_blank';
  link.rel = 'noopener noreferrer';
  link.textContent = text;
  return link;
}
