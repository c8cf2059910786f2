/** What the game tells of the character, as the formats of the status bar have it; gauges are drawn as such. */
import type { WorldNews } from '../../protocol.ts';
import { element } from '../element.ts';
import { lookOf } from '../log/look.ts';

/** As the terminal draws them. */
const GAUGE = /^(\u2588*)\u2591*$/;

export function drawVitals(place: HTMLElement, vitals: NonNullable<WorldNews['vitals']>): void {
  const now = JSON.stringify(vitals);
  if (place.dataset.shown === now) return;
  place.dataset.shown = now;
  place.replaceChildren();
  for (const [text, style] of vitals) {
    const full = text === '' ? undefined : GAUGE.exec(text)?.[1];
    place.append(full === undefined ? words(text, style) : gauge(full.length, text.length, style));
  }
}

function words(text: string, style: string): HTMLElement {
  const span = element('span', {}, text);
  span.style.color = lookOf(style).color;
  return span;
}

function gauge(full: number, all: number, style: string): HTMLElement {
  const part = `${Math.round((100 * full) / all)}%`;
  const inside = element('i');
  inside.style.width = part;
  const looks = style === '' ? 'gauge' : 'gauge low';
  const bar = element('span', { class: looks, role: 'img', 'aria-label': part }, inside);
  bar.style.width = `${all}ch`;
  return bar;
}
