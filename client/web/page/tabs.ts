/** The worlds as tabs. */

export interface Tab {
  /** '' is Clay itself. */
  readonly name: string;
  readonly isOn: boolean;
  readonly unread: number;
}

/** Draws them, with as few changes as may be: a tab that is just being pressed is not taken away. */
export function drawTabs(
  list: HTMLElement,
  tabs: readonly Tab[],
  current: string,
  choose: (name: string) => void,
): void {
  while (list.childElementCount > tabs.length) list.lastElementChild?.remove();
  for (const [index, tab] of tabs.entries()) {
    const button = (list.children[index] as HTMLButtonElement | undefined) ?? list.appendChild(newTab());
    const { name, isOn, unread } = tab;
    button.onclick = () => choose(name);
    button.className = isOn ? '' : 'off';
    button.setAttribute('aria-selected', String(name === current));
    const label = `${name || 'Clay'}${unread > 0 ? ` ${unread}` : ''}`;
    if (button.dataset.label === label) continue;
    button.dataset.label = label;
    button.replaceChildren(name || 'Clay');
    if (unread > 0) button.appendChild(document.createElement('b')).textContent = String(unread);
  }
}

function newTab(): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.role = 'tab';
  return button;
}
