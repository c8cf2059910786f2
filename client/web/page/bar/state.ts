/** What stands between the output and the input: the prompt, what is wrong with the world, what the game tells of the character. */
import type { WireLine, WorldNews } from '../../protocol.ts';
import { byId, setText } from '../element.ts';
import { fill } from '../log/line.ts';
import { drawMap } from './map.ts';
import { drawVitals } from './vitals.ts';

type Role = 'play' | 'watch';

/** Of the world on screen; '' is Clay itself. */
export function drawState(current: string, news: WorldNews | null, role: Role): void {
  const { phase = '', prompt = null, vitals = [], map = [] } = news ?? {};
  const isOpen = phase === 'connected' || phase === 'connecting';
  byId('connect').hidden = current === '' || isOpen || role === 'watch';
  setText(byId('phase'), current === '' || phase === 'connected' ? '' : `${current}: ${phase}`);
  fillAnew(byId('prompt'), prompt ?? ['', 0, 'g']);
  drawVitals(byId('vitals'), vitals);
  drawMap(byId('map'), map);
}

/** What an empty input says. */
export function placeholder(current: string, news: WorldNews | null, role: Role): string {
  if (role === 'watch') return 'This browser may only watch';
  if (news?.masked) return 'Hidden while you type';
  return current === '' ? 'A command, such as /help' : `Say to ${current}`;
}

function fillAnew(element: HTMLElement, line: WireLine): void {
  const now = JSON.stringify(line);
  if (element.dataset.shown === now) return;
  element.dataset.shown = now;
  element.replaceChildren();
  fill(element, line);
}
