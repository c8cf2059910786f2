/** A client whose browser view is on. */
import { type Clay, textOf } from './clay.ts';
import { freePort } from './peers.ts';
import { type PlayingOptions, startPlaying } from './playing.ts';
import type { Peer, ScriptedWorld } from './scripted-world.ts';

export interface Key {
  readonly port: number;
  readonly cookie: string;
  readonly half: string;
}

/** Connected to Alpha, and listening. */
export async function startWeb({
  more: settings = '',
  ...options
}: PlayingOptions = {}): Promise<{ clay: Clay; peer: Peer; world: ScriptedWorld; port: number }> {
  const port = await freePort();
  const more = `\n[web]\nenabled = true\nport = ${port}\n${settings}`;
  const { clay, peers, worlds } = await startPlaying({
    top: 'more_mode = false',
    columns: 100,
    ...options,
    more,
  });
  // It may be connected before it listens: there is no link until then, and nobody is let in.
  await clay.waitFor(`The browser view is at http://127.0.0.1:${port};`);
  return { clay, peer: peers[0]!, world: worlds[0]!, port };
}

/** The same over HTTPS and nothing else; `web`: more lines of its table. */
export async function startHttps(
  options: PlayingOptions & { web?: string } = {},
): Promise<{ clay: Clay; peer: Peer; world: ScriptedWorld; port: number; settings: string }> {
  const { web = '', ...rest } = options;
  const port = await freePort();
  const more = `\n[web]\nhttps = true\nhttps_port = ${port}\n${web}`;
  const playing = await startPlaying({ top: 'more_mode = false', columns: 100, ...rest, more });
  const { clay, peers, worlds } = playing;
  await clay.waitFor(`The browser view is at https://127.0.0.1:${port};`);
  const settings = textOf(`${clay.home}/settings.toml`);
  return { clay, peer: peers[0]!, world: worlds[0]!, port, settings };
}

const LINK = /https?:\/\/127\.0\.0\.1:\d+\/#[\w-]{22}/;

/** The link that /web link shows. */
export async function linkOf(clay: Clay): Promise<string> {
  clay.type('/web link\r');
  await clay.waitFor(() => LINK.test(clay.screen().join('\n')));
  const [link] = LINK.exec(clay.screen().join('\n')) as unknown as [string];
  clay.press('Esc');
  // What is typed next is not to be taken for a key with Alt.
  await clay.waitFor(() => !LINK.test(clay.screen().join('\n')));
  return link;
}

/** Logs in as a page does. */
export async function logIn(clay: Clay, port: number): Promise<Key> {
  const code = (await linkOf(clay)).split('#')[1];
  const origin = `http://127.0.0.1:${port}`;
  const answer = await fetch(`${origin}/login`, {
    method: 'POST',
    headers: { origin },
    body: JSON.stringify({ code }),
  });
  expect(answer.status).toBe(200);
  const { half } = (await answer.json()) as { half: string };
  return { port, half, cookie: answer.headers.get('set-cookie')!.split(';')[0]! };
}
