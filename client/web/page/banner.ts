/** What the page waits for, said in one line; and what it has to ask or to tell. */
import { button, element } from './element.ts';
import type { Standing } from './talk/connect.ts';

export interface Banner {
  standing(standing: Standing): void;
  /** Something was not possible ('' = all is well again), or was done. */
  tell(text: string, isFault: boolean): void;
}

/** How long what was done is shown (ms). */
const TOLD_TIME = 6000;

/** `released`: the user has answered what is to become of lines that have waited for long. */
export function createBanner(box: HTMLElement, released: (old: 'send' | 'forget') => void): Banner {
  let standing: Standing = { is: 'open', waiting: 0, sign: '' };
  let told = { text: '', isFault: false };
  let timer = 0;

  function draw(): void {
    const words = standing.is === 'asks' ? question(standing.lines) : wordsFor(standing);
    box.className = words !== '' ? (standing.is === 'asks' ? 'asks' : 'waits') : told.isFault ? 'fault' : '';
    if (standing.is !== 'asks') {
      const text = words || told.text;
      if (box.textContent !== text || box.childElementCount > 0) box.replaceChildren(text);
      return;
    }
    box.replaceChildren(
      element('span', {}, words),
      button('Send', () => released('send')),
      button('Forget', () => released('forget'), { class: 'quiet' }),
    );
  }

  return {
    standing(now) {
      standing = now;
      draw();
    },
    tell(text, isFault) {
      told = { text, isFault };
      clearTimeout(timer);
      if (!isFault && text !== '')
        timer = setTimeout(() => {
          told = { text: '', isFault: false };
          draw();
        }, TOLD_TIME);
      draw();
    },
  };
}

function question(lines: readonly string[]): string {
  const [first = ''] = lines;
  const shown = first.length > 40 ? `${first.slice(0, 40)}…` : first;
  const more = lines.length > 1 ? ` and ${lines.length - 1} more` : '';
  return `Typed while Clay was away: “${shown}”${more}. Still send?`;
}

function wordsFor({ is, waiting, sign }: Exclude<Standing, { is: 'asks' }>): string {
  const lines =
    waiting === 0 ? '' : waiting === 1 ? ' One line waits to be sent.' : ` ${waiting} lines wait to be sent.`;
  if (is === 'open') return sign;
  if (is === 'busy') return `Clay is busy.${lines}`;
  if (is === 'connecting') return `Connecting to Clay …${lines}`;
  if (is === 'untrusted')
    return `This browser shows the page and gets no connection: it does not trust the certificate for that. /web authority in Clay helps, or a certificate of your own.${lines}`;
  if (is === 'offline') return `This device is offline; it goes on by itself.${lines}`;
  return `Clay does not answer; it goes on by itself when it does.${lines}`;
}
