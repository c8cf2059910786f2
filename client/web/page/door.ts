/** The door: what there is while this browser is not logged in. */
import { byId } from './element.ts';
import { HALF } from './talk/connect.ts';

export function showDoor(why: string): void {
  byId('game').hidden = true;
  byId('door').hidden = false;
  byId('why').textContent = why;
  byId('code').focus();
}

/** Logs in by the link that the page was opened with, or by what is typed at the door; `open` is called once it is. */
export function openDoor(open: () => void): void {
  /** The code stands behind the `#`, which no browser ever sends by itself. */
  async function logIn(typed: string): Promise<void> {
    const code = typed.trim().replace(/^.*#/, '');
    try {
      const answer = await fetch('/login', { method: 'POST', body: JSON.stringify({ code }) });
      if (!answer.ok)
        return showDoor('That link is not good any more: each works once, within five minutes.');
      const { half } = (await answer.json()) as { half: string };
      localStorage.setItem(HALF, half);
      open();
    } catch {
      showDoor('Clay does not answer.');
    }
  }

  byId('login').addEventListener('submit', event => {
    event.preventDefault();
    void logIn((byId('code') as HTMLInputElement).value);
  });
  const code = location.hash.slice(1);
  history.replaceState(null, '', location.pathname);
  if (code !== '') void logIn(code);
  else if (localStorage.getItem(HALF) === null) showDoor('');
  else open();
}
