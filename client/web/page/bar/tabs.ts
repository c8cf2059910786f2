/** The worlds as tabs: connected or not, and what is unread by how much it matters. */
import type { Weight } from '../../protocol.ts';

export interface Tab {
  /** '' is Clay itself. */
  readonly name: string;
  readonly phase: string;
  readonly unread: number;
  readonly weight: Weight;
}

const PHASES: Readonly<Record<string, string>> = {
  connected: 'on',
  connecting: 'busy',
  waiting: 'busy',
};

/** Draws them, with as few changes as may be: a tab that is just being pressed is not taken away. */
export function drawTabs(
  list: HTMLElement,
  tabs: readonly Tab[],
  current: string,
  choose: (name: string) => void,
): void {
  while (list.childElementCount > tabs.length) list.lastElementChild?.remove();
  for (const [index, tab] of tabs.entries()) {
    const button = (list.children[index] as HTMLButtonElement | undefined) ?? list.appendChild(newTab(list));
    drawTab(button, tab, tab.name === current);
    button.onclick = () => choose(tab.name);
  }
}

function drawTab(button: HTMLButtonElement, { name, phase, unread, weight }: Tab, isCurrent: boolean): void {
  const state = name === '' ? 'own' : (PHASES[phase] ?? 'off');
  const label = `${name} ${state} ${unread} ${weight} ${isCurrent}`;
  if (button.dataset.label === label) return;
  const wasCurrent = button.getAttribute('aria-selected') === 'true';
  button.dataset.label = label;
  button.className = state;
  button.setAttribute('aria-selected', String(isCurrent));
  button.tabIndex = isCurrent ? 0 : -1;
  const title = document.createElement('span');
  title.textContent = name || 'Clay';
  button.replaceChildren(title);
  const count = unread > 999 ? '999+' : String(unread);
  if (unread > 0) {
    const sign = document.createElement('b');
    [sign.className, sign.textContent] = [weight, count];
    // A blank, for those who hear it.
    button.append(' ', sign);
  }
  const words = weight === 'highlight' ? ' with one of your words' : '';
  const says = unread > 0 ? ` ${count} unread${words}` : '';
  button.setAttribute('aria-label', `${name || 'Clay'}${says}${name === '' ? '' : `, ${phase}`}`);
  if (isCurrent && !wasCurrent) button.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

/** Left and Right go from tab to tab. */
function newTab(list: HTMLElement): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.role = 'tab';
  button.setAttribute('aria-controls', 'log');
  button.addEventListener('keydown', ({ key }) => {
    const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
    const all = [...list.children] as HTMLElement[];
    const to = step === 0 ? undefined : all[(all.indexOf(button) + step + all.length) % all.length];
    to?.click();
    to?.focus();
  });
  return button;
}
