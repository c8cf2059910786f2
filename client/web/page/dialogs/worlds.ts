/** All worlds: which are connected, and what one can do with each. */
import { button, element, put } from '../element.ts';
import { openBox } from './box.ts';

export interface WorldItem {
  readonly name: string;
  readonly phase: string;
  readonly carrier: string;
  readonly unread: number;
}

export interface WorldsOptions {
  worlds(): readonly WorldItem[];
  choose(name: string): void;
  /** `/connect` and `/disconnect`. */
  say(name: string, command: string): void;
  edit(name: string | null): void;
  closed(): void;
}

const CARRIERS: Readonly<Record<string, string>> = {
  tcp: '',
  'tcp-proxy': ', through tlsproxy',
  'tls-proxy': ', TLS through tlsproxy',
  'tls-direct': ', TLS',
};

export interface WorldsBox {
  /** Something has changed. */
  draw(): void;
}

export function openWorlds(options: WorldsOptions): WorldsBox {
  const box = openBox('Worlds', options.closed);
  const list = element('ul', { class: 'worlds' });
  box.body.append(list);
  const leave = (then: () => void) => () => {
    box.close();
    then();
  };

  function item({ name, phase, carrier, unread }: WorldItem): HTMLElement {
    const isOpen = phase === 'connected' || phase === 'connecting' || phase === 'waiting';
    const says = `${phase}${phase === 'connected' ? (CARRIERS[carrier] ?? '') : ''}${unread > 0 ? `, ${unread} unread` : ''}`;
    const go = button(
      '',
      leave(() => options.choose(name)),
      { class: `go ${phase}` },
    );
    go.append(element('b', {}, name), element('span', {}, says));
    const command = isOpen ? '/disconnect' : '/connect';
    const turn = button(isOpen ? 'Disconnect' : 'Connect', () => options.say(name, command));
    const edit = button(
      'Edit',
      leave(() => options.edit(name)),
      { class: 'quiet', 'aria-label': `Edit ${name}` },
    );
    turn.setAttribute('aria-label', `${isOpen ? 'Disconnect' : 'Connect'} ${name}`);
    return element('li', {}, go, turn, edit);
  }

  function draw(): void {
    const worlds = options.worlds();
    // A button that is just being pressed is not taken away for nothing.
    const now = JSON.stringify(worlds);
    if (list.dataset.shown === now) return;
    list.dataset.shown = now;
    const at = [...list.querySelectorAll('button')].indexOf(document.activeElement as HTMLButtonElement);
    list.replaceChildren();
    put(list, worlds.map(item));
    if (at >= 0) list.querySelectorAll('button')[at]?.focus();
  }

  draw();
  box.foot.append(
    button(
      'New world',
      leave(() => options.edit(null)),
      { class: 'first' },
    ),
  );
  return { draw };
}
