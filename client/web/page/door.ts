/** The door: what there is while this browser is not logged in. */
import { byId } from './element.ts';
import { HALF } from './talk/connect.ts';

export function showDoor(why: string): void {
  byId('game').hidden = true;
  byId('door').hidden = false;
  byId('why').textContent = why;
  byId('code').focus();
}

const BAD_LINK = 'That link is not good any more: each works once, within five minutes.';
const BAD_PASSWORD = 'That is not the password, or none is set: /web password sets one.';

/** Logs in by the link that the page was opened with, or by what is typed at the door; `open` is called once it is. */
export function openDoor(open: () => void): void {
  async function logIn(said: { code: string } | { password: string }): Promise<void> {
    try {
      const answer = await fetch('/login', { method: 'POST', body: JSON.stringify(said) });
      const isCode = 'code' in said;
      if (!answer.ok) {
        showDoor(refusal(answer, isCode ? BAD_LINK : BAD_PASSWORD));
        return isCode ? undefined : passwordField().select();
      }
      const { half } = (await answer.json()) as { half: string };
      localStorage.setItem(HALF, half);
      passwordField().value = '';
      open();
    } catch {
      showDoor('Clay does not answer.');
    }
  }

  /** The code stands behind the `#`, which no browser ever sends by itself. */
  const byCode = (typed: string) => void logIn({ code: typed.trim().replace(/^.*#/, '') });

  byId('login').addEventListener('submit', event => {
    event.preventDefault();
    byCode((byId('code') as HTMLInputElement).value);
  });
  byId('by-password').addEventListener('submit', event => {
    event.preventDefault();
    void logIn({ password: passwordField().value });
  });
  const code = location.hash.slice(1);
  history.replaceState(null, '', location.pathname);
  if (code !== '') byCode(code);
  else if (localStorage.getItem(HALF) === null) showDoor('');
  else open();
}

function passwordField(): HTMLInputElement {
  return byId('password') as HTMLInputElement;
}

function refusal({ status, headers }: Response, usual: string): string {
  if (status !== 429) return usual;
  const minutes = Math.ceil(Number(headers.get('retry-after')) / 60);
  const wait = minutes > 1 ? `${minutes} minutes` : 'a minute';
  return `Too many passwords were tried: wait for ${wait}, or take a link.`;
}
