/** What must hold of everything the pipeline gives out, whatever comes in. */

import type { StreamState, StyledText } from '../../client/state/stream.ts';
import { isMasked, optionTable, partial, type StreamValue } from '../../client/stream/stream.ts';

/** C0, DEL, C1, bidi controls: nothing that a terminal would obey. */
const FORBIDDEN = /[\0-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c\u2028\u2029]/;

/** The longest line, in UTF-16 units. */
const MAX_LINE = 64 * 1024;

function checkText({ text, runs }: StyledText): string | null {
  if (FORBIDDEN.test(text)) return `control character in ${JSON.stringify(text.slice(0, 200))}`;
  if (text.length > MAX_LINE) return `a line of ${text.length}`;
  let last = -1;
  for (const run of runs) {
    if (run.at <= last || run.at > text.length)
      return `runs out of order in ${JSON.stringify(runs.slice(0, 20))}`;
    if (!/^[\d;:]*$/.test(run.style)) return `style ${JSON.stringify(run.style)}`;
    if (run.link !== undefined && !/^[a-z]+:[\x21-\x7e]*$/i.test(run.link))
      return `link ${JSON.stringify(run.link)}`;
    last = run.at;
  }
  return null;
}

function checkValue(value: StreamValue): string | null {
  if (value.type === 'line' || value.type === 'prompt') return checkText(value);
  if (value.type === 'notice' && FORBIDDEN.test(value.text)) return `notice ${JSON.stringify(value.text)}`;
  return null;
}

/** What is wrong with these values or this state; null if nothing is. */
export function fault(values: readonly StreamValue[], state: StreamState): string | null {
  for (const value of values) {
    const wrong = checkValue(value);
    if (wrong !== null) return wrong;
  }
  if (state.telnet.payload.length > 64 * 1024) return 'subnegotiation out of bounds';
  if (state.ansi.collected.length > 4096) return 'escape sequence out of bounds';
  if (state.data.count > 1024 || state.data.size > 4 * 1024 * 1024) return 'store out of bounds';
  if (state.line.runs.length > 4 * 1024) return 'runs out of bounds';
  const { mxp } = state;
  if (mxp && (mxp.pending.length > 4096 || mxp.tags.length > 64 || mxp.size > 64 * 1024))
    return 'MXP out of bounds';
  if (state.mcp && state.mcp.size > 512 * 1024) return 'MCP out of bounds';
  if (state.told.length > 10) return 'too many notices';
  if ((optionTable(state).find(row => row.name === 'ECHO')!.him === 'on') !== isMasked(state)) return 'mask';
  return checkText(partial(state));
}
