/** Links of the game that send something: shown with what they send, and followed by a click. */
import { readSendLink, type SendLink } from '../../../stream/mxp/send-link.ts';
import { openBox } from '../dialogs/box.ts';
import { button, element } from '../element.ts';

export interface LinkActions {
  /** Clay sends what is behind the link, its command number `pick`. */
  follow(link: string, text: string, pick: number, command: string): void;
  /** What the link begins goes to the input, as words for the game. */
  begin(command: string): void;
}

/** An element for a piece of a link whose whole text is `text`; null: it is none. */
export function sendElement(piece: string, link: string, text: string): HTMLElement | null {
  const sent = readSendLink(link, text);
  if (!sent) return null;
  const title = sent.commands.map((one, at) => [one, sent.hints[at]].filter(Boolean).join(': ')).join('\n');
  const made = element('a', { class: 'send', href: '#', role: 'button', title }, piece);
  made.dataset.send = link;
  made.dataset.text = text;
  return made;
}

/** Clicks on such links in the box, wherever it has them. */
export function listenForLinks(box: HTMLElement, actions: LinkActions): void {
  box.addEventListener('click', event => {
    const found = (event.target as Element).closest<HTMLElement>('a.send');
    if (!found) return;
    event.preventDefault();
    const { send = '', text = '' } = found.dataset;
    const sent = readSendLink(send, text);
    if (!sent) return;
    if (isPlain(sent, text)) actions.follow(send, text, 0, sent.commands[0] ?? '');
    else choose(send, text, sent, actions);
  });
}

/** It says itself what it sends. */
function isPlain({ commands, prompt }: SendLink, text: string): boolean {
  return !prompt && commands.length === 1 && commands[0]?.toLowerCase() === text.trim().toLowerCase();
}

function choose(
  link: string,
  text: string,
  { commands, hints, prompt }: SendLink,
  actions: LinkActions,
): void {
  const box = openBox(`“${text.trim()}” sends`);
  commands.forEach((command, pick) => {
    const press = () => {
      box.close();
      if (prompt) actions.begin(command);
      else actions.follow(link, text, pick, command);
    };
    const hint = hints[pick] ? `  ${hints[pick]}` : '';
    box.body.append(element('p', {}, button(command + (prompt ? ' …' : ''), press), hint));
  });
}
