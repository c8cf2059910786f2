/** Clay's own programs for a play: what they say goes in as bytes, what they are sent is taken at once. */

import { hashOf } from '../../client/web/login.ts';
import type { FromProgram, ToProgram } from '../../shared/protocol/attach.ts';
import { framesIn, masked, open, put, sentTo, upgrade } from './browsers.ts';
import type { Play } from './play.ts';

export const TOKEN = 'f00d';

export interface ProgramPlay {
  readonly id: number;
  /** Id of its view. */
  readonly view: string;
  say(message: FromProgram): void;
  type(text: string): void;
  heard(): ToProgram[];
  /** Text frames left aside: how many pieces it was sent to draw. */
  drawn(): number;
  /** Code and words of the close. */
  closed(): { code: number; why: string } | null;
}

export const request = (token: string, path = '/tty') =>
  upgrade('', { 'X-Clay-Token': token }).replace('/socket', path);

export const terminalHello = (
  more: { columns?: number; rows?: number; view?: string } = {},
  env: Record<string, string> = {},
): FromProgram => ({
  ...{ t: 'hello', v: 1, want: 'terminal', columns: 30, rows: 8, view: '' },
  ...more,
  env: { TERM: 'xterm-256color', LANG: 'C.UTF-8', ...env },
});

export const textFrameOf = (message: FromProgram) => masked(1, Buffer.from(JSON.stringify(message)));

/** A program that was let in and has said hello. */
export function startProgram(play: Play, hello: FromProgram): ProgramPlay {
  play.dispatch({ type: 'web admits', key: hashOf(TOKEN) });
  const id = open(play, 'attach');
  put(play, id, request(TOKEN));
  return talkTo(play, id, hello);
}

/** The same on a connection that was let in. */
export function talkTo(play: Play, id: number, hello: FromProgram): ProgramPlay {
  const frames = () => framesIn(sentTo(play, id));
  const say = (message: FromProgram) => put(play, id, textFrameOf(message));
  say(hello);
  return {
    ...{ id, say },
    get view() {
      return play.state.web!.browsers[id]!.tty!.view;
    },
    type: text => put(play, id, masked(2, Buffer.from(text))),
    heard: () =>
      frames()
        .filter(({ opcode }) => opcode === 1)
        .map(({ data }) => JSON.parse(data.toString()) as ToProgram),
    drawn: () => frames().filter(({ opcode }) => opcode === 2).length,
    closed() {
      const data = frames().find(({ opcode }) => opcode === 8)?.data;
      return data ? { code: data.readUInt16BE(0), why: data.toString('utf8', 2) } : null;
    },
  };
}
