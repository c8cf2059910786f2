/** The map beside the log, as the terminal draws it. */
import { element } from '../element.ts';

export function drawMap(place: HTMLElement, rows: readonly string[]): void {
  const now = rows.join('\n');
  if (place.dataset.shown === now) return;
  place.dataset.shown = now;
  place.hidden = rows.length === 0;
  const [name = '', ...drawn] = rows;
  place.replaceChildren(
    element('b', {}, name),
    element('span', { 'aria-hidden': 'true' }, `\n${drawn.join('\n')}`),
  );
}
